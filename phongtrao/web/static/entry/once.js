// Send once: the button says so while the answer is awaited. The server keeps the promise by its key.
for (const form of document.querySelectorAll("[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter || form.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.sending;
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});
document.querySelector("[data-focus]")?.focus();
