// What this device keeps until the server has it: answers, files, reports waiting to be sent.
import { openDB } from "../vendor/idb.js";

const STRICT = { durability: "strict" }; // a tab killed right after an answer loses nothing
const STORES = ["drafts", "queue"];
const JOURNAL = "phongtrao-draft ";

const opened = openDB("phongtrao", 1, {
  upgrade(db) {
    for (const name of STORES) db.createObjectStore(name);
    db.createObjectStore("files", { autoIncrement: true }).createIndex("draft", "draft");
  },
});

// One request and its commit leave together: a tab killed in between would take both back.
async function write(store, act) {
  const change = (await opened).transaction(store, "readwrite", STRICT);
  const result = act(change.store);
  change.commit?.();
  await change.done;
  return result;
}

async function rewrite(store, key, act) {
  const change = (await opened).transaction(store, "readwrite", STRICT);
  const kept = await change.store.get(key);
  const better = kept && act(kept);
  if (better) change.store.put(better, key);
  await change.done;
  return better || kept;
}

// A journal in the one storage that is written on the spot; the store has it a few milliseconds later.
const journal = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(JOURNAL + key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(JOURNAL + key, JSON.stringify(value));
    } catch {
      // full or forbidden: the store alone keeps it
    }
  },
  end(key, at = Infinity) {
    if ((this.read(key)?.at ?? Infinity) <= at) localStorage.removeItem(JOURNAL + key);
  },
};

export async function draft(key) {
  const [kept, typed] = [await (await opened).get("drafts", key), journal.read(key)];
  return typed && typed.at > (kept?.at ?? 0) ? typed : kept;
}

export async function keepDraft(key, value) {
  journal.write(key, value);
  await write("drafts", (store) => store.put(value, key));
  journal.end(key, value.at);
}

// The server has what stood here at that moment: only what was typed later is still to be sent.
export const savedDraft = (key, at, mark) => rewrite("drafts", key, (kept) => ({ ...kept, mark, saved: kept.at <= at }));

export async function dropDraft(key) {
  journal.end(key);
  await write("drafts", (store) => store.delete(key));
}

// What the server has too leaves with the person; what it has not stays for their next sign-in.
export async function forgetSaved() {
  for (const key of await (await opened).getAllKeys("drafts")) if ((await draft(key)).saved) await dropDraft(key);
}

export const keepFile = (key, file) =>
  write("files", (store) => store.add({ draft: key, name: file.name, type: file.type, blob: file, whole: true }));
export const smallerFile = (id, file) =>
  rewrite("files", id, (kept) => ({ draft: kept.draft, name: file.name, type: file.type, blob: file }));
export const dropFile = (id) => write("files", (store) => store.delete(id));
export async function filesOf(key) {
  const reading = (await opened).transaction("files");
  const found = [];
  for await (const cursor of reading.store.index("draft").iterate(key))
    found.push({ id: cursor.primaryKey, ...cursor.value });
  return found;
}

export const waiting = async () => (await opened).getAll("queue");
export const enqueue = (item) => write("queue", (store) => store.put(item, item.draft));
export const unqueue = (key) => write("queue", (store) => store.delete(key));
