// Nurses of the invented country whose entry bears the name of their card: as an officer finds them.
import assert from "node:assert/strict";
import { base, findSurname, officer, open, signIn } from "./browser.mjs";
import { simulator } from "./card.mjs";

const PHONE = 390;
const DESK = 1280;
/** Surnames that so many bear that some of them are nurses. */
const SURNAMES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田"];

/** The entry's page as an officer sees it: item by item. */
async function entryOf(page, address) {
  await page.goto(address);
  const rows = await page.locator("main table.pairs tr").all();
  const items = {};
  for (const row of rows) items[(await row.locator("th").innerText()).trim()] = (await row.locator("td").innerText()).trim();
  return items;
}

/** The person of a name and a day of birth whose card can sign: the number in the simulator's list. */
async function personOf(page, name, born) {
  await page.goto(`${base}/portal/sign-in`);
  await page.click("main a.button-solid");
  await page.waitForURL((url) => url.href.startsWith(simulator));
  await page.goto(`${page.url().split("?")[0]}?q=${encodeURIComponent(name)}`);
  const cards = page.locator("a.card", { hasText: born });
  for (const card of await cards.all()) {
    if ((await card.locator(".chip").count()) > 0) continue;
    if ((await card.locator(".card__name").innerText()).trim() !== name) continue;
    return (await card.getAttribute("href")).split("/").pop();
  }
  return undefined;
}

/** A demonstration that has just started fills its small registers first. */
const FILLED_WITHIN_MS = 240_000;

/** Nurses in force with a good card, as many as there are tests. */
export async function findNurses(browser, wanted) {
  const nurses = [];
  const desk = await open(browser, DESK);
  const phone = await open(browser, PHONE);
  await signIn(desk, officer);
  await findSurname(desk);
  const end = Date.now() + FILLED_WITHIN_MS;
  do {
    await findSome({ desk, phone }, nurses, wanted);
    if (nurses.length < wanted) await new Promise((done) => setTimeout(done, 3_000));
  } while (nurses.length < wanted && Date.now() < end);
  await desk.context().close();
  await phone.context().close();
  assert.ok(nurses.length >= wanted, `${nurses.length} nurses of ${wanted} with a card were found`);
  return nurses;
}

async function findSome({ desk, phone }, nurses, wanted) {
  for (const surname of SURNAMES) {
    await desk.goto(`${base}/desk/entries?qualification=nurse&name=${encodeURIComponent(surname)}`);
    const found = [];
    for (const result of await desk.locator(".result").all()) {
      if ((await result.locator(".chip-active").count()) === 0) continue;
      found.push(new URL(await result.locator(".result-title a").getAttribute("href"), base).href);
    }
    for (const address of found) {
      const items = await entryOf(desk, address);
      const born = /(\d{4}-\d{2}-\d{2})/.exec(items["生年月日"] ?? "")?.[1];
      if (nurses.some((nurse) => nurse.address === address)) continue;
      const person = born && (await personOf(phone, items["氏名"], born));
      const domicile = items[Object.keys(items).find((item) => item.startsWith("本籍"))];
      if (person) nurses.push({ person, name: items["氏名"], number: items["登録番号"], domicile, address });
      if (nurses.length >= wanted) return;
    }
  }
}
