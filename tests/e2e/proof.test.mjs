// A stranger checks a proof: walkthrough 4 of the architecture page, with a picture of the code, with and without the network.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { webcrypto } from "node:crypto";
import { after, before, test } from "node:test";
import { assertFits, base, findSurname, launch, look, officer, open, signIn, widths } from "./browser.mjs";

let browser;
let entry;
let code;
let picture;
let photo;

/** Opens the proof of the entry as an officer shows it to its holder. */
async function showProof(page, query = "") {
  await page.goto(`${entry}/proof${query}`);
  return page.getAttribute("a[target=_blank]", "href");
}

before(async () => {
  browser = await launch();
  const page = await open(browser, 1280);
  await signIn(page, officer);
  const surname = await findSurname(page);
  // The first entry in force: only such can be shown.
  const results = await page.locator(".result").all();
  for (const result of results) {
    if ((await result.locator(".chip-active").count()) === 0) continue;
    entry = new URL(await result.locator(".result-title a").getAttribute("href"), base).href;
    break;
  }
  assert.ok(entry, `one of ${surname} is in force`);
  code = await showProof(page, "?kind=printed");
  assert.match(code, /\/check#c=[\w-]+$/);
  picture = join(tmpdir(), `shikaku-proof-${process.pid}.png`);
  writeFileSync(picture, await page.locator(".qr").screenshot());
  photo = await page.locator(".qr").screenshot({ type: "jpeg", quality: 70 });
  await page.context().close();
});

after(() => browser?.close());

const bare = () => new URL(code).hash.slice("#c=".length);
const heading = (page) => page.locator("#result h2 span").textContent();
const sentence = (page) => page.locator("#result .verdict p").textContent();

/** Checks a text by the form, in the browser. */
async function checkText(page, text) {
  await page.fill("#code", text);
  await page.locator("#result").evaluate((result) => result.replaceChildren());
  await page.click("#code-form button");
  await page.locator("#result h2 span").waitFor();
}

for (const width of widths) {
  test(`a stranger checks a picture of the code, ${width} wide`, async () => {
    const page = await open(browser, width);
    const asked = [];
    page.on("request", (request) => asked.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
    await page.goto(`${base}/check`);
    await look(page, "check");
    await page.setInputFiles("#picture", picture);
    await page.locator("#result h2 span").waitFor();
    assert.equal(await heading(page), "有効");
    assert.ok((await page.locator("#result tr").count()) >= 5, "who, what, since when");
    await look(page, "check-valid");
    const spoken = asked.filter((line) => line.includes(bare().slice(0, 40)) || line.startsWith("POST"));
    assert.deepEqual(spoken, [], "nothing of the code leaves the browser");
    assert.ok(asked.every((line) => line.split(" ")[1].startsWith(base) || line.includes("blob:")), "and nobody else is asked");
    await page.context().close();
  });

  test(`the proof on the screen and on paper, ${width} wide`, async () => {
    const page = await open(browser, width);
    await signIn(page, officer);
    const answer = await page.goto(`${entry}/proof`);
    assert.equal(answer.headers().refresh, "30", "it renews itself without a script");
    await look(page, "show");
    await page.click("details summary");
    await page.check("input[value=printed]");
    await page.click("details form button");
    assert.match(await page.textContent(".proof header"), /印刷用/);
    await look(page, "show-printed");
    await page.context().close();
  });

  test(`the inquiry, ${width} wide`, async () => {
    const page = await open(browser, width);
    await page.goto(`${base}/inquiry`);
    await look(page, "inquiry");
    await page.click("main form button");
    assert.ok((await page.locator(".error").count()) >= 4, "what is missing is said at its field");
    await look(page, "inquiry-error");
    await page.selectOption("#qualification", "physician");
    await page.fill("#number", "999999999");
    await page.fill("#name", "架空　太郎");
    await page.fill("#born", "昭和63年1月8日");
    await page.click("main form button");
    assert.equal(await heading(page), "一致する登録はありません");
    assert.equal(await page.inputValue("#name"), "架空　太郎", "what was typed stays");
    await look(page, "inquiry-no");
    await page.selectOption("#qualification", "nurse");
    await page.click("main form button");
    assert.equal(await heading(page), "お答えできません", "nobody is told about anybody");
    await look(page, "inquiry-cannot-tell");
    await page.context().close();
  });
}

test("an address with the code opens the answer, and leaves no code in the history", async () => {
  const page = await open(browser, 390);
  await page.goto(code);
  await page.locator("#result h2 span").waitFor();
  assert.equal(await heading(page), "有効");
  assert.equal(page.url(), `${base}/check`);
  await page.context().close();
});

/** Signs the same words with a key of the forger, under the name of the true key. */
async function resigned() {
  const { decode, encode } = await import("cborg");
  const bytes = Buffer.from(bare(), "base64url");
  const [under, open, payload] = decode(bytes.subarray(1), { useMaps: true });
  const { privateKey } = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  const signed = encode(["Signature1", under, new Uint8Array(), payload]);
  const signature = new Uint8Array(await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, signed));
  return Buffer.concat([Buffer.from([0xd2]), encode([under, open, payload, signature])]).toString("base64url");
}

test("forged, signed anew, replayed, oversized and foreign codes turn red and say why", async () => {
  const page = await open(browser, 390);
  await page.goto(`${base}/check`);
  const last = bare().at(-20) === "A" ? "B" : "A";
  const forged = `${bare().slice(0, -20)}${last}${bare().slice(-19)}`;
  const cases = [
    ["forged", forged, "無効", /偽造|書き換え/],
    ["re-signed", await resigned(), "無効", /偽造|書き換え/],
    ["oversized", "A".repeat(5_000), "無効", /長すぎ/],
    ["foreign", "https://example.org/", "無効", /読み取れません/],
  ];
  for (const [name, text, verdict, why] of cases) {
    await checkText(page, text);
    assert.equal(await heading(page), verdict, name);
    assert.match(await sentence(page), why, name);
    assert.equal(await page.locator("#result tr").count(), 0, `${name}: nothing of it is shown`);
    await look(page, `check-${name}`);
  }
  // Replayed: the same picture, months later.
  await page.clock.setFixedTime(Date.now() + 200 * 24 * 3_600 * 1_000);
  await checkText(page, bare());
  assert.match(await sentence(page), /期限が過ぎ/);
  await look(page, "check-expired");
  await page.context().close();
});

test("without the network the signature is good and the state is of then; never valid", async () => {
  const page = await open(browser, 390);
  await page.goto(`${base}/check`);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 20_000 });
  await checkText(page, bare());
  assert.equal(await heading(page), "有効");
  await page.context().setOffline(true);
  await page.goto(`${base}/check`);
  await checkText(page, bare());
  assert.equal(await heading(page), "確認できません");
  assert.match(await sentence(page), /署名は正しい/);
  assert.match(await page.textContent("#result table"), /登録の状態の日時/);
  await page.screenshot({ path: new URL("pictures/check-offline-390.png", import.meta.url).pathname, fullPage: true });
  const forged = `${bare().slice(0, -4)}AAAA`;
  await checkText(page, forged);
  assert.equal(await heading(page), "無効", "a forged one is red without the network too");
  await page.context().close();
});

test("without scripts the page explains, and the server checks what is sent", async () => {
  const page = await open(browser, 390, { javaScriptEnabled: false });
  await page.goto(`${base}/check`);
  // The words of a noscript are on the page, though the driver's search for text passes over them.
  assert.ok(await page.locator("noscript .banner h2").isVisible());
  assert.match(await page.locator("#code-form noscript").textContent(), /サーバーで確かめ、保存しません/);
  assert.ok(await page.locator("#with-script").isHidden());
  await page.fill("#code", code);
  await page.click("#code-form button");
  assert.equal(await heading(page), "有効");
  // A picture of the code, in both kinds that are taken.
  const files = [{ name: "code.jpg", mimeType: "image/jpeg", buffer: photo }, picture];
  for (const file of files) {
    await page.goto(`${base}/check`);
    await page.setInputFiles("#photo", file);
    await page.click("form[action='/check/picture'] button");
    assert.equal(await heading(page), "有効");
  }
  await page.goto(`${base}/check`);
  await page.screenshot({ path: new URL("pictures/check-no-script-390.png", import.meta.url).pathname, fullPage: true });
  await assertFits(page, "the page without scripts");
  await page.context().close();
});
