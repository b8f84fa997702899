// The five minutes of the demonstration: four people, a year, a forger, a flipped bit, and the story from the beginning.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, launch, look, officer, open, ready, second, signIn } from "./browser.mjs";
import { sign, signInByCard, simulator } from "./card.mjs";

const [PHONE, DESK] = [390, 1280];

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function story(width = DESK) {
  const page = await open(browser, width);
  await ready(page);
  return page;
}

const verdict = (page) => page.locator(".verdict h2 span").first().innerText();

/** What the story says of somebody: the strong words of a section. */
async function told(page, id) {
  const card = page.locator(`section[aria-labelledby=${id}]`);
  return (await card.locator("strong").allInnerTexts()).map((text) => text.trim());
}

test("four people, and what is to be done with each", async () => {
  for (const width of [PHONE, DESK]) {
    const page = await story(width);
    await look(page, "story");
    assert.equal(await page.locator(".cast > li").count(), 4);
    assert.match(await page.locator("main").innerText(), /最初に戻す/);
    await page.context().close();
  }
  const page = await open(browser, DESK);
  await page.goto(base);
  await page.click("text=五分で見る");
  await page.waitForURL(`${base}/demo`);
  await page.context().close();
});

test("forged, flipped and signed anew the code turns red and tells where", async () => {
  const page = await story(PHONE);
  await page.click("text=この資格者証を偽造する");
  assert.equal(await verdict(page), "有効");
  await look(page, "story-code");
  for (const [words, where] of [
    ["氏名を書き換える", /氏名の1文字目/],
    ["1ビット反転する", /バイト目：1ビット/],
    ["別の鍵で署名し直す", /偽造者の鍵/],
  ]) {
    await page.click(`nav.choices a:text-is("${words}")`);
    assert.equal(await verdict(page), "無効", words);
    assert.match(await page.locator("tr.bent").last().innerText(), where);
  }
  await look(page, "story-code-forged");
  // The page that strangers use says the same, in the browser.
  await page.click("text=患者のスマートフォンで");
  await page.locator("#result h2 span").waitFor();
  assert.equal((await page.locator("#result h2 span").textContent()).trim(), "無効");
  await page.context().close();
});

test("a suspension ends the code that was shown", async () => {
  const page = await story();
  await page.goto(`${base}/demo/code/sanctioned`);
  assert.equal(await verdict(page), "有効");
  const shown = await page.locator("a[href^='/check#c=']").getAttribute("href");
  await page.click("button[value=suspend]");
  await page.waitForURL(/sanctioned/);
  assert.equal(await verdict(page), "無効");
  assert.match(await page.locator(".verdict p").first().innerText(), /停止/);
  assert.equal(await page.locator("a[href^='/check#c=']").getAttribute("href"), shown, "the very same code");
  await look(page, "story-suspended");
  await page.context().close();
});

test("one bit flipped in the database is found and named, and put back", async () => {
  const page = await story();
  await page.goto(`${base}/demo/ledger`);
  await page.click("button[value=flip]");
  await page.locator(".verdict-invalid").waitFor();
  const found = await page.locator("#findings-list").innerText();
  assert.match(found, /birth-date[\s\S]*byte \d+/, "what differs, and where");
  await look(page, "story-flipped");
  const entry = (await page.locator("a[href^='/desk/entries/']").getAttribute("href")).split("/").pop();
  assert.ok(found.includes(entry) || /第\d+号/.test(found), `the entry is named: ${found}`);
  await page.click("button[value=mend]");
  await page.locator(".verdict-valid").waitFor();
  await page.context().close();
});

/** Takes her card on the simulator's pages. */
async function herCard(page, name) {
  await page.goto(`${base}/portal/sign-in`);
  await page.click("main a.button-solid");
  await page.waitForURL((url) => url.href.startsWith(simulator));
  await page.goto(`${page.url().split("?")[0]}?q=${encodeURIComponent(name)}`);
  for (const card of await page.locator("a.card").all()) {
    if ((await card.locator(".card__name").innerText()).trim() === name) return (await card.getAttribute("href")).split("/").pop();
  }
  throw new Error(`${name} has no card`);
}

