// openid-client, a client of others, signs in at our simulator of デジタル認証アプリ: by the metadata alone, with PKCE and private_key_jwt.
import assert from "node:assert/strict";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import { after, before, test } from "node:test";
import * as client from "openid-client";
import { BACK, browser, simulator } from "./start.mjs";

const CLIENT = "Foreign1";
let country;
let issuer;
let keys;

const newKeys = () => webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);

before(async () => {
  country = await simulator();
  issuer = new URL(`${country.url}/api/realms/main`);
  keys = await newKeys();
  const jwk = await webcrypto.subtle.exportKey("jwk", keys.publicKey);
  const party = { client_id: CLIENT, name: "外国の試験", redirect_uris: [BACK], jwks: { keys: [{ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }] } };
  const put = await fetch(`${country.url}/control/clients`, { method: "PUT", body: JSON.stringify(party) });
  assert.equal(put.status, 204, await put.text());
});
after(() => country?.end());

/** The client as its manual says; what it fetches may pass through `between`. */
async function configuration(key = keys.privateKey, between = (_url, answer) => answer) {
  const through = async (url, options) => between(url, await fetch(url, options));
  return client.discovery(issuer, CLIENT, { id_token_signed_response_alg: "ES256" }, client.PrivateKeyJwt(key), {
    execute: [client.allowInsecureRequests],
    [client.customFetch]: through,
  });
}

/** A card is taken and its PIN typed, by the forms. */
async function presented(address) {
  const get = browser();
  const start = await get(country.url);
  const person = /<td>(\d+)/.exec(start.text.split("<tr>").find((row) => row.includes("利用可")))[1];
  const app = await get(address);
  assert.ok(app.to, `${app.status} ${app.text}`);
  const card = `${app.to}/card/${person}`;
  const page = await get(card);
  const pin = /class="hint"[\s\S]*?<span class="mono">(\w+)/.exec(page.text)[1];
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const back = await get(card, { method: "POST", body: `pin=${pin}`, headers });
  assert.ok(back.to?.startsWith(BACK), `${back.status} ${back.text}`);
  return new URL(back.to);
}

/** From the authorization request to the tokens. `change` bends what is checked at the end. */
async function signIn(config, change = (checks) => checks) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedNonce: client.randomNonce(),
    expectedState: client.randomState(),
    idTokenExpected: true,
  };
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: BACK,
    scope: "openid name address birthdate gender",
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    nonce: checks.expectedNonce,
    state: checks.expectedState,
  });
  return client.authorizationCodeGrant(config, await presented(address.href), change(checks));
}

test("a client of others signs in and reads the card's items", async () => {
  const config = await configuration();
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, issuer.href);
  assert.ok(metadata.supportsPKCE());
  const tokens = await signIn(config);
  const { sub, acr } = tokens.claims();
  assert.ok(sub && acr === "aal3");
  const person = await client.fetchUserInfo(config, tokens.access_token, sub);
  assert.equal(typeof person.address, "string", "a plain string, as published");
  assert.match(person.name, /　/);
  assert.match(person.birthdate, /^\d{8}$/);
  assert.match(person.gender, /^[12]$/);
  assert.equal((await signIn(config)).claims().sub, sub, "the same pseudonym the next time");
});

/** What a client of others says is wrong, down to the cause. */
const says = (words) => (error) => assert.match(`${error.message}: ${error.cause?.message}`, words) ?? true;

test("it refuses another nonce, another state, and a token of another key", async () => {
  const config = await configuration();
  await assert.rejects(signIn(config, (checks) => ({ ...checks, expectedNonce: "another" })), says(/nonce/));
  await assert.rejects(signIn(config, (checks) => ({ ...checks, expectedState: "another" })), says(/state/));
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const foreign = await configuration(keys.privateKey, async (url, answer) => {
    if (!String(url).endsWith("/certs")) return answer;
    const { keys: [kept] } = await answer.json();
    const { x, y } = publicKey.export({ format: "jwk" });
    return Response.json({ keys: [{ ...kept, x, y }] });
  });
  client.enableNonRepudiationChecks(foreign); // the signature is checked though the token came straight from the endpoint
  await assert.rejects(signIn(foreign), says(/signature/));
  const checked = await configuration();
  client.enableNonRepudiationChecks(checked);
  assert.ok((await signIn(checked)).claims().sub, "and with the true keys the same check passes");
});

test("the simulator refuses another verifier and whoever has not the registered key", async () => {
  const refused = (code) => (error) => assert.equal(error.error, code) ?? true;
  const config = await configuration();
  const another = { pkceCodeVerifier: client.randomPKCECodeVerifier() };
  await assert.rejects(signIn(config, (checks) => ({ ...checks, ...another })), refused("invalid_grant"));
  const impostor = await configuration((await newKeys()).privateKey);
  await assert.rejects(signIn(impostor), refused("invalid_client"));
});
