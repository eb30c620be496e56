// Pages without a form: show what waits on this device and send it when the network is there.
import { flush } from "./outbox.js";

const AGAIN = 5_000;

// The page shown instead of another: once the server answers, the other is asked for again.
async function tryAgain() {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (!answer) return setTimeout(tryAgain, AGAIN);
  await flush();
  location.reload();
}

const again = document.querySelector("[data-try-again]");
if (again && again.dataset.tryAgain !== location.pathname) {
  addEventListener("online", tryAgain);
  tryAgain();
}
