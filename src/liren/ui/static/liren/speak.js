// Reads the page aloud with the browser's own voice; the button stays hidden without one.
(() => {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  const words = (place) =>
    [...place.querySelectorAll("h1, h2, h3, p, li, dt, dd, label, legend, .row-title, .row-note")]
      .filter((part) => part.offsetParent && !part.querySelector("p, li, .row-title, .row-note"))
      .map((part) => part.innerText.trim())
      .filter(Boolean);
  for (const button of document.querySelectorAll("[data-speak]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const speaking = voice.speaking;
      voice.cancel();
      button.setAttribute("aria-pressed", String(!speaking));
      if (speaking) return;
      const parts = words(document.querySelector(button.dataset.speak));
      parts.forEach((text, at) => {
        const saying = new SpeechSynthesisUtterance(text);
        saying.lang = document.documentElement.lang;
        saying.rate = 0.9;
        if (at === parts.length - 1) saying.onend = () => button.setAttribute("aria-pressed", "false");
        voice.speak(saying);
      });
    });
  }
  addEventListener("pagehide", () => voice.cancel());
})();
