// What lies on the telephone: all of it sealed with the owner's key, which is only there as long as
// they are signed in. The key is the server's cookie; without it nothing here can be read.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Act, List, State } from "./types";

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  body: ArrayBuffer;
}

interface Kept {
  seq?: number;
  owner: number;
  order: number | null;
  state: State;
  tries: number;
  act: Sealed;
  photos: Sealed[];
}

interface Piece {
  owner: number;
  body: Sealed;
}

interface Shelves extends DBSchema {
  outbox: { key: number; value: Kept };
  lists: { key: number; value: Piece };
  thumbs: { key: string; value: Piece };
  drafts: { key: string; value: Piece };
}

/** An act with what it needs on its way; `seq` is the order in which acts were made. */
export interface Item {
  seq: number;
  state: State;
  tries: number;
  act: Act;
  photos: Blob[];
}

const CACHED = ["lists", "thumbs"] as const;
let opened: Promise<IDBPDatabase<Shelves>> | undefined;

function shelves(): Promise<IDBPDatabase<Shelves>> {
  opened ??= openDB<Shelves>("liren-field", 1, {
    upgrade(base) {
      base.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      for (const name of [...CACHED, "drafts"] as const) base.createObjectStore(name);
    },
  });
  return opened;
}

export function cookie(name: string): string {
  return document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

/** Who is signed in, as far as this telephone may know. */
export function owner(): number | null {
  return Number.parseInt(cookie("liren_field"), 10) || null;
}

async function key(): Promise<CryptoKey> {
  const [, hex = ""] = cookie("liren_field").split(".");
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function seal(body: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), body) };
}

async function unseal({ iv, body }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), body);
}

const written = (value: unknown): BufferSource => new TextEncoder().encode(JSON.stringify(value));
const read = (body: ArrayBuffer): unknown => JSON.parse(new TextDecoder().decode(body));

/** What can be fetched again stays for nobody but whoever is signed in; what waits stays, sealed. */
export async function forgetOthers(): Promise<void> {
  const base = await shelves();
  const mine = owner();
  for (const name of CACHED) {
    const change = base.transaction(name, "readwrite");
    for await (const each of change.store) if (each.value.owner !== mine) await each.delete();
    await change.done;
  }
}

async function put(shelf: "lists" | "thumbs" | "drafts", at: number | string, body: BufferSource): Promise<void> {
  const mine = owner();
  if (mine === null) return;
  const sealed = await seal(body);
  await (await shelves()).put(shelf, { owner: mine, body: sealed }, at as never);
}

async function take(shelf: "lists" | "thumbs" | "drafts", at: number | string): Promise<ArrayBuffer | null> {
  const found = await (await shelves()).get(shelf, at as never);
  if (!found || found.owner !== owner()) return null;
  return unseal(found.body).catch(() => null);
}

export const keepList = (list: List): Promise<void> => put("lists", list.owner, written(list));

export async function keptList(): Promise<List | null> {
  const body = await take("lists", owner() ?? 0);
  return body && (read(body) as List);
}

/** Fetch the small pictures of a list that are not there yet, and let the others go. */
export async function keepThumbs(urls: string[]): Promise<void> {
  const base = await shelves();
  const there = new Set(await base.getAllKeys("thumbs"));
  for (const url of there) if (!urls.includes(url)) await base.delete("thumbs", url);
  for (const url of urls.filter((one) => !there.has(one))) {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual" });
    if (answer.ok) await put("thumbs", url, await answer.arrayBuffer());
  }
}

export async function keptThumb(url: string): Promise<Blob | null> {
  const body = await take("thumbs", url);
  return body && new Blob([body], { type: "image/jpeg" });
}

/** What is being written, so that a page that the camera pushed out of memory loses nothing. */
export const keepDraft = (at: string, words: Record<string, string>): Promise<void> => put("drafts", at, written(words));

export async function keepDraftPhotos(at: string, photos: Blob[]): Promise<void> {
  for (const [number, photo] of photos.entries()) await put("drafts", `${at}#${number}`, await photo.arrayBuffer());
}

export async function keptDraft(at: string): Promise<[Record<string, string>, Blob[]]> {
  const body = await take("drafts", at);
  const photos: Blob[] = [];
  for (let photo = await take("drafts", `${at}#0`); photo; photo = await take("drafts", `${at}#${photos.length}`)) {
    photos.push(new Blob([photo], { type: "image/jpeg" }));
  }
  return [body ? (read(body) as Record<string, string>) : {}, photos];
}

export async function dropDraft(at: string): Promise<void> {
  const base = await shelves();
  for (const key of await base.getAllKeys("drafts")) if (key.split("#")[0] === at) await base.delete("drafts", key);
}

/** Put an act at the end of what waits. It is on the disk when this returns. */
export async function keepAct(act: Act, photos: Blob[]): Promise<void> {
  const mine = owner();
  if (mine === null) throw new Error("nobody is signed in");
  const sealed = await Promise.all(photos.map(async (photo) => seal(await photo.arrayBuffer())));
  const kept: Kept = { owner: mine, order: act.order, state: "waiting", tries: 0, act: await seal(written(act)), photos: sealed };
  const change = (await shelves()).transaction("outbox", "readwrite", { durability: "strict" });
  await change.store.add(kept);
  await change.done;
  await tellWaiting();
}

export async function changeAct(item: Item): Promise<void> {
  const act = await seal(written(item.act));
  const change = (await shelves()).transaction("outbox", "readwrite", { durability: "strict" });
  const kept = await change.store.get(item.seq);
  if (kept) {
    const photos = item.state === "sent" ? [] : kept.photos;
    await change.store.put({ ...kept, state: item.state, tries: item.tries, act, photos });
  }
  await change.done;
  await tellWaiting();
}

export async function dropAct(seq: number): Promise<void> {
  await (await shelves()).delete("outbox", seq);
  await tellWaiting();
}

/** Everything of mine in the order it was made. */
export async function myActs(): Promise<Item[]> {
  const mine = owner();
  const all = (await (await shelves()).getAll("outbox")).filter((one) => one.owner === mine);
  const items = await Promise.allSettled(all.map(readItem));
  return items.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function readItem(kept: Kept): Promise<Item> {
  const act = read(await unseal(kept.act)) as Act;
  const photos = await Promise.all(kept.photos.map(async (one) => new Blob([await unseal(one)], { type: "image/jpeg" })));
  return { seq: kept.seq ?? 0, state: kept.state, tries: kept.tries, act, photos };
}

/** How much of somebody else waits here; of it nothing can be read. */
export async function othersWaiting(): Promise<number> {
  const mine = owner();
  const all = await (await shelves()).getAll("outbox");
  return all.filter((one) => one.owner !== mine && one.state !== "sent").length;
}

/** The server says before a sign-out, from whichever page, that something waits. */
async function tellWaiting(): Promise<void> {
  const mine = owner();
  const all = await (await shelves()).getAll("outbox");
  const count = all.filter((one) => one.owner === mine && one.state !== "sent").length;
  document.cookie = `liren_waiting=${mine}.${count}; path=/; samesite=lax; max-age=${count ? 31536000 : 0}`;
}
