// A code checked in this browser: signature, time, status. Nothing about it is sent anywhere: what is fetched are the public keys, and a
// list of a million places of which the code has one.
import { Fault, claims, codeOf, credential, open } from "./code.js";

/** Seconds by which two clocks may differ. */
const CLOCKS = 120;
const KEYS = "/.well-known/jwks.json";
const STORE = "check-data";
const LIST_TYPE = "application/statuslist+cwt";
/** A list inflated: two bits for each of 2^20 places. */
const LIST_BYTES = 262_144;
const [SUBJECT, ISSUED, TIME_TO_LIVE, LIST] = [2, 6, 65534, 65533];
const STATUSES = ["valid", "ended", "suspended", "replaced"];

/** A document of the issuer: fresh from the network, else as it was kept. */
async function document(address) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-cache" });
    if (answer.ok) await store.put(address, answer.clone());
    if (answer.ok) return { bytes: new Uint8Array(await answer.arrayBuffer()), fresh: true };
  } catch {
    // No network: what was kept is all there is, and the answer says so.
  }
  const kept = await store.match(address);
  return kept && { bytes: new Uint8Array(await kept.arrayBuffer()), fresh: false };
}

async function publishedKey(name, at) {
  const found = await document(KEYS);
  if (!found) throw new Fault("no-keys");
  const { keys } = JSON.parse(new TextDecoder().decode(found.bytes));
  const key = keys.find((one) => one.kid === name);
  // Off-line, a key that we never saw may be a newer one of ours.
  if (!key) throw new Fault(found.fresh ? "unknown-key" : "no-keys");
  const { kty, crv, x, y } = key;
  const usable = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return { usable, wasInUse: (at) => key.valid_from <= at && (key.valid_until === undefined || at <= key.valid_until) };
}

async function checkSignature(opened) {
  const key = await publishedKey(opened.key);
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key.usable, opened.signature, opened.signed);
  if (!good) throw new Fault("forged");
  return key;
}

async function inflate(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const whole = new Uint8Array(LIST_BYTES);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return whole.subarray(0, length);
    if (length + value.length > LIST_BYTES) throw new Fault("no-list");
    whole.set(value, length);
    length += value.length;
  }
}

/** The list that speaks of a code, its signature checked; none when there is none that can be believed. */
async function statusList(address) {
  // Only lists of this site: the page asks nobody else.
  if (!/^\/status\/\d+\/\d+$/.test(address)) return undefined;
  const found = await document(address);
  if (!found) return undefined;
  try {
    const opened = open(found.bytes);
    const key = await checkSignature(opened);
    const map = claims(opened.payload);
    const issued = map.get(ISSUED);
    if (opened.type !== LIST_TYPE || map.get(SUBJECT) !== address || !key.wasInUse(issued)) return undefined;
    const list = map.get(LIST);
    if (list.get("bits") !== 2) return undefined;
    return { marks: await inflate(list.get("lst")), issued, maxAge: map.get(TIME_TO_LIVE), fresh: found.fresh };
  } catch {
    return undefined;
  }
}

/** What the list says: the same as `credential::judge`, and never "valid" without the network. */
function judge(code, list, now) {
  const byte = list?.marks[code.index >> 2];
  if (byte === undefined) return { outcome: "no-list" };
  const status = STATUSES[(byte >> ((code.index & 3) * 2)) & 3];
  if (status === "ended" || status === "replaced") return { outcome: status };
  if (list.issued > now + CLOCKS) return { outcome: "clock" };
  if (!list.fresh || now - list.issued > list.maxAge) return { outcome: "as-of", asOf: list.issued };
  return status === "suspended" ? { outcome: status } : { outcome: "valid", asOf: list.issued };
}

/** Checks what was scanned or pasted: the outcome, and what the code says once it can be believed. */
export async function check(text, now = Math.floor(Date.now() / 1000)) {
  try {
    const opened = open(codeOf(text));
    const key = await checkSignature(opened);
    if (opened.type !== undefined) throw new Fault("malformed");
    const code = credential(opened.payload);
    if (!key.wasInUse(code.issued)) throw new Fault("key-not-then");
    if (code.issued > now + CLOCKS) throw new Fault("clock");
    if (now >= code.expires) throw new Fault("expired");
    return { ...judge(code, await statusList(code.list), now), code };
  } catch (fault) {
    return { outcome: fault instanceof Fault ? fault.outcome : "malformed" };
  }
}

/** Fetches what a check without the network needs. */
export const prepare = () => document(KEYS);
