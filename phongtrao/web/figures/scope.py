"""What a figure page is about: period, node, map, reading, group; all of it in the address.

`?ky=2024-nam&don-vi=CODE&ban-do=reported|YYYY-MM-DD&cach-hieu=…&loai=hamlet`. A code is read on the
map it was written for (codes are used again after 1/7/2025), so the filter form also sends the map
of the page it stands on (`tu`), and a changed period leads to the same place on the other map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from phongtrao.accounts.models import Post, Role
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.orgs import access
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import areas
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.addresses import PLAN, REPORTED
from phongtrao.web.figures.present import said

READS_ALL = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
ABOVE_COMMUNE = ("province", "district", "commune")


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Node:
    """A unit as it was named on the map of the page."""

    id: int
    code: str
    name: str
    kind: str
    group: str

    @property
    def full(self) -> str:
        """Name with its kind: `xã Lộc An`."""
        return full_name(self.kind, self.name)


@dataclass(frozen=True)
class Scope:
    """The subject of one page and the choices around it."""

    period: Period
    node: Node
    map_code: str
    day: date
    reading: str = ""
    group: str = ""
    periods: tuple[Option, ...] = ()
    nodes: tuple[Option, ...] = ()
    maps: tuple[Option, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""

    @property
    def moved_words(self) -> str:
        """Why the page is about another area than the one asked for; empty when it is not."""
        if not self.asked:
            return ""
        return _("%(asked)s is not on the map of %(day)s; shown here is %(node)s.") % {
            "asked": self.asked,
            "day": format_date(self.day),
            "node": self.node.full,
        }

    @property
    def on_map(self) -> str | date:
        """The map as analytics wants it: `reported` or a day."""
        return REPORTED if self.map_code == REPORTED else date.fromisoformat(self.map_code)

    @property
    def restated(self) -> bool:
        """Whether the figures are restated on the map of another day."""
        return self.map_code != REPORTED

    def query(self, **changes: str) -> str:
        """Return the address query of this scope with some keys changed; empty values leave."""
        base = {
            "ky": self.period.url,
            "don-vi": self.node.code,
            "cach-hieu": self.reading,
            "loai": self.group,
            "ban-do": "" if not self.restated else self.map_code,
            PLAN: programmes.asked_code(),
        }
        base.update({key.replace("_", "-"): value for key, value in changes.items()})
        return urlencode({key: value for key, value in base.items() if value})

    @property
    def map_words(self) -> str:
        """The map in words."""
        if not self.restated:
            return _("as reported")
        return _("restated on the map of %(day)s") % {
            "day": format_date(date.fromisoformat(self.map_code))
        }

    @property
    def words(self) -> str:
        """The scope as the middle part of a filter sentence."""
        return " · ".join([self.node.full, period_label(self.period), self.map_words])


def period_label(period: Period) -> str:
    """Return the name of a period in the language of the page."""
    return said(period.label, period.label_en)


def today() -> date:
    """Return the present day in Vietnam."""
    return timezone.localdate()


def node_of(unit_id: int, day: date) -> Node:
    """Return a unit as it was named on a day."""
    state = orgs.state_of(unit_id, day)
    return Node(unit_id, state.code, state.name, state.kind, state.group)


def may_read(post: Post, unit_id: int, day: date) -> bool:
    """Tell whether a post may read the figures of a unit and what lies behind them."""
    return (
        post.role in READS_ALL or post.unit_id == unit_id or access.subtree_ok(post, unit_id, day)
    )


def within_reach(post: Post, unit_ids: Iterable[int], day: date) -> set[int]:
    """Return those of the units a post may read on a day, with one question for all of them."""
    wanted = set(unit_ids)
    if post.role in READS_ALL:
        return wanted
    if post.unit_id is None:
        return set()
    below = orgs.units_below(post.unit_id, day).filter(unit_id__in=wanted)
    return set(below) | ({post.unit_id} & wanted)


def require(post: Post, node: Node, day: date, rows: bool = False) -> None:
    """Refuse (403) a node outside the post's reach; bodies read sums of the province, not rows."""
    if may_read(post, node.id, day):
        return
    if post.role == Role.DEPARTMENT and node.group in ("province", "nation") and not rows:
        return
    raise Refusal(
        "unit.forbidden",
        "Tài khoản này không xem được số liệu của đơn vị đã chọn. Liên hệ Thường trực để mở rộng.",
        "This account may not see the figures of the chosen unit.",
        status=403,
    )


def asked_period(request: Any, form: str) -> Period:
    """Return the period an address asks for, else the newest round of a form."""
    return _period(request.GET.get("ky"), programmes.periods(form))


def _period(text: str | None, periods: list[Period]) -> Period:
    """Return the period asked for, else the newest round; Refusal when it cannot be read."""
    if not text:
        return periods[-1] if periods else Period(today().year)
    try:
        return Period.parse(text)
    except ValueError as problem:
        words = str(problem).split(" / ")
        raise Refusal("period.unknown", words[0], words[-1], status=404) from problem


def _opened() -> list[str]:
    """Return the codes of all periods of which some round was opened."""
    return list(programmes.rounds().values_list("period", flat=True))


def _map_code(text: str | None) -> str:
    """Return `reported` or an ISO day; Refusal for anything else."""
    if not text or text == REPORTED:
        return REPORTED
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise Refusal(
            "map.unknown",
            f"Bản đồ “{text}” không hợp lệ. Viết ngày dạng 2025-07-01.",
            f"Unknown map “{text}”. Write a day as 2025-07-01.",
            status=404,
        ) from problem


