"""Worked examples of a register: entries in, checks that speak and measures that come out."""

from __future__ import annotations

from collections.abc import Iterator

from phongtrao.core.periods import Period
from phongtrao.plan.register_rows import Row, broken, day_of, measured, review_row, row_of
from phongtrao.plan.registers import ExampleEntry, Register, RegisterExample, RegisterMeasure

Path = tuple[str | int, ...]
Problem = tuple[Path, str, dict[str, object]]


def examples_of(register: Register) -> Iterator[Problem]:
    """Where the examples of a register do not come out as stated: place, finding code, data."""
    for index, example in enumerate(register.examples):
        wrong = list(_unknown(register, example, index))
        yield from wrong
        if wrong:
            continue
        spoken = sorted({code for e in example.all_entries() for code in _spoken(register, e)})
        if spoken != sorted(example.findings):
            data: dict[str, object] = {
                "computed": ", ".join(spoken) or "không",
                "stated": ", ".join(example.findings) or "không",
            }
            yield (index, "findings"), "plan.example_findings", data
        for code, stated in example.measures.items():
            got = example_measure(register, register.measure(code), example)
            if got != stated:
                data = {"measure": code, "computed": got, "stated": stated}
                yield (index, "measures", code), "plan.example_measure", data


def _unknown(register: Register, example: RegisterExample, index: int) -> Iterator[Problem]:
    """Names an example uses that the register does not have."""
    fields = {field.id for field in register.asked()}
    measures = {measure.id for measure in register.measures}
    reviews = {review.id: {field.id for field in review.fields} for review in register.reviews}
    for entry in example.all_entries():
        named = [*entry.values.keys() - fields, *entry.reviews.keys() - reviews.keys()]
        for code in entry.reviews.keys() & reviews.keys():
            named += entry.reviews[code].keys() - reviews[code]
        for name in sorted(named):
            yield (index,), "plan.unknown_field", {"field": name}
        if entry.state and entry.state not in {state.id for state in register.states}:
            yield (index,), "plan.state", {"state": entry.state}
    for name in sorted(example.measures.keys() - measures):
        yield (index, "measures"), "plan.unknown_measure", {"measure": name}
    if example.measures and not _is_period(example.period):
        yield (index, "period"), "plan.example_period", {"value": example.period}


def _spoken(register: Register, entry: ExampleEntry) -> Iterator[str]:
    """Ids of the checks whose rule an entry breaks."""
    row = _row(register, entry, Period(2024), "hamlet")
    for check in broken(register.checks, row, register):
        yield check.id
    for code in entry.reviews:
        for check in broken(register.review(code).checks, row, register):
            yield check.id


def example_measure(register: Register, measure: RegisterMeasure, example: RegisterExample) -> int:
    """The value of a measure over the example's entries in its period."""
    period = Period.parse(example.period)
    rows = [_row(register, entry, period, example.group) for entry in example.all_entries()]
    if register.counted(measure) == "stock":
        kept = [row for row in rows if str(row["day"]) <= period.end.isoformat()]
    else:
        first, last = period.start.isoformat(), period.end.isoformat()
        kept = [row for row in rows if first <= str(row["day"]) <= last]
    return measured(register, measure, kept)


def _row(register: Register, entry: ExampleEntry, period: Period, group: str) -> Row:
    """The whole row of an example's entry as measures see it in a period."""
    day = day_of(register, entry.values, period) or period.end
    row = row_of(register, entry.values, day)
    for review in register.reviews:
        if review.id in entry.reviews:
            row |= review_row(register, review, entry.reviews[review.id])
    inside = int(period.start <= day <= period.end)
    return row | {
        "grp": group,
        "kind": None,
        "subkind": "",
        "state": entry.state or register.first_state,
        "period": period.code,
        "day": day.isoformat(),
        "state_day": entry.day or day.isoformat(),
        "begun": inside,
        "moved": inside if not entry.day else int(_inside(entry.day, period)),
    }


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _inside(day: str, period: Period) -> bool:
    return period.start.isoformat() <= day <= period.end.isoformat()
