// The style page only: states that the product draws in the browser, drawn by the product's modules.
import { keptRow } from "../entry/files.js";
import { flush, line } from "../entry/outbox.js";

const STRIPS = { saving: "", server: "good", local: "bad", reopened: "good", conflict: "bad", uploading: "", queued: "bad", signin: "bad" };
const WAITING = ["waiting", "offline", "signin", "other", "conflict", "refused"];

const strips = document.querySelector("[data-sample-strips]");
for (const [words, tone] of Object.entries(strips ? STRIPS : {})) {
  const strip = strips.firstElementChild.cloneNode();
  strip.textContent = strip.dataset[words].replace("{time}", "14:32").replace("{name}", "bien-ban.jpg");
  strip.dataset.tone = tone;
  strips.append(strip);
}
for (const hidden of document.querySelectorAll("[data-sample-shown] > [hidden]")) hidden.hidden = false;

const panel = document.querySelector("[data-outbox]");
if (panel) {
  await flush(); // what really waits on this device stays there; the samples stand below it
  const list = document.createElement("ul");
  list.append(...WAITING.map((state, at) => line({ title: `Báo cáo mẫu ${at + 1}`, fill: "#offline", state, tries: at === 5 ? 3 : 0 })));
  panel.querySelector("[data-outbox-list]").append(list);
  panel.hidden = false;
}
const files = document.querySelector("[data-files]");
if (files) files.append(keptRow({ id: 0, name: "anh-ngay-hoi.jpg" }, files.dataset));
