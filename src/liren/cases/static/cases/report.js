// Makes photos smaller before they travel, and shows what was chosen. Without it all works the same.
(() => {
  const form = document.getElementById("report");
  const input = form?.querySelector('input[type="file"]');
  if (!input) return;
  document.documentElement.classList.add("has-script");
  const shown = form.querySelector("[data-previews]");
  const EDGE = 2048;

  const smaller = async (file) => {
    if (file.size < 600_000 || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
      const sheet = document.createElement("canvas");
      sheet.width = Math.round(picture.width * scale);
      sheet.height = Math.round(picture.height * scale);
      sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
      const blob = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file; // the server says what is wrong with it
    }
  };

  input.addEventListener("change", async () => {
    for (const old of shown.querySelectorAll("[data-new]")) old.remove();
    for (const file of input.files) {
      const picture = new Image(88, 88);
      picture.src = URL.createObjectURL(file);
      picture.alt = file.name;
      picture.dataset.new = "";
      shown.append(picture);
    }
    const chosen = await Promise.all([...input.files].map(smaller));
    const parcel = new DataTransfer();
    for (const file of chosen) parcel.items.add(file);
    input.files = parcel.files;
  });

  // A second press while the first is on its way sends nothing.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
})();
