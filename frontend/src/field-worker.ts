/// <reference lib="webworker" />
// The service worker of the field: it keeps the page's empty shell with its styles and scripts, and
// nothing of anybody. What is asked of the server itself goes its own way.

const CACHE = "liren-field";
const SHELL = "/field/app/";
const PAGE = "/field/";
const scope = self as unknown as ServiceWorkerGlobalScope;

/** All of it or nothing, so that a script never meets the page of another version. */
async function renew(): Promise<void> {
  const shell = await fetch(SHELL, { credentials: "same-origin", cache: "no-store" });
  if (!shell.ok || shell.redirected) throw new Error(`shell: ${shell.status}`);
  const page = await shell.clone().text();
  const urls = [...new Set([...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, url]) => url as string))];
  const parts = await Promise.all(urls.map(async (url) => [url, await fetch(url, { cache: "no-cache" })] as const));
  if (parts.some(([, part]) => !part.ok)) throw new Error("a part of the page is missing");
  const cache = await caches.open(CACHE);
  await Promise.all([cache.put(SHELL, shell), ...parts.map(([url, part]) => cache.put(url, part))]);
}

scope.addEventListener("install", (event) => event.waitUntil(renew().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

const LOOK = /<html[^>]*>/; // language and size of print, which were perhaps changed at the desk

async function look(): Promise<string | undefined> {
  const kept = await caches.match(SHELL);
  return LOOK.exec((await kept?.text()) ?? "")?.[0];
}

/** Fetch the shell for the next time; where it looks otherwise now, say so to the page. */
async function renewBehind(client: string): Promise<void> {
  const before = await look();
  await renew();
  if (before !== (await look())) (await scope.clients.get(client))?.postMessage("looks otherwise");
}

async function page(event: FetchEvent): Promise<Response> {
  const kept = await caches.match(SHELL);
  event.waitUntil(renewBehind(event.resultingClientId).catch(() => undefined));
  return kept ?? fetch(event.request);
}

async function part(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(part(request));
});
