// The portal on a phone: in by the card and its PIN, a request signed and not equal, the desk, the words that come back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, launch, look, officer, open, signIn } from "./browser.mjs";
import { decline, goodCard, present, signInByCard, typePin } from "./card.mjs";

const PHONE = 390;
let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const scripts of [true, false]) {
  test(`a holder signs in, asks and hears, scripts ${scripts ? "on" : "off"}`, async () => {
    const page = await open(browser, PHONE, { javaScriptEnabled: scripts });
    const person = await goodCard(page);
    const see = (name) => (scripts ? look(page, `portal-${name}`) : undefined);
    await page.goto(`${base}/portal/sign-in`);
    await see("sign-in");
    // Whoever says no, wherever the card is asked for, is back where they were, and told so.
    await page.click("main a.button-solid");
    await decline(page);
    await page.waitForURL(/\/portal\/sign-in\?.*card=declined$/);
    assert.ok(await page.locator("[role=alert]", { hasText: "取りやめられた" }).isVisible());
    await see("sign-in-declined");
    await signInByCard(page, person);
    await see("home-empty");

    await page.click("text=初期設定をする");
    await see("link");
    await page.click("main form[action='/portal/link'] button");
    assert.equal(await page.locator(".error").count(), 2, "qualification and number are asked for");
    await see("link-error");
    await page.selectOption("#qualification", "nurse");
    await page.fill("#number", "第99999999号");
    await page.fill("#domicile", "東京都");
    await page.click("main form[action='/portal/link'] button");
    await see("to-sign");
    const digest = await page.locator("main code").innerText();
    await page.click("text=カードで署名する");
    await decline(page);
    await page.waitForURL(/\/portal\/link\/[^?]+\?card=declined$/);
    assert.ok(await page.locator("[role=alert]", { hasText: "署名が取りやめられた" }).isVisible());
    assert.equal(await page.locator("main code").innerText(), digest, "the request is as it was");
    await see("to-sign-declined");
    await page.click("text=カードで署名する");
    await present(page, person);
    assert.ok((await page.content()).includes(digest), "what is signed is what was shown");
    await typePin(page);
    await page.waitForURL(/\/portal\/link\//);
    assert.ok(await page.locator("h1", { hasText: "確かめられませんでした" }).isVisible());
    await see("unequal");
    const asked = page.url().split("?")[0];
    await page.click("text=カードの番号を読み取る");
    await decline(page);
    await page.waitForURL(`${asked}?card=declined`);
    assert.ok(await page.locator("[role=alert]", { hasText: "番号は送られていません" }).isVisible());
    await see("unequal-declined");
    await page.click("text=職員に確かめてもらう");
    await see("at-desk");
    const request = page.url();

    const desk = await open(browser, 1280);
    await signIn(desk, officer);
    await desk.click("text=初期設定");
    if (scripts) await look(desk, "desk-links");
    await desk.goto(request.replace("/portal/link/", "/desk/linking/"));
    if (scripts) await look(desk, "desk-link");
    await desk.fill("#words", "番号をお確かめください。");
    await desk.click("button[value=refuse]");
    await desk.context().close();

    await page.reload();
    assert.ok(await page.locator("blockquote", { hasText: "番号をお確かめください。" }).isVisible());
    await see("refused");
    await page.click("header button");
    await page.goto(`${base}/portal`);
    assert.ok(page.url().includes("/portal/sign-in"), "signed out");
    await page.context().close();
  });
}

test("a holder signs in by keyboard alone", async () => {
  const page = await open(browser, PHONE);
  const person = await goodCard(page);
  await page.goto(`${base}/portal/sign-in`);
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  for (let steps = 0; steps < 30 && !(await focused()).startsWith("カードでログインする"); steps++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await present(page, person);
  await page.waitForURL(`${base}/portal`);
  await page.context().close();
});
