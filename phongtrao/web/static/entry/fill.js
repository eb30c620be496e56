// The form while typing: sections one at a time, questions that depend on others, draft kept on the
// server and, until the server has it, on this device.
import { startFiles } from "./files.js";
import { handIn } from "./outbox.js";
import { startSteps } from "./steps.js";
import * as store from "./store.js";

const form = document.querySelector("[data-entry]");
const strip = document.querySelector("[data-strip]");
const key = form.dataset.draft;
const queued = document.querySelector("[data-no-network]");
const WAIT = 900;
const RETRY = 2_000;
const LONGEST_RETRY = 60_000;
let timer = 0;
let retry = RETRY;
let saving = null;
let dirty = false;

export function say(words, tone = "", values = {}) {
  let text = strip.dataset[words];
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  strip.textContent = text;
  strip.dataset.tone = tone;
}

const clock = () => new Date().toTimeString().slice(0, 5);

function answers() {
  const data = new FormData(form);
  data.delete("evidence");
  return data;
}

const pairs = () => [...answers()].filter(([name]) => /^[fwp]\./.test(name) || name === "tat-ca");

// `saved` says the server has the same; then the copy only serves a form opened without a network.
function keepHere(saved = false) {
  const mark = form.elements.mark.value;
  // Where storage is full or closed, the server's copy is the only one.
  return store.keepDraft(key, { at: Date.now(), pairs: pairs(), saved, mark }).catch(() => {});
}

async function reopen() {
  const kept = await store.draft(key).catch(() => null);
  if (!kept || (kept.saved && kept.mark <= form.elements.mark.value)) return;
  const wanted = new Map();
  for (const [name, value] of kept.pairs) wanted.set(name, [...(wanted.get(name) || []), value]);
  for (const input of form.elements) {
    if (!/^[fw]\./.test(input.name || "")) continue;
    const values = wanted.get(input.name) || [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
  say(kept.saved ? "server" : "reopened", "good", { time: new Date(kept.at).toTimeString().slice(0, 5) });
  follow();
  // What stood here was typed over that draft: where the server's has moved since, it says so.
  form.elements.mark.value = kept.mark;
  if (!kept.saved) later();
}

async function save() {
  clearTimeout(timer);
  if (saving) await saving;
  if (!dirty) return;
  dirty = false;
  say("saving");
  saving = send().finally(() => (saving = null));
  await saving;
}

async function send() {
  let answer;
  try {
    answer = await fetch(form.dataset.save, {
      method: "POST",
      body: answers(),
      headers: { Accept: "application/json" },
    });
  } catch {
    return onlyHere();
  }
  if (answer.status === 409) return say("conflict", "bad");
  if (answer.status === 401 || answer.status === 403) return say("signin", "bad");
  if (!answer.ok) return onlyHere();
  const said = await answer.json().catch(() => null);
  if (!said?.mark) return onlyHere(); // not our server: the sign-in page of somebody's network
  retry = RETRY;
  form.elements.mark.value = said.mark;
  if (!dirty) await keepHere(true);
  for (const question of form.querySelectorAll("[data-field]"))
    if (!question.dataset.on) toggle(question, !said.hidden.includes(question.dataset.field));
  say("server", "good", { time: said.saved_at });
}

// A weak network comes back without the browser noticing it was away: ask again, ever less often.
function onlyHere() {
  dirty = true;
  say("local", "bad", { time: clock() });
  clearTimeout(timer);
  timer = setTimeout(save, retry);
  retry = Math.min(LONGEST_RETRY, retry * 2);
}

function later() {
  dirty = true;
  keepHere();
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}

function toggle(question, shown) {
  if (question.hidden === !shown) return;
  question.hidden = !shown;
  if (shown) return;
  for (const input of question.querySelectorAll("input, textarea")) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = false;
    else if (input.type !== "hidden") input.value = "";
  }
}

function valueOf(field) {
  const chosen = form.querySelector(`[name="f.${field}"]:checked`);
  const typed = form.elements[`f.${field}`];
  return chosen ? chosen.value : (typed && typed.type !== "radio" && typed.value) || "";
}

const COMPARE = {
  "=": (a, b) => a === b[0],
  "<>": (a, b) => a !== "" && a !== b[0],
  in: (a, b) => b.includes(a),
  ">": (a, b) => a !== "" && number(a) > Number(b[0]),
  ">=": (a, b) => a !== "" && number(a) >= Number(b[0]),
  "<": (a, b) => a !== "" && number(a) < Number(b[0]),
  "<=": (a, b) => a !== "" && number(a) <= Number(b[0]),
};
const number = (text) => Number(text.replace(/[.\s]/g, ""));

function follow() {
  for (const question of form.querySelectorAll("[data-on]")) {
    const { on, op, values } = question.dataset;
    toggle(question, COMPARE[op](valueOf(on), values.split(",")));
  }
}

function oneOrTheOther(input) {
  const question = input.closest("[data-field]");
  if (!question || question.dataset.field === undefined) return;
  const id = question.dataset.field;
  if (input.name === `w.${id}` && input.value) question.querySelector(`[name="f.${id}"]`).value = "";
  if (input.name === `f.${id}` && input.value && input.type !== "radio") {
    const number = question.querySelector(`[name="w.${id}"][value=""]`);
    if (number) number.checked = true;
  }
}

form.addEventListener("input", (event) => {
  if (event.isComposing || event.target.type === "file") return;
  oneOrTheOther(event.target);
  follow();
  later();
});
form.addEventListener("compositionend", later);
form.addEventListener("change", (event) => {
  if (event.target.type !== "file") save();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.isComposing) return;
  event.preventDefault(); // Enter in one answer must not send the form
});
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (form.dataset.going || (!saving && !dirty && navigator.onLine)) return;
  event.preventDefault();
  const button = event.submitter;
  await new Promise((done) => setTimeout(done)); // a form that is being sent cannot be sent again
  if (saving) await saving;
  if (dirty || !navigator.onLine) {
    dirty = true;
    await save();
  }
  if (dirty && button?.value === "check") return waitForNetwork();
  dirty = false;
  form.dataset.going = "1";
  form.requestSubmit(button);
});

function waitForNetwork() {
  queued.hidden = false;
  queued.querySelector("h2").focus();
}

queued.querySelector("button").addEventListener("click", async () => {
  const { person, save: to, attach, check, sendKey, base, title } = form.dataset;
  const typed = pairs();
  const mark = form.elements.mark.value;
  const links = { save: to, attach, check, fill: location.pathname };
  dirty = false;
  queued.hidden = true;
  say("queued", "good");
  const done = await handIn({ draft: key, title, person, pairs: typed, kept: typed, mark, key: sendKey, base, note: "", ...links });
  const mine = done.find((one) => one.item.draft === key);
  if (mine?.state === "sent") location.assign(mine.said.url);
});

addEventListener("online", () => dirty && save());
addEventListener("pageshow", () => delete form.dataset.going);
addEventListener("pagehide", () => dirty && navigator.sendBeacon?.(form.dataset.save, answers()));

for (const question of form.querySelectorAll("[data-off]")) if (!question.dataset.on) question.hidden = true;
if (!document.querySelector(".error-summary")) reopen();
follow();
startFiles(form, say);
startSteps(form);
document.querySelector("[data-focus]")?.focus();
keepPage();

// The form itself stays on this device, so that it opens again without a network.
async function keepPage() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
  } catch {
    return; // the network went meanwhile: the next opening registers
  }
  await navigator.serviceWorker.ready;
  document.querySelector("[data-works-offline]").hidden = false;
}
