// What is typed in a self-assessment or a review goes to its draft on the server while typing;
// without this module the button that lays it aside does.
const form = document.querySelector("[data-keep]");
const strip = document.querySelector("[data-strip]");
const WAIT = 1_200;
const RETRY = 2_000;
const LONGEST_RETRY = 60_000;
let timer = 0;
let retry = RETRY;
let saving = null;
let dirty = false;
let stopped = false; // the server said no: only the person can decide what comes next

function say(words, tone) {
  strip.textContent = words;
  strip.dataset.tone = tone;
}

async function save() {
  clearTimeout(timer);
  if (saving) await saving;
  if (!dirty || stopped) return;
  dirty = false;
  saving = send().finally(() => (saving = null));
  await saving;
}

async function post() {
  const body = new FormData(form);
  body.set("do", "keep");
  try {
    const asked = { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true };
    const answer = await fetch(location.href, asked);
    return { status: answer.status, said: await answer.json() };
  } catch {
    return { status: 0 }; // no network, or the sign-in page of somebody's network
  }
}

async function send() {
  const { status, said } = await post();
  if (said?.saved_at) {
    retry = RETRY;
    return say(strip.dataset.server.replace("{time}", said.saved_at), "good");
  }
  if (status === 401 || status === 403) return say(strip.dataset.signin, "bad");
  if (status === 409) stopped = true;
  if (said?.mark) form.elements.mark.value = said.mark;
  if (status === 409 || status === 422) return say(said.words, "bad");
  dirty = true;
  say(strip.dataset.away, "bad");
  clearTimeout(timer);
  timer = setTimeout(save, retry);
  retry = Math.min(LONGEST_RETRY, retry * 2);
}

function typed() {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}

form.addEventListener("input", (event) => event.isComposing || typed());
form.addEventListener("compositionend", typed);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  dirty = false;
});
document.addEventListener("visibilitychange", () => document.hidden && save());
addEventListener("pagehide", save);
addEventListener("online", save);
