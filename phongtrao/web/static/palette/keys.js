// Keys of officers (ux.md 2.6). No letter acts alone; nothing while a word is being composed
// (Telex, VNI), nothing without a real keyboard, nothing while the account's switch is off.
const MAIN_BUTTON = ".button:not(a, [type=button], [formaction], .button--quiet, .button--warn, .button--link)";
const { keys, palette } = document.body.dataset;
const on = keys && matchMedia("(pointer: fine)").matches;
const field = (at) => at.matches?.("input:not([type=checkbox],[type=radio]), select, textarea, [contenteditable]");
const answer = (at) => at.matches?.("input, select, textarea") && !at.matches("tbody [type=checkbox]"); // a box of a row chooses only
const main = document.querySelector("main");
const rows = () => [...main.querySelectorAll("tbody tr, .rows > li, .todo > li")].filter(opener);
const opener = (row) => row.querySelector("th a[href], td a[href], :scope > a[href]");
const rowOf = (at) => at.closest("tbody tr, .rows > li, .todo > li");
let ticked;

async function openPalette() {
  (await import("./palette.js")).open(palette);
}

async function listKeys() {
  if (document.querySelector("dialog[open]")) return;
  const page = await (await fetch(keys)).text();
  const list = new DOMParser().parseFromString(page, "text/html").querySelector("[data-keys-list]");
  const dialog = Object.assign(document.createElement("dialog"), { className: "palette" });
  dialog.setAttribute("aria-label", document.querySelector("[data-keys-link]").textContent);
  dialog.tabIndex = -1;
  dialog.append(list);
  dialog.onclose = () => dialog.remove();
  dialog.onclick = ({ target }) => { if (target === dialog) dialog.close(); };
  document.body.append(dialog);
  dialog.showModal();
}

function move(at, step) {
  const all = rows();
  const place = all.indexOf(rowOf(at));
  const next = place < 0 ? all[step > 0 ? 0 : all.length - 1] : all[place + step];
  if (!next) return false;
  const target = (at.type === "checkbox" && next.querySelector("[type=checkbox]")) || opener(next);
  target.focus();
  return true;
}

function neighbour(step) { // the next report of the queue, without deciding
  const all = [...document.querySelectorAll("[data-queue] a[href]")];
  const here = all.findIndex((link) => link.ariaCurrent === "page");
  const next = here < 0 ? null : all[here + step];
  if (next) location.href = next.href;
  return here >= 0;
}

function choose(row, range) {
  const boxes = rows().map((one) => one.querySelector("[type=checkbox]:not(:disabled)"));
  const box = row.querySelector("[type=checkbox]:not(:disabled)");
  const last = range ? boxes.indexOf(ticked) : -1;
  if (!box) return false;
  const place = boxes.indexOf(box);
  if (last < 0) box.checked = !box.checked;
  else boxes.slice(Math.min(last, place), Math.max(last, place) + 1).forEach((one) => { if (one) one.checked = true; });
  box.dispatchEvent(new Event("change", { bubbles: true }));
  ticked = box;
  return true;
}

function listBefore(path) {
  const known = self.navigation;
  const before = known?.entries().slice(0, known.currentEntry.index).reverse() ?? [];
  const at = (entry) => entry && new URL(entry.url).pathname;
  const above = before.find((one) => at(one) === path || !at(one).startsWith(path));
  if (path && at(above) === path) return above;
  const from = before.find((one) => at(one) !== location.pathname);
  return from?.getState()?.opened === location.pathname && from;
}

function back() {
  const link = main.querySelector("a[data-back]") ?? [...main.querySelectorAll(".bread a")].at(-1);
  const written = [...main.querySelectorAll("input, textarea")].some((one) =>
    one.value !== one.defaultValue || one.checked !== one.defaultChecked);
  const path = link?.pathname;
  const list = listBefore(path);
  if (written || !(link || list)) return false;
  if (list) self.navigation.traverseTo(list.key);
  else if (document.referrer.split(/[?#]/)[0] === location.origin + path) history.back();
  else location.href = `${link.href}#${location.pathname}`;
  return true;
}

function save(at) { // as if the main button were pressed; a review decides by itself
  const form = at.form;
  if (form?.method !== "post" || !main.contains(form) || form.matches("[data-review]")) return false;
  const button = [...form.querySelectorAll(MAIN_BUTTON)].find((one) => one.checkVisibility());
  if (button) form.requestSubmit(button);
  return !!button;
}

function acted(event) {
  const { key, target: at, ctrlKey, metaKey, altKey, shiftKey } = event;
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (ctrlKey || metaKey) {
    if (altKey || shiftKey) return false;
    if (event.code === "KeyK" && palette) return openPalette(), true;
    return key === "Enter" && answer(at) && save(at);
  }
  if (field(at) || document.querySelector("dialog[open]")) return false;
  if (altKey) return step && (neighbour(step) || move(at, step));
  if (key === "/") return focusSearch();
  if (key === "?") return listKeys(), true;
  if (key === "Escape") return back();
  const row = main.contains(at) && at !== main && rowOf(at);
  if (!row || !opener(row)) return false;
  if (step && !shiftKey) return move(at, step);
  return key === " " && !at.matches("summary, button") && (at.type !== "checkbox" || shiftKey || remember(at)) && choose(row, shiftKey);
}

function remember(box) { // the browser ticks a focused box itself
  ticked = box;
  return false;
}

function focusSearch() {
  const box = document.querySelector("#site-search, main [type=search]");
  box?.focus();
  return Boolean(box);
}

if (on) {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (acted(event)) event.preventDefault();
  });
  document.querySelectorAll("[data-keys-hint]").forEach((hint) => { hint.hidden = false; });
}
document.querySelector("[data-palette-open]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});
