// Keeps the page that checks, and nothing else, so that it opens without the network. Keys and lists are kept by the page itself.
const STORE = "check-page-v1";
const PAGE = "/check";

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage(PAGE).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** Keeps a page with the style and the script that it names. */
async function keepPage(address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) return;
  const store = await caches.open(STORE);
  const parts = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, part]) => part.replaceAll("&amp;", "&"));
  await store.put(address, answer);
  await Promise.all(parts.map(async (part) => (await store.match(part)) ?? store.add(part)));
}

async function answer(request) {
  const store = await caches.open(STORE);
  const address = new URL(request.url);
  try {
    const fresh = await fetch(request);
    // Page, style and script are kept together, so that a newer page finds its newer script without the network. The fragment, which
    // may be somebody's code, is left out.
    if (fresh.ok) await store.put(address.pathname + address.search, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = (await store.match(request)) ?? (request.mode === "navigate" ? await store.match(PAGE) : undefined);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const ours = address.pathname === PAGE || address.pathname.startsWith("/assets/");
  if (request.method === "GET" && address.origin === location.origin && ours) event.respondWith(answer(request));
});
