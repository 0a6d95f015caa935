// What the page and its scripts tell each other.

export type Load = [open: number, late: number];

export interface Day {
  date: string;
  label: string;
  received: number;
  closed: number;
}

export interface State {
  spots: Record<string, Load>;
  days: Day[];
}

interface Htmx {
  ajax(method: string, url: string, target: string): Promise<void>;
}

export function state(): State {
  const text = document.getElementById("screen-state")?.dataset.state;
  return text ? (JSON.parse(text) as State) : { spots: {}, days: [] };
}

/** Calls back now, and whenever the page has fetched newer numbers. */
export function onState(tell: (now: State) => void): void {
  tell(state());
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if ((event.target as HTMLElement).id === "screen-state") tell(state());
  });
}

/** Opens a list of the page: the addresses come from its own template. */
export function openList(template: string, values: Record<string, string | number>): void {
  let url = template;
  for (const [name, value] of Object.entries(values)) {
    url = url.replace(`__${name}__`, encodeURIComponent(value));
  }
  void (window as unknown as { htmx: Htmx }).htmx.ajax("GET", url, "#screen-drawer");
}

const tokens = getComputedStyle(document.documentElement);

/** A colour of tokens.css. */
export function colour(name: string): string {
  return tokens.getPropertyValue(`--${name}`).trim();
}

export const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
