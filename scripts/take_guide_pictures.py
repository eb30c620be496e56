"""Take the pictures of the guides from the running product, as each role sees its own pages.

usage: take_guide_pictures.py ADDRESS [PICTURE ...]

The product at ADDRESS must hold the demonstration data of this installation (`setup --demo small`).
What is shown, pressed and marked stands in `docs/guide/*.yaml`.
Pictures go to `phongtrao/web/static/help/pictures/<language>/`, as small as text stays sharp.
"""

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
django.setup()

from django.urls import URLResolver, get_resolver, reverse  # noqa: E402

from phongtrao.accounts import queries  # noqa: E402
from phongtrao.accounts.models import User  # noqa: E402
from phongtrao.core.periods import Period  # noqa: E402
from phongtrao.demo.actions import accounts  # noqa: E402
from phongtrao.orgs import queries as orgs  # noqa: E402
from phongtrao.submissions.models import Submission  # noqa: E402
from phongtrao.web.figures.addresses import slug  # noqa: E402
from phongtrao.web.help.guides import Guide, Picture, Step, guides  # noqa: E402
from scripts import build_locale  # noqa: E402
from scripts.take_pictures import CHROMIUM, FLAGS, PASSWORDS  # noqa: E402

OUT = Path("phongtrao/web/static/help/pictures")
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 1.5,
    "has_touch": True,
}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1024, "height": 700}, "device_scale_factor": 1}
LIMIT = 32_000
#: Values of addresses that are the same for every role of the demonstration data.
FIXED: dict[str, Any] = {
    "period": "2026-nam",
    "form": "annual",
    "plan": "binh-phuoc-2022-2025",
    "clause": "ii-1",
    "code": "T1.2",
    "body": "home_affairs-so-noi-vu",
    "duty": "IV.2.b-1_2026_home_affairs",
    "doc": "bao-cao",
    "year": 2026,
    "register": "mo-hinh",
}
LABEL = """words => {
  const own = document.querySelector('.demo-label');
  if (own && own.getBoundingClientRect().top >= 0) return;
  const tag = document.createElement('div');
  tag.textContent = words;
  Object.assign(tag.style, {
    position: 'fixed', right: '0', top: '0', zIndex: 99, padding: '2px 8px', color: '#7a4300',
    background: '#fdeccb', font: '600 13px sans-serif', borderBottomLeftRadius: '6px',
  });
  document.body.append(tag);
}"""
RING = """element => {
  element.style.outline = '4px solid #c2185b';
  element.style.outlineOffset = '3px';
}"""
SCROLL = """(element, above) =>
  window.scrollTo(0, element.getBoundingClientRect().top + scrollY - above)"""
WORDS = {"vi": "dữ liệu minh họa", "en": "demonstration data"}


@lru_cache
def values_of(name: str, role: str) -> dict[str, Any]:
    """Values of addresses as a demonstration account would meet them."""
    person = User.objects.get(username=name)
    post = next((one for one in queries.posts_of(person) if one.role == role), None)
    found = dict(FIXED)
    if post is not None and post.unit_id is not None:
        state = orgs.state_of(post.unit_id)
        found["unit"] = found["slug"] = slug(state.code, state.name)
        waiting = Submission.objects.filter(state="submitted", round__period=Period(2026).code)
        below = [one for one in waiting if _above(one.unit_id) == post.unit_id]
        found["submission"] = (below or list(waiting))[0].pk
    return found


def _above(unit_id: int) -> int | None:
    return orgs.state_of(unit_id).parent_id


def parameters() -> Iterator[tuple[str, list[str]]]:
    """Route names with the names of their parameters."""
    yield from _below(get_resolver().url_patterns, "", [])


def _below(patterns: Any, space: str, names: list[str]) -> Iterator[tuple[str, list[str]]]:
    for pattern in patterns:
        inner = names + list(getattr(pattern.pattern, "converters", {}))
        if isinstance(pattern, URLResolver):
            nested = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _below(pattern.url_patterns, nested, inner)
        else:
            yield f"{space}{pattern.name}", inner


