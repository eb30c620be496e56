"""Pages and actions the palette knows by name, beyond the bar of the role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phongtrao.core.text import search_key
from phongtrao.registers import access as registers
from phongtrao.web.base.navigation import bar, url_or_none
from phongtrao.web.permissions import allows
from phongtrao.web.registers import words


@dataclass(frozen=True)
class Place:
    """One line of the palette; `also` are further words it answers to."""

    label: str
    href: str
    note: str = ""
    also: str = ""


#: (label, route, words it also answers to)
PAGES: tuple[tuple[str | Promise, str, str], ...] = (
    (_("To do"), "entry:todo", "viec phai lam"),
    (_("Messages"), "notices:inbox", "thong bao chuong"),
    (_("Calendar"), "notices:calendar", "lich han ngay"),
    (_("Rounds"), "figures:rounds", "ky bao cao"),
    (_("Units that never sent"), "verify:chase", "don doc nhac cham"),
    (_("Accept approved reports"), "verify:accept", "tiep nhan"),
    (_("Bodies"), "duties:bodies", "co quan so nganh"),
    (_("Signals of formalism"), "inspections:signals", "hinh thuc"),
    (_("What must be put right"), "inspections:follow_ups", "khac phuc kiem tra"),
    (_("Criteria sets"), "assessments:sets", "bo tieu chi"),
    (_("Reports on time"), "notices:punctuality", "dung han"),
    (_("Outreach messages"), "notices:campaigns", "tin tuyen truyen"),
    (_("Record of deliveries"), "notices:deliveries", "so gui"),
    (_("Reorganisations"), "reorganisation:list", "sap xep sap nhap chia tach don vi"),
    (
        _("Workbook of a commune"),
        "work:workbook",
        "bang tinh excel xlsx nhap thay nhieu don vi nap tep mau",
    ),
    (_("How to be told"), "notices:preferences", "cach nhan thong bao thu dien tu"),
    (_("Keyboard shortcuts"), "palette:keys", "phim tat ban phim"),
    (_("Password"), "account_change_password", "mat khau tai khoan"),
    (_("Help"), "help:index", "tro giup"),
)
ACTIONS: tuple[tuple[str | Promise, str, str], ...] = (
    (_("Enter on behalf"), "verify:chase", "nhap thay bieu giay ho don vi chua gui"),
    (_("Enter from a rescue file"), "entry:rescue", "tep du phong"),
    (_("Send a reminder"), "notices:remind", "nhac don doc"),
    (_("Compose a message"), "notices:compose", "soan tin"),
    (_("Plan a round"), "inspections:plan", "kiem tra dot lap"),
    (_("Hand over duties"), "duties:hand_over", "chuyen nhiem vu"),
)


def pages(post: Any) -> list[Place]:
    """The bar of the post first, then other pages its role may open; each name once."""
    found = {str(entry.label): Place(str(entry.label), entry.url) for entry in bar(post, "")}
    known = {place.href for place in found.values()}
    for place in _open_to(post, PAGES):
        if place.href not in known:
            found.setdefault(place.label, place)
    return list(found.values())


def actions(post: Any) -> list[Place]:
    """What the role may begin at once, lines of its registers included."""
    begun = list(_open_to(post, ACTIONS))
    for register in registers.registers_for(post):
        if post.role in register.writers:
            label = _("Add: %(noun)s") % {"noun": words.noun(register)}
            href = reverse("registers:add", args=[register.url])
            begun.append(Place(label, href, also=words.title(register)))
    return begun


def books(post: Any) -> list[Place]:
    """The registers the post reads."""
    return [
        Place(words.title(one), reverse("registers:list", args=[one.url]), also=words.noun(one))
        for one in registers.registers_for(post)
    ]


def _open_to(post: Any, rows: tuple[tuple[str | Promise, str, str], ...]) -> Iterator[Place]:
    for label, route, also in rows:
        href = url_or_none(route)
        if href is not None and allows(route, post.role):
            yield Place(str(label), href, also=also)


def answering(places: Iterable[Place], query: str) -> list[Place]:
    """Places of which some word begins like each word of the query; the label counts first."""
    asked = search_key(query).split()
    found = [
        (not _begin(search_key(place.label), asked), number, place)
        for number, place in enumerate(places)
        if _begin(search_key(f"{place.label} {place.also}"), asked)
    ]
    return [place for _weak, _number, place in sorted(found, key=lambda one: one[:2])]


def _begin(key: str, asked: list[str]) -> bool:
    return all(f" {word}" in f" {key}" for word in asked)
