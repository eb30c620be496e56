"""The guides of `docs/guide/`: one YAML file per role, chapters of numbered steps, both languages.

A step stands on a page (`on`: a route name); words in “…” are read on that page. The test of the
guides opens every page and looks for them, so a guide cannot drift from the product.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
#: Files in the order of the list of guides.
ORDER = ("don-vi", "can-bo-xa", "so-nganh", "thuong-truc", "lanh-dao", "kiem-tra", "quan-tri")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(_Strict):
    """One act of a hand before the picture is taken: click words, type, tick, open, or go to."""

    click: str = ""
    fill: str = ""
    value: str = ""
    go: str = ""


class Picture(_Strict):
    """What `scripts/take_guide_pictures.py` takes: the page of the step, or another one.

    `with_`: values of the address; `mark`: words or a selector of what is to be pressed.
    """

    id: str
    alt: str
    alt_en: str
    on: str = ""
    query: str = ""
    values: dict[str, str | int] = {}
    acts: tuple[Act, ...] = ()
    top: str = ""
    mark: str = ""


class Step(_Strict):
    """One sentence or two of what to do; `when`: only then the quoted words are on the page."""

    text: str
    text_en: str
    on: str = ""
    query: str = ""
    when: str = ""
    when_en: str = ""
    picture: Picture | None = None


class Chapter(_Strict):
    """How one thing is done. `pages`: routes whose “?” leads here for this role."""

    id: str
    title: str
    title_en: str
    lead: str = ""
    lead_en: str = ""
    pages: tuple[str, ...] = ()
    steps: tuple[Step, ...]
    note: str = ""
    note_en: str = ""


class Guide(_Strict):
    """All chapters of one role; `phone`: its pictures are taken on a phone."""

    role: str
    title: str
    title_en: str
    lead: str
    lead_en: str
    phone: bool = False
    chapters: tuple[Chapter, ...]
    slug: str = ""


@lru_cache(maxsize=1)
def guides() -> dict[str, Guide]:
    """Slug → guide, in the order of the list."""
    reader = YAML(typ="safe")
    found = {}
    for path in (FOLDER / f"{slug}.yaml" for slug in ORDER):
        if not path.exists():  # an office may leave a role's guide out
            continue
        data = reader.load(path.read_text(encoding="utf-8"))
        found[path.stem] = Guide.model_validate({**data, "slug": path.stem})
    return found


@lru_cache(maxsize=16)
def guide_of(role: str) -> Guide | None:
    """The guide of a role."""
    return next((one for one in guides().values() if one.role == role), None)


@lru_cache(maxsize=16)
def anchors_of(role: str) -> dict[str, str]:
    """Route name → id of the chapter that explains the page to this role."""
    guide = guide_of(role)
    chapters = guide.chapters if guide else ()
    return {route: chapter.id for chapter in chapters for route in chapter.pages}
