"""Puts the answers of the two designs side by side, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.reference_queries import Cells

Ours = Iterable[Sequence[Any]]


def differences(
    ours: Ours,
    reference: Cells,
    targets: Sequence[Sequence[str]],
    wanted: set[str] | None = None,
) -> tuple[int, list[str]]:
    """Return (cells compared, differences in words).

    ours: rows (target, node id, group, period, numerator, denominator); targets: rows (target,
    period, numerator's measure, denominator's or ""); wanted: reference nodes to expect (all).
    A missing cell of the reference is 0: it has no row where no unit answers.
    """
    names = {(target, period): (top, bottom) for target, period, top, bottom in targets}
    found: list[str] = []
    seen: set[tuple[str, str, str, str]] = set()
    count = 0
    for target, node, group, period, numerator, denominator in ours:
        top, bottom = names[target, period]
        for measure, number in ((top, numerator), (bottom, denominator)):
            if not measure:
                continue
            key = (measure, f"u{node}", group, period)
            seen.add(key)
            count += 1
            expected = reference.get(key, 0)
            if expected != (number or 0):
                found.append(f"{target} {key}: {number} here, {expected} in the reference")
    for key, number in reference.items():
        if number and key not in seen and (wanted is None or key[1] in wanted):
            found.append(f"{key}: {number} in the reference, nothing here")
    return count, found


def medians(times: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The median of each list of times."""
    return {name: sorted(values)[len(values) // 2] for name, values in times.items()}
