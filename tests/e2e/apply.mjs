// What is done on the pages of every application: papers, declarations, money, the officer who decides.
import assert from "node:assert/strict";
import { base, officer, open, signIn } from "./browser.mjs";
import { sign, simulator } from "./card.mjs";

const DESK = 1280;
/** What a machine does in the background is there within this time, on a busy machine too. */
const SOON_MS = 60_000;
/** A picture of one white point: a photograph for whoever only looks at its kind. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==",
  "base64",
);
/** Looks again until the case stands where it is waited for. */
export async function until(page, selector) {
  const end = Date.now() + SOON_MS;
  while ((await page.locator(selector).count()) === 0) {
    assert.ok(Date.now() < end, `${selector} did not come: ${await page.locator("main").innerText()}`);
    await new Promise((done) => setTimeout(done, 500));
    await page.reload();
  }
}

/** The next page of the form. */
export async function next(page) {
  const before = page.url();
  await page.click("button[value=next]");
  await page.waitForURL((url) => url.href !== before);
}

/** What an invented physician signs for somebody, as the page of the invented country makes it: good, or bad in a way of its own. */
async function medicalCertificate(page, { name, born }, how) {
  const text = async (url, params) => {
    const answer = await page.context().request.get(url, { params });
    assert.ok(answer.ok(), `${url}: ${answer.status()}`);
    return answer.text();
  };
  const [, country] = /href="([^"]+)">架空の国のシステムの一覧/.exec(await text(`${base}/demo`));
  const [, signing] = /href="([^"]+\/signing)"/.exec(await text(country));
  const xml = await text(`${signing}/paper`, { kind: "medical", name, born, how });
  return { name: `${how}.xml`, mimeType: "application/xml", buffer: Buffer.from(xml) };
}

/** Sends a signed medical certificate: one that was changed afterwards is refused at its field, the good one is taken. */
async function signedCertificate(page, who, see) {
  const file = page.locator("#file-medical-certificate");
  for (const how of ["altered", "good"]) {
    await file.setInputFiles(await medicalCertificate(page, who, how));
    await page.click("button[value=send]");
    const taken = "fieldset:has(#file-medical-certificate) .sent-file";
    await page.locator(how === "good" ? taken : "#file-medical-certificate-error").waitFor();
    await see(`papers-signed-${how}`);
  }
}

/** Every paper as a picture, where that is a way; a medical certificate as it is signed for whoever applies. */
export async function papers(page, see, who) {
  await see("papers");
  for (const field of await page.locator("fieldset.card").all()) {
    const image = field.locator("input[type=radio][value$=image]");
    await ((await image.count()) > 0 ? image.first() : field.locator("input[type=radio]").first()).check();
    const file = field.locator("input[type=file]");
    if ((await file.count()) > 0) await file.setInputFiles({ name: "koseki.txt", mimeType: "text/plain", buffer: Buffer.from("nothing") });
  }
  if ((await page.locator("input[type=file]").count()) > 0) {
    await page.click("button[value=next]");
    await page.locator(".error").first().waitFor();
    await see("papers-error");
    for (const file of await page.locator("input[type=file]:not(#file-medical-certificate)").all()) {
      await file.setInputFiles({ name: "戸籍.png", mimeType: "image/png", buffer: PNG });
    }
    if ((await page.locator("#file-medical-certificate").count()) > 0) await signedCertificate(page, who, see);
  }
  await next(page);
}

export async function declare(page, see) {
  await see("declare");
  for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
  for (const no of await page.locator("input[type=radio][value=no]").all()) await no.check();
  for (const words of await page.locator("textarea").all()) await words.fill("入院していたため。");
  await next(page);
}

