// A nurse's name change on a phone (walkthrough 1 of the architecture page): from the card to the register and back as a proof, the officer
// at the desk, a stranger who checks the code. Once as people do it, once by keyboard alone, once without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { declare, decide, meansAndMoney, next, papers, signAndSend, until } from "./apply.mjs";
import { base, launch, look, open } from "./browser.mjs";
import { readCard, sign, signInByCard } from "./card.mjs";
import { findNurses } from "./nurses.mjs";

const PHONE = 390;
const DESK = 1280;
/** A family name that the applicant takes. */
const NEW_SURNAME = "見本";

let browser;
/** Nurses whose entry bears the name of their card: more than there are tests, since a card may show a character that it cannot hold. */
const nurses = [];

before(async () => {
  browser = await launch();
  nurses.push(...(await findNurses(browser, 10)));
});
after(() => browser?.close());

/** Links the entry to the person of the card, by the card's signature. Tells whether it could be done on line. */
async function link(page, nurse) {
  await page.goto(`${base}/portal/link`);
  await page.selectOption("#qualification", "nurse");
  await page.fill("#number", nurse.number);
  await page.fill("#domicile", nurse.domicile ?? "");
  await page.click("main form[action='/portal/link'] button");
  await page.click("text=カードで署名する");
  await sign(page, nurse.person);
  await page.waitForURL(/\/portal\/link\//);
  return page.locator("h1", { hasText: "結び付けました" }).isVisible();
}

/** A nurse who is signed in and linked. */
async function linkedNurse(options) {
  for (let nurse = nurses.shift(); nurse; nurse = nurses.shift()) {
    const page = await open(browser, PHONE, options);
    await signInByCard(page, nurse.person);
    if (await link(page, nurse)) return { page, nurse };
    await page.context().close();
  }
  throw new Error("no nurse could be linked on line");
}

/** Gives the number from the card: sealed on its page, confirmed on ours. */
async function giveNumber(page, nurse, see) {
  await page.goto(`${base}/portal/number`);
  await see("number");
  await page.click("a[href='/portal/number/read']");
  await readCard(page, nurse.person);
  await see("reading");
  assert.ok(!/\d{12}/.test(await page.locator("main").innerText()), "the number is on no page");
  await page.click("text=番号を提供する");
  await page.waitForURL(`${base}/portal/number`);
  await page.locator("td", { hasText: "あなたから提供されています" }).first().waitFor();
  await see("number-given");
}

/** From the form to a case that was sent. Tells the new name. */
async function apply(page, nurse, see) {
  const name = `${NEW_SURNAME}　${nurse.name.split(/[\s　]/).pop()}`;
  await page.goto(`${base}/portal`);
  await see("home");
  await page.click("text=氏名の変更などの手続");
  await see("procedures");
  await page.click("section[aria-labelledby=procedure-change] button");
  await page.waitForURL(/\/what$/);
  await see("what");
  await page.check("input[name=item][value=name]");
  await next(page);
  await see("asked");
  assert.ok((await page.locator(".cite").count()) > 0, "each line has its source");
  await page.click("text=次へ");
  await page.waitForURL(/\/items$/);
  await page.fill("#name", nurse.name);
  await page.fill("#happened_on", "令和8年3月20日");
  await page.click("button[value=next]");
  await page.locator("#name-error").waitFor();
  await see("items-error");
  assert.equal(await page.inputValue("#happened_on"), "2026-03-20", "what was typed stays");
  await page.fill("#name", name);
  await next(page);
  if (page.url().endsWith("/papers")) await papers(page, see);
  if (page.url().endsWith("/declare")) await declare(page, see);
  await signAndSend(page, nurse.person, see);
  await see("case-sent");
  return name;
}

/** The confirmation that was issued, and a stranger without scripts who checks it by its number. */
async function confirmation(page, name, see) {
  await page.click("text=登録済証明書を開く");
  await page.waitForURL(/\/confirmation$/);
  await see("confirmation");
  const number = (await page.locator("td.num").innerText()).trim();
  const address = (await page.locator(".address").innerText()).trim();
  const stranger = await open(browser, PHONE, { javaScriptEnabled: false });
  await stranger.goto(address);
  for (const [typed, verdict] of [[number.replace(/^\d/, (digit) => (Number(digit) + 1) % 10), "invalid"], [number, "valid"]]) {
    await stranger.fill("#number", typed);
    await stranger.click("main form button");
    await stranger.locator(`#result .verdict-${verdict}`).waitFor();
  }
  assert.ok(await stranger.locator("#result td", { hasText: name }).isVisible());
  await stranger.context().close();
}

/** Asks for a confirmation of the entry as it stands, until it was issued. */
async function confirmationAsked(page, nurse, see) {
  await page.goto(`${base}/portal`);
  await page.click("text=氏名の変更などの手続");
  await page.click("section[aria-labelledby=procedure-entry-confirmation] button");
  await page.waitForURL(/\/what$/);
  await see("what");
  await next(page);
  await see("asked");
  await page.click("text=次へ");
  if (page.url().endsWith("/papers")) await papers(page, see);
  if (page.url().endsWith("/declare")) await declare(page, see);
  await signAndSend(page, nurse.person, see);
  await until(page, "#now-payment, #now-examination, #now-granted");
  if ((await page.locator("#now-payment").count()) > 0) await meansAndMoney(page, see);
  await decide(browser, page, see);
}

/** Who used the number, from the vault's own log. */
async function uses(page, see) {
  await page.goto(`${base}/portal/number`);
  await page.click("text=あなたの番号をだれが使ったか");
  await page.waitForURL(/\/number\/log$/);
  await see("number-log");
  assert.ok((await page.locator("dd", { hasText: "あなたからの提供の受取り" }).count()) > 0, "the day on which it was given");
}

/** A stranger's phone checks the code that the holder shows. */
async function check(page, name, see) {
  await page.goto(`${base}/portal/proof`);
  await see("proof");
  assert.ok(await page.locator(".proof td", { hasText: name }).isVisible(), "the proof bears the new name");
  const code = await page.locator("a[target=_blank]").first().getAttribute("href");
  const stranger = await open(browser, PHONE);
  await stranger.goto(code);
  await stranger.locator("#result .verdict-valid").waitFor();
  assert.equal((await stranger.locator("#result h2 span").textContent()).trim(), "有効");
  await stranger.context().close();
}

test("a nurse changes her name on a phone, and a stranger sees the new proof", async () => {
  const { page, nurse } = await linkedNurse();
  const see = (name) => look(page, `journey-${name}`);
  await giveNumber(page, nurse, see);
  const name = await apply(page, nurse, see);
  await meansAndMoney(page, see);
  await decide(browser, page, see);
  await confirmation(page, name, see);
  await uses(page, see);
  await check(page, name, see);
  await page.goto(`${base}/portal/messages`);
  await see("messages");
  assert.ok((await page.locator(".timeline > li").count()) >= 3, "told at each step");
  await page.goto(`${base}/portal`);
  await page.click("text=勤務先などに照会を許す符号");
  await page.fill("#recipient", "架空中央病院");
  await page.fill("#until", "2000-01-01");
  await page.click("section[aria-labelledby=new] button");
  await page.locator("#until-error").waitFor();
  await page.fill("#until", new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10));
  await page.click("section[aria-labelledby=new] button");
  await page.locator(".share-code").waitFor();
  await see("shares");
  await page.click("section[aria-labelledby=all] form button");
  await page.locator("text=終わらせた時").waitFor();
  await page.context().close();
});

