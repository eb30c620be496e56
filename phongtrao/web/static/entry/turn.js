// The next page comes with the answer to what was sent: it is put in place without asking again.
let here = location.pathname;

export function turn(html, url) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.body.replaceWith(page.body);
  history.pushState(null, "", url);
  here = location.pathname;
  scrollTo({ top: 0, behavior: "instant" });
  const first = document.querySelector("[data-focus]") || document.querySelector("h1");
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}

// Back and forward between pages put in place this way: the server says what stands there now.
addEventListener("popstate", () => location.pathname !== here && location.reload());
