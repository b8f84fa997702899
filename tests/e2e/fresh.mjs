// Before the tests: a demonstration in which somebody has done something begins again, so that they find the same people as the last time and may be
// run against one demonstration as often as one likes. One that has just begun is left as it is: that costs a second.
import assert from "node:assert/strict";
import { base, launch, officer, open, ready, signIn } from "./browser.mjs";

/** Whether somebody has applied, asked for a link, married, or run the check. */
async function isUsed(page) {
  const there = async (address, selector) => {
    await page.goto(`${base}${address}`);
    return (await page.locator(selector).count()) > 0;
  };
  if (await there("/demo", ".done")) return "the story has begun";
  await signIn(page, officer);
  if (await there("/desk/yearly-check", "#progress")) return "a year has passed";
  if (await there("/desk/linking", "main .result")) return "a link was asked for";
  await page.goto(`${base}/desk/cases`);
  await page.click("details summary");
  for (const stage of await page.locator("input[name=stage]").all()) await stage.check();
  await page.click("details button");
  return (await page.locator("main .result").count()) > 0 && "somebody has applied";
}

const browser = await launch();
const page = await open(browser, 1280);
const used = await isUsed(page);
if (used) {
  console.log(`The demonstration begins again, since ${used}.`);
  await page.goto(`${base}/demo`);
  const again = page.locator("button[value=reset]");
  assert.equal(await again.count(), 1, "this register was not made by the demonstration: it cannot begin again");
  await again.click();
  await ready(page);
}
await browser.close();