/** The page of what will be sent, and its signature: what is signed is what was shown. */
export async function signAndSend(page, person, see) {
  assert.match(page.url(), /\/check$/);
  await see("check");
  const digest = await page.locator("main code").innerText();
  await page.click("text=カードで署名して送る");
  await page.waitForURL((url) => url.href.startsWith(simulator));
  assert.ok((await page.content()).includes(digest), "what is signed is what was shown");
  await sign(page, person);
  await page.waitForURL(/\/portal\/cases\//);
}

/** Shows by a picture what the inquiry cannot tell, where that is asked, and pays at the simulated bank. */
export async function meansAndMoney(page, see) {
  await until(page, "#now-means, #now-payment, #now-examination");
  if ((await page.locator("#now-means").count()) > 0) {
    await see("case-means");
    await page.fill("#code", "12");
    await page.click("button[name=way][value=koseki-certificate-code]");
    await page.locator("#code-error").waitFor();
    await page.setInputFiles("#file", { name: "戸籍.png", mimeType: "image/png", buffer: PNG });
    await page.locator("button[name=way]:not([value=koseki-certificate-code])").first().click();
    await page.locator("#now-means").waitFor({ state: "detached" });
  }
  await until(page, "a[href$='/pay']");
  await see("case-payment");
  const mine = page.url();
  await page.click("a[href$='/pay']");
  await page.waitForURL((url) => !url.href.startsWith(base));
  const paid = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.locator("button[value=pay]").click();
  assert.ok((await paid).ok(), "the bank took it");
  await page.click("text=申請のページへ戻る");
  await page.waitForURL(mine);
  assert.equal(await page.locator("a[href$='/pay']").count(), 0, "nobody is invited to pay again");
  await until(page, "#now-examination, #now-granted");
}

const ASKED = "受験番号を確かめてください。";

/** The officer asks for a correction; the applicant corrects the number of the examination and sends it again. The same case goes on. */
export async function supplement(browser, page, see) {
  const mine = page.url();
  const desk = await open(browser, DESK);
  await signIn(desk, officer);
  await desk.goto(mine.replace("/portal/cases/", "/desk/cases/"));
  await desk.fill("#what", ASKED);
  await desk.locator("button[value=ask-supplement]").click();
  await desk.locator("button[value=supplement-came]").waitFor();
  await desk.context().close();
  await page.goto(mine);
  await until(page, "#now-supplementation");
  assert.ok(await page.locator("blockquote", { hasText: ASKED }).isVisible(), "what the officer wrote, as it stands");
  await see("case-supplementation");
  await page.click("text=直して送り直す");
  await page.waitForURL(/\/supplement$/);
  const name = await page.inputValue("#name");
  await page.fill("#exam_number", "");
  await page.click("button[value=send]");
  await page.locator("#exam_number-error").waitFor();
  await see("supplement-error");
  assert.equal(await page.inputValue("#name"), name, "what was written stays");
  await page.fill("#exam_number", "10013");
  await page.click("button[value=send]");
  await page.waitForURL(mine);
  await until(page, "#now-examination");
}

/** The officer says that nothing is to be paid, where the rules leave an amount open. */
async function fixAmounts(desk, see) {
  const fix = desk.locator("button[value=fix-amount]");
  for (let open = await desk.locator("input[name=line]").count(); open > 0; open--) {
    await see("desk-amount");
    await desk.locator("input[name=line]").first().check();
    await desk.fill("#yen", "0");
    await desk.fill("#yen_ground", "手数料を定めた規定がない");
    await fix.click();
    await desk.locator("input[name=line]").nth(open - 1).waitFor({ state: "detached" });
  }
}

/** The officer grants what was applied for, if no rule has. */
export async function decide(browser, page, see) {
  const mine = page.url();
  if ((await page.locator("#now-granted").count()) === 0) {
    const desk = await open(browser, DESK);
    await signIn(desk, officer);
    await desk.goto(mine.replace("/portal/cases/", "/desk/cases/"));
    await fixAmounts(desk, see);
    // No list of those who passed has come: the officer says what was seen.
    const ground = desk.locator("#exam_ground");
    if (await ground.isVisible()) await ground.fill("合格証書の原本を確かめた");
    await desk.locator("button[value=grant]").click();
    await desk.waitForURL(/\/desk\/cases\//);
    await desk.locator("button[value=grant]").waitFor({ state: "detached" });
    await desk.context().close();
  }
  await page.goto(mine);
  await until(page, "#now-granted");
  await see("case-granted");
}
