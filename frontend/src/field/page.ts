// The page's own words, and its parts filled in.

export const main = document.getElementById("main") as HTMLElement;
const VIEWS = [...main.querySelectorAll<HTMLElement>("[data-view]")];
const sentences = (document.getElementById("sentences") as HTMLTemplateElement).content;

/** A sentence of the page's template, with its gaps filled in order. */
export function word(name: string, ...values: string[]): string {
  const text = sentences.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  return values.reduce((words, value) => words.replace("{}", () => value), text);
}

const SAME_DAY = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const OTHER_DAY = { month: "numeric", day: "numeric", ...SAME_DAY } as const;

/** The time of day, with the day where it is not today. */
export function clock(moment: string): string {
  const at = new Date(moment);
  const isToday = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(document.documentElement.lang, isToday ? SAME_DAY : OTHER_DAY).format(at);
}

/** A copy of a template's content. */
export function copy(id: string): DocumentFragment {
  return document.importNode((document.getElementById(id) as HTMLTemplateElement).content, true);
}

export function slot<T extends HTMLElement>(piece: ParentNode, name: string): T {
  return piece.querySelector<T>(`[data-slot="${name}"]`) as T;
}

/** Words into a slot; without any, the slot goes, and in a list of facts its name too. */
export function fill(piece: ParentNode, name: string, text: string): void {
  const place = slot(piece, name);
  const term = place.tagName === "DD" ? place.previousElementSibling : null;
  place.textContent = text;
  if (text) return;
  place.remove();
  term?.remove();
}

export function keepIf(piece: ParentNode, name: string, isWanted: boolean): void {
  if (!isWanted) slot(piece, name)?.remove();
}

export function due(piece: ParentNode, at: string): void {
  const time = piece.querySelector<HTMLElement>("[data-due]") as HTMLElement;
  time.dataset.due = at;
  time.setAttribute("datetime", at);
}

const FORM = ":scope > [data-slot]";
const ALL = `${FORM}, :scope > [data-list], :scope > [data-acts]`;

/** One of the views, with its place in the bar; a page that was gone to is announced by its title. */
export function show(name: string, isNewPage: boolean): void {
  for (const view of VIEWS) {
    view.hidden = view.dataset.view !== name;
    // A form that was left has its draft; two forms at once would share their names. Whoever is
    // signed out leaves nothing in the page, not even hidden.
    if (view.hidden) for (const part of view.querySelectorAll(name === "out" ? ALL : FORM)) part.replaceChildren();
  }
  for (const tab of document.querySelectorAll<HTMLElement>("[data-tab]")) {
    const isHere = tab.dataset.tab === name || (tab.dataset.tab === "orders" && name === "order");
    if (isHere) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  // countdown.js looks again when it hears this.
  document.dispatchEvent(new Event("htmx:afterSettle"));
  if (!isNewPage) return;
  scrollTo(0, 0);
  const view = VIEWS.find((one) => one.dataset.view === name);
  view?.querySelector<HTMLElement>("h2[tabindex], h1[tabindex]")?.focus({ preventScroll: true });
}
