// What follows from the yearly check, at the desk: deaths that the resident register takes back stop a batch of proposed deletions, an officer
// releases it, two officers approve it, it is carried out and taken back, on a phone and by the keyboard alone; another is dismissed; the call
// to those who have not given a number; and a holder who shows by the number of the card that an entry linked in bulk is theirs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { auditor, base, launch, look, officer, open, ready, second, signIn, tabTo, widths } from "./browser.mjs";
import { present, readCard, signInByCard, simulator, typePin } from "./card.mjs";
import { findNurses } from "./nurses.mjs";

const [PHONE, DESK] = [390, 1280];
const GROUND = "照合の結果と除外の理由を確認（架空の決裁 第7号）";
/** A page of the desk's batches. */
const BATCHES = `${base}/desk/yearly-check/deletions`;
/** Deletions of a batch are done within this time, on a busy machine too. */
const DONE_WITHIN_MS = 120_000;
/** Of the people of the country so many are told to be dead who are not, since so many days from now: within the year that passes. */
const MISTAKEN = 0.05;
const MISTAKEN_AFTER_DAYS = 100;

let browser;
/** The batch that was stopped and released. */
let released;

/** Bends the country, or with no words lets it be as it is. */
async function bend(scenario) {
  const answer = await fetch(`${simulator}/control/scenario`, { method: "PUT", body: scenario });
  assert.equal(answer.status, 204, await answer.text());
}

/** The resident register tells of deaths that it takes back later. */
async function mistake() {
  const day = new Date((await (await fetch(`${simulator}/control/today`)).text()).trim());
  day.setUTCDate(day.getUTCDate() + MISTAKEN_AFTER_DAYS);
  await bend(`[country]\nmass_death = { share = ${MISTAKEN}, on = "${day.toISOString().slice(0, 10)}" }\n`);
}

/** The quarantine of what is proposed passes, and everybody is asked for again who is due. */
async function wait(page) {
  await page.goto(`${base}/demo/year`);
  await page.click("button[value=wait]");
  await ready(page, "/demo/year");
}

before(async () => {
  browser = await launch();
  const page = await open(browser, DESK);
  await ready(page, "/demo/year");
  await mistake();
  try {
    await page.click("button[value=year]");
    await ready(page, "/demo/year");
  } finally {
    await bend("");
  }
  await wait(page);
  await look(page, "story-quarantine");
  await page.context().close();
});

after(() => browser?.close());

const number = (text) => Number(text.replaceAll(",", "").match(/\d+/)[0]);

/** Addresses of the batches in a state, the smallest first. */
async function batches(page, state) {
  await page.goto(BATCHES);
  const found = [];
  for (const row of await page.locator(".result").all()) {
    if ((await row.locator(".chip").innerText()).trim() !== state) continue;
    const size = number((await row.locator(".result-support p").first().innerText()).split("件")[0]);
    found.push([size, new URL(await row.locator(".result-title a").getAttribute("href"), base).href]);
  }
  return found.sort(([a], [b]) => a - b).map(([, address]) => address);
}

/** How many stand in a row of the figures. */
async function figure(page, row) {
  const line = page.locator("section[aria-labelledby=figures] tr", { hasText: row });
  return number(await line.locator("td").first().innerText());
}

const state = async (page) => (await page.locator(".entry-name .chip").innerText()).trim();

