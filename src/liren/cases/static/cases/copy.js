// Copies what a button names; where the browser does not allow it, the button stays hidden and the
// text can be marked by hand. What htmx brings in later is looked at too.
const prepare = (root) => {
  for (const button of navigator.clipboard ? root.querySelectorAll("[data-copy]") : []) {
    if (!button.hidden) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }
};
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target.parentNode || document));
