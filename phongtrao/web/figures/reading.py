"""Figures for pages: asked of analytics in one call per page, then prepared for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from phongtrao.analytics import queries as analytics
from phongtrao.core.figures import Figure
from phongtrao.core.findings import Refusal
from phongtrao.plan.definitions import Package, Target
from phongtrao.programmes import queries as programmes
from phongtrao.web.figures.present import Shown, show
from phongtrao.web.figures.scope import Scope
from phongtrao.web.figures.tables import Cell, Column, Table, chart, state, text

VERDICT_ORDER = ("met", "near", "missed", "waiting", "todo")


def target_of(package: Package, code: str) -> Target:
    """Return a target by its code, also written `1-2` or `t1.2`; Refusal 404 when unknown."""
    written = code.upper().replace("-", ".")
    for candidate in (written, f"T{written}"):
        if candidate in package.targets:
            return package.targets[candidate]
    raise Refusal(
        "target.unknown",
        f"Không có chỉ tiêu “{code}”. Xem danh sách chỉ tiêu.",
        f"There is no target “{code}”.",
        status=404,
    )


def headline(package: Package, scope: Scope, codes: Sequence[str] = ()) -> list[Shown]:
    """Return the headline figures of targets at the node, with last year beside them.

    Targets without a figure in this period are left out.
    """
    wanted = list(codes or package.targets)
    found = analytics.figures(
        wanted, [scope.period], scope.node.id, on_map=scope.on_map, readings=False
    )
    return beside_last_year(package, scope, found)


def beside_last_year(package: Package, scope: Scope, found: Sequence[Figure]) -> list[Shown]:
    """Prepare the node's own figures of the period, each with the same figure a year before."""
    own = [f for f in found if f.node_id == scope.node.id and not f.group and not f.reading]
    before = scope.period.previous()
    asked = [figure.target for figure in own]
    earlier = analytics.figures(asked, [before], scope.node.id, on_map=scope.on_map, readings=False)
    last = {figure.target: figure for figure in earlier}
    kept = programmes.package_in(scope.period).targets
    return [show(kept[f.target], f, scope.map_code, last.get(f.target)) for f in own]


def tally(items: Sequence[Shown]) -> dict[str, int]:
    """Count figures by tone of verdict: met, near, missed, waiting (not enough data), todo."""
    counts = Counter(item.tone for item in items)
    return {tone: counts[tone] for tone in VERDICT_ORDER}


def concluded(items: Sequence[Shown]) -> bool:
    """Whether enough data is in hand to judge at least half of the targets judged here."""
    counts = tally(items)
    known = counts["met"] + counts["near"] + counts["missed"]
    return known >= counts["waiting"]


def value_cell(item: Shown) -> Cell:
    """The value of a figure as a link to its proof."""
    raw = item.figure.value if item.is_share else item.figure.numerator
    figure = item.figure
    over = None
    if item.is_share and figure.denominator and figure.numerator is not None:
        over = (figure.numerator, figure.denominator)
    return Cell(
        item.value_text, raw, item.proof, item.so,
        note=item.note, provisional=item.provisional, over=over,
    )  # fmt: skip


def signed_cell(words: str, value: Fraction | None) -> Cell:
    """A signed distance: words on the screen, a number with one decimal in a file."""
    if value is None:
        return text(words)
    return Cell(words, Decimal(round(value * 10)) / 10)


def verdict_cell(item: Shown) -> Cell:
    """The verdict as a tag."""
    return state(item.figure.verdict, item.verdict_label)


def targets_table(
    items: Sequence[Shown], caption: str, lines: Mapping[str, str] | None = None
) -> Table:
    """Return targets as bullet rows, worst first; `lines` are the small lines of the years."""
    columns = [
        Column(_("Target")),
        Column(_("Against the target"), "chart"),
        Column(_("Value"), "number"),
        Column(_("Goal"), "number"),
        Column(_("Distance"), "number"),
        Column(_("Against last year"), "number"),
        Column(_("Reported"), "number"),
        Column(_("Verdict")),
    ]
    rows = [
        [
            text(f"{item.code} {item.title}", item.href),
            chart(item.bullet),
            value_cell(item),
            text(item.goal_text),
            signed_cell(item.gap_text, item.gap),
            signed_cell(item.change_text, item.change),
            text(item.coverage_text),
            verdict_cell(item),
        ]
        for item in items
    ]
    if lines and any(lines.values()):
        columns.insert(6, Column(_("Trend"), "chart"))
        for item, row in zip(items, rows, strict=True):
            row.insert(6, chart(lines.get(item.code, "")))
    return Table(
        "targets", caption, columns, rows, _("The first reporting period has not come yet.")
    )


def leader_table(items: Sequence[Shown], caption: str) -> Table:
    """Return targets as short rows for one sheet of paper."""
    columns = [
        Column(_("Target")),
        Column(_("Against the target"), "chart"),
        Column(_("Value"), "number"),
        Column(_("Goal"), "number"),
        Column(_("Against last year"), "number"),
        Column(_("Verdict")),
    ]
    rows = [
        [
            text(f"{item.code} {item.title}", item.href),
            chart(item.bullet),
            value_cell(item),
            text(item.goal_text),
            signed_cell(item.change_text, item.change),
            verdict_cell(item),
        ]
        for item in items
    ]
    return Table(
        "targets", caption, columns, rows, _("The first reporting period has not come yet.")
    )
