// What this device keeps until the server has it: answers, files, reports waiting to be sent.
import { openDB } from "../vendor/idb.js";

const STRICT = { durability: "strict" }; // a tab killed right after an answer loses nothing
const STORES = ["drafts", "queue"];

const opened = openDB("phongtrao", 1, {
  upgrade(db) {
    for (const name of STORES) db.createObjectStore(name);
    db.createObjectStore("files", { autoIncrement: true }).createIndex("draft", "draft");
  },
});

async function write(store, act) {
  const change = (await opened).transaction(store, "readwrite", STRICT);
  const result = await act(change.store);
  await change.done;
  return result;
}

export const draft = async (key) => (await opened).get("drafts", key);
export const keepDraft = (key, value) => write("drafts", (store) => store.put(value, key));
export const dropDraft = (key) => write("drafts", (store) => store.delete(key));
// What the server has too leaves with the person; what it has not stays for their next sign-in.
export async function forgetSaved() {
  for (const key of await (await opened).getAllKeys("drafts")) if ((await draft(key)).saved) await dropDraft(key);
}

export const keepFile = (key, file) =>
  write("files", (store) => store.add({ draft: key, name: file.name, type: file.type, blob: file }));
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
