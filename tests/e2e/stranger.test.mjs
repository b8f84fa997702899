// A stranger scans a code (walkthrough 4 of the architecture page): from a phone's screen by the camera and from a printed sheet by a picture,
// with and without the network, in time and too late, true and forged; at the width of a phone, axe on every page.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { base, findSurname, launch, look, officer, open, signIn } from "./browser.mjs";

const PHONE = 390;
/** Frames of the film that the camera sees: some seconds of the same picture. */
const FRAMES = 60;

let browser;
let holder;
let entry;
const folder = mkdtempSync(join(tmpdir(), "shikaku-stranger-"));

const heading = (page) => page.locator("#result h2 span").textContent();
const sentence = (page) => page.locator("#result .verdict p").textContent();

/** The proof as it stands on the holder's screen, or on the sheet that was printed: its address and a picture of it. */
async function shown(kind) {
  await holder.goto(`${entry}/proof${kind === "printed" ? "?kind=printed" : ""}`);
  const picture = join(folder, `${kind}.png`);
  writeFileSync(picture, await holder.locator(".qr").screenshot());
  return { code: await holder.getAttribute("a[target=_blank]", "href"), picture };
}

/** What a camera sees that looks at a picture: a film in a file. The browser cuts it to the width of the phone's screen. */
async function film(picture) {
  const page = await open(browser, 640);
  await page.setViewportSize({ width: 640, height: 480 });
  const image = readFileSync(picture).toString("base64");
  await page.setContent(
    `<body style="margin:0;background:#fff;display:grid;place-items:center;height:480px"><img style="height:360px" src="data:image/png;base64,${image}">`,
  );
  const frame = await page.screenshot({ type: "jpeg", quality: 95 });
  await page.context().close();
  const path = join(folder, "film.mjpeg");
  writeFileSync(path, Buffer.concat(Array.from({ length: FRAMES }, () => frame)));
  return path;
}

async function checkPicture(page, picture) {
  await page.setInputFiles("#picture", []);
  await page.locator("#result").evaluate((result) => result.replaceChildren());
  await page.setInputFiles("#picture", picture);
  await page.locator("#result h2 span").waitFor();
}

async function checkText(page, text) {
  await page.locator("#result").evaluate((result) => result.replaceChildren());
  await page.fill("#code", text);
  await page.click("#code-form button");
  await page.locator("#result h2 span").waitFor();
}

before(async () => {
  browser = await launch();
  holder = await open(browser, PHONE);
  await signIn(holder, officer);
  await findSurname(holder);
  for (const result of await holder.locator(".result").all()) {
    if ((await result.locator(".chip-active").count()) === 0) continue;
    entry = new URL(await result.locator(".result-title a").getAttribute("href"), base).href;
    break;
  }
  assert.ok(entry, "an entry in force was found");
});

after(() => browser?.close());

test("the camera sees the screen of a phone: valid, and the reasons when it is not", async () => {
  const { code, picture } = await shown("screen");
  const seeing = await launch(
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${await film(picture)}`,
  );
  const page = await open(seeing, PHONE);
  const sent = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()}`));
  await page.goto(`${base}/check`);
  await look(page, "stranger-check");
  await page.click("#camera-start");
  await page.locator("#result h2 span").waitFor();
  assert.equal(await heading(page), "有効");
  assert.ok((await page.locator("#result tr").count()) >= 5, "who, what, since when");
  assert.ok(await page.locator("#camera").isHidden(), "the camera is off again");
  await look(page, "stranger-valid");
  assert.ok(sent.every((line) => line.startsWith("GET") && !line.includes("c=")), "nothing of the code leaves the browser");

  // The list cannot be fetched: the signature is good, and nobody knows whether it still stands.
  const unsure = await open(seeing, PHONE);
  await unsure.route("**/status/**", (route) => route.abort());
  await unsure.goto(`${base}/check`);
  await checkText(unsure, code);
  assert.notEqual(await heading(unsure), "有効", "without a list it is never valid");
  await unsure.screenshot({ path: new URL("pictures/stranger-no-list-390.png", import.meta.url).pathname, fullPage: true });

  // A picture of the screen, shown again when its ninety seconds are long over.
  const late = await open(seeing, PHONE);
  await late.clock.install({ time: Date.now() + 10 * 60 * 1_000 });
  await late.goto(`${base}/check`);
  await checkText(late, code);
  assert.equal(await heading(late), "無効");
  assert.match(await sentence(late), /期限が過ぎ/, "and it says why");
  await late.screenshot({ path: new URL("pictures/stranger-late-390.png", import.meta.url).pathname, fullPage: true });
  await seeing.close();
});

test("a printed sheet by its picture: with the network, without, and with one byte changed", async () => {
  const { code, picture } = await shown("printed");
  const page = await open(browser, PHONE);
  await page.goto(`${base}/check`);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 20_000 });
  await checkPicture(page, picture);
  assert.equal(await heading(page), "有効");
  await look(page, "stranger-printed");
  const bare = new URL(code).hash.slice("#c=".length);
  const flipped = `${bare.slice(0, -20)}${bare.at(-20) === "A" ? "B" : "A"}${bare.slice(-19)}`;
  await checkText(page, flipped);
  assert.equal(await heading(page), "無効");
  assert.match(await sentence(page), /偽造|書き換え/);
  assert.equal(await page.locator("#result tr").count(), 0, "nothing of a forged one is shown");
  await look(page, "stranger-forged");

  await page.context().setOffline(true);
  await page.goto(`${base}/check`);
  await checkPicture(page, picture);
  assert.equal(await heading(page), "確認できません", "without the network it is never valid");
  assert.match(await sentence(page), /署名は正しい/);
  assert.match(await page.textContent("#result table"), /登録の状態の日時/, "and it says of when the state is");
  await page.screenshot({ path: new URL("pictures/stranger-offline-390.png", import.meta.url).pathname, fullPage: true });
  await page.context().close();
});

test("without scripts the page says what it cannot do, and the inquiry and the upload remain", async () => {
  const { code } = await shown("printed");
  const page = await open(browser, PHONE, { javaScriptEnabled: false });
  await page.goto(`${base}/check`);
  assert.ok(await page.locator("noscript .banner h2").isVisible());
  await page.fill("#code", code);
  await page.click("#code-form button");
  assert.equal(await heading(page), "有効");
  await page.goto(`${base}/check`);
  await page.click("footer a[href='/inquiry']");
  await page.waitForURL(`${base}/inquiry`);
  await page.context().close();
});
