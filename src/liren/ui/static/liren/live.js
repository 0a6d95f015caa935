// Turns server-sent events into DOM events on the body: hx-trigger="orders from:body".
(() => {
  const meta = document.querySelector('meta[name="liren-live"]');
  const place = meta ? meta.content.trim() : "";
  const fresh = document.querySelector("[data-fresh]");
  const polled = "orders";
  let source = null;
  let timer = 0;

  const address = () =>
    /^\d+$/.test(place) ? `${location.protocol}//${location.hostname}:${place}/live/` : place;
  const announce = (name, detail) => {
    document.body.dispatchEvent(new CustomEvent(name, { detail }));
    if (fresh) fresh.dataset.state = "";
  };

  function poll() {
    if (!timer) timer = setInterval(() => announce(polled), 5000);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    if (source) source.close();
    source = null;
  }

  // The message is the name of what changed, or {"name": …, …} with more.
  function hear(message) {
    try {
      const body = JSON.parse(message.data);
      announce(body.name || body, body);
    } catch {
      announce(message.data || polled);
    }
  }

  function start() {
    if (source || timer) return;
    if (!place || !window.EventSource) return poll();
    source = new EventSource(address(), { withCredentials: true });
    source.onmessage = hear;
    for (const name of ["orders", "cases", "whistles"]) source.addEventListener(name, () => announce(name));
    source.onopen = () => {
      if (timer) announce(polled); // what came while the line was down was told to nobody
      clearInterval(timer); timer = 0;
    };
    // The browser goes on trying by itself; until it succeeds we ask every five seconds.
    source.onerror = () => { if (fresh) fresh.dataset.state = "late"; poll(); };
  }

  // A hidden page asks for nothing; on return it catches up at once.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stop();
    announce(polled);
    start();
  });
  addEventListener("pagehide", stop);
  if (!document.hidden) start();
})();