def address_of(guide: Guide, step: Step, shot: Picture, routes: dict[str, list[str]]) -> str:
    """The address of a picture's page, without the language."""
    route = shot.on or step.on
    values = {**values_of(guide.slug, guide.role), **shot.values}
    path = reverse(route, kwargs={name: values[name] for name in routes[route]})
    query = shot.query or step.query
    return f"{path}?{query}" if query else path


def take(page: Page, address: str, shot: Picture, language: str) -> bytes:
    """Open a page, act, mark what is pressed, and return the picture."""
    page.goto(address, wait_until="load")
    for act in shot.acts:
        _do(page, act.click, act.fill, act.value, language)
    is_phone = (page.viewport_size or {"width": 0})["width"] < 400
    top = shot.top or ("main" if is_phone and not shot.acts and "dang-nhap" not in address else "")
    if top:
        page.locator(top).first.evaluate(SCROLL, 0 if top == "main" else 72)
    if shot.mark:
        page.locator(shot.mark).first.evaluate(RING)
    page.evaluate(LABEL, WORDS[language])
    return smallest(page.screenshot())


def _do(page: Page, click: str, fill: str, value: str, language: str) -> None:
    if fill:
        page.locator(fill).first.fill(value)
    if click:
        words = click if language == "vi" else english(click)
        place = page.locator(f"main {click[4:]}") if click.startswith("css=") else None
        (place or page.locator("main").get_by_text(words)).locator("visible=true").first.click()
        page.wait_for_load_state()


def english(words: str) -> str:
    """The message behind Vietnamese words, as an English page shows it."""
    known = {m.string: m.id for m in build_locale.merged() if isinstance(m.id, str)}
    return str(known.get(words, words))


def smallest(png: bytes) -> bytes:
    """The picture in few colours: letters stay sharp and a page takes a third of its size."""
    image = Image.open(BytesIO(png)).convert("RGB")
    for colours in (128, 64, 32):
        few = image.quantize(colours, dither=Image.Dither.NONE).convert("RGB")
        out = BytesIO()
        few.save(out, "WEBP", lossless=True, method=6)
        if out.tell() <= LIMIT:
            break
    return out.getvalue()


def window(browser: Browser, address: str, guide: Guide, signed_in: bool) -> Page:
    """A light window of the role of a guide."""
    look = PHONE if guide.phone else LAPTOP
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", color_scheme="light", **look
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    if signed_in:
        page.goto(f"{address}/dang-nhap/")
        page.fill("input[name=login]", guide.slug)
        page.fill("input[name=password]", PASSWORDS[guide.slug])
        page.click("main form .button")
        page.wait_for_load_state()
    return page


def shots(guide: Guide) -> list[tuple[Step, Picture]]:
    """Every picture of a guide with its step."""
    return [(s, s.picture) for chapter in guide.chapters for s in chapter.steps if s.picture]


def main(address: str, *only: str) -> None:
    """Take all pictures, or those named."""
    PASSWORDS.update({name: secret for _, name, secret in accounts()})
    routes = dict(parameters())
    jobs = [(guide, address_of(guide, step, shot, routes), shot) for guide in guides().values()
            for step, shot in shots(guide) if not only or shot.id in only]  # fmt: skip
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--lang=vi"])
        windows: dict[tuple[str, bool], Page] = {}
        for guide, path, shot in jobs:
            inside = not path.startswith("/dang-nhap/")
            key = (guide.slug, inside)
            if key not in windows:
                windows[key] = window(browser, address, guide, inside)
            for language, prefix in (("vi", ""), ("en", "/en")):
                picture = take(windows[key], f"{address}{prefix}{path}", shot, language)
                target = OUT / language / f"{shot.id}.webp"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(picture)
                print(target, len(picture))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
