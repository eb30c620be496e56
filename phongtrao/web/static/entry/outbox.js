// Reports handed in without a network: kept here, sent by themselves when the network is back.
// A report leaves this device only for a receipt that names its own key (a captive portal answers
// 200 too, an expired session answers with the sign-in page), or when the person says so.
import { sendFiles } from "./photos.js";
import * as store from "./store.js";

const panelNow = () => document.querySelector("[data-outbox]");
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const RESCUE_AFTER = 3;
let pause = FIRST_WAIT;
let timer = 0;

class Unsent extends Error {
  constructor(state, words = "", page) {
    super(words || state);
    this.state = state;
    this.page = page;
  }
}

async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { ...options, redirect: "manual", headers: { Accept: "application/json" } });
  } catch {
    throw new Unsent("offline");
  }
  if (answer.status === 401) throw new Unsent("signin");
  let said;
  try {
    said = await answer.json();
  } catch {
    throw new Unsent("offline"); // not our server: somebody's sign-in page for the network
  }
  if (answer.ok) return said;
  if (answer.status >= 500 || answer.status === 429) throw new Unsent("offline");
  const english = document.documentElement.lang === "en";
  const words = (english && said.message_en) || said.message || "";
  if (answer.status === 403) throw new Unsent("stale", words);
  if (said.code === "person.other") throw new Unsent("other");
  throw new Unsent(answer.status === 409 ? "conflict" : "refused", words, said.page);
}

function posted(who, pairs, file) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", who.token);
  data.append("person", who.person); // the server refuses where somebody else signed in meanwhile
  for (const [name, value] of pairs) data.append(name, value);
  if (file) data.append("evidence", file.blob, file.name);
  return { method: "POST", body: data };
}

async function deliver(item, who) {
  if (item.person !== who.person) throw new Unsent("other");
  if (item.pairs.length) {
    await ask(item.save, posted(who, [...item.pairs, ["mark", item.mark]]));
    item.pairs = []; // the server's draft holds them now: not to be sent over a later one
    await store.enqueue(item);
  }
  await sendFiles(item.draft, (file) => ask(item.attach, posted(who, [], file)));
  const pairs = [["client_key", item.key], ["base", item.base], ["note", item.note]];
  if (who.draft === item.draft) pairs.push(["page", "1"]); // somebody waits for the receipt
  const said = await ask(item.check, posted(who, pairs));
  if (said.key !== item.key || !said.receipt) throw new Unsent("offline");
  await store.unqueue(item.draft);
  await store.dropDraft(item.draft);
  return said;
}

async function attempt(item, who) {
  try {
    const said = await deliver(item, who);
    return { item, state: "sent", said };
  } catch (problem) {
    if (!(problem instanceof Unsent)) throw problem;
    if (problem.state === "stale" && !who.fresh) return attemptAnew(item, who);
    item.tries += 1;
    item.state = problem.state === "stale" ? "refused" : problem.state;
    item.words = problem.state === problem.message ? "" : problem.message;
    await store.enqueue(item);
    return { item, state: item.state, said: problem };
  }
}

// The page waited so long that its token has gone: ask for another, and who is signed in, once.
async function attemptAnew(item, { draft }) {
  const who = await ask("/gui-lai/").catch((problem) => problem);
  if (!(who instanceof Unsent)) return attempt(item, { ...who, draft, fresh: true });
  await store.enqueue({ ...item, tries: item.tries + 1, state: who.state });
  return { item, state: who.state };
}

async function sendAll(here) {
  const items = (await store.waiting()).filter((item) => item.state !== "refused"); // the person corrects it first
  if (!items.length) return [];
  let who = here;
  try {
    who ||= { ...(await ask("/gui-lai/")), fresh: true };
  } catch (problem) {
    if (!(problem instanceof Unsent)) throw problem;
    for (const item of items) await store.enqueue({ ...item, tries: item.tries + 1, state: problem.state });
    return items.map((item) => ({ item, state: problem.state }));
  }
  const done = [];
  for (const item of items) done.push(await attempt(item, who));
  return done;
}

