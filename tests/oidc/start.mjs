// What the tests start: the simulators of an invented country, our client's example, a web server that stands before a provider.
//   SHIKAKU_BIN       the program
//   SHIKAKU_SIGN_IN_EXAMPLE   crates/gateways/examples/sign_in.rs, built: our client as it is, with its questions on the command line
//   SHIKAKU_SIGN_IN_CONTRACT  crates/gateways/tests/digital_auth, built: what any provider must do
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";

const program = (name) => {
  assert.ok(process.env[name], `${name} says where the program is`);
  return process.env[name];
};
const RULES = new URL("../../rules", import.meta.url).pathname;
/** Enough for a card of each kind. */
const PEOPLE = "3000";
/** Where browsers are sent back to. Nothing listens there: the tests read the address. */
export const BACK = "http://127.0.0.1:9/portal/return";

export function folder() {
  const path = mkdtempSync(join(tmpdir(), "shikaku-oidc-"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** The simulator of the sign-in, and how to end it. */
export async function simulator() {
  const home = folder();
  const at = ["country", "--rules", RULES];
  const built = spawnSync(program("SHIKAKU_BIN"), [...at, "build", "--dir", home.path, "--people", PEOPLE], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  const child = spawn(program("SHIKAKU_BIN"), [...at, "serve", "--dir", home.path, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const end = async () => {
    child.kill("SIGINT");
    await once(child, "exit");
    home.remove();
  };
  return { url: JSON.parse(line).systems["digital-auth"].url, end };
}

/** A browser's memory of one host: answers the next page without following it. */
export function browser() {
  const kept = new Map();
  return async (url, options = {}) => {
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", ...options, headers: { ...options.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      kept.set(name, value);
    }
    const to = answer.headers.get("location");
    return { status: answer.status, to: to && new URL(to, url).href, text: await answer.text() };
  };
}

/** Follows a provider's pages until it sends back to us. */
export async function followed(url) {
  const get = browser();
  for (let steps = 0; steps < 10; steps++) {
    const page = await get(url);
    assert.ok(page.to, `${page.status} ${page.text}`);
    if (page.to.startsWith(BACK)) return page.to;
    url = page.to;
  }
  throw new Error("it does not come back");
}

/** A server of the test's own on a free port. */
export async function listening(handler) {
  const server = createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  return { server, url: `http://127.0.0.1:${server.address().port}`, end };
}

/**
 * Our client signs in at an issuer: `register` is given its public keys, `goTo` the address it sends the browser to and tells where that came
 * back. Tells the exit, the lines about the person, and what it said of a failure.
 */
export async function ourClient(issuer, clientId, { register, goTo }) {
  const home = folder();
  const key = join(home.path, "client.pem");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
  const child = spawn(program("SHIKAKU_SIGN_IN_EXAMPLE"), [issuer, clientId, BACK, key], { stdio: ["pipe", "pipe", "pipe"] });
  let words = "";
  child.stderr.on("data", (chunk) => (words += chunk));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, "exit");
  const next = async () => (await lines.next()).value;
  register(JSON.parse(await next()));
  const address = await next();
  if (address) child.stdin.end(`${await goTo(address)}\n`);
  const told = [await next(), await next()].filter(Boolean);
  const [code] = await exit;
  home.remove();
  return { address, code, told, words };
}

/** The contract's tests at an issuer, with a browser as the hand, or with none ("no"). */
export async function contract(issuer, clientId, { register, hand }) {
  const home = folder();
  const [key, file] = [join(home.path, "client.pem"), join(home.path, "came-back.txt")];
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
  // Its name is the thumbprint (RFC 7638), which our assertions bear.
  const { crv, kty, x, y } = createPublicKey(privateKey).export({ format: "jwk" });
  const kid = createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
  register({ keys: [{ kty, crv, x, y, kid, alg: "ES256", use: "sig" }] });
  const named = { URL: issuer, CLIENT: clientId, RETURN: BACK, KEY: key, HAND: hand ?? file };
  const variables = Object.fromEntries(Object.entries(named).map(([name, value]) => [`SHIKAKU_DIGITAL_AUTH_${name}`, value]));
  const child = spawn(program("SHIKAKU_SIGN_IN_CONTRACT"), ["contract::", "--nocapture", "--test-threads=1"], {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (words += chunk));
  const open = join(home.path, "came-back.open");
  const signing = setInterval(async () => {
    if (!existsSync(open) || existsSync(file)) return;
    const address = readFileSync(open, "utf8").trim();
    if (!address) return;
    clearInterval(signing);
    writeFileSync(file, `${await followed(address)}\n`);
  }, 200);
  const [code] = await once(child, "exit");
  clearInterval(signing);
  home.remove();
  return { code, words };
}
