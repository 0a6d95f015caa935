// The wall's clock, its refreshing, what it says when the line is down, and the drawer of lists.
(() => {
  const live = document.getElementById("screen-live");
  const drawer = document.getElementById("screen-drawer");
  const page = document.documentElement;
  if (!live) return;

  // Many facts in a second are one refreshing; the last of them is never left out.
  let waiting = 0;
  let last = 0;
  function refresh() {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = 0;
      last = Date.now();
      htmx.trigger(live, "refresh");
    }, Math.max(150, 1000 - (Date.now() - last)));
  }
  for (const name of ["orders", "cases"]) document.body.addEventListener(name, refresh);

  const lost = document.querySelector(".screen-lost");
  function connection(isUp) {
    if (!isUp && !("lost" in page.dataset) && lost) {
      const since = new Date().toLocaleTimeString(page.lang, { hour12: false });
      lost.textContent = lost.dataset.words.replace("{}", since);
    }
    if (isUp) {
      delete page.dataset.lost;
      if (lost) lost.textContent = "";
    } else page.dataset.lost = "";
  }
  live.addEventListener("htmx:afterRequest", ({ detail }) => connection(detail.successful));
  addEventListener("offline", () => connection(false));
  addEventListener("online", refresh);

  const time = document.querySelector("[data-clock]");
  const day = document.querySelector("[data-clock-day]");
  function tick() {
    const now = new Date();
    time.textContent = now.toLocaleTimeString(page.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    day.textContent = now.toLocaleDateString(page.lang, { month: "long", day: "numeric", weekday: "long" });
    setTimeout(tick, 1000 - (Date.now() % 1000));
  }
  if (time && day) tick();

  // Focus goes into the list that was opened, and back to what opened it.
  let opener = null;
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.target === drawer && detail.elt !== document.body) opener = detail.elt.id;
  });
  drawer.addEventListener("htmx:afterSwap", () => {
    const title = drawer.querySelector("h2");
    if (title) title.focus();
  });
  function close() {
    drawer.replaceChildren();
    const back = opener && document.getElementById(opener);
    if (back) back.focus();
  }
  drawer.addEventListener("click", ({ target }) => { if (target.closest("[data-close]")) close(); });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && drawer.firstElementChild) close(); });
})();
