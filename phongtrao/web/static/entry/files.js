// Photos and documents of the form: on this device as soon as they are chosen, then on the server by themselves.
import { sendFiles, smaller } from "./photos.js";
import * as store from "./store.js";

const RETRY = 2_000;
const LONGEST_RETRY = 60_000;

export function keptRow(file, words) {
  const item = document.createElement("li");
  item.dataset.kept = file.id;
  const name = document.createElement("span");
  name.textContent = `${file.name} · ${words.kept}`;
  item.append(name);
  return item;
}

function removable(item, id, words) {
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button button--link";
  remove.textContent = words.remove;
  remove.addEventListener("click", async () => {
    await store.dropFile(id);
    item.remove();
  });
  item.append(remove);
  return item;
}

// The picture shown is the one that was sent, not fetched again.
function row(file, blob) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = file.url;
  if (file.image) {
    const image = new Image(64, 64);
    image.src = URL.createObjectURL(blob);
    image.alt = "";
    link.append(image);
  }
  const name = document.createElement("span");
  name.textContent = file.name;
  link.append(name);
  const remove = document.createElement("button");
  remove.className = "button button--link";
  remove.setAttribute("formaction", file.remove);
  remove.dataset.remove = "";
  remove.textContent = file.removeLabel;
  item.append(link, remove);
  return item;
}

const clock = () => new Date().toTimeString().slice(0, 5);

export function startFiles(form, say) {
  const input = form.querySelector("#i-evidence");
  if (!input) return;
  const list = form.querySelector("[data-files]");
  const token = form.elements.csrfmiddlewaretoken.value;
  let retry = RETRY;
  let timer = 0;

  const complain = (words) => {
    const error = document.createElement("p");
    error.className = "field-error";
    error.setAttribute("role", "alert");
    error.textContent = words;
    input.before(error);
  };

  const post = (address, file) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    if (file) data.append("evidence", file.blob, file.name);
    return fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  };

  async function upload(file) {
    say("uploading", "", { name: file.name });
    const answer = await post(form.dataset.attach, file);
    const said = await answer.json(); // somebody else's page instead of an answer counts as no network
    const later = answer.status === 401 || answer.status === 403 || answer.status === 429;
    if (later || answer.status >= 500) throw new Error("not now");
    if (answer.ok) list.append(row(said, file.blob));
    else complain(document.documentElement.lang === "en" ? said.message_en || said.message : said.message);
    list.querySelector(`[data-kept="${file.id}"]`)?.remove();
  }

  // Where storage is full or closed, the server's copy is the only one.
  const straight = async (file) => {
    const light = await smaller(file);
    await upload({ name: light.name, blob: light }).catch(() => say("local", "bad", { time: clock() }));
  };

  async function showKept() {
    const files = await store.filesOf(form.dataset.draft);
    for (const file of files)
      if (!list.querySelector(`[data-kept="${file.id}"]`)) list.append(removable(keptRow(file, list.dataset), file.id, list.dataset));
    return files.length;
  }

  async function sendKept() {
    clearTimeout(timer);
    if (!(await showKept())) return;
    try {
      await sendFiles(form.dataset.draft, upload);
      retry = RETRY;
      say("server", "good", { time: clock() });
    } catch {
      say("local", "bad", { time: clock() });
      timer = setTimeout(sendKept, retry);
      retry = Math.min(LONGEST_RETRY, retry * 2);
    }
    const left = new Set((await store.filesOf(form.dataset.draft)).map((file) => String(file.id)));
    for (const item of list.querySelectorAll("[data-kept]")) if (!left.has(item.dataset.kept)) item.remove();
  }

  input.addEventListener("change", async () => {
    for (const old of input.parentElement.querySelectorAll(".field-error")) old.remove();
    const chosen = [...input.files];
    await Promise.all(chosen.map((file) => store.keepFile(form.dataset.draft, file).catch(() => straight(file))));
    input.value = "";
    sendKept();
  });
  addEventListener("online", sendKept);
  sendKept();

  list.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const answer = await post(button.getAttribute("formaction")).catch(() => null);
    if (answer?.ok) button.closest("li").remove();
  });
}
