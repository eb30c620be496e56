"""Search of units by name or code, old or new, with or without marks. Private to the room."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from phongtrao.core.dates import format_date
from phongtrao.core.kinds import LEAF_GROUPS, MAP_GROUPS, full_name
from phongtrao.core.text import nfc, search_key, weak_key
from phongtrao.orgs.models import MapEntry, MapVersion, Succession, UnitState

CANDIDATES = 400
CLOSE_ENOUGH = 82
#: Near enough to be asked "was this meant?", not to be an answer.
WORTH_ASKING = 60
_KIND_WORDS = re.compile(
    r"^(?:(?:tinh|huyen|thi xa|thi tran|thanh pho(?: thuoc tinh)?|xa|phuong|tx|tt|tp|h|x|p)\s+)"
)
_SHORT_FORMS = {"tx": "thi xa", "tt": "thi tran", "tp": "thanh pho", "h": "huyen", "x": "xa"}
_SHORT_FORMS["p"] = "phuong"


@dataclass(frozen=True)
class Hit:
    """A unit of today found by a name or code it has, or that it or a forerunner once had."""

    unit_id: int
    code: str
    name: str
    kind: str
    label: str
    note: str


def search(
    text: str, on: date | None = None, limit: int = 20, within: "QuerySet[Any, Any] | None" = None
) -> list[Hit]:
    """Return the units of a day that answer to `text`, best first.

    Exact with marks, then exact without, then beginnings, then words in any order; spelling
    slips (y/i, one wrong letter) only when nothing else is found. `within`: ids of units to look
    among, where all others would only be in the way.
    """
    day = on or timezone.localdate()
    key = search_key(text)
    if not key:
        return []
    found = _by_key(text, key, within)
    ranked = sorted(found, key=lambda s: (_rank(s, text, key), *_order(s, day)))
    best = ranked or ([] if within is not None else _by_likeness(key, day))
    return _hits(best, day, limit)


def _by_key(text: str, key: str, within: "QuerySet[Any, Any] | None" = None) -> list[UnitState]:
    """Return the states whose code, or whose name has words beginning like those of the key."""
    bare = _bare(key)
    words = Q()
    for word in bare.split():
        words &= Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")
    own = Q(code__iexact=nfc(text)) | words
    first = Q(search_key=bare) | Q(search_key=key) | Q(code__iexact=nfc(text))
    among = UnitState.objects.all()
    among = among if within is None else among.filter(unit_id__in=within)
    exact = list(among.filter(first)[:CANDIDATES])
    above = list(among.filter(own, group__in=MAP_GROUPS)[:CANDIDATES])
    below = list(among.filter(own, group__in=LEAF_GROUPS)[:CANDIDATES])
    return list({state.pk: state for state in (*exact, *above, *below)}.values())


def _bare(key: str) -> str:
    """Return the key without a word for the kind in front: `xa loc an` → `loc an`."""
    return _KIND_WORDS.sub("", key) or key


def _full_key(key: str) -> str:
    """Return the key with a shortened kind written out: `tt chon thanh` → `thi tran …`."""
    first, _blank, rest = key.partition(" ")
    return f"{_SHORT_FORMS[first]} {rest}" if rest and first in _SHORT_FORMS else key


def _rank(state: UnitState, text: str, key: str) -> tuple[int, int]:
    """Return how well a state answers, smaller is better; communes and above before others."""
    level = 0 if state.group in MAP_GROUPS else 1
    wanted, said = nfc(text).casefold(), full_name(state.kind, state.name)
    bare = _bare(key)
    if wanted in (state.code.casefold(), said.casefold()):
        return 0, level
    if search_key(said) == _full_key(key):
        return 1, level
    if state.name.casefold() == wanted:
        return 2, level
    if state.search_key in (key, bare):
        return 3, level
    starts = state.search_key.startswith((key, bare))
    whole_words = set(bare.split()) <= set(state.search_key.split())
    return (4 if starts else 5 if whole_words else 6), level


def _order(state: UnitState, day: date) -> tuple[bool, str, str, int]:
    """Return the order among equals: the living first, then by name, code and latest state."""
    return not _alive(state, day), state.sort_key, state.code, -state.valid_from.toordinal()


def alike(text: str, on: date | None = None, limit: int = 3) -> list[Hit]:
    """Return communes and above that may have been meant where a search found nothing."""
    day = on or timezone.localdate()
    key = search_key(text)
    return _hits(_by_likeness(key, day, WORTH_ASKING), day, limit) if key else []


def _by_likeness(key: str, day: date, enough: int = CLOSE_ENOUGH) -> list[UnitState]:
    """Return communes and above whose names sound alike: y for i, or a slip of the pen."""
    bare = weak_key(_bare(key))
    states = UnitState.objects.filter(group__in=MAP_GROUPS)
    scored = [(fuzz.ratio(bare, weak_key(state.name)), state) for state in states]
    near = [pair for pair in scored if pair[0] >= enough]
    near.sort(key=lambda pair: (-pair[0], *_order(pair[1], day)))
    return [state for _score, state in near]


def _alive(state: UnitState, day: date) -> bool:
    return state.valid_from <= day and (state.valid_to is None or day < state.valid_to)


def _hits(states: Iterable[UnitState], day: date, limit: int) -> list[Hit]:
    """Return one hit for each unit of the day that the found states lead to."""
    found: dict[int, Hit] = {}
    ordered = list(states)[: limit * 4]
    places = _places({state.unit_id for state in ordered}, day)
    for state in ordered:
        for unit_id in _leads_to(state.unit_id, places, day):
            if unit_id not in found:
                found[unit_id] = _hit(state, unit_id, day)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _places(unit_ids: set[int], day: date) -> dict[int, int | None]:
    """Return unit id → the one unit that stands for it on the day's map, None for several."""
    version = MapVersion.objects.filter(on__lte=day).order_by("-on").first()
    entries = MapEntry.objects.filter(map=version, unit_id__in=unit_ids)
    return dict(entries.values_list("unit_id", "self_id"))


