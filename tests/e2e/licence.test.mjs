// A first licence on a phone, by somebody without an entry: from the list of qualifications to the proof. For a ministerial licence with an
// examination, and, without scripts, for a registration at a designated body; a prefecture's register as far as its own questions go.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { declare, decide, meansAndMoney, next, papers, signAndSend, supplement } from "./apply.mjs";
import { base, launch, look, open, widths } from "./browser.mjs";
import { decline, readCard, signInByCard, simulator, typePin } from "./card.mjs";

const PHONE = 390;
const FILLED_WITHIN_MS = 120_000;

let browser;
/** People whose card can sign, as the simulator's pages have them: more than there are tests. */
const people = [];

/** The simulator's page of a signature that is asked for. */
async function signatureAsked(page, person) {
  await signInByCard(page, person);
  await page.goto(`${base}/portal/link`);
  // A demonstration that has just started is still filling its registers.
  for (const end = Date.now() + FILLED_WITHIN_MS; (await page.locator("#qualification option[value=nurse]").count()) === 0; ) {
    assert.ok(Date.now() < end, "no register of nurses");
    await new Promise((done) => setTimeout(done, 1_000));
    await page.reload();
  }
  await page.selectOption("#qualification", "nurse");
  await page.fill("#number", "第99999998号");
  await page.fill("#domicile", "東京都");
  await page.click("main form[action='/portal/link'] button");
  await page.click("text=カードで署名する");
  await page.waitForURL((url) => url.href.startsWith(simulator));
  return page.url().split("?")[0];
}

before(async () => {
  browser = await launch();
  const page = await open(browser, PHONE);
  await page.goto(simulator);
  const known = [];
  for (const row of await page.locator("tr", { hasText: "利用可" }).all()) {
    const [person, born] = (await row.locator("td").allInnerTexts()).map((text) => text.trim());
    known.push({ person, who: { name: (await row.locator("th").innerText()).trim(), born } });
  }
  const asked = await signatureAsked(page, known[0].person);
  // Which card can sign shows when its first PIN was typed.
  for (const each of known) {
    await page.goto(`${asked}/card/${each.person}`);
    await typePin(page);
    if ((await page.locator("input[name=pin]").count()) > 0) people.push(each);
  }
  assert.ok(people.length >= 3, `${people.length} people of ${known.length} can sign`);
  await page.context().close();
});
after(() => browser?.close());

/** Somebody signed in who was not here before, with name and day of birth as they stand on the card. */
async function somebody(options) {
  const { person, who } = people.pop();
  const page = await open(browser, PHONE, options);
  await signInByCard(page, person);
  return { page, person, who };
}

/** From the portal's home to the page of a qualification, by the search. */
async function choose(page, wanted, qualification, see) {
  await page.goto(`${base}/portal`);
  await see("home");
  await page.click("text=免許・登録を申請する");
  await page.waitForURL(`${base}/portal/new`);
  await see("list");
  assert.ok((await page.locator(".result").count()) > 25, "every qualification of the rules");
  await page.fill("#q", wanted);
  await page.click("main form[role=search] button");
  await page.waitForURL(/\?q=/);
  await page.click(`a[href="/portal/new/${qualification}"]`);
  await page.waitForURL(`${base}/portal/new/${qualification}`);
}

const HALF = "書きかけ　太";

/** The page on what is to be registered. */
async function write(page, { person, who: { name, born } }, see) {
  assert.match(page.url(), /\/items$/);
  await page.click("button[value=next]");
  await page.locator("#name-error").waitFor();
  await see("written-error");
  // What is half typed survives the way to the card, and a "no" at the reader.
  await page.fill("#name", HALF);
  await page.click("text=カードの券面から入れる");
  await page.waitForURL(/\/items\?go=card$/);
  assert.equal(await page.inputValue("#name"), HALF, "saved before one goes");
  await see("on-to-card");
  await page.click("text=カードの読み取りへ進む");
  await decline(page);
  await page.waitForURL(/\/items\?card=declined$/);
  assert.ok(await page.locator("[role=alert]", { hasText: "申請書には何も入れていません" }).isVisible());
  assert.equal(await page.inputValue("#name"), HALF, "and is there when one comes back");
  await see("card-declined");
  await page.fill("#name", "");
  await page.click("text=カードの券面から入れる");
  await page.click("text=カードの読み取りへ進む");
  await readCard(page, person);
  await see("card");
  assert.ok(await page.locator("td", { hasText: name }).first().isVisible());
  await page.click("button:has-text('申請書に入れる')");
  await page.waitForURL(/\/items$/);
  assert.equal(await page.inputValue("#name"), name, "filled in from the card");
  assert.equal(await page.inputValue("#birth-date"), born);
  if ((await page.locator("#domicile").count()) > 0) await page.fill("#domicile", "東京都");
  if ((await page.locator("#sex").count()) > 0) await page.selectOption("#sex", "女");
  if ((await page.locator("#address").count()) > 0) await page.fill("#address", "東京都架空区見本一丁目1番1号");
  await see("written");
  await next(page);
}

