"""Which words of a page stand in a language the page does not say they are in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from phongtrao.accounts.models import Post, User
from phongtrao.core.kinds import full_name
from phongtrao.orgs.models import UnitState

#: Letters only Vietnamese words have; × and ÷ lie between them.
MARKED = re.compile("[À-ÖØ-öø-ỹ]")
READ_OUT = ("aria-label", "title", "alt", "placeholder", "label")
#: A title of a page holds plain text, so a name in it cannot be marked; typed words are data.
UNSEEN = {"script", "style", "textarea", "title"}
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

#: What stays as it is on an English page without a mark, reviewed: the name of the product, the
#: provinces a register names, the currency and the words amounts are typed with, the letter of a
#: point of law, symbols of documents.
REVIEWED = (
    r"Phong Trào|Đồng Nai|Bình Phước|\b(?:đồng|triệu|tỷ|đ)\b"
    r"|\b\d+/(?:\d{4}/)?[A-ZĐƯ][A-ZĐƯa-z0-9-]*"
)
#: Offices of a unit, before its name.
OFFICES = "(?:(?:Chủ tịch )?Ủy ban nhân dân |UBND )?"


class _Reader(HTMLParser):
    """Keeps every text of a page with the language it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element; what is read out of its attributes is in its own language."""
        given = dict(attrs)
        tongue = given.get("lang") or (self.open[-1][1] if self.open else "")
        self.found += [(tongue, text) for name in READ_OUT if (text := given.get(name))]
        if tag not in VOID:
            self.open.append((tag, tongue))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and what was left open inside it."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Keep a text that is seen."""
        if data.strip() and self.open and self.open[-1][0] not in UNSEEN:
            self.found.append((self.open[-1][1], " ".join(data.split())))


def proper_names() -> re.Pattern[str]:
    """What may stand unmarked: units as the tables name them, posts, people, `REVIEWED`."""
    units = UnitState.objects.values_list("kind", "name").distinct()
    whole = {full_name(kind, name) for kind, name in units} | {name for _kind, name in units}
    whole |= {name[:1].upper() + name[1:] for name in whole}
    others = {*Post.objects.values_list("title", flat=True)}
    others |= {*User.objects.values_list("full_name", flat=True)}
    known = sorted(filter(MARKED.search, whole | others), key=len, reverse=True)
    # A unit without marks may still stand behind an office.
    known += sorted(whole - set(known), key=len, reverse=True)
    return re.compile(f"{OFFICES}(?:{'|'.join(map(re.escape, known))})|{REVIEWED}")


def vietnamese_in_english(html: str, names: re.Pattern[str]) -> list[str]:
    """Texts of an English page with Vietnamese letters that are not marked `lang="vi"`."""
    reader = _Reader()
    reader.feed(html)
    return [
        text
        for tongue, text in reader.found
        if tongue != "vi" and MARKED.search(text) and MARKED.search(names.sub("", text))
    ]
