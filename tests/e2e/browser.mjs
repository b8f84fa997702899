// The system's Chromium, and what is looked at on every page. `npm test` here runs all tests against a demonstration that is there already, as often as
// one likes: it begins again first where somebody has done something in it (fresh.mjs). `node --test desk.test.mjs` runs a file on what is there.
//   SHIKAKU_URL       where the pages are, as in http://127.0.0.1:8080
//   SHIKAKU_OFFICER   login:password of an officer     (default: the demonstration's)
//   SHIKAKU_SECOND    login:password of another one    (default: the demonstration's)
//   SHIKAKU_AUDITOR   login:password of an auditor     (default: the demonstration's)
//   CHROMIUM          the browser                      (default: Debian's)
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

export const base = process.env.SHIKAKU_URL?.replace(/\/$/, "");
assert.ok(base, "SHIKAKU_URL says where the pages are, as in http://127.0.0.1:8080");

const account = (name, other) => {
  const [login, password] = (process.env[name] ?? other).split(":");
  return { login, password };
};
export const officer = account("SHIKAKU_OFFICER", "officer:officer-demo");
export const second = account("SHIKAKU_SECOND", "second:second-demo");
export const auditor = account("SHIKAKU_AUDITOR", "auditor:auditor-demo");

/** The widths at which every page is looked at: a telephone and a desk. */
export const widths = [390, 1280];

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const pictures = fileURLToPath(new URL("pictures/", import.meta.url));
mkdirSync(pictures, { recursive: true });

export const launch = (...more) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: [...FLAGS, ...more] });

/** A page of its own, of a width; it fails the test on any message of the browser's console. */
export async function open(browser, width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "ja-JP", ...options });
  const page = await context.newPage();
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  // A page that is refused on purpose is no fault; a blocked style, font or script is.
  // Nor is it ours that a simulator's page wants the focus of a browser that is typing already.
  // Nor is the browser's advice on how a canvas could be read faster: the reader of codes makes its own.
  page.faults = () => messages.filter((text) => !/status of 4\d\d|^Autofocus processing|willReadFrequently/.test(text));
  return page;
}

/** Signs in by the form, as people do. */
export async function signIn(page, { login, password }) {
  await page.goto(`${base}/desk/sign-in`);
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.check("input[name=purpose][value=inquiry]");
  await page.click("main button");
  await page.waitForURL(`${base}/desk`);
}

/** No page scrolls sideways. */
export async function assertFits(page, name) {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(needed <= there, `${name} is ${needed} wide in a window of ${there}`);
}

/** axe finds nothing, nothing scrolls sideways, the console is silent; and a picture for people. */
export async function look(page, name) {
  const width = page.viewportSize().width;
  await page.screenshot({ path: `${pictures}${name}-${width}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  const lines = found.violations.map(
    (rule) => `${rule.id}: ${rule.help}\n${rule.nodes.map((node) => `    ${node.html}\n    ${node.failureSummary}`).join("\n")}`,
  );
  assert.deepEqual(lines, [], `${name} at ${width}:\n${lines.join("\n")}`);
  await assertFits(page, `${name} at ${width}`);
  assert.deepEqual(page.faults(), [], `${name} at ${width}: the console speaks`);
}

/** Names that so many people bear that some register has one. */
const SURNAMES = ["高橋", "佐藤", "鈴木", "田中", "伊藤", "渡辺", "山本", "中村"];
/** A demonstration that has just started is still filling its registers. */
const FILLED_WITHIN_MS = 120_000;

/** A surname that the search finds, once the registers are filled. */
export async function findSurname(page) {
  const end = Date.now() + FILLED_WITHIN_MS;
  for (;;) {
    for (const surname of SURNAMES) {
      await page.goto(`${base}/desk/entries?name=${encodeURIComponent(surname)}`);
      if ((await page.locator(".result").count()) > 0) return surname;
    }
    assert.ok(Date.now() < end, `none of ${SURNAMES} is registered`);
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

/** Goes on by the tabulator until the element has the focus; the focus is always seen. */
export async function tabTo(page, selector) {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press("Tab");
    const [here, outline] = await page.evaluate((wanted) => {
      const active = document.activeElement;
      const styles = [getComputedStyle(active), getComputedStyle(active, "::after")];
      return [active.matches(wanted), Math.max(...styles.map((style) => (style.outlineStyle === "solid" ? parseFloat(style.outlineWidth) : 0)))];
    }, selector);
    assert.equal(outline, 4, "the focus has the thick line of the design system");
    if (here) return;
  }
  assert.fail(`${selector} is not reached by the keyboard`);
}

/** What the demonstration does in the background is done within this time, on a busy machine too. */
const DONE_WITHIN_MS = 300_000;

/** Waits until nothing is being done. */
export async function ready(page, address = "/demo") {
  const end = Date.now() + DONE_WITHIN_MS;
  for (;;) {
    const answer = await page.goto(`${base}${address}`).catch(() => undefined);
    const busy = await page.locator(".story-state .banner-info").count().catch(() => 1);
    if (answer?.ok() && busy === 0) return;
    assert.ok(Date.now() < end, `still: ${await page.locator("main").innerText()}`);
    await new Promise((done) => setTimeout(done, 1_000));
  }
}
