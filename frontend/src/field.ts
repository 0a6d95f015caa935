// The round: an app of one page over the orders, the outbox and the forms. The page works without it
// as a plain list; with it, everything stands on the telephone and nothing waits for a line.

import * as ground from "./field/ground";
import { type Outcome, sendAll, tidy } from "./field/outbox";
import { forgetOthers, keepList, keepThumbs, keptList, myActs, othersWaiting, owner } from "./field/store";
import type { List } from "./field/types";
import { clock, main, show, word } from "./field/page";
import { drawAct, drawNew, drawOrder, drawOrders, drawWaiting } from "./field/views";

const EVERY = 20_000;
const FRESH = 5 * 60_000;
const PATIENCE = 60_000;
const { orders: LIST_URL = "", send: SEND_URL = "", worker: WORKER_URL = "", signIn = "" } = main.dataset;

let list: List | null = null;
let here: ground.Here | null = null;
let isOut = false;
let isDown = !navigator.onLine;
let fetchedAt = 0;
let isFetching = false;
let formAt = ""; // the page whose form stands open: it is not drawn anew under somebody's hands

let drawn: Promise<void> = Promise.resolve();

/** Draw what stands there now, one drawing after the other: one begun before a sign-out must not end after it. */
function draw(isNewPage = false): Promise<void> {
  drawn = drawn.catch(() => undefined).then(() => drawOnce(isNewPage));
  return drawn;
}

/** A form that is open stays as it is. */
async function drawOnce(isNewPage: boolean): Promise<void> {
  const way = decodeURIComponent(location.hash.slice(1));
  const items = owner() ? await myActs() : [];
  counts(items.filter((one) => one.state !== "sent").length);
  tellLine();
  if (isOut || !owner()) return drawOut();
  if (isNewPage) formAt = "";
  if (formAt && formAt === way) return;
  const [, id = "", act = ""] = /^o(\d+)(?:\/(\w+))?$/.exec(way) ?? [];
  const order = list?.orders.find((one) => String(one.id) === id);
  if (list && (way === "new" || (order && act))) formAt = way;
  if (way === "new") await drawNew(list, here, add);
  else if (way === "waiting") await drawWaiting(items, await othersWaiting(), add);
  else if (order && act) await drawAct(list as List, order, act, items, here, add);
  else if (order) await drawOrder(order, list as List, items, here);
  else drawOrders(list, items, here);
  show(way === "new" || way === "waiting" ? way : order ? "order" : "orders", isNewPage);
}

function counts(waiting: number): void {
  const numbers = { orders: list?.orders.length ?? 0, waiting };
  for (const [name, number] of Object.entries(numbers)) {
    for (const one of document.querySelectorAll(`[data-count="${name}"]`)) one.textContent = number ? String(number) : "";
  }
}

function tellLine(sentence = ""): void {
  const line = document.querySelector("[data-line]") as HTMLElement;
  const at = list ? clock(list.at) : "";
  line.textContent = sentence || (list ? word(isDown ? "stale" : "fresh", at) : isDown ? word("none") : "");
  line.classList.toggle("soon", isDown);
}

async function drawOut(): Promise<void> {
  formAt = "";
  const locked = await othersWaiting();
  const kept = main.querySelector("[data-kept]") as HTMLElement;
  kept.textContent = locked ? word("locked", String(locked)) : word("closed");
  (main.querySelector("[data-sign-in-link]") as HTMLAnchorElement).href = signIn;
  show("out", false);
}

/** Fetch the list; what is already here stays until the new one is whole. */
async function fetchList(): Promise<void> {
  if (isFetching) return;
  isFetching = true;
  await fetchOnce().finally(() => {
    isFetching = false;
  });
}

async function fetchOnce(): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(LIST_URL, {
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/problem+json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    isDown = !answer.ok && answer.type !== "opaqueredirect" && answer.status >= 500;
  } catch {
    isDown = true;
    return draw();
  }
  isOut = answer.type === "opaqueredirect" || answer.status === 403;
  if (answer.ok) {
    list = (await answer.json()) as List;
    fetchedAt = Date.now();
    await forgetOthers();
    await keepList(list).catch(() => undefined);
    await draw();
    await keepThumbs(list.orders.flatMap((one) => one.photos.map(({ thumb }) => thumb))).catch(() => undefined);
  } else if (isOut) {
    // The session is over: nothing stays that could be read, and what waits stays sealed.
    document.cookie = "liren_field=; path=/; max-age=0";
    list = null;
    await forgetOthers();
  }
  await draw();
}

async function sendWaiting(): Promise<void> {
  const waits = owner() && (await myActs()).some((one) => one.state === "waiting");
  if (!waits) return;
  if (navigator.onLine) tellLine(word("sending")); // without a line nothing is being sent
  const outcome: Outcome = await sendAll(SEND_URL, () => draw());
  isDown = outcome === "offline";
  await (isDown ? draw() : fetchList());
}

/** After something was noted, or a decision was taken about what was not accepted. */
async function add(goTo: string): Promise<void> {
  if (location.hash === goTo) await draw();
  else location.hash = goTo;
  void navigator.storage?.persist?.();
  await sendWaiting();
}

async function look(): Promise<void> {
  if (document.hidden) return;
  if (!isOut) await sendWaiting();
  if (Date.now() - fetchedAt > FRESH || isDown || isOut) await fetchList();
}

async function sortByNearness(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  here = await ground.ask();
  button.disabled = false;
  button.setAttribute("aria-pressed", String(here !== null));
  (main.querySelector("[data-no-position]") as HTMLElement).hidden = here !== null;
  await draw();
}

function listen(): void {
  addEventListener("hashchange", () => void draw(true));
  addEventListener("online", () => void look());
  addEventListener("offline", () => {
    isDown = true;
    void draw();
  });
  document.addEventListener("visibilitychange", () => void look());
  setInterval(() => void look(), EVERY);
  const near = main.querySelector("[data-nearness]") as HTMLButtonElement;
  near.addEventListener("click", () => void sortByNearness(near));
  const anew = document.querySelector("[data-refresh]") as HTMLButtonElement;
  anew.hidden = false;
  anew.addEventListener("click", () => void sendWaiting().then(fetchList));
  document.addEventListener("submit", leavePage);
}

/** A form of the menu: it needs a line, a fresh token, and the kept page must not answer for it. */
function leavePage(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  if (!token || form.dataset.ready) return;
  event.preventDefault();
  if (!navigator.onLine) return tellLine(word("leave"));
  token.value = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? token.value;
  form.dataset.ready = "1";
  void caches.delete("liren-field").then(() => form.requestSubmit(event.submitter));
}

async function start(): Promise<void> {
  if (!("indexedDB" in window) || !crypto.subtle || !navigator.locks) return; // the plain list stays
  await forgetOthers();
  await tidy();
  list = await keptList();
  main.querySelector("[data-plain]")?.remove();
  (document.querySelector("[data-app]") as HTMLElement).hidden = false;
  listen();
  await navigator.serviceWorker?.register(WORKER_URL).catch((error: unknown) => console.warn("worker", error));
  await draw(true);
  await fetchList();
  await sendWaiting();
}

// At once, because what the worker says before anybody listens is lost.
navigator.serviceWorker?.addEventListener("message", () => {
  if (!formAt) location.reload();
});
void start();
