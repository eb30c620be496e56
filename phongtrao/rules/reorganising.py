"""What a reorganisation of units would do, as data, and what stands against it.

Kinds of step and who may decide them: Law on Organisation of Local Government 72/2025/QH15, art. 8
to 10 (founding, dissolving, merging and splitting administrative units). Nothing here knows the
database: units, children and posts are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field as declared

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Finding
from phongtrao.core.kinds import KINDS
from phongtrao.core.text import search_key
from phongtrao.plan.targets import Strict

Kind = Literal["merge", "split", "rename", "move", "close"]
KINDS_OF_STEP: tuple[Kind, ...] = ("merge", "split", "rename", "move", "close")
#: Kinds after which a unit no longer exists: its posts pass on.
ENDING = frozenset({"merge", "split", "close"})
LISTED = 5
CLOSE = "close"
NEW = "new:"
#: A post that is followed by a new one at each new unit.
EACH = "new:*"


class NewPlace(Strict):
    """A unit to be founded, or what a renamed unit is called; `key` names it within the draft."""

    key: str
    name: str
    code: str
    kind: str


class Child(Strict):
    """What becomes of a unit directly below: its new place, name and code ('' : as it was)."""

    to: str = ""
    name: str = ""
    code: str = ""


class Steps(Strict):
    """Everything a draft says. Units by id; a place by the key of a new unit or `u<id>`.

    `children`: unit id as text → what becomes of it. `desks`: post id as text → `new:<place>`,
    `new:*`, the id of another post as text, or `close`.
    """

    kind: Kind = "merge"
    units: list[int] = declared(default_factory=list)
    into: int | None = None
    new: list[NewPlace] = declared(default_factory=list)
    children: dict[str, Child] = declared(default_factory=dict)
    desks: dict[str, str] = declared(default_factory=dict)

    @property
    def ending(self) -> list[int]:
        """The units that cease to exist."""
        if self.kind not in ENDING:
            return []
        return [unit for unit in self.units if unit != self.into or self.kind == "close"]


@dataclass(frozen=True)
class Document:
    """The decision the reorganisation rests on."""

    number: str = ""
    issued: date | None = None
    issuer: str = ""

    @property
    def words(self) -> str:
        """Number, day and issuer as one line."""
        day = f" ngày {format_date(self.issued)}" if self.issued else ""
        return f"{self.number}{day}, {self.issuer}".strip(", ")


@dataclass(frozen=True)
class Landing:
    """A unit below as it will be: where from, where to ('' : nowhere yet), its name and code."""

    unit_id: int
    old_name: str
    old_code: str
    old_parent: str
    to: str
    name: str
    code: str


def homonyms(landings: Iterable[Landing]) -> dict[int, str]:
    """Return unit id → a name to propose, for each unit that would share its name with another
    below the same unit (marks and capitals aside).
    """
    alike: dict[tuple[str, str], list[Landing]] = {}
    for item in landings:
        if item.to:
            alike.setdefault((item.to, search_key(item.name)), []).append(item)
    return {
        item.unit_id: f"{item.name} ({item.old_parent})"
        for group in alike.values()
        if len(group) > 1
        for item in group
    }


def document_findings(document: Document, on: date | None) -> list[Finding]:
    """Return what is missing of the decision and its day of effect."""
    found = []
    if not (document.number and document.issued and document.issuer):
        found.append(
            Finding(
                "reorganisation.document",
                "1",
                "Chưa đủ số, ngày và cơ quan ban hành của văn bản.",
                "Bổ sung ở bước 1.",
                message_en="Number, date or issuer of the document is missing.",
            )
        )
    if on is None:
        found.append(
            Finding(
                "reorganisation.day",
                "1",
                "Chưa có ngày hiệu lực.",
                "Bổ sung ở bước 1.",
                message_en="The day of effect is missing.",
            )
        )
    elif document.issued and on < document.issued:
        found.append(
            Finding(
                "reorganisation.backdated",
                "1",
                f"Ngày hiệu lực {format_date(on)} trước ngày ký văn bản.",
                "Kiểm tra lại hai ngày.",
                level="warning",
                message_en="The day of effect lies before the date of the document.",
            )
        )
    return found


def unit_findings(steps: Steps, kinds: Mapping[int, str]) -> list[Finding]:
    """Return what is wrong with the units chosen; `kinds`: unit id → kind of every unit named."""
    problem = units_missing(steps) or _kinds_wrong(steps, kinds)
    if not problem:
        return []
    words, english = problem
    code, hint = "reorganisation.units", "Chọn lại ở bước 2."
    return [Finding(code, "2", words, hint, message_en=english)]


def units_missing(steps: Steps) -> tuple[str, str] | None:
    """Return why the units named are not enough for this kind of step."""
    if not steps.units:
        return "Chưa chọn đơn vị nào.", "No unit is chosen."
    if steps.kind == "merge" and len(steps.units) < 2:
        return "Sáp nhập cần ít nhất hai đơn vị.", "A merger needs two units or more."
    if steps.kind in ("split", "rename") and len(steps.units) != 1:
        return "Việc này làm với đúng một đơn vị.", "This is done with exactly one unit."
    if steps.kind == "split" and len(steps.new) < 2:
        return "Chia cần ít nhất hai đơn vị mới.", "A split needs two new units or more."
    if steps.kind == "merge" and steps.into is None and len(steps.new) != 1:
        return "Chưa có tên đơn vị mới.", "The new unit has no name yet."
    if steps.kind == "rename" and len(steps.new) != 1:
        return "Chưa có tên mới.", "The new name is missing."
    if steps.kind == "move" and steps.into is None:
        return "Chưa chọn đơn vị cấp trên mới.", "The new parent unit is not chosen."
    if any(not (place.name and place.code) for place in steps.new):
        return "Đơn vị mới cần cả tên và mã.", "A new unit needs a name and a code."
    return None


def _kinds_wrong(steps: Steps, kinds: Mapping[int, str]) -> tuple[str, str] | None:
    """Return why units of these kinds cannot be put together so."""
    groups = {KINDS[kinds[unit]].group for unit in steps.units}
    if len(groups) != 1:
        return "Các đơn vị phải cùng nhóm.", "The units must be of one group."
    group = groups.pop()
    if group in ("nation", "province"):
        return (
            "Sắp xếp đơn vị cấp tỉnh làm bằng gói kế hoạch, không làm ở đây.",
            "Provinces are reorganised by the package of the plan, not here.",
        )
    if any(KINDS[place.kind].group != group for place in steps.new):
        return "Đơn vị mới phải cùng nhóm với đơn vị cũ.", "The new unit must be of the same group."
    if steps.kind == "move" and steps.into is not None:
        above = KINDS[kinds[steps.into]]
        if above.rank >= KINDS[kinds[steps.units[0]]].rank:
            return (
                "Đơn vị cấp trên mới phải ở cấp cao hơn.",
                "The new parent must be a level above.",
            )
    return None


def landing_findings(landings: Iterable[Landing]) -> list[Finding]:
    """Return what stands against the units below: no place, same names, same codes."""
    items = list(landings)
    lost = [item.old_name for item in items if not item.to]
    twice = [item.name for item in items if item.unit_id in homonyms(items)]
    codes = [item.code for item in items]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    return [
        Finding(code, "3", f"{words}: {_some(names)}.", "Sửa ở bước 3.", message_en=english)
        for code, names, words, english in (
            (
                "reorganisation.unplaced",
                lost,
                f"{len(lost)} đơn vị chưa có nơi đến",
                "No place yet.",
            ),
            ("reorganisation.homonyms", twice, f"{len(twice)} đơn vị trùng tên", "Same names."),
            ("reorganisation.codes", doubled, f"{len(doubled)} mã bị trùng", "Same codes."),
        )
        if names
    ]


def _some(names: list[str]) -> str:
    more = f" và {len(names) - LISTED} đơn vị khác" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def desk_findings(places: Mapping[str, str], staffed: Iterable[str]) -> list[Finding]:
    """Return the places that nobody would answer for; `places`: key → name, `staffed`: keys."""
    held = set(staffed)
    empty = [name for key, name in places.items() if key not in held]
    if not empty:
        return []
    words = f"Chưa có đầu mối phụ trách: {_some(empty)}."
    english = f"No post answers for: {_some(empty)}."
    return [Finding("reorganisation.nobody", "4", words, "Chọn ở bước 4.", message_en=english)]


@dataclass(frozen=True)
class Sum:
    """One figure as numerator and denominator (None: no data, or a plain count)."""

    target: str
    period: str
    numerator: int | None
    denominator: int | None


def lost_sums(before: Iterable[Sum], after: Iterable[Sum]) -> list[Sum]:
    """Return the figures of before that are not the same after; empty: every total is conserved."""
    kept = set(after)
    return [item for item in before if item not in kept]