test("a confirmation of the entry is asked for, and anybody checks it by its number", async () => {
  const { page, nurse } = await linkedNurse();
  const see = (name) => look(page, `on-demand-${name}`);
  await confirmationAsked(page, nurse, see);
  await confirmation(page, nurse.name, see);
  await page.context().close();
});

test("without scripts the same way leads to the same end", async () => {
  const { page, nurse } = await linkedNurse({ javaScriptEnabled: false });
  const see = () => undefined;
  const name = await apply(page, nurse, see);
  await meansAndMoney(page, see);
  await decide(browser, page, see);
  await page.goto(`${base}/portal/proof`);
  assert.ok(await page.locator(".proof td", { hasText: name }).isVisible());
  await page.context().close();
});

test("by keyboard alone an application is begun, paused and taken up on another device", async () => {
  const { page, nurse } = await linkedNurse();
  await page.goto(`${base}/portal`);
  const press = async (key, target) => {
    for (let steps = 0; steps < 60; steps++) {
      const here = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, target);
      if (here) return page.keyboard.press(key);
      await page.keyboard.press("Tab");
    }
    throw new Error(`${target} cannot be reached by Tab on ${page.url()}`);
  };
  await press("Enter", "a[href$='/procedures']");
  await page.waitForURL(/\/procedures$/);
  await press("Enter", "section[aria-labelledby=procedure-change] button");
  await page.waitForURL(/\/what$/);
  await press("Space", "input[name=item][value=name]");
  await press("Enter", "button[value=next]");
  await page.waitForURL(/\/portal\/drafts\/[^/]+$/);
  await press("Enter", "a.button-solid");
  await page.waitForURL(/\/items$/);
  const draft = page.url();
  await press("End", "#name");
  await page.keyboard.type("子");
  await press("Enter", "button[value=pause]");
  await page.waitForURL(`${base}/portal`);

  const other = await open(browser, DESK);
  await signInByCard(other, nurse.person);
  await other.goto(draft);
  assert.equal(await other.inputValue("#name"), `${nurse.name}子`, "gone on with on another device");
  await page.goto(draft);
  await other.fill("#name", "ほかの端末　花子");
  await other.fill("#happened_on", "2026-03-20");
  await next(other);
  await page.fill("#name", "おそい端末　花子");
  await page.click("button[value=next]");
  await page.locator("[role=alert]", { hasText: "別の画面で変わっています" }).waitFor();
  assert.equal(await page.inputValue("#name"), "おそい端末　花子", "told, and what was typed stays");
  await look(page, "journey-two-tabs");
  await page.context().close();
  await other.context().close();
});
