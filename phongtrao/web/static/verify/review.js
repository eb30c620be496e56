// Keys of the officer: Ctrl+Enter approves and opens the next, Alt+R goes to the first "Return".
// Both only while the account's shortcuts are on. No bare letters (Telex and VNI compose with them) and nothing while a word is being composed.
const form = document.querySelector("[data-review]");
const approve = form?.querySelector("[data-approve]");
const keys = form?.querySelector("[data-keys]");
const on = "keys" in document.body.dataset && matchMedia("(pointer: fine)").matches;
if (keys && on) keys.hidden = false;

function toReturn() {
  const row = form.querySelector("tr.look .send-back") || form.querySelector(".send-back");
  if (!row) return;
  row.open = true;
  row.querySelector("input").focus();
}

addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !approve) return;
  if (on && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const written = [...form.querySelectorAll("[name^='r.']")].some((input) => input.value.trim());
    form.requestSubmit(written ? form.querySelector("[data-return]") : approve);
  } else if (on && event.code === "KeyR" && event.altKey && !event.ctrlKey) {
    event.preventDefault();
    toReturn();
  } else if (event.key === "Enter" && event.target.name?.startsWith("r.")) {
    event.preventDefault(); // Enter after a sentence must not approve
  }
});

form?.addEventListener("toggle", (event) => {
  if (event.target.matches(".send-back[open]")) event.target.querySelector("input").focus();
}, true);
document.querySelector("[data-focus]")?.focus();
