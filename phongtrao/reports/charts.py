"""Charts of the report: a target by kind of unit, or a table of a room by its first number."""

from __future__ import annotations

from fractions import Fraction

from phongtrao.core.kinds import GROUP_LABELS, REPORTING_GROUPS
from phongtrao.documents.tree import Bar, Chart
from phongtrao.reports import wording
from phongtrao.reports.facts import Facts, RowFact, TargetFact
from phongtrao.reports.outline import Outline
from phongtrao.reports.sentences import Speaker, unknown

FULL = 1000
MAX_BARS = 12


def names(facts: Facts, outline: Outline) -> list[tuple[str, str]]:
    """What can be drawn: (name in a token, words), targets first."""
    targets = [(t.id, f"{t.id} {t.short}") for t in facts.targets if t.now.ratio and t.kinds]
    tables = [
        (name, table.caption.partition("}. ")[2] or table.caption)
        for name, table in outline.tables.items()
        if table.caption and facts.rows.get(name)
    ]
    return [*targets, *tables]


def chart(facts: Facts, outline: Outline, speaker: Speaker, name: str) -> Chart:
    """The chart of a target or a table. Refusal for a name that cannot be drawn."""
    target = next((one for one in facts.targets if one.id == name), None)
    if target is not None and target.now.ratio:
        return _of_target(target, facts.year)
    rows = facts.rows.get(name)
    if rows is None:
        raise unknown(f"bieu_do:{name}")
    table = outline.tables[name]
    caption = speaker.plain(table.caption.partition("}. ")[2] or table.caption)
    return Chart(caption, _of_rows(rows, table.columns[1].show), speaker.plain(table.note))


def _of_target(target: TargetFact, year: int) -> Chart:
    """Shares by kind of unit, then all together; a line at the goal."""
    groups = [group for group in REPORTING_GROUPS if group in target.kinds]
    shown = [(GROUP_LABELS[group], target.kinds[group]) for group in groups]
    bars = [
        Bar(label, wording.value(figure, target.goal), _length(figure.value))
        for label, figure in [*shown, ("Chung", target.now)]
    ]
    goal = _length(Fraction(target.goal) / 100) if target.goal else None
    note = f"Nét chấm: mức Kế hoạch ({target.signed}). Mã {target.id}." if goal else ""
    return Chart(f"{target.short} theo loại hình đơn vị, năm {year}", tuple(bars), note, goal)


def _length(share: Fraction | None) -> int:
    return min(FULL, int((share or Fraction(0)) * FULL))


def _of_rows(rows: tuple[RowFact, ...], show: str) -> tuple[Bar, ...]:
    """The rows with the largest numbers, largest first."""
    sized = [(row.label, row.cells.get(show)) for row in rows]
    whole = [(label, value) for label, value in sized if isinstance(value, int)]
    largest = sorted(whole, key=lambda one: -one[1])[:MAX_BARS]
    top = max((value for _, value in largest), default=0) or 1
    return tuple(Bar(label, wording.number(value), FULL * value // top) for label, value in largest)
