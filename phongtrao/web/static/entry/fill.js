// The form while typing: sections one at a time, questions that depend on others, draft kept on the
// server and, until the server has it, on this device.
import { startFiles } from "./files.js";
import { clock, startKeeping } from "./keeping.js";
import { handIn, withdraw } from "./outbox.js";
import { startSending } from "./send.js";
import { startSteps } from "./steps.js";
import { turn } from "./turn.js";

const asRead = `<!doctype html>${document.documentElement.outerHTML}`;
const form = document.querySelector("[data-entry]");
const strip = document.querySelector("[data-strip]");
const queued = document.querySelector("[data-no-network]");
const WAIT = 900;
const SOON = 250; // leaving an answer by pressing the button below must not cost a request of its own
const RETRY = 2_000;
const LONGEST_RETRY = 60_000;
let timer = 0;
let retry = RETRY;
let saving = null;
let dirty = false;
let mended = false; // something was typed since the page was opened
const kept = startKeeping(form, reopened);

export function say(words, tone = "", values = {}) {
  let text = strip.dataset[words];
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  strip.textContent = text;
  strip.dataset.tone = tone;
}

function reopened(copy) {
  follow();
  if (copy.saved) return say("server", "good", { time: clock(copy.at) });
  if (copy.elsewhere) return;
  say("reopened", "good", { time: clock(copy.at) });
  later();
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

async function post(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    return { status: answer.status, said: answer.ok ? await answer.json() : null };
  } catch {
    return { status: 0 }; // no network, or the sign-in page of somebody's network
  }
}

async function send() {
  const moment = kept.moment();
  const { status, said } = await post(form.dataset.save, kept.answers());
  if (status === 409) return say("conflict", "bad");
  if (status === 401 || status === 403) return say("signin", "bad");
  if (!said?.mark) return onlyHere();
  retry = RETRY;
  await kept.savedAs(moment, said.mark);
  for (const question of form.querySelectorAll("[data-field]"))
    if (!question.dataset.on) toggle(question, !said.hidden.includes(question.dataset.field));
  say("server", "good", { time: said.saved_at });
  networkIsBack();
  if (mended) await withdraw(form.dataset.draft);
}

function networkIsBack() {
  if (queued.contains(document.activeElement)) form.querySelector("[value=check]").focus();
  queued.hidden = true;
}

// A weak network comes back without the browser noticing it was away: ask again, ever less often.
function onlyHere() {
  dirty = true;
  say("local", "bad", { time: clock() });
  clearTimeout(timer);
  timer = setTimeout(save, retry);
  retry = Math.min(LONGEST_RETRY, retry * 2);
}

function typed(wait) {
  dirty = mended = true;
  kept.keep();
  later(wait);
}

function later(wait = WAIT) {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, wait);
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
  typed(WAIT);
});
form.addEventListener("compositionend", () => typed(WAIT));
form.addEventListener("change", (event) => {
  if (event.target.type !== "file" && dirty) later(SOON);
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.isComposing) return;
  event.preventDefault(); // Enter in one answer must not send the form
});
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  clearTimeout(timer);
  if (form.dataset.going) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  if (saving) await saving;
  if (button?.value === "check") await check(button);
  else await leave(button);
  delete form.dataset.asking;
});

// What to look at again comes with the answer to the saving: one way there and back, no page to load.
async function check(button) {
  const moment = kept.moment();
  const body = kept.answers();
  body.set("do", "check");
  say("saving");
  const { status, said } = await post(form.action, body);
  if (said?.page) {
    dirty = false;
    await kept.savedAs(moment, said.mark);
    await withdraw(form.dataset.draft);
    turn(said.page, said.url);
    return startSending();
  }
  if (status >= 400 && status < 500) return go(button); // the page that comes says what is wrong
  onlyHere();
  queued.hidden = false;
  queued.querySelector("h2").focus();
}

async function leave(button) {
  if (dirty) await save();
  go(button);
}

function go(button) {
  dirty = false;
  form.dataset.going = "1";
  form.requestSubmit(button);
}

queued.querySelector("button").addEventListener("click", async () => {
  const { person, save: to, attach, check, sendKey, base, title, draft } = form.dataset;
  const answers = kept.pairs();
  const mark = form.elements.mark.value;
  const links = { save: to, attach, check, fill: location.pathname };
  clearTimeout(timer);
  dirty = false;
  queued.hidden = true;
  say("queued", "good");
  const done = await handIn({ draft, title, person, pairs: answers, kept: answers, mark, key: sendKey, base, note: "", ...links });
  const mine = done.find((one) => one.item.draft === draft);
  if (mine?.state === "sent") location.assign(mine.said.url);
});

addEventListener("online", () => dirty && save());
addEventListener("pageshow", () => delete form.dataset.going);
addEventListener("pagehide", () => dirty && navigator.sendBeacon?.(form.dataset.save, kept.answers()));

for (const question of form.querySelectorAll("[data-off]")) if (!question.dataset.on) question.hidden = true;
kept.reopen();
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
  if (await isKept()) document.querySelector("[data-works-offline]")?.removeAttribute("hidden");
}

// A page opened before the worker was there did not pass through it: it is put away here as it
// was read, under the headers the server names; it is not carried over a weak network again.
async function isKept() {
  const { pathname } = location;
  const cache = await caches.open("phongtrao-forms");
  if (await cache.match(pathname)) return true;
  const { ok, headers } = await fetch(pathname, { method: "HEAD" }).catch(() => ({}));
  if (!ok || headers.get("X-Keep-Offline") !== "form" || document.querySelector(".error-summary, [data-always]")) return false;
  const kept = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length"]) kept.delete(name);
  await cache.put(pathname, new Response(asRead, { headers: kept }));
  return true;
}
