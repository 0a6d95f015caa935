// Turns server-sent events into DOM events on the body: hx-trigger="orders from:body".
(() => {
  const meta = document.querySelector('meta[name="liren-live"]');
  const place = meta ? meta.content.trim() : "";
  const fresh = document.querySelector("[data-fresh]");
  const polled = "orders";
  let source = null;
  let timer = 0;
  let later = 0;

  const address = () =>
    /^\d+$/.test(place) ? `${location.protocol}//${location.hostname}:${place}/live/` : place;
  const announce = (name) => {
    document.body.dispatchEvent(new CustomEvent(name));
    if (fresh) fresh.dataset.state = "";
  };

  function poll() {
    if (timer) return;
    announce(polled);
    timer = setInterval(() => announce(polled), 5000);
  }

  function stop() {
    clearInterval(timer);
    clearTimeout(later);
    timer = later = 0;
    if (source) source.close();
    source = null;
  }

  function listen() {
    source = new EventSource(address(), { withCredentials: true });
    for (const name of ["orders", "cases", "whistles"]) source.addEventListener(name, () => announce(name));
    source.onopen = () => {
      announce(polled); // what came since the page was drawn, or while the line was down
      clearInterval(timer);
      timer = 0;
    };
    // The browser goes on trying by itself; until it succeeds we ask every five seconds. A line
    // that was refused it does not try again: that is left to us.
    source.onerror = () => {
      poll();
      if (fresh) fresh.dataset.state = "late";
      if (source.readyState === EventSource.CLOSED) later = setTimeout(listen, 30000);
    };
  }

  function start() {
    if (source || timer) return;
    if (place && window.EventSource) listen();
    else poll();
  }

  // A hidden page asks for nothing; on return it catches up at once.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  if (!document.hidden) start();
})();
