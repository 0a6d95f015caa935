// The form of an act or of something new: what is noted lies on the telephone before the form goes.

import { ask, at, byNearness, type Here } from "./ground";
import { copy, fill, keepIf, slot, word } from "./page";
import { addressOf, smaller } from "./pictures";
import { dropDraft, keepAct, keepDraft, keepDraftPhotos, keptDraft } from "./store";
import type { Act, Question, Spot } from "./types";

export type Kept = (goTo: string) => Promise<void>;

interface Asked {
  act: string;
  question: Question;
  about: { title: string; order?: number; case?: number; seen?: string };
  spots?: Spot[];
  here?: Here | null;
  kept: Kept;
}

const MOST_PHOTOS = 6;
const REMEMBERED = "liren-field-position"; // whether, never where

export async function formFor(asked: Asked): Promise<HTMLFormElement> {
  const piece = copy("form");
  const form = piece.querySelector("form") as HTMLFormElement;
  const { act, question, about, spots } = asked;
  const draft = `${act}-${about.order ?? ""}`;
  fill(form, "label", about.title && question.label); // a new find says so above the form
  for (const name of ["place", "place_note"]) keepIf(form, name, spots !== undefined);
  if (spots) offerSpots(form, spots, asked.here ?? null);
  if (question.words) (form.querySelector("label[for=field-words]") as HTMLElement).textContent = question.words;
  else for (const name of ["words", "photos"]) keepIf(form, name, false);
  const photos = await continueDraft(form, draft);
  choosePhotos(form, photos, draft);
  const position = form.elements.namedItem("position") as HTMLInputElement;
  position.checked = localStorage.getItem(REMEMBERED) === "1";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void note(form, asked, photos, draft);
  });
  return form;
}

/** Compounds as headings; by nearness, one list with the compound in the name. */
function offerSpots(form: HTMLFormElement, spots: Spot[], here: Here | null): void {
  const select = form.elements.namedItem("place") as HTMLSelectElement;
  const isSorted = here !== null;
  let group: HTMLElement = select;
  for (const { id, name, within } of byNearness(spots, here)) {
    if (!isSorted && !within) {
      group = document.createElement("optgroup");
      (group as HTMLOptGroupElement).label = name;
      select.append(group);
    }
    (isSorted ? select : group).append(new Option(isSorted && within ? `${within} ${name}` : name, String(id)));
  }
  select.value = String(at(spots, here)?.id ?? "");
}

function choosePhotos(form: HTMLFormElement, chosen: Blob[], draft: string): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const show = (): void => slot(form, "previews").replaceChildren(...chosen.map(preview));
  show();
  input.addEventListener("change", async () => {
    const files = await Promise.all([...(input.files ?? [])].map(smaller));
    const room = MOST_PHOTOS - chosen.length;
    chosen.push(...files.slice(0, room));
    if (files.length > room) complain(form, "many");
    input.value = "";
    show();
    await keepDraftPhotos(draft, chosen).catch(() => undefined);
  });
}

function preview(photo: Blob): HTMLElement {
  const image = new Image(88, 88);
  image.src = addressOf(photo);
  image.alt = word("photo");
  return image;
}

/** Go on where the page was left; says which photos were chosen then. */
async function continueDraft(form: HTMLFormElement, name: string): Promise<Blob[]> {
  const [kept, photos] = await keptDraft(name);
  const fields = ["words", "place_note", "place"].map((one) => form.elements.namedItem(one));
  const named = fields.filter(Boolean) as HTMLInputElement[];
  for (const field of named) field.value = kept[field.name] ?? field.value;
  form.addEventListener("input", () => {
    void keepDraft(name, Object.fromEntries(named.map((field) => [field.name, field.value])));
  });
  return photos;
}

function typed(form: HTMLFormElement, name: string): string {
  return ((form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "").trim();
}

async function note(form: HTMLFormElement, asked: Asked, photos: Blob[], draft: string): Promise<void> {
  const words = typed(form, "words");
  const { act, question, about } = asked;
  if (question.required && !words) return complain(form, "say");
  if (act === "report" && !words && !photos.length) return complain(form, "nothing");
  if (act === "report" && !typed(form, "place")) return complain(form, "where");
  const wantsPosition = (form.elements.namedItem("position") as HTMLInputElement).checked;
  localStorage.setItem(REMEMBERED, wantsPosition ? "1" : "0");
  const button = form.querySelector("button") as HTMLButtonElement;
  button.disabled = true;
  const made_at = new Date().toISOString();
  const position = wantsPosition ? await ask() : null;
  button.disabled = false;
  if (wantsPosition && !position) {
    (form.elements.namedItem("position") as HTMLInputElement).checked = false;
    return complain(form, "nowhere");
  }
  const made: Act = {
    key: crypto.randomUUID(), act, label: question.label, title: about.title || words.slice(0, 40), made_at,
    order: about.order ?? null, case: about.case ?? null, seen: about.seen ?? "", words,
    place: Number(typed(form, "place")) || null, place_note: typed(form, "place_note"), position,
    problem: null, went_at: "", number: "",
  };
  try {
    await keepAct(made, photos);
  } catch (error) {
    console.warn("outbox", error);
    return complain(form, "full");
  }
  await dropDraft(draft);
  await asked.kept(act === "report" ? "#waiting" : "#");
}

function complain(form: HTMLFormElement, name: string): void {
  const place = slot(form, "error");
  place.hidden = false;
  place.textContent = word(name);
  place.scrollIntoView({ block: "center" });
}
