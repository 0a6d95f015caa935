// Sends what waits: strictly in its order, one after the other, each once. The server remembers the
// key of each act, so whatever becomes of an answer, sending again does nothing twice.

import { changeAct, cookie, dropAct, type Item, myActs, owner } from "./store";
import type { Problem } from "./types";

export type Outcome = "sent" | "refused" | "later" | "out" | "offline";

const PATIENCE = 180_000; // six photos at 400 kbit/s
const TRIES_IN_THE_WAY = 3; // after so many failures of the server the others no longer wait
const SHOWN_AFTER = 24 * 60 * 60 * 1000;

/** Send all that can go. Another tab that is at it already does it for us. */
export async function sendAll(url: string, tell: () => Promise<void>): Promise<Outcome> {
  let last: Outcome = "sent";
  await navigator.locks.request("liren-field", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const tried = new Set<number>();
    for (;;) {
      const item = next(await myActs(), tried);
      if (!item) return;
      tried.add(item.seq);
      last = await send(url, item);
      await note(item, last);
      await tell();
      if (last === "out" || last === "offline") return;
      if (last === "later" && item.tries < TRIES_IN_THE_WAY) return;
    }
  });
  return last;
}

/** The first that may go: what is about the same order waits for the one before it. */
function next(items: Item[], tried: Set<number>): Item | undefined {
  const held = new Set<number>();
  for (const item of items.filter((one) => one.state !== "sent")) {
    const { order } = item.act;
    const isFree = item.state === "waiting" && !tried.has(item.seq) && !(order && held.has(order));
    if (isFree) return item;
    if (order) held.add(order);
  }
  return undefined;
}

/** Whether it waits for another about the same order. */
export function isBehind(item: Item, items: Item[]): boolean {
  const before = items.filter((one) => one.seq < item.seq && one.state !== "sent");
  return item.act.order !== null && before.some((one) => one.act.order === item.act.order);
}

async function send(url: string, item: Item): Promise<Outcome> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      body: parcel(item),
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/problem+json", "X-CSRFToken": cookie("csrftoken") },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect") return "out";
    if (answer.ok) {
      item.act.number = ((await answer.json()) as { number: string }).number;
      return "sent";
    }
  } catch {
    return "offline"; // perhaps it arrived, perhaps not: its key will tell
  }
  const problem = await told(answer);
  if (problem?.code === "cases.anothers_work") return "out";
  if (!problem || answer.status >= 500 || answer.status === 429) return "later";
  item.act.problem = problem;
  return "refused";
}

async function told(answer: Response): Promise<Problem | null> {
  if (!answer.headers.get("Content-Type")?.startsWith("application/problem+json")) return null;
  return answer.json().catch(() => null) as Promise<Problem | null>;
}

function parcel({ act, photos }: Item): FormData {
  const body = new FormData();
  const { longitude, latitude, accuracy } = act.position ?? {};
  const fields = {
    key: act.key, act: act.act, owner: owner(), order: act.act === "note" ? null : act.order, case: act.case,
    place: act.place, place_note: act.place_note, words: act.words, seen: act.seen, made_at: act.made_at,
    // By the same clock as the moment above: the server reckons with how long ago it was.
    sent_at: new Date().toISOString(), longitude, latitude, accuracy,
  };
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) body.set(name, String(value));
  for (const photo of photos) body.append("photos", photo, "photo.jpg");
  return body;
}

async function note(item: Item, outcome: Outcome): Promise<void> {
  if (outcome === "offline" || outcome === "out") return;
  item.tries += 1;
  if (outcome === "refused") item.state = "refused";
  if (outcome === "sent") {
    item.state = "sent";
    item.act = { ...item.act, words: "", position: null, problem: null, went_at: new Date().toISOString() };
  }
  await changeAct(item);
}

/** Send it again as it stands now, or as something else; a new key, because nothing was kept. */
export async function again(item: Item, change: Partial<Item["act"]>): Promise<void> {
  item.act = { ...item.act, ...change, key: crypto.randomUUID(), problem: null };
  item.state = "waiting";
  item.tries = 0;
  await changeAct(item);
}

/** What went out yesterday need not be shown any more. */
export async function tidy(): Promise<void> {
  for (const { seq, state, act } of await myActs()) {
    if (state === "sent" && Date.now() - Date.parse(act.went_at) > SHOWN_AFTER) await dropAct(seq);
  }
}
