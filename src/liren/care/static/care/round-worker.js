// The service worker of the round: it keeps the page's empty shell with its styles and scripts, and
// nothing of anybody. Where there is a line, or one within four seconds, nothing is answered by it.

const CACHE = "liren-round-shell";
const SHELL = "/desk/care/round/app/";
const PAGE = "/desk/care/round/";
const PATIENCE = 4000;

async function renew() {
  const shell = await fetch(SHELL, { credentials: "same-origin", cache: "no-store" });
  if (!shell.ok || shell.redirected) throw new Error(`shell: ${shell.status}`);
  const page = await shell.clone().text();
  const parts = [...new Set([...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, url]) => url))];
  const cache = await caches.open(CACHE);
  await cache.addAll(parts);
  await cache.put(SHELL, shell);
}

const soon = (request) => Promise.race([
  fetch(request),
  new Promise((_, refuse) => { setTimeout(() => refuse(new Error("no line")), PATIENCE); }),
]);

async function kept(wanted, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(wanted)) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) {
    event.respondWith(soon(request).then((answer) => {
      event.waitUntil(renew().catch(() => undefined));
      return answer;
    }).catch(() => kept(SHELL, request)));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(soon(request).catch(() => kept(request, request)));
  }
});
