// Our client, unchanged, signs in at oidc-provider: a provider of others, with paths and pages of its own.
import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { test } from "node:test";
import Provider from "oidc-provider";
import { BACK, contract, followed, listening, ourClient } from "./start.mjs";

const CLIENT = "Shikaku1";
/** As this kind of provider tells them: the standard's forms, an address as an object. */
const PERSON = {
  sub: "invented-1",
  name: "架空　花子",
  address: { formatted: "東京都架空区一丁目1番1号" },
  birthdate: "1985-03-15",
  gender: "female",
};

function jwk() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "ES256", use: "sig" };
}

/**
 * A provider at an address of its own. `bend.request` changes the address of a request before the provider reads it, `bend.answer` what it
 * answers at a path: so a provider that lies is made out of an honest one.
 */
async function provider(bend = {}) {
  const [parties, key] = [[], jwk()];
  let inside;
  const front = await listening(async (request, response) => {
    if (bend.request) request.url = bend.request(request.url);
    const answer = bend.answers?.[request.url.split("?")[0]];
    if (answer) return void response.setHeader("content-type", "application/json").end(JSON.stringify(answer({ key, url: front.url })));
    if (request.url.startsWith("/interaction/")) return interaction(inside, request, response);
    return inside.callback()(request, response);
  });
  inside = new Provider(front.url, {
    clients: parties,
    jwks: { keys: [key] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], name: ["name"], address: ["address"], birthdate: ["birthdate"], gender: ["gender"] },
    subjectTypes: ["pairwise"],
    pairwiseIdentifier: (_context, account, party) => `${account}.${party.clientId}`,
    clientAuthMethods: ["private_key_jwt"],
    enabledJWA: { clientAuthSigningAlgValues: ["ES256"], idTokenSigningAlgValues: ["ES256"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: [randomUUID()] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => PERSON }),
    loadExistingGrant: async (context) => {
      const { client, session, provider: self } = context.oidc;
      const grant = new self.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid name address birthdate gender");
      await grant.save();
      return grant;
    },
    adapter: adapter(parties),
  });
  return { issuer: front.url, key, register: (keys) => register(parties, keys), end: front.end };
}

/** Everybody who asks is the one person. */
const interaction = (inside, request, response) => inside.interactionFinished(request, response, { login: { accountId: PERSON.sub } });

/** What the provider keeps, and the party whose keys are known once our client has told them. */
function adapter(parties) {
  const kept = new Map();
  return (model) => ({
    find: async (id) => (model === "Client" ? parties.find((party) => party.client_id === id) : kept.get(`${model}:${id}`)),
    findByUid: async (uid) => [...kept].find(([name, value]) => name.startsWith(model) && value.uid === uid)?.[1],
    upsert: async (id, value) => void kept.set(`${model}:${id}`, value),
    consume: async (id) => void (kept.get(`${model}:${id}`).consumed = Math.floor(Date.now() / 1000)),
    destroy: async (id) => void kept.delete(`${model}:${id}`),
    revokeByGrantId: async (grant) => [...kept].forEach(([name, value]) => value.grantId === grant && kept.delete(name)),
  });
}

function register(parties, jwks) {
  parties.push({
    client_id: CLIENT,
    redirect_uris: [BACK],
    jwks,
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    id_token_signed_response_alg: "ES256",
    subject_type: "pairwise",
    grant_types: ["authorization_code"],
    response_types: ["code"],
    scope: "openid name address birthdate gender",
  });
}

async function signedIn(bend, goTo = followed) {
  const there = await provider(bend);
  const said = await ourClient(there.issuer, CLIENT, { register: there.register, goTo });
  there.end();
  return { ...said, there };
}

test("our client signs in at a provider of others", async () => {
  const { code, told, words, address } = await signedIn();
  assert.equal(code, 0, words);
  assert.match(new URL(address).pathname, /^\/auth$/, "by the metadata: it knows no path");
  assert.match(told[0], new RegExp(`${PERSON.sub}\\.${CLIENT}`));
  const name = PERSON.name.replace("　", "\\u{3000}"); // as Rust prints it
  for (const item of [name, PERSON.address.formatted, PERSON.birthdate, "Female"]) assert.ok(told[1].includes(item), `${item}: ${told[1]}`);
});

test("the contract of the sign-in holds at a provider of others, which it has no control over", async () => {
  const there = await provider();
  const said = await contract(there.issuer, CLIENT, { register: there.register });
  there.end();
  assert.equal(said.code, 0, said.words);
  assert.match(said.words, /test result: ok\. 4 passed/, said.words);
  assert.match(said.words, /BY HAND/, "somebody signed in there");
});

test("without a hand it says what it has not looked at", async () => {
  const there = await provider();
  const said = await contract(there.issuer, CLIENT, { register: there.register, hand: "no" });
  there.end();
  assert.equal(said.code, 0, said.words);
  assert.match(said.words, /NOT CHECKED, for SHIKAKU_DIGITAL_AUTH_HAND=no/);
});

const refused = (name, words, bend, goTo) =>
  test(`our client refuses ${name}`, async () => {
    const said = await signedIn(bend, goTo);
    assert.equal(said.code, 1, said.told.join("\n"));
    assert.deepEqual(said.told, [], "nobody is told");
    assert.match(said.words, words);
  });

refused("a token for another request", /nonce/, {
  request: (url) => url.replace(/([?&]nonce=)[^&]+/, "$1another-nonce-that-was-never-asked-for"),
});
refused("a token of a key that is not the provider's", /signature|key/, {
  answers: {
    "/jwks": ({ key: { kid } }) => {
      const { d: _secret, ...shown } = jwk();
      return { keys: [{ ...shown, kid }] };
    },
  },
});
refused("an answer about another person than the token is of", /somebody else/, {
  answers: { "/me": () => ({ ...PERSON, sub: "somebody-else" }) },
});
refused("metadata that speak for another issuer", /issuer/, {
  answers: {
    "/.well-known/openid-configuration": ({ url }) => ({
      issuer: "http://127.0.0.1:1",
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["ES256"],
    }),
  },
});
refused("a state that is not of this browser", /State/i, {}, async (address) => (await followed(address)).replace(/state=[^&]+/, "state=another"));