def top_of(post: Post, day: date) -> int:
    """Return the unit a post starts from: its own commune, else the province of that day."""
    if post.role in (Role.COMMUNE_OFFICER, Role.UNIT_CONTACT) and post.unit_id:
        return moved(post.unit_id, day)
    return areas.top_unit(day)


def moved(unit_id: int, day: date) -> int:
    """Return where a unit lies on the map of a day: itself, its successor, the place above, or
    (a province founded later) what passed into it.
    """
    place = orgs.place_of(unit_id, day)
    found = (place.self_id, place.commune_id, place.district_id, place.province_id)
    here = next((item for item in found if item is not None), None)
    return _before(unit_id, day) if here is None else here


def _before(unit_id: int, day: date) -> int:
    """Return which unit of that day passed into a later one, the plan's own first; else itself."""
    steps = orgs.lineage(unit_id)
    sources = {step.unit_id for step in steps if step.direction == "from" and step.on > day}
    alive = [item for item in sorted(sources) if orgs.is_alive(item, day)]
    if len(alive) > 1 and (own := areas.top_unit(day)) in alive:
        return own
    return alive[0] if alive else unit_id


def _own_map(post: Post, period: Period) -> str:
    """Return the map a post reads a period on by default: as reported, unless its own commune was
    not there yet; then today's map, on which the older figures are restated.
    """
    if post.role == Role.COMMUNE_OFFICER and post.unit_id:
        return map_with(post.unit_id, period)
    return REPORTED


def map_with(unit_id: int, period: Period) -> str:
    """Return the map on which a unit can be read in a period: as reported where one unit stands for
    it, else today's.
    """
    if orgs.place_of(unit_id, day_of(period, REPORTED)).self_id is None:
        return orgs.map_for(today()).on.isoformat()
    return REPORTED


def _asked_node(request: Any, post: Post, day: date) -> tuple[Node, str]:
    """Return the node asked for, read on the map the address came from, and the name of the unit
    asked for where another stands in its place.
    """
    code = request.GET.get("don-vi")
    if not code:
        return node_of(top_of(post, day), day), ""
    written_on = date.fromisoformat(_map_code(request.GET.get("tu") or day.isoformat()))
    asked = orgs.find_unit(code, written_on).pk
    if _is_outside(asked, written_on):
        asked, written_on = _inside_today(code, asked, written_on)
    node = node_of(moved(asked, day) if written_on != day else asked, day)
    name = node_of(asked, written_on).full
    return node, name if asked != node.id and name != node.full else ""


def _is_outside(unit_id: int, day: date) -> bool:
    return orgs.state_of(unit_id, day).subkind == orgs.OUTSIDE


def _inside_today(code: str, unit_id: int, day: date) -> tuple[int, date]:
    """Return what bears the code of a unit outside the plan today, if that lies inside, and today.

    An address typed or shared without its map means the province of today, not its namesake.
    """
    try:
        now = orgs.find_unit(code, today()).pk
    except Refusal:
        return unit_id, day
    return (unit_id, day) if _is_outside(now, today()) else (now, today())


def day_of(period: Period, map_code: str) -> date:
    """Return the day whose names a page uses: the map's day, or the period's end (not later
    than today).
    """
    if map_code != REPORTED:
        return date.fromisoformat(map_code)
    return min(period.end, today())


def read_scope(request: Any, form: str = "", rows: bool = False) -> Scope:
    """Read the scope of a page from its address and refuse what the post may not see.

    `form` names the form whose newest round is shown at first (the yearly one by default); `rows`
    is true for pages that list units.
    """
    post: Post = request.post
    periods = sorted({Period.parse(code) for code in _opened()})
    package = programmes.package()
    shown = package.forms[form] if form else package.main_form
    usual = [p for p in periods if p.kind == shown.period]
    period = _period(request.GET.get("ky"), usual)
    map_code = (
        _map_code(request.GET.get("ban-do")) if "ban-do" in request.GET else _own_map(post, period)
    )
    day = day_of(period, map_code)
    node, asked = _asked_node(request, post, day)
    require(post, node, day, rows)
    group, reading = request.GET.get("loai", ""), request.GET.get("cach-hieu", "")
    kept = {"tu": day.isoformat()}
    plan = programmes.asked_code()
    kept.update({k: v for k, v in (("loai", group), ("cach-hieu", reading), (PLAN, plan)) if v})
    return Scope(
        period,
        node,
        map_code,
        day,
        reading,
        group,
        _period_options(periods, period),
        _node_options(post, node, day),
        _map_options(map_code),
        kept,
        asked,
    )


def _period_options(periods: list[Period], chosen: Period) -> tuple[Option, ...]:
    """Return the periods to choose from, newest first."""
    return tuple(Option(p.url, period_label(p), p == chosen) for p in reversed(periods))


def _node_options(post: Post, node: Node, day: date) -> tuple[Option, ...]:
    """Return the areas a post may choose between; none when there is only one."""
    if post.role not in READS_ALL:
        return ()
    listed = [state for group in ABOVE_COMMUNE for state in orgs.units_on(day, group)]
    found = areas.within(listed, day)
    return tuple(Option(s.code, full_name(s.kind, s.name), s.unit_id == node.id) for s in found)


def _map_options(map_code: str) -> tuple[Option, ...]:
    """Return the maps on which figures can be read."""
    options = [Option(REPORTED, _("As reported then"), map_code == REPORTED)]
    for version in orgs.maps():
        code = version.on.isoformat()
        label = _("Map of %(day)s") % {"day": format_date(version.on)}
        options.append(Option(code, label, code == map_code))
    return tuple(options)
