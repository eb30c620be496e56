// The shell of the form for a phone without a network: styles, scripts, the form pages opened before.
// Nothing else is kept: a page of figures is never read from here.
/* global self, caches, fetch, URL */
const { version, shell, offline } = self.SHELL;
const STATIC = `phongtrao-shell-${version}`;
const FORMS = "phongtrao-forms";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll([...shell, offline])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("phongtrao-shell-") && name !== STATIC;
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

async function form(request) {
  const cache = await caches.open(FORMS);
  const address = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    // Only a form says this; a portal's page or a sign-in page does not.
    // Opened from the check page it has another button: it is not kept so.
    const plain = !new URL(request.url).searchParams.has("kiem-tra");
    if (plain && answer.ok && answer.headers.get("X-Keep-Offline") === "form") await cache.put(address, answer.clone());
    return answer;
  } catch {
    return (await cache.match(address)) || caches.match(offline);
  }
}

async function shellFirst(request) {
  return (await caches.match(request, { cacheName: STATIC })) || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(form(request));
  else if (shell.includes(new URL(request.url).pathname)) event.respondWith(shellFirst(request));
});
