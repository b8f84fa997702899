// The desk in a real browser: every page at two widths, by keyboard alone, without scripts, enlarged.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFits, auditor, base, findSurname, launch, look, officer, open, second, signIn, tabTo, widths } from "./browser.mjs";

let browser;
let surname;
let entry;
let register;

before(async () => {
  browser = await launch();
  const page = await open(browser, 1280);
  await signIn(page, officer);
  surname = await findSurname(page);
  entry = new URL(await page.locator(".result-title a").first().getAttribute("href"), base).href;
  await page.goto(`${base}/desk`);
  register = new URL(await page.locator("main table a").first().getAttribute("href"), base).href;
  await page.context().close();
});

after(() => browser?.close());

const views = widths.flatMap((width) => ["ja", "en"].map((lang) => [width, lang]));

for (const [width, lang] of views) {
  // The Japanese pages keep their names; a page is looked at only when it is in its language.
  const lookIn = async (page, name) => {
    assert.equal(await page.getAttribute("html", "lang"), lang, `${name} is in its language`);
    await look(page, lang === "ja" ? name : `${name}-${lang}`);
  };

  test(`pages before the sign-in, ${width} wide, ${lang}`, async () => {
    const page = await open(browser, width);
    await page.goto(`${base}/?lang=${lang}`);
    for (const [name, path] of [["start", "/"], ["sign-in", "/desk/sign-in"], ["session-ended", "/desk/sign-in?ended=1"], ["not-found", "/nowhere"]]) {
      await page.goto(base + path);
      await lookIn(page, name);
    }
    await page.goto(`${base}/desk/sign-in`);
    await page.click("main button");
    assert.equal(await page.locator(".error").count(), 3, "login, password and purpose are asked for");
    await lookIn(page, "sign-in-error");
    await page.context().close();
  });

  test(`pages of the desk, ${width} wide, ${lang}`, async () => {
    const page = await open(browser, width);
    await signIn(page, officer);
    if (lang !== "ja") await page.click(`.languages a[hreflang=${lang}]`);
    const search = (query) => `${base}/desk/entries?${new URLSearchParams(query)}`;
    const pages = [
      ["home", `${base}/desk`],
      ["results", search({ name: surname })],
      ["results-none", search({ name: "存在しない氏名" })],
      ["results-error", search({ name: surname, born: "昭和99年1月1日" })],
      ["entry", entry],
      ["entry-earlier", `${entry}?${new URLSearchParams({ as_of: "令和8年1月1日" })}`],
      ["entry-error", `${entry}?${new URLSearchParams({ as_of: "いつか" })}`],
      ["registers", `${base}/desk/registers`],
      ["register", register],
      ["yearly-check", `${base}/desk/yearly-check`],
      ["deletion-batches", `${base}/desk/yearly-check/deletions`],
      ["change-queues", `${base}/desk/yearly-check/changes`],
      ["numbers", `${base}/desk/numbers`],
      ["bulk-links", `${base}/desk/linking/bulk`],
      ["entry-link", `${entry}/link`],
      ["tasks", `${base}/desk/tasks`],
      ["tasks-none", `${base}/desk/tasks?kind=refund&days=30`],
      ["not-permitted", `${entry}/disclosures`],
      ["unreadable", `${base}/desk/entries?name=%FF`],
    ];
    for (const [name, address] of pages) {
      await page.goto(address);
      await lookIn(page, name);
    }
    await page.context().close();
  });
}

test("an auditor sees who looked", async () => {
  const page = await open(browser, 1280);
  await signIn(page, auditor);
  await page.goto(entry);
  await page.click("text=この登録をだれが見たかを確かめる");
  assert.ok((await page.locator(".timeline > li").filter({ hasText: officer.login }).count()) > 0, "the officer's looks are there");
  await look(page, "disclosures");
  await page.setViewportSize({ width: 390, height: 900 });
  await look(page, "disclosures");
  await page.context().close();
});

