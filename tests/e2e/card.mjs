// The simulator of the sign-in: a card is taken, its PIN typed.
//   SHIKAKU_SIGN_IN   where it is, as `shikaku demo` prints it
import assert from "node:assert/strict";
import { base } from "./browser.mjs";

export const simulator = process.env.SHIKAKU_SIGN_IN?.replace(/\/$/, "");
assert.ok(simulator, "SHIKAKU_SIGN_IN says where the simulator of the sign-in is");

/** A person whose card is good: the number in the simulator's table. */
export async function goodCard(page) {
  await page.goto(simulator);
  return (await page.locator("tr", { hasText: "利用可" }).first().locator("td").first().innerText()).trim();
}

/** On the simulator's pages: takes the card and types the PIN that the page tells. */
export async function present(page, person) {
  await page.waitForURL((url) => url.href.startsWith(simulator));
  await page.goto(`${page.url().replace(/\/$/, "")}/card/${person}`);
  await typePin(page);
}

/** A key pressed is not yet an answer: goes on when another page is there, so that no PIN is typed into the page before. */
export async function typePin(page) {
  const before = page.url();
  await page.fill("input[name=pin]", (await page.locator(".hint .mono").first().innerText()).trim());
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href !== before);
}

export async function signInByCard(page, person) {
  await page.goto(`${base}/portal/sign-in`);
  await page.click("main a.button-solid");
  await present(page, person);
  await page.waitForURL(`${base}/portal`);
}

/** Reads the card on its page, for whatever our page before asked, and comes back. */
export async function readCard(page, person) {
  await page.waitForURL((url) => !url.href.startsWith(base));
  await page.goto(`${page.url().replace(/\/$/, "")}/card/${person}`);
  await page.fill("input[name=pin]", (await page.locator(".hint .mono").first().innerText()).trim());
  await page.keyboard.press("Enter");
  await page.locator("form:not(.cancel) button", { hasText: "送る" }).click();
  await page.waitForURL(/\/portal\/card\//);
}

/** Says no on the page where a card is asked for. */
export async function decline(page) {
  await page.waitForURL((url) => !url.href.startsWith(base));
  await page.locator("form.cancel button").first().click();
  await page.waitForURL((url) => url.href.startsWith(base));
}

/** Signs what the page before has shown: the card and both PINs. */
export async function sign(page, person) {
  await present(page, person);
  await typePin(page);
}
