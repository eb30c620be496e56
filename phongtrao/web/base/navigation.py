"""What each role sees in its bar (ux.md 2.2): label, route, icon. At most four on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phongtrao.accounts import queries as accounts
from phongtrao.orgs import queries as orgs
from phongtrao.web.figures.addresses import slug
from phongtrao.web.permissions import allows
from phongtrao.web.verify.waiting import waiting_count

PHONE_ITEMS = 4
LAPTOP_ITEMS = 7


@dataclass(frozen=True)
class Item:
    """One entry of a bar; `route` is a route name without arguments."""

    label: str | Promise
    route: str
    icon: str


TODO = Item(_("To do"), "base:home", "duty")
UNIT = Item(_("My unit"), "figures:unit", "unit")
REVIEW = Item(_("Review"), "verify:queue", "review")
UNITS = Item(_("Units"), "figures:units", "unit")
COMMUNE = Item(_("Commune figures"), "figures:commune", "figures")
PLAN = Item(_("Plan"), "figures:plans", "plan")
TARGETS = Item(_("Targets"), "figures:targets", "figures")
REPORTS = Item(_("Reports"), "figures:reports", "report")
FROZEN = Item(_("Frozen reports"), "figures:reports", "report")
DUTIES = Item(_("Duties"), "duties:list", "duty")
OUR_DUTIES = Item(_("Our duties"), "duties:list", "duty")
ASSESSMENT = Item(_("Assessment"), "assessments:newest", "met")
ROUNDS = Item(_("Rounds"), "figures:rounds", "rounds")
REGISTERS = Item(_("Registers"), "registers:index", "book")
ONE_PAGE = Item(_("One page"), "figures:one_page", "report")
FIGURES = Item(_("Figures"), "figures:targets", "figures")
SOURCES = Item(_("Figures and sources"), "figures:targets", "figures")
LOG = Item(_("Log"), "figures:log", "log")
ACCOUNTS = Item(_("Accounts"), "base:accounts", "people")
INSPECTIONS = Item(_("Inspections"), "inspections:overview", "review")
REFORMS = Item(_("Reorganisations"), "reorganisation:list", "unit")
WORK = Item(_("Long work"), "work:list", "rounds")
HELP = Item(_("Help"), "help:index", "help")

BARS: dict[str, tuple[Item, ...]] = {
    "unit_contact": (TODO, UNIT, REGISTERS, HELP),
    "commune_officer": (TODO, REVIEW, UNITS, COMMUNE, ASSESSMENT, REGISTERS, HELP, WORK),
    "department": (TODO, OUR_DUTIES, PLAN, FIGURES, ASSESSMENT, REGISTERS, HELP),
    "standing_office": (
        Item(_("Overview"), "base:home", "duty"),
        PLAN,
        DUTIES,
        ROUNDS,
        UNITS,
        ASSESSMENT,
        REPORTS,
        REVIEW,
        TARGETS,
        INSPECTIONS,
        REGISTERS,
        REFORMS,
        LOG,
        WORK,
    ),
    "leader": (ONE_PAGE, TARGETS, FROZEN, PLAN, ASSESSMENT, REGISTERS, INSPECTIONS, WORK),
    "auditor": (
        Item(_("Trace"), "base:home", "duty"),
        LOG,
        SOURCES,
        FROZEN,
        INSPECTIONS,
        ASSESSMENT,
        REGISTERS,
        WORK,
    ),
    "administrator": (Item(_("Overview"), "base:home", "duty"), ACCOUNTS, LOG, WORK, HELP),
}


@dataclass(frozen=True)
class Entry:
    """An item ready for the page; a `late` one stands below "More" on laptops too.

    `count`: how many things wait behind it, said beside its words; 0 says nothing.
    """

    label: str | Promise
    url: str
    icon: str
    current: bool
    late: bool = False
    count: int = 0


def url_or_none(route: str, *args: Any) -> str | None:
    """The address of a route, None when the route does not exist here."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return None


def bar(post: Any, path: str) -> list[Entry]:
    """The bar of an acting post (None: empty); `path` is the current address.

    Only routes the role may open; pages of the own unit need the post to have one.
    """
    if post is None:
        return []
    entries: list[Entry] = []
    crowded = len(BARS[post.role]) > LAPTOP_ITEMS
    for item in BARS[post.role]:
        url = _url(item, post)
        if url is not None and allows(item.route, post.role):
            late = crowded and len(entries) >= LAPTOP_ITEMS
            current = _is_current(item, url, path)
            count = waiting_count(post) if item is REVIEW and not late else 0
            entries.append(Entry(item.label, url, item.icon, current, late, count))
    return entries


def is_crowded(entries: list[Entry]) -> bool:
    """Whether some entries do not find room in the bar of a laptop."""
    return any(entry.late for entry in entries)


def _url(item: Item, post: Any) -> str | None:
    if item not in (UNIT, COMMUNE):
        return url_or_none(item.route)
    if post.unit_id is None:
        return None
    state = orgs.state_of(post.unit_id, accounts.today())
    return url_or_none(item.route, slug(state.code, state.name))


def _is_current(item: Item, url: str, path: str) -> bool:
    return path == url if item.route == "base:home" else path.startswith(url)
