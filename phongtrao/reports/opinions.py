"""Narratives of the units, put together: texts that are alike word for word are said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from phongtrao.core.text import search_key
from phongtrao.reports.facts import OpinionFact

RANKS = {"province": 0, "agency": 1, "district": 2, "commune": 3}


def gathered(
    rows: Sequence[tuple[int, str, tuple[str | None, ...]]],
    fields: Sequence[str],
    names: Mapping[int, str],
) -> tuple[OpinionFact, ...]:
    """Opinions by field: province and bodies first, then what most units say.

    `rows` are (unit id, group, one text per field); texts alike up to case, marks and
    punctuation are one opinion with several sources.
    """
    found: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for unit_id, group, texts in rows:
        for field, text in zip(fields, texts, strict=True):
            words = " ".join((text or "").split())
            key = search_key(words)
            if key:
                found[field, key].append((RANKS.get(group, 4), names[unit_id], words))
    ordered = sorted(
        (fields.index(field), min(entries)[0], -len(entries), sorted(entries))
        for (field, _), entries in found.items()
    )
    return tuple(
        OpinionFact(
            field=fields[place], text=entries[0][2], sources=tuple(name for _, name, _ in entries)
        )
        for place, _, _, entries in ordered
    )
