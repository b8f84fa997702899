// A code taken apart, nothing of it believed yet (docs/credential.md).
import { decode, encode } from "cborg";

/** Letters of a code, at most: the same bound as on the server. */
const MAX_CODE_CHARS = 4096;
const STRICT = { useMaps: true, rejectDuplicateMapKeys: true, allowIndefinite: false, allowUndefined: false };
const TAGGED = 0xd2; // COSE_Sign1 with its tag, 18
const ES256 = -7;
const [ALGORITHM, CRITICAL, KEY, TYPE] = [1, 2, 4, 16];
const [EXPIRES, ISSUED, STATUS] = [4, 6, 65535];
const KINDS = ["screen", "printed"];

/** Why a code shows nothing: one of the outcomes for which the page has words. */
export class Fault extends Error {
  constructor(outcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

const malformed = () => new Fault("malformed");

/** The bytes of what was scanned or pasted: an address with the code in its fragment or query, or the code alone. */
export function codeOf(text) {
  const whole = text.trim();
  if (whole.length > MAX_CODE_CHARS) throw new Fault("oversized");
  const behind = (separator) => {
    const at = whole.indexOf(separator);
    const pair = at < 0 ? undefined : whole.slice(at + 1).split("&").find((part) => part.startsWith("c="));
    return pair?.slice(2);
  };
  const code = (behind("#") ?? behind("?") ?? whole).replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(code)) throw malformed();
  try {
    return Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
  } catch {
    throw malformed();
  }
}

function read(bytes) {
  try {
    return decode(bytes, STRICT);
  } catch {
    throw malformed();
  }
}

const isBytes = (value) => value instanceof Uint8Array;

/** Takes a COSE_Sign1 apart. The algorithm and the key's name must stand under the signature. */
export function open(bytes) {
  const parts = read(bytes[0] === TAGGED ? bytes.subarray(1) : bytes);
  if (!Array.isArray(parts) || parts.length !== 4) throw malformed();
  const [under, , payload, signature] = parts;
  if (![under, payload, signature].every(isBytes) || under.length === 0) throw malformed();
  const header = read(under);
  if (!(header instanceof Map) || header.get(ALGORITHM) !== ES256 || header.has(CRITICAL)) throw malformed();
  const key = header.get(KEY);
  if (!isBytes(key) || key.length === 0) throw malformed();
  return {
    key: new TextDecoder().decode(key),
    type: header.get(TYPE),
    payload,
    signature,
    signed: encode(["Signature1", under, new Uint8Array(), payload]),
  };
}

/** The claims of a payload. */
export function claims(payload) {
  const map = read(payload);
  if (!(map instanceof Map)) throw malformed();
  return map;
}

const whole = (value) => {
  if (!Number.isSafeInteger(value)) throw malformed();
  return value;
};
const text = (value) => {
  if (typeof value !== "string" || value.length > 400) throw malformed();
  return value;
};

/** What a code says. */
export function credential(payload) {
  const map = claims(payload);
  const place = map.get(STATUS)?.get?.("status_list");
  if (!(place instanceof Map)) throw malformed();
  const kind = text(map.get("DT"));
  const [issued, expires] = [whole(map.get(ISSUED)), whole(map.get(EXPIRES))];
  if (!KINDS.includes(kind) || expires <= issued) throw malformed();
  const words = [...map].filter(([key, value]) => typeof key === "string" && typeof value === "string");
  return {
    qualification: text(map.get("CN")),
    authority: text(map.get("IA")),
    kind,
    issued,
    expires,
    list: text(place.get("uri")),
    index: whole(place.get("idx")),
    items: new Map(words.map(([key, value]) => [key, text(value)])),
  };
}
