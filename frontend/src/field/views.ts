// The lists and the order: drawn from what lies on the telephone.

import { formFor, type Kept } from "./forms";
import { byNearness, distance, type Here, metres } from "./ground";
import { again, isBehind } from "./outbox";
import { clock, copy, due, fill, keepIf, main, slot, word } from "./page";
import { addressOf, forgetAddresses } from "./pictures";
import { dropAct, type Item, keptThumb } from "./store";
import type { List, Order } from "./types";

const far = (order: Order, here: Here | null): string =>
  here && order.position ? word("far", distance(metres(here, order.position))) : "";

const about = (order: Order, items: Item[]): Item[] => items.filter((one) => one.act.order === order.id && one.state !== "sent");

/** What can still be done once what waits has gone out. */
function actsLeft(order: Order, items: Item[]): string[] {
  const kept = about(order, items).map((one) => one.act.act);
  if (kept.some((act) => act !== "accept")) return [];
  return order.acts.filter((act) => !kept.includes(act));
}

export function drawOrders(list: List | null, items: Item[], here: Here | null): void {
  const trouble = items.filter((one) => one.state === "refused").length;
  const notice = main.querySelector<HTMLElement>("[data-trouble]") as HTMLElement;
  notice.hidden = trouble === 0;
  (notice.querySelector("span") as HTMLElement).textContent = word("trouble", String(trouble));
  const orders = byNearness(list?.orders ?? [], here);
  (main.querySelector("[data-nothing]") as HTMLElement).hidden = !list || orders.length > 0;
  // What is done sinks to the end.
  const left = orders.filter((one) => actsLeft(one, items).length > 0);
  const done = orders.filter((one) => !left.includes(one));
  (main.querySelector("[data-list]") as HTMLElement).replaceChildren(...[...left, ...done].map((one) => row(one, items, here)));
}

function row(order: Order, items: Item[], here: Here | null): DocumentFragment {
  const piece = copy("row");
  (piece.querySelector("a") as HTMLAnchorElement).href = `#o${order.id}`;
  for (const name of ["asked", "title", "address"] as const) fill(piece, name, order[name]);
  fill(piece, "far", far(order, here));
  keepIf(piece, "urgent", order.urgent);
  keepIf(piece, "kept", about(order, items).length > 0);
  due(piece, order.due_at);
  return piece;
}

export async function drawOrder(order: Order, list: List, items: Item[], here: Here | null): Promise<void> {
  const piece = await orderPiece(order, items, here);
  const acts = slot(piece, "acts");
  for (const [at, act] of actsLeft(order, items).entries()) {
    const button = document.createElement("a");
    button.className = at ? "button" : "button button-primary";
    button.href = `#o${order.id}/${act}`;
    button.textContent = list.questions[act]?.label ?? act;
    acts.append(button);
  }
  slot(main, "order").replaceChildren(piece);
}

async function orderPiece(order: Order, items: Item[], here: Here | null): Promise<DocumentFragment> {
  forgetAddresses();
  const piece = copy("order");
  for (const name of ["asked", "title", "address", "place_note", "instruction", "answer"] as const) fill(piece, name, order[name]);
  fill(piece, "words", order.words.join("\n\n"));
  fill(piece, "far", far(order, here));
  keepIf(piece, "urgent", order.urgent);
  due(piece, order.due_at);
  const number = slot<HTMLAnchorElement>(piece, "number");
  number.textContent = order.number;
  number.href = order.url;
  const waiting = about(order, items);
  if (waiting.length) {
    const labels = waiting.map((one) => one.act.label).join(" · ");
    (slot(piece, "kept").querySelector("span") as HTMLElement).textContent = word("kept", labels);
  } else keepIf(piece, "kept", false);
  slot(piece, "photos").append(...(await thumbs(order)));
  return piece;
}

async function thumbs(order: Order): Promise<HTMLElement[]> {
  const kept = await Promise.all(order.photos.map(async ({ thumb }) => ({ thumb, blob: await keptThumb(thumb) })));
  return kept.flatMap(({ thumb, blob }) => (blob ? [picture(blob, thumb.replace(/thumb\/$/, ""))] : []));
}

function picture(blob: Blob, href = ""): HTMLElement {
  const image = new Image(88, 88);
  image.src = addressOf(blob);
  image.alt = "";
  if (!href) return image;
  const link = document.createElement("a");
  link.href = href;
  image.alt = word("photo");
  link.append(image);
  return link;
}