// Two tabs must not send the same report side by side (the server would refuse the second anyway).
const alone = (act) => (navigator.locks ? navigator.locks.request("phongtrao-outbox", act) : act());

export async function flush(here) {
  clearTimeout(timer);
  const done = await alone(() => sendAll(here));
  const sent = done.filter((one) => one.state === "sent");
  await show(sent);
  if (done.some((one) => one.state === "offline")) {
    timer = setTimeout(() => flush(), pause * (0.5 + Math.random()));
    pause = Math.min(LONGEST_WAIT, pause * 2);
  } else pause = FIRST_WAIT;
  return done;
}

// `here`: token and person of the page, where somebody presses the button and waits.
export async function handIn(item, here) {
  await store.enqueue({ at: Date.now(), tries: 0, state: "waiting", words: "", ...item });
  navigator.storage?.persist?.();
  return flush(here);
}

// What was refused is being corrected: the person sends it again, it does not go by itself.
export async function withdraw(draft) {
  const items = await store.waiting();
  if (!items.some((item) => item.draft === draft && item.state === "refused")) return;
  await store.unqueue(draft);
  await show();
}

export function line(item) {
  const row = document.createElement("li");
  const title = document.createElement("b");
  title.textContent = `${item.title} · `;
  const { dataset } = panelNow();
  const words = item.words || dataset[item.state] || dataset.waiting;
  const here = location.pathname === item.fill; // the page names the report already
  row.append(...(here ? [] : [title]), words);
  if (!here && (item.state === "conflict" || item.state === "refused")) row.append(" ", link(item.fill, dataset.open));
  if (item.tries >= RESCUE_AFTER) row.append(" ", button(dataset.rescue, () => rescue(item)));
  return row;
}

function link(address, words) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = words;
  return made;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

async function show(sent = []) {
  const panel = panelNow();
  if (!panel) return;
  const items = await store.waiting();
  const list = document.createElement("ul");
  for (const one of sent) {
    const row = document.createElement("li");
    row.append(`${one.item.title} · `, link(one.said.url, `${panel.dataset.sent} ${one.said.receipt}`));
    list.append(row);
  }
  list.append(...items.map(line));
  panel.querySelector("[data-outbox-list]").replaceChildren(list);
  panel.hidden = !list.children.length;
}

// The file of last resort: everything the report needs, to hand to the commune's officer.
async function rescue(item) {
  const files = [];
  for (const file of await store.filesOf(item.draft))
    files.push({ name: file.name, type: file.type, data: await encoded(file.blob) });
  const content = JSON.stringify({ phongtrao: 1, ...item, pairs: item.kept, files });
  const away = document.createElement("a");
  away.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  away.download = `phong-trao-${item.draft.replaceAll("/", "-")}.json`;
  away.click();
}

const encoded = (blob) =>
  new Promise((done) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.split(",")[1]));
    reader.readAsDataURL(blob);
  });

async function warnBeforeLeaving(event) {
  const form = event.target.closest("form[action*='dang-xuat']");
  if (!form || form.dataset.asked) return;
  event.preventDefault();
  await new Promise((done) => setTimeout(done)); // a form that is being sent cannot be sent again
  const kept = (await store.waiting()).length;
  const panel = panelNow();
  if (panel && kept && !confirm(panel.dataset.leaving.replace("{n}", kept))) return;
  await self.caches?.delete("phongtrao-forms");
  await store.forgetSaved();
  form.dataset.asked = "1";
  form.requestSubmit();
}

addEventListener("online", () => {
  pause = FIRST_WAIT; // the first try after a long outage may still fail: the next comes soon
  flush();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
document.addEventListener("submit", warnBeforeLeaving);
if (panelNow()) flush();
