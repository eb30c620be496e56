// Puts a chosen code where the caret stands; without this module the form does it at the end.
const box = document.querySelector("[data-caret]");
let placed = false; // until somebody has put the caret there, it stands at the end
box.addEventListener("focus", () => { placed = true; });

function insert(token, ownLine) {
  if (!placed) box.setSelectionRange(box.value.length, box.value.length);
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  const lead = ownLine && before && !before.endsWith("\n") ? "\n" : "";
  const tail = ownLine && !after.startsWith("\n") ? "\n" : "";
  const open = !ownLine && /[^\s(“"]$/.test(before) ? " " : "";
  const close = !ownLine && /^[^\s.,;:)”"%]/.test(after) ? " " : "";
  const words = lead + open + token + close + tail;
  box.value = before + words + after;
  const caret = before.length + words.length;
  box.focus();
  box.setSelectionRange(caret, caret);
}

for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    insert(document.getElementById(button.dataset.insert).value, "line" in button.dataset);
  });
}

window.addEventListener("beforeunload", (event) => {
  if (box.value !== box.defaultValue && !box.form.dataset.sent) event.preventDefault();
});
box.form.addEventListener("submit", () => { box.form.dataset.sent = "1"; });
