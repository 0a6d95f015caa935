// Keeps "22 minutes left" true between two loads; the words come from the body's data.
(() => {
  const lang = document.documentElement.lang;
  const { left = "{}", late = "{}" } = document.body.dataset;

  // Must round as liren.ui.clock.span does.
  function span(minutes) {
    const [value, unit] =
      minutes < 60 ? [minutes, "minute"] : minutes < 2880 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
    const format = new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 });
    const parts = format.formatToParts(Math.max(1, Math.floor(value)));
    return parts.map((part) => part.value.trim()).filter(Boolean).join(" ");
  }

  function tick() {
    const now = Date.now();
    for (const due of document.querySelectorAll("[data-due]")) {
      const minutes = Math.floor((Date.parse(due.dataset.due) - now) / 60000);
      const words = due.querySelector("[data-left]");
      if (words) words.textContent = (minutes < 0 ? late : left).replace("{}", span(Math.abs(minutes)));
      if (minutes < 0) due.dataset.state = "late";
      const bar = due.querySelector(".bar");
      const begun = Date.parse(due.dataset.begun);
      if (bar && begun) bar.value = Math.min(1, (now - begun) / (Date.parse(due.dataset.due) - begun));
    }
  }

  tick();
  setInterval(tick, 20000);
  document.addEventListener("htmx:afterSettle", tick);
})();