/** Takes a step with a batch by the keyboard alone: from its page to the page of the step, and back. */
async function step(page, address, command, { ground, count } = {}) {
  await page.goto(address);
  await tabTo(page, `a[href$="/${command}"]`);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${address}/${command}`);
  await look(page, `batch-${command}`);
  if (ground !== undefined) {
    await tabTo(page, "#ground");
    await page.keyboard.insertText(ground);
  }
  await tabTo(page, "#confirm");
  if (count === undefined) await page.keyboard.press("Space");
  else await page.keyboard.type(String(count));
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.waitForURL(address, { timeout: DONE_WITHIN_MS });
}

/** Waits until as many stand in a row of the figures: a page waits for a large batch for seconds only. */
async function until(page, address, row, wanted) {
  const end = Date.now() + DONE_WITHIN_MS;
  for (;;) {
    await page.goto(address);
    if ((await figure(page, row)) === wanted) return;
    assert.ok(Date.now() < end, `${row}: ${await figure(page, row)} instead of ${wanted}`);
    await new Promise((done) => setTimeout(done, 500));
  }
}

test("deaths that are taken back stop a batch, and an officer releases it on a ground", async () => {
  const page = await open(browser, PHONE);
  await signIn(page, officer);
  const stopped = await batches(page, "停止");
  await look(page, "deletion-batches");
  assert.ok(stopped.length > 0, "a batch is stopped");
  // the largest: somebody died in truth as well
  released = stopped.at(-1);
  await page.goto(released);
  assert.match(await page.locator(".banner-warning").innerText(), /再照会で死亡が確認されない/, "why it stopped");
  assert.ok((await figure(page, "再照会で死亡が確認されない")) >= 3, "who is not dead fell out");
  await look(page, "batch-stopped");
  for (const command of ["approve", "delete"]) {
    assert.equal(await page.locator(`a[href$="/${command}"]`).count(), 0, `no ${command}`);
    await page.goto(`${released}/${command}`);
    assert.equal(await page.locator(`main form[action$="/${command}"]`).count(), 0, "nor by typing the address");
  }

  // without a ground and a yes nothing is done
  await page.goto(`${released}/release`);
  await page.click("main form button");
  assert.equal(await page.locator(".error").count(), 2, "a ground and a yes");
  for (const address of stopped) {
    await step(page, address, "release", { ground: GROUND });
    assert.equal(await state(page), "留置き中", "the quarantine begins again");
  }
  await page.goto(released);
  assert.match(await page.locator("section[aria-labelledby=history]").innerText(), /停止の解除[\s\S]*架空の決裁/);
  await look(page, "batch-released");
  await wait(page);

  await page.goto(released);
  assert.equal(await state(page), "決裁待ち", "checked from the beginning");
  await page.goto(`${released}?show=sample`);
  assert.match(await page.locator("section[aria-labelledby=list]").innerText(), /戸籍：一致/, "held against the family register");
  await page.context().close();
});

test("two officers approve, it is carried out and taken back, on a phone and by the keyboard", async () => {
  const [first, other] = [await open(browser, PHONE), await open(browser, PHONE)];
  await signIn(first, officer);
  await signIn(other, second);
  const address = released;
  await first.goto(address);
  await look(first, "batch-checked");
  const proposed = await figure(first, "いまも案");
  assert.ok(proposed > 0, "somebody is proposed");

  // without a ground and a yes nothing is done, and what is missing is said at its field
  await first.goto(`${address}/approve`);
  await first.click("main form button");
  assert.equal(await first.locator(".error").count(), 2, "a ground and a yes");
  await look(first, "batch-approve-error");
  await step(first, address, "approve", { ground: GROUND });
  assert.equal(await state(first), "決裁1名");
  await look(first, "batch-approved-once");
  assert.equal(await first.locator('a[href$="/approve"]').count(), 0, "nobody is both officers");
  await first.goto(`${address}/approve`);
  assert.match(await first.locator("main").innerText(), /別の職員/, "nor by typing the address");
  assert.equal(await first.locator('main form[action$="/approve"]').count(), 0);

  await step(other, address, "approve", { ground: GROUND });
  assert.equal(await state(other), "決裁済み");
  const approvals = await other.locator("section[aria-labelledby=decided]").innerText();
  assert.ok(approvals.includes(officer.login) && approvals.includes(second.login), approvals);
  await look(other, "batch-approved");

  // how many is typed; another number does nothing
  await other.goto(`${address}/delete`);
  await other.fill("#confirm", String(proposed + 1));
  await other.click("main form button");
  assert.match(await other.locator("#confirm-error").innerText(), /件数/);
  await step(other, address, "delete", { count: proposed });
  await until(other, address, "いまも案", 0);
  assert.equal(await state(other), "処理済み");
  const deleted = await figure(other, "消除");
  assert.ok(deleted > 0 && deleted <= proposed, `${deleted} of ${proposed}`);
  await look(other, "batch-done");
  await other.goto(`${address}?show=deleted`);
  const entry = new URL(await other.locator(".result-title a").first().getAttribute("href"), base).href;
  await other.goto(entry);
  assert.match(await other.locator("main").innerText(), /死亡/, "deleted by a death");
  await look(other, "entry-deleted");

  await step(first, address, "restore", { ground: GROUND, count: deleted });
  await until(first, address, "回復", deleted);
  await look(first, "batch-restored");
  await first.goto(entry);
  assert.match(await first.locator(".timeline > li").first().innerText(), /回復/, "and the history tells both");
  for (const page of [first, other]) await page.context().close();
});

test("a batch is dismissed, and an auditor sees figures and nobody's name", async () => {
  const page = await open(browser, PHONE);
  await signIn(page, officer);
  const [address] = await batches(page, "決裁待ち");
  assert.ok(address, "another batch waits");
  await step(page, address, "dismiss", { ground: GROUND });
  assert.equal(await state(page), "取下げ");
  assert.equal(await figure(page, "いまも案"), 0);
  await look(page, "batch-dismissed");
  await page.context().close();
  const other = await open(browser, PHONE);
  await signIn(other, auditor);
  await other.goto(address);
  assert.equal(await other.locator(".result").count(), 0, "no single proposal");
  assert.equal(await other.locator('a[href$="/restore"], a[href$="/dismiss"]').count(), 0, "and nothing to decide");
  await look(other, "batch-auditor");
  await other.context().close();
});

for (const width of widths) {
  test(`the call for numbers is handed over on a ground, ${width} wide`, async () => {
    const page = await open(browser, width, { acceptDownloads: true });
    await signIn(page, officer);
    await page.goto(`${base}/desk/numbers`);
    await page.locator("main table a[href^='/desk/numbers/']").first().click();
    await page.waitForURL(/\/desk\/numbers\/[^/]+\/[^/]+$/);
    await look(page, "number-call");
    await page.click("button[value=list]");
    assert.equal(await page.locator(".error").count(), 2, "to whom, and by what");
    await look(page, "number-call-error");
    await page.fill("#to", "架空看護協会");
    await page.fill("#ground", GROUND);
    /** What a button brings. */
    const brought = async (button) => {
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
    };
    const [listName, list] = await brought(page.locator("button[value=list]"));
    assert.match(listName, /^numbers-.+\.csv$/);
    assert.match(list, /^\uFEFF通番,登録番号,氏名,フリガナ\r\n1,/);
    const [letterName, letters] = await brought(page.locator("#letters ~ ul button").first());
    assert.match(letterName, /^letters-.+-1-\d+\.html$/);
    assert.ok(letters.includes("架空看護協会 経由　通番 1　"));
    const people = list.trim().split("\r\n").length - 1;
    assert.equal(letters.match(/<section class="sheet">/g).length, Math.min(people, 500));
    // an employer's list: of two it is told, and of nobody else
    const numbers = list.trim().split("\r\n").slice(1, 3).map((line) => line.split(",")[1]);
    await page.fill("#numbers", numbers.join("\n"));
    await page.locator("#letters ~ ul button").first().click();
    assert.match(await page.locator("#numbers-error").innerText(), /名簿を消して/);
    await look(page, "number-call-listed");
    const [, listed] = await brought(page.locator("button[value=list]"));
    assert.deepEqual(listed.trim().split("\r\n").slice(1).map((line) => line.split(",")[1]), numbers);
    const [, sheets] = await brought(page.locator("button[value=listed-letters]"));
    assert.equal(sheets.match(/<section class="sheet">/g).length, 2);
    for (const text of [list, letters, listed, sheets]) assert.doesNotMatch(text, /\d{12}|年\d+月\d+日生/, "no number and no birth date");
    // the letters as they are printed
    const printed = await open(browser, width);
    await printed.setContent(letters);
    assert.match(await printed.locator("section").first().innerText(), /様[\s\S]*任意/);
    await printed.context().close();
    await page.goto(`${page.url()}?lang=en`);
    await look(page, "number-call-en");
    await page.context().close();
  });
}

/** Asks for a link with a domicile that the entry does not have, and signs. Tells whether the card can. */
async function askUnequal(page, nurse) {
  await signInByCard(page, nurse.person);
  await page.goto(`${base}/portal/link`);
  await page.selectOption("#qualification", "nurse");
  await page.fill("#number", nurse.number);
  await page.fill("#domicile", nurse.domicile === "沖縄県" ? "北海道" : "沖縄県");
  await page.click("main form[action='/portal/link'] button");
  await page.click("text=カードで署名する");
  await present(page, nurse.person);
  if ((await page.locator("input[name=pin]").count()) === 0) return false;
  await typePin(page);
  await page.waitForURL(/\/portal\/link\//);
  return page.locator("h1", { hasText: "確かめられませんでした" }).isVisible();
}

test("an entry that was linked in bulk is shown to be one's own by the number of the card", async () => {
  for (const nurse of await findNurses(browser, 10)) {
    const page = await open(browser, PHONE);
    const asked = await askUnequal(page, nurse);
    const request = page.url().split("?")[0];
    if (asked) {
      await page.click("text=カードの番号を読み取る");
      await readCard(page, nurse.person);
      await look(page, "link-by-number");
      assert.ok(!/\d{12}/.test(await page.locator("main").innerText()), "the number is on no page");
      await page.click("button:has-text('番号で確かめる')");
      await page.waitForURL((url) => url.href.startsWith(request));
      await look(page, "link-by-number-answer");
      if (await page.locator("h1", { hasText: "結び付けました" }).isVisible()) {
        await page.goto(`${base}/portal`);
        assert.ok(await page.locator("td, dd", { hasText: nurse.name }).first().isVisible(), "the entry is theirs");
        await page.context().close();
        return;
      }
      // Whoever gave no number with a report was not linked in bulk, and is told the same words as everybody.
      assert.ok(await page.locator("h2", { hasText: "カードの番号でも確かめられませんでした" }).isVisible());
    }
    await page.context().close();
  }
  assert.fail("nobody's number was that by which the entry was linked");
});
