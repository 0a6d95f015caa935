// The round without a line: what is noted lies in the browser, sealed by a key that only the open
// page holds, and goes out in order when there is a line. Closed and opened again, the page (with
// its key) sends what still waits.

const page = document.querySelector("[data-seal]");
const shelf = `care-round-${page.dataset.owner}`;
const line = document.querySelector("[data-line]");
const bytes = Uint8Array.from(page.dataset.seal.match(/../g), (pair) => Number.parseInt(pair, 16));
const key = crypto.subtle ? crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) : null;
page.removeAttribute("data-seal");
let sending = false;

const kept = () => JSON.parse(localStorage.getItem(shelf) || "[]");
const keep = (items) => localStorage.setItem(shelf, JSON.stringify(items));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const raw = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));

async function seal(act) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(JSON.stringify(act)));
  return { id: act.key, iv: text(iv), body: text(body) };
}

async function open(item) {
  const body = await crypto.subtle.decrypt({ name: "AES-GCM", iv: raw(item.iv) }, await key, raw(item.body));
  return JSON.parse(new TextDecoder().decode(body));
}

function show(act, words, isTrouble) {
  const form = document.querySelector(`form[data-person="${act.person}"]`);
  if (!form) return;
  const note = form.closest("li").querySelector("[data-note]");
  note.textContent = words;
  note.hidden = false;
  form.closest("details").open = isTrouble;
  form.closest("li").classList.toggle("is-noted", !isTrouble);
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
  if (sending) return;
  sending = true;
  try {
    for (const item of kept()) {
      const act = await open(item).catch(() => null);
      if (!act) break;
      const answer = await send(act);
      if (answer.type === "opaqueredirect" || answer.status >= 500 || answer.status === 429) break;
      const said = await answer.json().catch(() => ({ said: "" }));
      if (answer.ok || answer.status === 422) keep(kept().filter((one) => one.id !== item.id));
      show(act, said.said, !answer.ok);
    }
  } catch { /* no line: it waits */ }
  sending = false;
  tell();
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-person]");
  if (!form || !key) return;
  event.preventDefault();
  const act = { ...Object.fromEntries(new FormData(form, event.submitter)), made_at: new Date().toISOString() };
  delete act.csrfmiddlewaretoken;
  try {
    keep([...kept().filter((one) => one.id !== act.key), await seal(act)]);
  } catch {
    form.submit(); // no room: send it at once, as without a script
    return;
  }
  show(act, page.dataset.kept, false);
  await flush();
});
addEventListener("online", flush);
setInterval(() => kept().length && flush(), 15000);
tell();
flush();
