"""What a test sees on a page: where the focus is, where ink is cut, what a tag says."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.walking import TAGS

#: The focused element: its outline, what stands at its middle, where it is on the whole page.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box0 = at.matches("input[type=radio], input[type=checkbox]") && at.closest("label");
  const drawn = box0 || at;
  const lined = (one) => getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const box = [...drawn.getClientRects()].find((one) => one.width && one.height);
  if (!box) return {what: at.outerHTML.slice(0, 90), outlined: false, covered: true};
  const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1);
  const inSight = (y) => {
    const there = y > 1 && y < innerHeight - 1 && document.elementFromPoint(x, y);
    return there && (drawn.contains(there) || there.contains(drawn));
  };
  const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const tall = box.height > innerHeight / 2;  // a table as a whole: one of its edges is enough
  const seen = inSight(middle) || (tall && (inSight(box.top + 6) || inSight(box.bottom - 6)));
  let stuck = false;
  for (let one = at; one; one = one.parentElement)
    stuck ||= ["fixed", "sticky"].includes(getComputedStyle(one).position);
  return {
    what: at.outerHTML.slice(0, 90), outlined: lined(at) || lined(drawn),
    covered: !seen, stuck,
    inside: Boolean(at.closest("main")), top: box.top + scrollY, bottom: box.bottom + scrollY,
    left: box.left, right: box.right, forced: at.tabIndex > 0,
  };
}"""

#: Writes the highest and deepest letters into every text, then lists boxes that cut their ink.
CUT_INK = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const canvas = document.createElement("canvas").getContext("2d");
  const hides = (style) => ["hidden", "clip", "auto", "scroll"].includes(style.overflowY);
  const cut = [];
  let looked = 0;
  for (const node of nodes) {
    const parent = node.parentElement;
    const never = "svg, script, noscript, template, option, .visually-hidden";
    if (!node.data.trim() || parent.closest(never)
      || !parent.checkVisibility({visibilityProperty: true})) continue;
    node.data = "ẪỔỆgjy";
    const style = getComputedStyle(parent);
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = canvas.measureText("ẪỔỆgjy");
    const range = document.createRange();
    range.selectNodeContents(node);
    const rect = range.getClientRects()[0];
    if (!rect) continue;
    looked += 1;
    const line = rect.top + ink.fontBoundingBoxAscent;
    const top = line - ink.actualBoundingBoxAscent, bottom = line + ink.actualBoundingBoxDescent;
    for (let box = parent; box && box !== document.body; box = box.parentElement) {
      const own = getComputedStyle(box);
      if (!hides(own) || own.display === "inline") continue;
      const frame = box.getBoundingClientRect();
      const lost = Math.max(frame.top + box.clientTop - top,
        ["auto", "scroll"].includes(own.overflowY) ? 0 : bottom - frame.bottom + box.clientTop);
      if (lost > 0.5) cut.push(`${lost.toFixed(1)} px of ${parent.outerHTML.slice(0, 80)}`);
    }
  }
  const bare = "[type=radio], [type=checkbox], [type=hidden], [type=file]";
  for (const box of document.querySelectorAll("input, select, textarea")) {
    if (box.matches(bare) || !box.checkVisibility()) continue;
    const style = getComputedStyle(box);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = canvas.measureText("ẪỔỆgjy");
    looked += 1;
    const lost = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent - box.clientHeight;
    if (lost > 0) cut.push(`${lost.toFixed(1)} px of ${box.outerHTML.slice(0, 80)}`);
  }
  return {looked, cut};
}"""

#: WCAG 1.4.12, for every element at once.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const wide = document.documentElement.scrollWidth - innerWidth;
  const lost = [...document.querySelectorAll("body *")].filter((one) =>
    one.checkVisibility() && !one.closest("svg, .visually-hidden, thead, select, textarea")
    && getComputedStyle(one).clipPath === "none"
    && ["hidden", "clip"].includes(getComputedStyle(one).overflowY)
    && one.scrollHeight > one.clientHeight + 1);
  const cut = lost.map((one) => one.outerHTML.slice(0, 90));
  document.adoptedStyleSheets = [];
  return {wide, cut};
}"""

#: Tags without words, or without a drawing that is not colour.
BARE_TAGS = """() => [...document.querySelectorAll(".tag")]
  .filter((one) => !one.textContent.trim() || !one.querySelector("svg"))
  .map((one) => one.outerHTML.slice(0, 120))"""


def tab_through(page: Page, most: int = 200) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page to its end."""
    page.evaluate("scrollTo(0, 0); document.activeElement?.blur()")
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"{page.url}: focus never leaves the page")


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it stands; only these rules when any are named."""
    options: dict[str, Any] = {"runOnly": list(rules)} if rules else TAGS
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
