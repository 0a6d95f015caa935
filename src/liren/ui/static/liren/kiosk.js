// A kiosk asks before it forgets, as often as somebody answers, and then leaves nothing behind.
(() => {
  const [idle, warn] = document.documentElement.dataset.kiosk.split(" ").map(Number);
  const dialog = document.getElementById("kiosk-warning");
  // A field's own word counts before its form's: "tel" would offer the number of whoever was here.
  const forgetful = () => {
    for (const each of document.querySelectorAll("form, input, textarea, select")) each.autocomplete = "off";
  };
  forgetful();
  document.addEventListener("htmx:load", forgetful);
  for (const link of document.querySelectorAll('a[href^="tel:"]')) link.removeAttribute("href");
  // A page that comes out of the browser's memory is asked for again; the server decides.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (!dialog) return;

  const left = dialog.querySelector("[data-kiosk-left]");
  let touched = Date.now();
  let told = touched;
  const touch = () => { if (!dialog.open) touched = Date.now(); };
  const stay = () => {
    dialog.close();
    touched = Date.now();
  };
  for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
    addEventListener(kind, touch, { passive: true });
  }
  dialog.querySelector("[data-kiosk-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", stay);

  const look = () => {
    const gone = (Date.now() - touched) / 1000;
    if (touched > told && Date.now() - told > 30000) {
      told = Date.now();
      fetch("/kiosk/stay/", { cache: "no-store" }).catch(() => {});
    }
    if (gone < idle) return;
    if (!dialog.open) dialog.showModal();
    left.textContent = Math.max(0, Math.ceil(idle + warn - gone));
    if (gone >= idle + warn) {
      clearInterval(timer);
      dialog.querySelector("form").submit();
    }
  };
  const timer = setInterval(look, 500);
})();
