// What was typed, on this device: every tab that has the form open shows and sends the same copy.
import * as store from "./store.js";

export const clock = (at = Date.now()) => new Date(at).toTimeString().slice(0, 5);

export function startKeeping(form, found) {
  const key = form.dataset.draft;
  const mark = form.elements.mark;
  const tabs = self.BroadcastChannel ? new BroadcastChannel(`phongtrao ${key}`) : null;
  let at = 0;

  const answers = () => {
    const data = new FormData(form);
    data.delete("evidence");
    return data;
  };
  const pairs = () => [...answers()].filter(([name]) => /^[fwp]\./.test(name) || name === "tat-ca");

  // Whether the page now shows something else than before.
  function show(kept) {
    const before = JSON.stringify(pairs());
    const wanted = new Map();
    for (const [name, value] of kept.pairs) wanted.set(name, [...(wanted.get(name) || []), value]);
    for (const input of form.elements) {
      if (!/^[fw]\./.test(input.name || "")) continue;
      const values = wanted.get(input.name) || [];
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else if (input.value !== (values[0] ?? "")) input.value = values[0] ?? "";
    }
    return JSON.stringify(pairs()) !== before;
  }

  // A copy that was only sent, or that the server shows already, changes nothing.
  async function reopen() {
    const kept = await store.draft(key).catch(() => null);
    if (document.querySelector("main .error-summary")) at = kept?.at ?? 0; // this page shows what was sent from it
    if (!kept || kept.at <= at || (kept.saved && kept.mark <= mark.value)) return;
    at = kept.at;
    if (!show(kept) && kept.mark <= mark.value) {
      await savedAs(at, mark.value);
      return found({ ...kept, saved: true });
    }
    // What stood there was typed over that draft: where the server's has moved since, it says so.
    mark.value = kept.mark;
    found(kept);
  }

  async function keep() {
    at = Math.max(Date.now(), at + 1);
    // Where storage is full or closed, the server's copy is the only one.
    await store.keepDraft(key, { at, pairs: pairs(), saved: false, mark: mark.value }).catch(() => {});
    tabs?.postMessage(key);
  }

  // The server took what stood here at a moment, and names its draft anew.
  async function savedAs(moment, name) {
    mark.value = name;
    await store.savedDraft(key, moment, name).catch(() => {});
    tabs?.postMessage(key);
  }

  async function follow() {
    const kept = await store.draft(key).catch(() => null);
    if (!kept || kept.at < at) return;
    at = kept.at;
    mark.value = kept.mark;
    show(kept);
    found({ ...kept, elsewhere: true });
  }
  tabs?.addEventListener("message", follow);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && reopen());

  return { answers, pairs, keep, savedAs, reopen, moment: () => at };
}
