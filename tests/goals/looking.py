"""What a test sees on a page: where the focus is, where ink is cut, what a tag says."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.walking import TAGS

#: The focused element: its outline, what stands at its middle, whether it scrolls with the page.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box0 = at.matches("input[type=radio], input[type=checkbox]") && at.closest("label");
  const drawn = box0 || at;
  const lined = (one) => getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const box = [...drawn.getClientRects()].find((one) => one.width && one.height);
  if (!box) return {outlined: false, covered: true};
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
    outlined: lined(at) || lined(drawn), covered: !seen, stuck,
    inside: Boolean(at.closest("main")), forced: at.tabIndex > 0,
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


#: Focuses what a Tab key would stop at, one after the other, and says what is wrong with it.
SWEEP = """(within) => {
  const look = LOOK;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { scroll-behavior: auto !important; transition: none !important }");
  document.adoptedStyleSheets = [sheet];
  const kinds = "a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex],"
    + "[contenteditable]";
  const all = [...document.querySelectorAll(within)].flatMap((part) =>
    [...part.querySelectorAll(kinds)]);
  const group = (one) => all.filter((other) =>
    other.type === "radio" && other.name === one.name && other.form === one.form);
  const chosen = (one) => one.type !== "radio"
    || one === (group(one).find((other) => other.checked) ?? group(one)[0]);
  const stops = all.filter((one) => one.tabIndex >= 0 && !one.matches(":disabled, [inert] *")
    && one.checkVisibility({visibilityProperty: true}) && chosen(one));
  const wrong = [];
  let before = null;
  for (const one of stops) {
    const name = one.cloneNode(false).outerHTML.slice(0, 90);
    one.focus();
    if (document.activeElement !== one) wrong.push(`not reached: ${name}`);
    if (document.activeElement !== one) continue;
    const said = look();
    if (!said.outlined) wrong.push(`no outline: ${name}`);
    if (said.covered) wrong.push(`covered: ${name}`);
    if (said.forced) wrong.push(`tabindex: ${name}`);
    const tab = new KeyboardEvent("keydown", {key: "Tab", bubbles: true, cancelable: true});
    if (!one.dispatchEvent(tab)) wrong.push(`trapped: ${name}`);
    if (!said.inside || said.stuck) continue;
    const box = one.getBoundingClientRect(), last = before?.getBoundingClientRect();
    if (last && box.bottom < last.top && box.left < last.right) wrong.push(`jumps up: ${name}`);
    before = one;
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  document.adoptedStyleSheets = [];
  window.swept = stops;
  return [stops.length, wrong];
}"""


def sweep(page: Page, within: str = "main") -> tuple[int, list[str]]:
    """(stops of the Tab key, what is wrong with them) in parts of the page as it stands.

    One real key press first: only then does the browser outline what gets the focus.
    """
    page.keyboard.press("Tab")
    stops, wrong = page.evaluate(SWEEP.replace("LOOK", FOCUS), within)
    return stops, wrong


#: What real presses of Tab reached besides what was swept, or missed, or left in another order;
#: a part that scrolls is a stop of the browser's own making.
WALKED = """() => {
  const own = (one) => window.swept.includes(one)
    || !["auto", "scroll"].includes(getComputedStyle(one).overflowX);
  const walked = window.walked.filter(own);
  const all = window.swept.length >= walked.length ? window.swept : walked;
  const at = all.findIndex((one, place) => window.swept[place] !== walked[place]);
  return at < 0 ? [] : [`not in turn: ${all[at].cloneNode(false).outerHTML}`];
}"""


def tab_through(page: Page, most: int = 200) -> tuple[int, list[str]]:
    """Press Tab through the page, then `sweep` the whole of it: the same stops, in its order."""
    page.evaluate("""() => {
      const walked = [];
      addEventListener("focusin", ({target}) => walked.push(target));
      window.keep = () => { window.walked = [...walked] };
    }""")
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    else:
        raise AssertionError(f"{page.url}: focus never leaves the page")
    page.evaluate("window.keep()")
    stops, wrong = sweep(page, "body")
    return stops, wrong + page.evaluate(WALKED)


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it stands; only these rules when any are named."""
    options: dict[str, Any] = {"runOnly": list(rules)} if rules else TAGS
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