test("a link from paper, and then its end, each need two officers", async () => {
  const first = await open(browser, 1280);
  await signIn(first, officer);
  await first.goto(`${base}/desk/entries?name=${encodeURIComponent(surname)}`);
  const standing = first.locator(".result", { has: first.locator(".chip-active") }).last().locator(".result-title a");
  const address = new URL(await standing.getAttribute("href"), base).href;
  await first.goto(address);
  const item = (label) => first.locator("table.pairs tr", { has: first.locator(`th:text-is("${label}")`) }).locator("td").first().innerText();
  const [name, born] = [await item("氏名"), /\d{4}-\d{2}-\d{2}/.exec(await item("生年月日"))[0]];
  await first.goto(`${address}/link`);
  for (const [field, value] of [["name", name], ["born", born], ["evidence", "免許証の原本"], ["ground", "原本と一致"]]) await first.fill(`#${field}`, value);
  await first.click("button[value=link]");
  await first.locator("h2", { hasText: "書面による結び付け" }).waitFor();
  assert.equal(await first.locator("button[value=confirm]").count(), 0, "not by whoever began");
  const other = await open(browser, 1280);
  await signIn(other, second);
  await other.goto(`${address}/link`);
  await look(other, "entry-link-waiting");
  for (const width of [390, 320]) {
    await other.setViewportSize({ width, height: 900 });
    const [whole, shown] = await other.locator(".scroll").evaluate((region) => [region.scrollWidth, region.clientWidth]);
    assert.ok(whole <= shown, `nobody scrolls between the two sides: ${whole} in ${shown} at ${width}`);
  }
  assert.doesNotMatch(await other.locator("table.compared").innerText(), /^\d{4}-\d{2}-\d{2}$/m, "dates are read as dates");
  await other.setViewportSize({ width: 390, height: 900 });
  await look(other, "entry-link-waiting");
  await other.setViewportSize({ width: 1280, height: 900 });
  await other.click("button[value=confirm]");
  await other.locator("td", { hasText: `${officer.login} / ${second.login}` }).waitFor();
  await other.fill("#ground", "別の人と分かった");
  await other.click("button[value=unlink]");
  await other.locator("h2", { hasText: "結び付きを解くこと" }).waitFor();
  await first.goto(`${address}/link`);
  await first.click("button[value=confirm]");
  await first.locator("p", { hasText: "だれとも結び付いていません" }).waitFor();
  await first.context().close();
  await other.context().close();
});

test("from the sign-in to an entry by the keyboard alone", async () => {
  const page = await open(browser, 1280);
  await page.goto(`${base}/desk/sign-in?next=/desk`);
  await tabTo(page, "#login");
  await page.keyboard.type(officer.login);
  await tabTo(page, "#password");
  await page.keyboard.type(officer.password);
  await tabTo(page, "input[name=purpose]");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}/desk`);
  await tabTo(page, "#name");
  await page.keyboard.insertText(surname);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/entries\?/);
  await tabTo(page, ".result-title a");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/entries\/[0-9a-f-]{36}/);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop leads to the content");
  await tabTo(page, "details summary");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("details[open]").count(), 1);
  await page.context().close();
});

test("everything works with scripts switched off", async () => {
  const page = await open(browser, 390, { javaScriptEnabled: false });
  await signIn(page, officer);
  await page.fill("#name", surname);
  await page.selectOption("#qualification", { index: 0 });
  await page.click("main form button");
  await page.locator(".result-title a").first().click();
  assert.ok((await page.locator(".timeline > li").count()) > 0, "the history is there");
  assert.equal(await page.locator("script").count(), 0);
  await page.click("header form button");
  await page.waitForURL(`${base}/desk/sign-in`);
  await page.goto(entry);
  assert.match(page.url(), /\/desk\/sign-in\?next=/, "after the sign-out nothing is shown");
  await page.context().close();
});

test("enlarged to 200 and 400 per cent, and with letters twice as large, nothing scrolls sideways", async () => {
  const page = await open(browser, 640);
  await signIn(page, officer);
  const pages = [`${base}/`, `${base}/check`, `${base}/confirmation`, `${base}/inquiry`, `${base}/desk/sign-in`, `${base}/desk`, `${base}/desk/entries?name=${encodeURIComponent(surname)}`, entry, `${base}/desk/registers`, register];
  for (const address of pages) {
    // 1280 pixels at 200 and at 400 per cent are 640 and 320 (WCAG 2.2, 1.4.4 and 1.4.10).
    for (const width of [640, 320]) {
      await page.setViewportSize({ width, height: 450 });
      await page.goto(address);
      await assertFits(page, `${address} at ${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(address);
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await assertFits(page, `${address} with letters of 200 per cent`);
  }
  await page.context().close();
});

test("the choice of a language leads to the same page and holds, without scripts", async () => {
  const page = await open(browser, 390, { javaScriptEnabled: false });
  await signIn(page, officer);
  const search = `${base}/desk/entries?${new URLSearchParams({ name: surname, born: "いつか" })}`;
  await page.goto(search);
  await page.click(".languages a");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.equal(await page.inputValue("#name"), surname, "what was typed is kept");
  assert.match(await page.textContent("#born-error"), /not a date/, "the error at its field is English too");
  await page.click(".menu a >> nth=1");
  assert.equal(await page.getAttribute("html", "lang"), "en", "it holds");
  await page.click("header form button");
  assert.equal(await page.getAttribute("html", "lang"), "en", "and after the sign-out");
  await page.click(".languages a");
  assert.equal(await page.getAttribute("html", "lang"), "ja");
  await page.context().close();
});

test("a wide table scrolls in its own box and holds the focus", async () => {
  const page = await open(browser, 390);
  await signIn(page, auditor);
  await page.goto(`${base}/desk/numbers`);
  const box = page.locator(".scroll[aria-labelledby=table]");
  const [inner, outer] = await box.evaluate((element) => [element.scrollWidth, element.clientWidth]);
  assert.ok(inner > outer, "the table is wider than the telephone");
  await box.focus();
  assert.equal(await page.evaluate(() => document.activeElement.className), "scroll");
  await page.context().close();
});