export async function drawAct(list: List, order: Order, act: string, items: Item[], here: Here | null, kept: Kept): Promise<void> {
  const piece = await orderPiece(order, items, here);
  for (const name of ["acts", "photos"]) keepIf(piece, name, false);
  piece.querySelector(".facts")?.remove();
  const question = list.questions[act];
  if (question && actsLeft(order, items).includes(act)) {
    const about = { title: order.title, order: order.id, case: order.case, seen: order.status };
    slot(piece, "form").append(await formFor({ act, question, about, kept }));
  }
  slot(main, "order").replaceChildren(piece);
}

export async function drawNew(list: List | null, here: Here | null, kept: Kept): Promise<void> {
  const question = { label: word("found"), words: word("what"), required: false };
  const form = await formFor({ act: "report", question, about: { title: "" }, spots: list?.spots ?? [], here, kept });
  slot(main, "new").replaceChildren(form);
}

export async function drawWaiting(items: Item[], others: number, changed: Kept): Promise<void> {
  forgetAddresses();
  const rest = main.querySelector("[data-others]") as HTMLElement;
  rest.hidden = others === 0;
  rest.textContent = word("others", String(others));
  (main.querySelector("[data-nothing-waits]") as HTMLElement).hidden = items.some((one) => one.state !== "sent");
  const box = main.querySelector("[data-acts]") as HTMLElement;
  if (box.contains(document.activeElement) && document.activeElement?.tagName === "TEXTAREA") return;
  box.replaceChildren(...items.map((one) => actPiece(one, items, changed)));
}

function actPiece(item: Item, items: Item[], changed: Kept): DocumentFragment {
  const piece = copy("act");
  const { act } = item;
  const isRefused = item.state === "refused";
  for (const name of ["label", "title"] as const) fill(piece, name, act[name]);
  fill(piece, "made", word("made", clock(act.made_at)));
  fill(piece, "words", isRefused || act.words === act.title ? "" : act.words);
  fill(piece, "theirs", act.problem?.data.words ?? "");
  const state = slot(piece, "state");
  (state.querySelector("span") as HTMLElement).textContent = stateWords(item, items);
  if (isRefused) state.classList.add("notice-error");
  else if (item.state === "waiting") state.classList.add("notice-warning");
  slot(piece, "photos").append(...item.photos.map((one) => picture(one)));
  if (isRefused) offerWays(piece, item, changed);
  else for (const name of ["edit", "ways"]) keepIf(piece, name, false);
  return piece;
}

function stateWords(item: Item, items: Item[]): string {
  const { act, state, tries } = item;
  if (state === "sent") return word("sent", clock(act.went_at), act.number);
  if (state === "refused") return act.problem?.title ?? "";
  if (isBehind(item, items)) return word("behind");
  return word(tries ? "later" : "waiting");
}

const CONFLICT = 409;

/** What somebody can decide about what was not taken: nothing is thrown away by itself. */
function offerWays(piece: DocumentFragment, item: Item, changed: Kept): void {
  const { act } = item;
  const { code = "", status = 0 } = act.problem ?? {};
  const text = slot(piece, "edit").querySelector("textarea") as HTMLTextAreaElement;
  text.value = act.words;
  text.id = `words-${item.seq}`;
  (slot(piece, "edit").querySelector("label") as HTMLLabelElement).htmlFor = text.id;
  const isTime = code.startsWith("cases.made_");
  const isGone = (status === CONFLICT || status === 404) && act.order !== null && act.act !== "note";
  const offered = new Set(["drop", isTime ? "now" : isGone ? "note" : "again"]);
  const ways: Record<string, () => Promise<void>> = {
    again: () => again(item, { words: text.value }),
    now: () => again(item, { words: text.value, made_at: new Date().toISOString() }),
    note: () => again(item, { act: "note", words: text.value ? word("note", act.label, text.value) : act.label }),
    drop: async () => {
      if (confirm(word("drop"))) await dropAct(item.seq);
    },
  };
  for (const button of piece.querySelectorAll<HTMLButtonElement>("[data-way]")) {
    const way = button.dataset.way ?? "";
    if (!offered.has(way)) button.remove();
    else
      button.addEventListener("click", () => {
        button.disabled = true;
        void ways[way]?.().then(() => changed("#waiting"));
      });
  }
}
