// The desk's keyboard, and the detail beside the list. Arrows, j and k walk the rows and / goes to
// the search, but only while the focus is in the list: single letters must not surprise anybody who
// speaks to the machine (WCAG 2.1.4). Ctrl+K goes to the search from everywhere. What is shown on a
// page of its own only (data-whole) is an ordinary link.
(() => {
  const wide = matchMedia("(min-width: 1200px)");
  const detail = () => (wide.matches ? document.getElementById("detail") : null);
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const steps = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };
  let chosen = "";

  // A list that is drawn anew keeps the row that is open.
  function mark() {
    if (!chosen) return;
    for (const row of rows()) {
      if (row.pathname === chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  function open(link) {
    chosen = link.pathname;
    mark();
    const aside = detail();
    aside.setAttribute("aria-busy", "true");
    htmx.ajax("GET", link.pathname + link.search, { target: aside, swap: "innerHTML show:none" })
      .then(() => aside.removeAttribute("aria-busy"));
  }

  function search() {
    const field = document.querySelector(".desk-search input");
    if (field) { field.focus(); field.select(); }
    return field;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-row]:not([data-whole]), [data-open]");
    if (!link || !detail() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
  });

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && key === "k" && search()) event.preventDefault();
    if (isCommand || event.altKey || event.isComposing) return;
    if (target.matches("input, textarea, select")) {
      if (key === "Escape") target.blur();
      return;
    }
    const row = target.closest("li, tr")?.querySelector("[data-row]");
    if (!row) return;
    if (key === "/" && search()) event.preventDefault();
    const all = rows();
    const next = steps[key] && all[all.indexOf(row) + steps[key]];
    if (next) { event.preventDefault(); next.focus(); }
  });

  // A list that comes anew while somebody moves in it gives the focus back to their row.
  let held = "";
  document.addEventListener("htmx:beforeSwap", () => {
    const row = document.activeElement.closest("[data-row]");
    if (row) held = row.pathname;
  });
  // A week that is wider than the screen is shown with today in sight.
  for (const today of document.querySelectorAll(".table-scroll th[aria-current=date]")) {
    const box = today.closest(".table-scroll");
    box.scrollLeft = today.offsetLeft + today.offsetWidth - box.clientWidth;
  }
  document.addEventListener("htmx:afterSwap", () => {
    mark();
    const row = held && document.activeElement === document.body && rows().find((one) => one.pathname === held);
    if (row) row.focus({ preventScroll: true });
    held = "";
  });
  // Where there is room, the most urgent one lies open already. htmx takes the page in hand when it
  // is whole, and forgets what was asked for before: a row opened meanwhile would be lost.
  document.addEventListener("DOMContentLoaded", () => {
    const first = rows()[0];
    if (first && !first.matches("[data-whole]") && detail() && !chosen) open(first);
  });
})();
