// A draft holds no file: what is saved while typing goes without the chosen one, sending takes it.
const form = document.querySelector("[data-keep]");
let sending = false;

form.addEventListener("submit", () => (sending = true));
form.addEventListener("formdata", (event) => sending || event.formData.delete("file"));
addEventListener("pageshow", () => (sending = false));
