// The palette: type, choose with the arrows, Enter. One request a word, also in Telex and VNI.
const dialog = document.querySelector("#palette");
const [box, list, foot] = ["input", "[role=listbox]", ".palette-foot"].map((one) => dialog.querySelector(one));
let address, asked, timer, drawn;

export function open(url) {
  address = url;
  if (!dialog.open) dialog.showModal();
  box.select();
  show();
}

const options = () => [...list.querySelectorAll("[role=option]")];

function mark(option) {
  options().forEach((one) => one.setAttribute("aria-selected", one === option));
  box.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function made(tag, role, words, more = {}) {
  const node = Object.assign(document.createElement(tag), more);
  node.setAttribute("role", role);
  if (words) node.append(words);
  return node;
}

function line({ label, note, href }, id) {
  const option = made("a", "option", label, { href, id, tabIndex: -1 });
  if (note) option.append(Object.assign(document.createElement("span"), { className: "hint", textContent: note }));
  return option;
}

function draw(groups) {
  let number = 0;
  list.replaceChildren(...groups.map(({ name, items }, place) => {
    const group = made("div", "group", "");
    group.setAttribute("aria-labelledby", `palette-g${place}`);
    group.append(made("p", "presentation", name, { id: `palette-g${place}`, className: "hint" }));
    group.append(...items.map((item) => line(item, `palette-o${number++}`)));
    return group;
  }));
  list.hidden = !number;
  box.setAttribute("aria-expanded", Boolean(number));
  foot.textContent = number ? foot.dataset.some.replace("{n}", number) : foot.dataset.none;
  mark(options()[0]);
}

async function show() {
  asked?.abort();
  asked = new AbortController();
  const words = box.value.trim();
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    draw((await answer.json()).groups);
    drawn = words;
  } catch (problem) {
    if (problem.name !== "AbortError") draw([]); // Enter still leads to the search page
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(show, 120);
}

box.addEventListener("input", (event) => { if (!event.isComposing) later(); });
box.addEventListener("compositionend", later);
const marked = () => options().find((one) => one.ariaSelected === "true");

async function enter() {
  clearTimeout(timer);
  if (drawn !== box.value.trim()) await show(); // typed faster than the answer came
  const option = marked();
  if (option) option.click();
  else box.form.submit();
}

box.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) mark(all[(all.indexOf(marked()) + step + all.length) % all.length]);
  else if (event.key === "Enter") enter();
  else return;
  event.preventDefault();
});
dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
