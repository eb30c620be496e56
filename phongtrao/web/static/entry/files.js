// Photos and documents: each file goes to the server as soon as it is chosen, photos made smaller first.
// Without a network a file waits on this device, with the report it belongs to.
import * as store from "./store.js";

const EDGE = 1360;
const QUALITY = 0.72;

async function smaller(file) {
  if (!file.type.startsWith("image/") || !self.createImageBitmap) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // the server says what is wrong with it
  }
}

function keptRow(file, words) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = `${file.name} · ${words.kept}`;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button button--link";
  remove.textContent = words.remove;
  remove.addEventListener("click", async () => {
    await store.dropFile(file.id);
    item.remove();
  });
  item.append(name, remove);
  return item;
}

function row(file) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = file.url;
  if (file.image) {
    const image = new Image(64, 64);
    image.src = file.url;
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

export function startFiles(form, say) {
  const input = form.querySelector("#i-evidence");
  if (!input) return;
  const list = form.querySelector("[data-files]");
  const token = form.elements.csrfmiddlewaretoken.value;

  const complain = (words) => {
    const error = document.createElement("p");
    error.className = "field-error";
    error.setAttribute("role", "alert");
    error.textContent = words;
    input.before(error);
  };

  const clock = () => new Date().toTimeString().slice(0, 5);

  async function upload(file) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    data.append("evidence", file, file.name);
    const answer = await fetch(form.dataset.attach, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const said = await answer.json(); // somebody else's page instead of an answer counts as no network
    if (answer.status === 401) throw new Error("signed out");
    if (answer.ok) list.append(row(said));
    else complain(document.documentElement.lang === "en" ? said.message_en || said.message : said.message);
  }

  async function take(chosen) {
    const file = await smaller(chosen);
    say("uploading", "", { name: file.name });
    try {
      await upload(file);
      say("server", "good", { time: clock() });
    } catch {
      const id = await store.keepFile(form.dataset.draft, file);
      const item = keptRow({ id, name: file.name }, list.dataset);
      item.dataset.kept = id;
      list.append(item);
      say("local", "bad", { time: clock() });
    }
  }

  async function sendKept() {
    for (const file of await store.filesOf(form.dataset.draft)) {
      const shown = list.querySelector(`[data-kept="${file.id}"]`);
      const item = shown || keptRow(file, list.dataset);
      item.dataset.kept = file.id;
      if (!shown) list.append(item);
      try {
        await upload(new File([file.blob], file.name, { type: file.type }));
        await store.dropFile(file.id);
        item.remove();
      } catch {
        return;
      }
    }
  }

  input.addEventListener("change", async () => {
    for (const old of input.parentElement.querySelectorAll(".field-error")) old.remove();
    const chosen = [...input.files];
    input.value = "";
    for (const file of chosen) await take(file);
  });
  addEventListener("online", sendKept);
  sendKept();

  list.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (answer.ok) button.closest("li").remove();
  });
}
