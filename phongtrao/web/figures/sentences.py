"""Sentences for leaders, made by rules from figures; each leads to its records (ux.md 3.1e).

A sentence never carries a number that cannot be opened: `href` is the list or figure behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.plan.definitions import Field, Package
from phongtrao.web.figures.plan_pages import date_line, deadline_words
from phongtrao.web.figures.present import Shown, said
from phongtrao.web.figures.scope import Scope
from phongtrao.web.templatetags.phongtrao import vn

MEETINGS = 3
NEAR_LIMIT = 3
REASON_LIMIT = 4


@dataclass(frozen=True)
class Sentence:
    """One generated sentence, the place of its records and the proof mark of its figure."""

    words: str
    href: str
    so: str = ""


@dataclass(frozen=True)
class Area:
    """A commune with how many of its judged targets are not met; None: not enough data."""

    unit: int
    name: str
    bare: str
    href: str
    missed: int | None
    judged: int

    @property
    def sign(self) -> str:
        """What stands on the tile: the number not met; a shape when that is not known."""
        return "waiting" if self.missed is None else str(self.missed)

    @property
    def tone(self) -> str:
        """Class of the tile: fixed thresholds, so that periods can be compared."""
        if self.missed is None:
            return "none"
        limits = (0, 1, 3, 5)
        return str(next((n for n, limit in enumerate(limits) if self.missed <= limit), 4))

    @property
    def words(self) -> str:
        """The tile in words."""
        if self.missed is None:
            return _("%(name)s: not enough data") % {"name": self.name}
        return _("%(name)s: %(missed)s of %(judged)s targets not met") % {
            "name": self.name,
            "missed": self.missed,
            "judged": self.judged,
        }


def reach(items: Sequence[Shown]) -> list[Sentence]:
    """Say which target is furthest from its goal, or that all judged ones are met."""
    behind = [item for item in items if item.tone == "missed"] or [
        item for item in items if item.tone == "near"
    ]
    if not behind:
        return []
    worst = behind[0]
    words = _("Furthest from its goal: %(code)s %(title)s, %(value)s against %(goal)s.") % {
        "code": worst.code,
        "title": worst.title,
        "value": worst.value_text,
        "goal": worst.goal_text,
    }
    return [Sentence(words, worst.proof, worst.so)]


def reasons(counts: Mapping[str, int], field: Field | None, address: str) -> list[Sentence]:
    """Say which difficulties units named most often; `address` and a code list those units."""
    if field is None:
        return []
    labels = {choice.code: said(choice.label, choice.label_en) for choice in field.choices}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [(code, count) for code, count in ordered if code in labels]
    words = _("%(label)s: named by %(number)s units")
    return [
        Sentence(words % {"label": labels[code], "number": vn(count)}, f"{address}{code}")
        for code, count in named[:REASON_LIMIT]
    ]


def weakest_kind(kinds: Sequence[Shown], label: str) -> list[Sentence]:
    """Say which kind of unit holds the worst target back."""
    known = [item for item in kinds if item.tone in ("missed", "near")]
    if not known:
        return []
    worst = min(known, key=lambda item: item.order)
    words = _("%(code)s is held back most by: %(kind)s (%(value)s).") % {
        "code": worst.code,
        "kind": label,
        "value": worst.value_text,
    }
    return [Sentence(words, worst.proof, worst.so)]


def silent(not_sent: int, form: str, scope: Scope) -> list[Sentence]:
    """Say how many units have not reported."""
    if not not_sent:
        return []
    words = _("%(number)s units have not reported") % {"number": vn(not_sent)}
    return [Sentence(words, units_url(form, scope, "due"))]


def waiting(count: int, form: str, scope: Scope) -> list[Sentence]:
    """Say how many reports wait for review."""
    if not count:
        return []
    words = _("%(number)s reports wait for review") % {"number": vn(count)}
    return [Sentence(words, units_url(form, scope, "submitted"))]


def units_url(form: str, scope: Scope, state: str) -> str:
    """Return the list of the units whose report of the scope's period is in a state."""
    query = f"bieu={form}&ky={scope.period.url}&tt={state}"
    return f"{reverse('figures:units')}?{query}"


def close_ones(items: Sequence[Shown]) -> list[Sentence]:
    """Say which targets are within reach and how many units are missing."""
    near = [item for item in items if item.tone == "near" and item.short]
    return [
        Sentence(
            _("%(code)s is close: %(number)s more would reach %(goal)s")
            % {"code": item.code, "number": vn(item.short), "goal": item.goal_text},
            f"{item.proof}&tt=chua",
        )
        for item in sorted(near, key=lambda item: item.short)[:NEAR_LIMIT]
    ]


def meetings(areas: Sequence[Area]) -> list[Sentence]:
    """Propose to work with the areas that miss most."""
    worst = [area for area in areas if area.missed][:MEETINGS]
    if not worst:
        return []
    names = ", ".join(area.name for area in worst)
    return [Sentence(_("Propose to work with: %(names)s") % {"names": names}, worst[0].href)]


def dates(package: Package, year: int, today: date) -> list[Sentence]:
    """Say the next date of the plan in the year of the page, if it is still ahead."""
    ahead = [(entry.named_day(year), entry) for entry in package.calendar]
    coming = sorted(((d, e) for d, e in ahead if d and d > today), key=lambda pair: pair[0])
    found = []
    for day, entry in coming[:2]:
        line = date_line(entry, year, today)
        if line:
            when = deadline_words(day) if entry.before else line.when
            found.append(
                Sentence(f"{when}: {line.title}", reverse("figures:plan", args=[package.id]))
            )
    return found
