// The keyboard at the desk: arrows walk the rows, Ctrl+K goes to the search.
(() => {
  const step = { ArrowDown: 1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      const search = document.querySelector(".desk-search input");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    }
    const row = event.target.closest(".inbox-row");
    if (!row || !step[event.key] || event.target.matches("input, select, textarea")) return;
    const links = [...document.querySelectorAll(".inbox-what")];
    const next = links[links.indexOf(row.querySelector(".inbox-what")) + step[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
