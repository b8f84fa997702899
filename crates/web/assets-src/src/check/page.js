// The page that checks. It holds no sentence of its own: the words of every outcome come with the page.
import { readPicture, watch } from "./scan.js";
import { check, prepare } from "./verify.js";

const $ = (id) => document.getElementById(id);
const english = document.documentElement.lang === "en";
const locale = english ? "en-GB" : "ja-JP-u-ca-japanese";
/** Items in the order in which people read them. */
const ORDER = ["UN", "UF", "UB", "RN", "RD", "US", "UL", "XM", "CU"];
let stopCamera;

const TOKYO_MS = 9 * 3_600_000;

/** An instant as people read it, in Japan's time. */
function instant(seconds) {
  const iso = new Date(seconds * 1000 + TOKYO_MS).toISOString();
  return [...value(iso.slice(0, 10)), ` ${iso.slice(11, 19)}`];
}

/** A date of the register as people read it; what is no whole date stays as it is. */
function value(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return [text];
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${text}T00:00:00Z`));
  return english ? [day] : [day, element("span", `（${text}）`, { className: "nowrap" })];
}

const element = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text }, attributes);

function row(label, ...parts) {
  const line = document.createElement("tr");
  const cell = document.createElement("td");
  cell.append(...parts);
  line.append(element("th", label, { scope: "row" }), cell);
  return line;
}

/** Shows an outcome in the words that came with the page. */
function show({ outcome, asOf, code }) {
  const words = $(`outcome-${outcome}`) ?? $("outcome-malformed");
  const result = $("result");
  result.replaceChildren(words.content.cloneNode(true));
  const label = (key) => $("labels").content.querySelector(`[data-key="${key}"]`)?.textContent ?? key;
  if (code) {
    const table = element("table", "", { className: "pairs" });
    const body = document.createElement("tbody");
    table.append(body);
    body.append(row(label("CN"), code.qualification), row(label("IA"), code.authority));
    for (const key of ORDER.filter((key) => code.items.has(key))) body.append(row(label(key), ...value(code.items.get(key))));
    body.append(row(label("DT"), label(code.kind)), row(label("exp"), ...instant(code.expires)));
    if (asOf !== undefined) body.append(row(label("as-of"), ...instant(asOf)));
    result.append(table);
  }
  result.hidden = false;
  result.focus();
  result.scrollIntoView({ block: "start" });
}

async function checkText(text) {
  show(await check(text));
}

/** A code in the address is checked, and does not stay in the history of the browser. */
function checkAddress() {
  if (!location.hash.includes("c=")) return;
  const text = location.href;
  history.replaceState(null, "", location.pathname + location.search);
  checkText(text);
}

function endCamera() {
  stopCamera?.();
  stopCamera = undefined;
  $("camera").hidden = true;
  $("camera-start").hidden = false;
}

async function startCamera() {
  $("camera").hidden = false;
  $("camera-start").hidden = true;
  $("camera-refused").hidden = true;
  try {
    stopCamera = await watch($("video"), (text) => {
      endCamera();
      checkText(text);
    });
  } catch {
    endCamera();
    $("camera-refused").hidden = false;
  }
}

async function picked(event) {
  const [file] = event.target.files;
  if (!file) return;
  const text = await readPicture(file);
  $("picture-unread").hidden = text !== undefined;
  if (text !== undefined) await checkText(text);
}

$("with-script").hidden = false;
$("camera-start").addEventListener("click", startCamera);
$("camera-stop").addEventListener("click", endCamera);
$("picture").addEventListener("change", picked);
$("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  checkText($("code").value);
});
addEventListener("hashchange", checkAddress);
navigator.serviceWorker?.register("/check-worker.js", { scope: "/check" }).catch(() => {});
prepare().finally(checkAddress);