/** Gives the number from the card: it goes sealed to the vault, and no page shows it. */
async function giveNumber(page, person) {
  await page.goto(`${base}/portal/number`);
  await page.click("a[href='/portal/number/read']");
  await page.waitForURL((url) => !url.href.startsWith(base));
  await page.goto(`${page.url().replace(/\/$/, "")}/card/${person}`);
  await page.fill("input[name=pin]", (await page.locator(".hint .mono").first().innerText()).trim());
  await page.keyboard.press("Enter");
  await page.locator("form:not(.cancel) button", { hasText: "送る" }).click();
  await page.waitForURL(/\/portal\/card\//);
  await page.click("text=番号を提供する");
  await page.locator("td", { hasText: "あなたから提供されています" }).first().waitFor();
}

test("she links her entry, marries, and sees that nothing need be attached, and by which article", async () => {
  const page = await story(PHONE);
  const [, name, number, domicile] = await told(page, "bride");
  const qualification = (await page.locator(".cast > li").first().locator("p").nth(1).innerText()).split("\n")[0];
  const person = await herCard(page, name);
  await signInByCard(page, person);
  await page.goto(`${base}/portal/link`);
  await page.selectOption("#qualification", { label: qualification });
  await page.fill("#number", number);
  await page.fill("#domicile", domicile);
  await page.click("main form[action='/portal/link'] button");
  await page.click("text=カードで署名する");
  await sign(page, person);
  await page.waitForURL(/\/portal\/link\//);
  assert.ok(await page.locator("h1", { hasText: "結び付けました" }).isVisible());
  await giveNumber(page, person);
  await page.goto(`${base}/demo`);
  await page.click("button[value=wedding]");
  await page.locator(".done").waitFor();
  const [newName] = await told(page, "bride");
  await page.goto(`${base}/portal`);
  await page.click("text=氏名の変更などの手続");
  await page.click("section[aria-labelledby=procedure-change] button");
  await page.waitForURL(/\/what$/);
  await page.check("input[name=item][value=name]");
  await page.click("button[value=next]");
  await page.locator("#omitted").waitFor();
  const omitted = await page.locator("section[aria-labelledby=omitted]").innerText();
  assert.match(omitted, /戸籍[\s\S]*代わりに、こちらで照会します[\s\S]*(?:条|論点)/, "what need not be attached, instead of what, by which article");
  await look(page, "story-asked");
  assert.ok(newName.split("　")[0] !== name.split("　")[0], "she has another family name");
  await page.context().close();
});

test("a year passes, the check runs live, and finds what nobody notified", async () => {
  const page = await story();
  await page.goto(`${base}/demo/year`);
  await look(page, "story-year-before");
  await page.click("button[value=year]");
  await ready(page, "/demo/year");
  await look(page, "story-year");
  const bars = page.locator("figure");
  assert.equal(await bars.count(), 2);
  const cells = async (at) => (await bars.nth(at).locator("tbody td").allTextContents()).map((text) => Number(text.replaceAll(",", "")));
  assert.deepEqual((await cells(0)).slice(0, 1).concat((await cells(0)).at(-1)), [1_782, 62_633], "as the report published them");
  const [found, missed, all] = await cells(1);
  assert.ok(found > 0 && found + missed === all, `${found} of ${all}`);
  assert.ok(found / all > 0.5, `${found} of ${all}: far more than one in thirty`);
  assert.match(await page.locator("main").innerText(), /62,633件のうち、届出があったのは1,782件/);
  assert.match(await page.locator("section[aria-labelledby=widow]").innerText(), /何も届け出ていません/);
  await signIn(page, officer);
  await page.goto(`${base}/desk/yearly-check`);
  assert.match(await page.locator("main").innerText(), /完了/);
  await page.context().close();
});

test("the quarantine passes, two officers approve, and who turns out to live is restored", async () => {
  const page = await story();
  await page.goto(`${base}/demo/year`);
  await page.click("button[value=wait]");
  await ready(page, "/demo/year");
  await signIn(page, officer);
  await page.goto(`${base}/desk/yearly-check/deletions`);
  await look(page, "story-batches");
  await page.locator(".result", { has: page.locator(".chip-active") }).locator(".result-title a").first().click();
  const batch = page.url();
  const approve = async (as) => {
    await as.goto(`${batch}/approve`);
    await as.fill("#ground", "照合の結果を確かめた");
    await as.check("#confirm");
    await as.click("main form button");
    await as.waitForURL(batch);
  };
  await approve(page);
  await look(page, "story-batch-approved-once");
  assert.equal(await page.locator(`a[href$='/approve']`).count(), 0, "the first is not offered to be the second");
  const other = await open(browser, DESK);
  await signIn(other, second);
  await approve(other);
  await other.goto(`${batch}/delete`);
  const proposed = (await other.locator("table.pairs td").first().innerText()).replaceAll(",", "");
  await other.fill("#confirm", proposed);
  await other.click("main form button");
  await other.waitForURL(batch);
  await look(other, "story-batch-done");
  await other.locator("a[href$='/restore']:not([href*='entries'])").waitFor();
  await other.locator("a[href*='/entries/'][href$='/restore']").first().click();
  await other.fill("#ground", "本人の生存を窓口で確かめた");
  await other.check("#confirm");
  await other.click("main form button");
  await other.waitForURL(batch);
  await other.context().close();
  await page.context().close();
});

test("the story begins again with the same people", async () => {
  const page = await story();
  const cast = async () => page.locator(".cast h3").allInnerTexts();
  const before = await cast();
  await page.click("button[value=reset]");
  await ready(page);
  assert.deepEqual(await cast(), before);
  assert.equal(await page.locator(".done").count(), 0, "she is not married yet");
  await page.goto(`${base}/demo/code/sanctioned`);
  assert.equal(await verdict(page), "有効", "nobody is suspended");
  await page.context().close();
});
