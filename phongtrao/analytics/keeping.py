"""Answers kept in the process for as long as what they were read from stands (decision 0009)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from phongtrao.core.periods import Period

KEPT_ANSWERS = 512
_kept: dict[tuple[Hashable, ...], tuple[Hashable, Any]] = {}
Stamps = tuple[Any, ...]
Answer = TypeVar("Answer")


def stamps_of(form: str, period: Period, map_id: int) -> Stamps:
    """Return the stamps of a round's rows and of a map's entries; read them before the rows.

    Empty when the round or the map is not there: nothing is kept then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.stamp, v.stamp FROM programmes_round AS r, orgs_mapversion AS v"
            " WHERE r.form = %s AND r.period = %s AND v.id = %s",
            [form, period.code, map_id],
        )
        return tuple(cursor.fetchall())


def kept(key: tuple[Hashable, ...], stands: Hashable, make: Callable[[], Answer]) -> Answer:
    """Return the answer kept under `key` if it was made when the same `stands` held, else make it.

    `stands` is whatever the answer rests on: stamps, codes of units. Falsy: nothing is kept.
    """
    place = (str(connection.settings_dict["NAME"]), *key)
    found = _kept.get(place)
    if found is not None and stands and found[0] == stands:
        answer: Answer = found[1]
        return answer
    answer = make()
    if len(_kept) >= KEPT_ANSWERS:
        _kept.pop(next(iter(_kept)), None)
    _kept.pop(place, None)
    _kept[place] = (stands, answer)
    return answer


def forget() -> None:
    """Drop all kept answers, so that the next one reads everything again (for measurements)."""
    _kept.clear()