/** The number comes along from the card, sealed on its page. */
async function giveNumber(page, person, see) {
  assert.match(page.url(), /\/items$/);
  await page.click("text=カードから番号を提供する");
  await page.click("text=カードの読み取りへ進む");
  await decline(page);
  await page.waitForURL(/\/items\?number=declined$/);
  assert.ok(await page.locator("[role=alert]", { hasText: "番号がなくても申請できます" }).isVisible());
  await page.click("text=カードから番号を提供する");
  await page.click("text=カードの読み取りへ進む");
  await readCard(page, person);
  await see("number-reading");
  assert.ok(!/\d{12}/.test(await page.locator("main").innerText()), "the number is on no page");
  await page.click("button:has-text('申請とともに提供する')");
  await page.waitForURL(/\/items$/);
  await page.locator("text=カードから受け取りました").waitFor();
  await see("number-given");
}

/** Papers and declarations, and the signature. */
async function finish(page, { person, who }, see) {
  if (page.url().endsWith("/papers")) await papers(page, see, who);
  if (page.url().endsWith("/declare")) await declare(page, see);
  await signAndSend(page, person, see);
  await see("case");
}

test("a nurse gets her first licence on a phone", async () => {
  const { page, person, who } = await somebody();
  const see = async (name) => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await look(page, `licence-${name}`);
    }
    await page.setViewportSize({ width: PHONE, height: 900 });
  };
  await choose(page, "カンゴ", "nurse", see);
  await see("asked-first");
  const omitted = page.locator(".asked-omitted");
  assert.ok((await omitted.filter({ hasText: "合格証書" }).count()) > 0, "the certificate need not come where the examination is written");
  assert.ok((await page.locator(".banner-info li").count()) > 0, "and what her number would lift is said");
  await page.selectOption("#person", "mid-to-long-term-resident");
  await page.click("form.find button");
  await page.waitForURL(/person=mid-to-long-term-resident/);
  await see("asked-foreigner");
  await page.selectOption("#person", "japanese-in-japan");
  await page.click("form.find button");
  await page.waitForURL(/person=japanese-in-japan/);
  await page.click("text=この申請をはじめる");
  await page.waitForURL(/\/what$/);
  await see("what");
  await next(page);
  await see("asked");
  await page.click("text=次へ");
  await page.waitForURL(/\/items$/);
  await giveNumber(page, person, see);
  await write(page, { person, who }, see);
  assert.match(page.url(), /\/exam$/);
  await page.click("button[value=next]");
  await page.locator("#exam_number-error").waitFor();
  await see("exam-error");
  await page.fill("#exam_month", "令和8年2月");
  await page.fill("#exam_place", "東京都");
  await page.fill("#exam_number", "１００１２");
  await see("exam");
  await next(page);
  await finish(page, { person, who }, see);
  await meansAndMoney(page, see);
  await supplement(browser, page, see);
  await decide(browser, page, see);
  await page.goto(`${base}/portal/proof`);
  assert.ok(await page.locator(".proof td", { hasText: who.name }).isVisible(), "the proof bears the name that was applied for");
  await page.goto(`${base}/portal`);
  assert.ok(await page.locator("text=家族の届出は要りません").first().isVisible(), "the number was given with the application");
  await see("home-after");
  await page.context().close();
});

test("without scripts a care worker is registered at a designated body", async () => {
  const { page, person, who } = await somebody({ javaScriptEnabled: false });
  const see = () => undefined;
  await choose(page, "介護福祉", "certified-care-worker", see);
  await page.click("text=この申請をはじめる");
  await page.waitForURL(/\/what$/);
  await page.check("input[name=by_graduation]");
  await next(page);
  assert.ok((await page.locator("section[aria-labelledby=needed] li", { hasText: "卒業証明書" }).count()) > 0, "by graduation the school's certificate is needed");
  await page.click("text=次へ");
  await page.waitForURL(/\/items$/);
  await write(page, { person, who }, see);
  assert.match(page.url(), /\/papers$/, "whoever graduated is asked for no examination");
  await finish(page, { person, who }, see);
  await meansAndMoney(page, see);
  await decide(browser, page, see);
  await page.goto(`${base}/portal/proof`);
  assert.ok(await page.locator(".proof").isVisible());
  await page.context().close();
});

test("a prefecture's register wants the prefecture, and a day that has passed wants its reason", async () => {
  const { page } = await somebody();
  const see = (name) => look(page, `licence-prefecture-${name}`);
  await choose(page, "介護支援", "long-term-care-support-specialist", () => undefined);
  await page.click("text=この申請をはじめる");
  await page.locator("#authority-error").waitFor();
  await see("error");
  await page.selectOption("#authority", "JP-13");
  await page.click("text=この申請をはじめる");
  await page.waitForURL(/\/what$/);
  await page.click("button[value=next]");
  await page.locator("#happened_on-error").waitFor();
  await page.fill("#happened_on", "令和6年4月1日");
  await see("what");
  await next(page);
  await see("asked");
  assert.ok((await page.locator("dd", { hasText: "期限を過ぎています" }).count()) > 0, "the page says that it is late");
  await page.goto(page.url().replace(/\/?$/, "/declare"));
  await page.locator("#delay-reason-words").waitFor();
  await see("declare");
  await page.goto(`${base}/portal`);
  assert.ok((await page.locator(".result-support", { hasText: "続きから書けます" }).count()) > 0, "paused, and gone on with from the home page");
  await page.context().close();
});
