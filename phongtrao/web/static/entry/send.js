// Send once. Without a network the report waits on this device and goes by itself later.
import { keptRow } from "./files.js";
import { flush, handIn } from "./outbox.js";
import * as store from "./store.js";
import { turn } from "./turn.js";

export async function startSending() {
  const form = document.querySelector("[data-send]");
  if (!form) return;
  form.addEventListener("submit", (event) => send(form, event));
  const list = document.querySelector("[data-files]");
  if (list) for (const file of await store.filesOf(form.dataset.draft)) list.append(keptRow(file, list.dataset));
}

async function send(form, event) {
  if (form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const button = form.querySelector("button");
  const words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = form.dataset.sending;
  const here = { token: form.elements.csrfmiddlewaretoken.value, person: form.dataset.person, draft: form.dataset.draft };
  const done = await handIn({ ...item(form), at: Date.now() }, here);
  const mine = done.find((one) => one.item.draft === form.dataset.draft);
  const said = mine?.said;
  if (said?.page) {
    turn(said.page, said.url || location.href);
    return startSending();
  }
  if (mine?.state === "sent") return location.assign(said.url);
  delete form.dataset.busy;
  button.removeAttribute("aria-disabled");
  button.textContent = words;
  if (mine?.state !== "refused" && mine?.state !== "conflict") return;
  form.dataset.plain = "1"; // the page that comes says what to correct
  form.requestSubmit();
}

const item = (form) => ({
  draft: form.dataset.draft,
  title: form.dataset.title,
  person: form.dataset.person,
  pairs: [],
  kept: [],
  mark: "",
  key: form.elements.client_key.value,
  base: form.elements.base.value,
  note: form.elements.note.value,
  save: form.dataset.save,
  attach: form.dataset.attach,
  check: form.getAttribute("action"),
  fill: form.dataset.fill,
});

addEventListener("pageshow", (event) => event.persisted && flush());
document.querySelector("[data-send] [data-focus], .error-summary[data-focus]")?.focus();
startSending();
