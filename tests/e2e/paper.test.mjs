// An application on paper: scanned and typed by one officer, given back and compared by another, then a case to its end; without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, findSurname, launch, look, officer, open, second, signIn, widths } from "./browser.mjs";

/** A scan: a picture of one white point, for whoever only looks at its kind. */
const SCAN = {
  name: "申請書.png",
  mimeType: "image/png",
  buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==", "base64"),
};
/** Steps of a case at most. */
const STEPS = 12;

let browser;
let entry;

before(async () => {
  browser = await launch();
  const page = await open(browser, 1280);
  await signIn(page, officer);
  const surname = await findSurname(page);
  await page.goto(`${base}/desk/entries?qualification=nurse&name=${encodeURIComponent(surname)}`);
  const standing = page.locator(".result", { has: page.locator(".chip-active") }).last().locator(".result-title a");
  entry = new URL(await standing.getAttribute("href"), base).href;
  await page.context().close();
});

after(() => browser?.close());

/** The page at both widths. */
async function see(page, name) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await look(page, `paper-${name}`);
  }
}

async function desk(who) {
  const page = await open(browser, 1280);
  await signIn(page, who);
  return page;
}

/** Marks all that came with the paper, and what it declares. */
async function fillAsked(page) {
  for (const box of await page.locator("input[name=enclosed], fieldset.card input[type=checkbox]").all()) await box.check();
  for (const no of await page.locator("input[type=radio][value=no]").all()) await no.check();
  for (const words of await page.locator("textarea").all()) await words.fill("入院していたため。");
}

/** Does what the case asks for at the desk until it is granted. */
async function toTheEnd(page) {
  for (let step = 0; step < STEPS; step += 1) {
    await page.reload();
    if ((await page.locator(".timeline", { hasText: "認容" }).count()) > 0) return;
    const press = async (button) => {
      await page.locator(`button[value=${button}]`).first().click();
      await page.waitForLoadState();
    };
    if ((await page.locator("button[value=stamps-came]").count()) > 0) {
      const due = /納付すべき額：([\d,]+)円/.exec(await page.locator("main").innerText())[1];
      await page.fill("#receipt", `台紙-${step}`);
      await page.fill("#stamps", due);
      await press("stamps-came");
    } else if ((await page.locator("button[value=means-came]").count()) > 0) await press("means-came");
    else if ((await page.locator("button[value=paper-came]").count()) > 0) await press("paper-came");
    else if ((await page.locator("button[value=grant]").count()) > 0) await press("grant");
    else await new Promise((done) => setTimeout(done, 1_000));
  }
  assert.fail(`it has no end: ${await page.locator("main").innerText()}`);
}

test("a paper is typed, given back, compared by another officer, and decided", async () => {
  const first = await desk(officer);
  await first.goto(entry);
  await first.click("a[href^='/desk/paper/new']");
  await first.locator("button").filter({ hasText: "次へ" }).click();
  await first.locator("#procedure-error").waitFor();
  await see(first, "start-error");
  await first.check("input[name=procedure][value=change]");
  await first.locator("button").filter({ hasText: "次へ" }).click();
  await first.waitForURL(/\/desk\/paper\/-?\d+\/[0-9a-f-]{36}$/);
  const address = first.url();
  await see(first, "empty");
  await first.fill("#domicile", "北海道");
  await first.fill("#happened_on", "いつか");
  await first.click("button[value=hand]");
  await first.locator("#happened_on-error").waitFor();
  assert.equal(await first.inputValue("#happened_on"), "いつか", "what was typed stays");
  await see(first, "error");
  await first.fill("#happened_on", await first.inputValue("#received_on"));
  await first.fill("#reply_to", "〒100-0000　東京都架空区一丁目2番3号");
  await first.setInputFiles("#scan", SCAN);
  await first.click("button[value=save]");
  await first.locator("input[name=enclosed]").first().waitFor();
  await fillAsked(first);
  await see(first, "filled");
  await first.click("button[value=hand]");
  await first.locator("h2", { hasText: "入力されたこと" }).waitFor();
  assert.equal(await first.locator("button[value=confirm]").count(), 0, "not by whoever typed it");

  const other = await desk(second);
  await other.goto(`${base}/desk/paper`);
  await see(other, "list");
  await other.goto(address);
  await see(other, "compare");
  await other.fill("#words", "変わった日を確かめてください");
  await other.click("button[value=return]");
  await first.goto(address);
  await first.locator(".banner-warning", { hasText: "変わった日を確かめてください" }).waitFor();
  await first.click("button[value=hand]");
  await other.goto(address);
  await other.click("button[value=confirm]");
  await other.waitForURL(/\/desk\/cases\//);
  await see(other, "case");
  await toTheEnd(other);
  await other.click("text=通知の文面を開く");
  await other.locator("article", { hasText: "申請を認め" }).waitFor();
  await see(other, "letter");
  await other.goto(entry);
  assert.match(await other.locator("table.pairs").first().innerText(), /北海道/, "the register has it");
  await other.goto(`${base}/desk/tasks?kind=notice-by-post`);
  assert.ok((await other.locator(".result").count()) > 0, "the applicant is written to");
  await first.context().close();
  await other.context().close();
});

test("a paper is begun and thrown away with scripts switched off", async () => {
  const page = await open(browser, 390, { javaScriptEnabled: false });
  await signIn(page, officer);
  await page.goto(`${base}/desk/paper/new`);
  await page.selectOption("#register", "nurse/JP");
  await page.check("input[name=procedure][value=new-registration]");
  await page.locator("main button").click();
  await page.waitForURL(/\/desk\/paper\/-?\d+\//);
  await page.fill("#name", "架空　花子");
  await page.setInputFiles("#scan", SCAN);
  await page.click("button[value=save]");
  assert.equal(await page.inputValue("#name"), "架空　花子");
  assert.equal(await page.locator(".scans img").count(), 1);
  await page.click("summary");
  await page.fill("#words", "試しに始めた");
  await page.click("button[value=discard]");
  await page.waitForURL(`${base}/desk/paper`);
  await page.context().close();
});
