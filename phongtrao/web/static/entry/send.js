// Send once. Without a network the report waits on this device and goes by itself later.
import { flush, handIn } from "./outbox.js";

const form = document.querySelector("[data-send]");

async function send(event) {
  if (form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const button = form.querySelector("button");
  const words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = form.dataset.sending;
  const done = await handIn({ ...item(), at: Date.now() });
  const mine = done.find((one) => one.item.draft === form.dataset.draft);
  if (mine?.state === "sent") return location.assign(mine.said.url);
  delete form.dataset.busy;
  button.removeAttribute("aria-disabled");
  button.textContent = words;
  if (mine?.state !== "refused" && mine?.state !== "conflict") return;
  form.dataset.plain = "1"; // the page that comes says what to correct
  form.requestSubmit();
}

const item = () => ({
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

form.addEventListener("submit", send);
addEventListener("pageshow", (event) => event.persisted && flush());
document.querySelector("[data-focus]")?.focus();
