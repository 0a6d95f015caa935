// The round without a line. What is noted lies in the browser and goes out in order when there is a
// line; the list and what was half typed lie there too, so that a page that was reloaded, or put
// away by the telephone, comes back on the stairs. All of it is sealed by the owner's key: a cookie
// that goes when they sign out, when somebody else signs in, or with the session.

const page = document.querySelector("[data-round]");
const line = document.querySelector("[data-line]");
const cookie = document.cookie.split("; ").find((one) => one.startsWith("liren_field=")) ?? "";
const [owner, hex = ""] = cookie.slice(cookie.indexOf("=") + 1).split(".");
const shelf = `care-round-${owner}`;
const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const key = crypto.subtle && bytes.length ? crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) : null;
const sign = document.querySelector("[data-as-of-line]");
let sending = false;

const kept = () => JSON.parse(localStorage.getItem(shelf) || "[]");
const keep = (items) => localStorage.setItem(shelf, JSON.stringify(items));
const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
const raw = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
const forms = () => [...document.querySelectorAll("form[data-person]")];

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(JSON.stringify(value)));
  return { iv: text(iv), body: text(body) };
}

async function open(item) {
  const body = await crypto.subtle.decrypt({ name: "AES-GCM", iv: raw(item.iv) }, await key, raw(item.body));
  return JSON.parse(new TextDecoder().decode(body));
}

// The list and the drafts: of whoever is signed in, and of nobody else.
const place = (what) => `${page.dataset.here}kept/${owner}/${what}`;

async function putAway(what, value) {
  const cache = await caches.open("liren-round");
  await cache.put(place(what), new Response(JSON.stringify(await seal(value))));
}

async function fetched(what) {
  const found = await (await caches.open("liren-round")).match(place(what));
  return found ? open(await found.json()).catch(() => null) : null;
}

async function forgetOthers() {
  const cache = await caches.open("liren-round");
  for (const { url } of await cache.keys()) if (!url.includes(`/kept/${owner}/`)) await cache.delete(url);
}

function show(act, words, isTrouble) {
  const form = document.querySelector(`form[data-person="${act.person}"]`);
  if (!form) return;
  const note = form.closest("li").querySelector("[data-note]");
  note.textContent = words;
  note.hidden = false;
  form.closest("details").open = isTrouble;
  form.closest("li").classList.toggle("is-noted", !isTrouble);
  if (isTrouble) for (const name of ["words", "promised"]) form.elements[name].value ||= act[name];
}

// Whatever answers, the line is back; what the sign says of the list holds no longer.
function lineIsBack() {
  if (sign && page.querySelector("[data-doors]:not([hidden])")) sign.hidden = true;
}

async function askForLine() {
  if (!sign || sign.hidden) return;
  await fetch(page.dataset.here, { method: "HEAD", redirect: "manual", cache: "no-store" }).then(lineIsBack, () => undefined);
}

function tell() {
  const count = kept().length;
  line.hidden = count === 0;
  line.textContent = count ? page.dataset.waiting.replace("{}", count) : "";
}

async function send(act) {
  const body = new URLSearchParams({ ...act, sent_at: new Date().toISOString() });
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch" };
  return fetch(page.dataset.send, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
}

async function flush() {
  if (sending || !key) return;
  sending = true;
  try {
    for (const item of kept()) {
      const act = await open(item).catch(() => null);
      if (!act) break;
      const answer = await send(act);
      lineIsBack();
      if (answer.type === "opaqueredirect" || answer.status >= 500 || answer.status === 429) break;
      const said = await answer.json().catch(() => ({ said: "" }));
      if (answer.ok || answer.status === 422) keep(kept().filter((one) => one.id !== item.id));
      show(act, said.said, !answer.ok);
    }
  } catch { /* no line: it waits */ }
  sending = false;
  tell();
}

const typed = (form) => ({ words: form.elements.words.value, promised: form.elements.promised.value });

async function putDraftsAway() {
  const held = forms().map((form) => [form.dataset.person, typed(form)]);
  await putAway("drafts", Object.fromEntries(held.filter(([, one]) => one.words || one.promised)));
}

async function restore() {
  const drafts = await fetched("drafts") ?? {};
  for (const form of forms()) {
    const draft = drafts[form.dataset.person];
    if (!draft || form.elements.words.value || form.elements.promised.value) continue;
    form.elements.words.value = draft.words;
    form.elements.promised.value = draft.promised;
    form.closest("details").open = true;
  }
  for (const item of kept()) {
    const act = await open(item).catch(() => null);
    if (act) show(act, page.dataset.kept, false);
  }
}

async function bringBack() {
  const list = await fetched("list");
  sign.textContent = list ? page.dataset.asOf.replace("{}", list.at) : page.dataset.locked;
  if (!list) return;
  const doors = page.querySelector("[data-doors]");
  doors.innerHTML = list.doors; // our own page, as the server wrote it; sealed since
  doors.hidden = false;
}

async function begin() {
  const isShell = "shell" in page.dataset;
  if (!key && isShell) sign.textContent = page.dataset.locked;
  if (!key) return;
  const doors = page.querySelector("[data-doors]");
  if (isShell) await bringBack();
  else if (doors) {
    const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    await putAway("list", { at, doors: doors.innerHTML });
  }
  await restore();
  if (!isShell) await forgetOthers();
  tell();
  await flush();
  if (!isShell) await navigator.serviceWorker?.register(page.dataset.worker).catch(() => undefined);
}

document.addEventListener("input", (event) => {
  if (key && event.target.closest("form[data-person]")) putDraftsAway().catch(() => undefined);
});
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-person]");
  if (!form || !key) return;
  event.preventDefault();
  const act = { ...Object.fromEntries(new FormData(form, event.submitter)), made_at: new Date().toISOString() };
  delete act.csrfmiddlewaretoken;
  try {
    keep([...kept().filter((one) => one.id !== act.key), { id: act.key, ...await seal(act) }]);
  } catch {
    const face = Object.assign(document.createElement("input"), { type: "hidden", name: "face", value: act.face });
    form.append(face);
    form.submit(); // no room: send it at once, as without a script
    return;
  }
  show(act, page.dataset.kept, false);
  form.elements.words.value = form.elements.promised.value = "";
  await putDraftsAway().catch(() => undefined);
  await flush();
});
const again = () => { if (kept().length) flush(); askForLine(); };
addEventListener("online", again);
setInterval(again, 15000);
begin();