def _leads_to(unit_id: int, places: dict[int, int | None], day: date) -> list[int]:
    """Return the units a found unit stands for: itself, its successor, or all of several."""
    single = places.get(unit_id)
    if single is not None:
        return [single]
    edges = Succession.objects.filter(source_id=unit_id, on__lte=day).order_by("target__uid")
    return [edge.target_id for edge in edges] or [unit_id]


def _hit(state: UnitState, unit_id: int, day: date) -> Hit:
    """Return the hit for today's unit, with the old name it was found by as a note."""
    begun = UnitState.objects.filter(unit_id=unit_id, valid_from__lte=day)
    now = begun.order_by("-valid_from").first()
    now = now or UnitState.objects.filter(unit_id=unit_id).order_by("valid_from")[0]
    label = full_name(now.kind, now.name)
    return Hit(unit_id, now.code, now.name, now.kind, label, _note(state, now, day))


def _note(state: UnitState, now: UnitState, day: date) -> str:
    """Return how the name found leads to the unit of today; '' when it is its own."""
    old = f"{full_name(state.kind, state.name)} ({state.code})"
    new = full_name(now.kind, now.name)
    if not _alive(now, day):
        if now.valid_to and now.valid_to <= day:
            return _("ended on %(day)s") % {"day": format_date(now.valid_to)}
        return _("from %(day)s") % {"day": format_date(now.valid_from)}
    if (state.name, state.code, state.kind) == (now.name, now.code, now.kind):
        return (
            ""
            if state.unit_id == now.unit_id
            else _("%(old)s, now %(new)s")
            % {
                "old": old,
                "new": new,
            }
        )
    return _("%(old)s, now %(new)s") % {"old": old, "new": new}
