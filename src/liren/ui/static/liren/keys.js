// The desk's keyboard, and the detail beside the list: j and k move, Enter opens, / searches.
(() => {
  const wide = matchMedia("(min-width: 1200px)");
  const detail = () => (wide.matches ? document.getElementById("detail") : null);
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const typing = (place) => place.closest("input, textarea, select, [contenteditable]");
  let chosen = "";

  // A list that is drawn anew keeps the row that is open.
  function mark() {
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

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-row], [data-open]");
    if (!link || !detail() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
  });

  function step(by) {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest("[data-row]"));
    const here = at < 0 ? all.findIndex((row) => row.pathname === chosen) : at;
    const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
    if (next) next.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  document.addEventListener("htmx:afterSwap", mark);
  // Where there is room, the most urgent one lies open already.
  const first = rows()[0];
  if (first && detail()) open(first);
})();
