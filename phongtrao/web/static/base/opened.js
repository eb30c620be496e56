// Back from what was opened: the focus is on it again, the page where it stood (ux.md G21).
// Remembered in the entry of the browser's history alone; nothing is stored.
const main = document.querySelector("main");
const OPENERS = "a[href], form[action] button";
const written = (one) => one.getAttribute("href") ?? one.form.getAttribute("action");
const address = (one) => new URL(written(one), location.href);
const openers = () => [...main.querySelectorAll(OPENERS)];
const alike = (to) => openers().filter((one) => written(one) === to);

main.addEventListener("click", ({ target }) => {
  const one = target.closest(OPENERS);
  if (!one || written(one).startsWith("#")) return;
  const opened = written(one);
  history.replaceState({ ...history.state, opened, turn: alike(opened).indexOf(one) }, "");
  self.navigation?.updateCurrentEntry({ state: { opened: address(one).pathname } }); // Esc of keys.js reads it from afar
});

function leading(to) { // to the very address, else to the same page with another filter
  const page = (one) => address(one).pathname === to.pathname && to.pathname !== location.pathname;
  return openers().find((one) => address(one).href === to.href) ?? openers().find(page);
}

function wanted() {
  const { opened, turn } = history.state ?? {};
  const last = opened && (alike(opened)[turn] ?? alike(opened)[0]);
  const { from, navigationType } = self.navigation?.activation ?? {};
  const left = navigationType === "traverse" && from?.url && new URL(from.url);
  if (last && (!left || address(last).href === left.href)) return last;
  const named = location.hash.startsWith("#/") && new URL(decodeURI(location.hash.slice(1)), location.href);
  return (left && leading(left)) || last || (named && leading(named)); // `left`: the next one was opened from there
}

const one = document.activeElement === document.body && wanted();
if (one) {
  for (let at = one; at; at = at.parentElement) if (at.matches("details")) at.open = true;
  one.focus({ preventScroll: true });
  addEventListener("load", () => { // the browser has put the page where it stood
    const { top, bottom } = one.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) one.scrollIntoView({ block: "center", behavior: "instant" });
  });
}
