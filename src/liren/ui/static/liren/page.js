// Says when the line is down, so that nobody waits for an answer that cannot come.
(() => {
  const line = document.getElementById("offline");
  const tell = (down) => { if (line) line.hidden = !down; };
  addEventListener("offline", () => tell(true));
  addEventListener("online", () => tell(false));
  document.addEventListener("htmx:sendError", () => tell(true));
  document.addEventListener("htmx:afterOnLoad", () => tell(false));
  document.addEventListener("htmx:responseError", ({ detail }) => { if (detail.xhr.status >= 500) tell(true); });
  tell(navigator.onLine === false);

  // A menu closes when one looks elsewhere; without this script it closes by its own button.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open], details.desk-more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open], details.desk-more[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Paper is one press away where there is a printer.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
