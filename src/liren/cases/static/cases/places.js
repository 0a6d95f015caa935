// A place that was found is chosen in the list beside it. Without this, the page is sent instead.
(() => {
  const search = document.querySelector("[data-place-search]");
  const list = search && document.getElementById(search.dataset.placeSearch);
  if (!list) return;
  const query = search.querySelector("input");
  const found = search.querySelector("#places-found");
  const choices = () => [...found.querySelectorAll("button")];
  search.classList.add("is-live");

  search.addEventListener("click", (event) => {
    const choice = event.target.closest("[name=pick]");
    if (!choice) return;
    event.preventDefault();
    list.value = choice.value;
    query.value = "";
    found.replaceChildren();
    list.dispatchEvent(new Event("change", { bubbles: true }));
    list.focus();
  });

  // Enter looks at once and sends nothing; arrows walk from the words to what was found and back.
  search.addEventListener("keydown", (event) => {
    const isQuery = event.target === query;
    if (event.key === "Enter" && isQuery && !event.isComposing) {
      event.preventDefault();
      htmx.trigger(query, "find");
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [query, ...choices()];
    const next = all[all.indexOf(event.target) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
