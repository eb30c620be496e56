// Shows how far a work is without loading the page again; noscript refreshes it instead.
const EVERY = 1500;

async function look() {
  const old = document.querySelector("[data-live]");
  if (!old || old.dataset.live !== "yes") return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (fresh && fresh.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // No network now: asked again at the next turn.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
