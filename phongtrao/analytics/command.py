"""`phongtrao figures`, `rows`, `trace`: figures, the rows behind them and their proof."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, TypeVar

import click

from phongtrao.analytics import queries
from phongtrao.analytics.listing import HEADS, listing
from phongtrao.analytics.options import MapDay, PeriodOf, node_of, target_and_reading
from phongtrao.analytics.places import REPORTED_MAP, OnMap, day_for
from phongtrao.core.figures import VERDICT_LABELS, Figure
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import GROUP_LABELS
from phongtrao.core.numbers import quantize
from phongtrao.core.periods import Period
from phongtrao.programmes import queries as programmes

COLUMNS = (
    "target",
    "node_code",
    "kind",
    "period",
    "value",
    "numerator",
    "denominator",
    "coverage",
    "verdict",
    "provisional",
)
TRACE_COLUMNS = ("code", "name", "group", "state", "version", "adds", "adds_below")
Command = TypeVar("Command", bound=Callable[..., None])
_FORMATS = click.Choice(["table", "json", "csv"])


def _refusals(command: Command) -> Command:
    """Turn a refusal into its Vietnamese sentence, English beside it, and exit code 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            click.echo(f"{refusal.message} / {refusal.message_en}", err=True)
            sys.exit(2)

    return run  # type: ignore[return-value]


def _period(command: Command) -> Command:
    text = "Kỳ: 2024 hoặc 2024-H1. / Period."
    return click.option("--period", required=True, type=PeriodOf(), help=text)(command)


def _map(command: Command) -> Command:
    text = "reported (bản đồ của kỳ) hoặc một ngày. / The period's own map, or a day's."
    return click.option(
        "--map", "on_map", type=MapDay(), default=REPORTED_MAP, show_default=True, help=text
    )(command)


def _node(command: Command) -> Command:
    text = "Mã đơn vị trên bản đồ đã chọn; mặc định là tỉnh. / Unit code; default the province."
    return click.option("--node", "code", help=text)(command)


@click.command()
@click.argument("targets", nargs=-1)
@_period
@_node
@click.option(
    "--by",
    type=click.Choice(["kind", "children"]),
    help="Theo loại đơn vị hoặc đơn vị trực thuộc. / By kind of unit or by units below.",
)
@_map
@click.option("--format", "form", type=_FORMATS, default="table", show_default=True)
@_refusals
def figures(
    targets: tuple[str, ...],
    period: Period,
    code: str | None,
    by: str | None,
    on_map: OnMap,
    form: str,
) -> None:
    """Số liệu chỉ tiêu tính từ báo cáo đang có. / Figures of targets, live.

    TARGETS: T1.2, hoặc T1.2.plan_wide cho cách hiểu khác; bỏ trống: tất cả.
    """
    _require_round(period)
    node = node_of(code, day_for(period, on_map))
    asked = [target_and_reading(text) for text in targets]
    names = list(dict.fromkeys(target for target, _ in asked))
    found = queries.figures(names, [period], node, by, on_map)
    wanted = set(asked) or {(figure.target, "") for figure in found}
    shown = [figure for figure in found if (figure.target, figure.reading) in wanted]
    _print([row_of(figure) for figure in shown], COLUMNS, form)


def row_of(figure: Figure) -> dict[str, str]:
    """Return a figure as text cells: value in percent with 4 decimals, or the count."""
    value = ""
    if figure.value is not None:
        percent = figure.denominator is not None
        value = str(quantize(figure.value * 100, 4) if percent else figure.numerator)
    coverage = "" if figure.coverage is None else str(quantize(figure.coverage, 4))
    return {
        "target": f"{figure.target}.{figure.reading}" if figure.reading else figure.target,
        "node_code": figure.node_code,
        "kind": figure.group or "all",
        "period": figure.period.code,
        "value": value,
        "numerator": "" if figure.numerator is None else str(figure.numerator),
        "denominator": "" if figure.denominator is None else str(figure.denominator),
        "coverage": coverage,
        "verdict": figure.verdict,
        "provisional": "true" if figure.provisional else "false",
    }


@click.command()
@click.option("--form", "form_id", required=True, help="Biểu mẫu: annual, midyear. / The form.")
@_period
@_map
@_node
@click.option("--format", "form", type=_FORMATS, default="csv", show_default=True)
@_refusals
def rows(form_id: str, period: Period, on_map: OnMap, code: str | None, form: str) -> None:
    """Từng dòng báo cáo của các đơn vị trong một kỳ. / One row per unit of a form and period."""
    if form_id not in programmes.package().forms:
        known = ", ".join(programmes.package().forms)
        raise Refusal(
            "form.none",
            f"Kế hoạch không có biểu “{form_id}”. Các biểu: {known}.",
            f"The plan has no form “{form_id}”.",
            status=404,
        )
    programmes.round_of(form_id, period)
    node = None if code is None else node_of(code, day_for(period, on_map))
    columns, found = listing(form_id, period, on_map, node)
    _print(found, columns, form)


@click.command()
@click.argument("target")
@_period
@_node
@_map
@click.option("--group", default="", help="Một loại đơn vị. / One group of units.")
@click.option("--limit", default=200, show_default=True, help="Số dòng tối đa. / Rows at most.")
@click.option("--format", "form", type=_FORMATS, default="table", show_default=True)
@_refusals
def trace(
    target: str,
    period: Period,
    code: str | None,
    on_map: OnMap,
    group: str,
    limit: int,
    form: str,
) -> None:
    """Nguồn gốc của một con số: công thức, từng dòng, người gửi, người duyệt. / Proof of a figure.

    TARGET: T1.2, hoặc T1.2.plan_wide cho cách hiểu khác.
    """
    name, reading = target_and_reading(target)
    node = node_of(code, day_for(period, on_map))
    found = queries.trace(name, period, node, on_map, reading, group, limit)
    rows_ = [_trace_row(row) for row in found.rows]
    fields = tuple(found.rows[0].values) if found.rows else ()
    columns = (*TRACE_COLUMNS, *fields, "sender", "verifier", "evidence")
    if form == "json":
        click.echo(json.dumps(_trace_json(found, rows_), ensure_ascii=False, indent=1))
        return
    if form == "table":
        _trace_head(found)
    _print(rows_, columns, form)


def _trace_row(row: queries.TraceRow) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in (*TRACE_COLUMNS, "sender", "verifier", "evidence")}
    return {**own, **row.values}


def _trace_json(found: queries.Trace, rows_: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "figure": row_of(found.figure),
        "title": found.title,
        "words": found.words,
        "numerator": found.numerator_words,
        "denominator": found.denominator_words,
        "units": found.units_words,
        "law": found.law,
        "exclusions": [vars(item) for item in found.exclusions],
        "total": found.total,
        "rows": rows_,
    }


def _trace_head(found: queries.Trace) -> None:
    figure = row_of(found.figure)
    kind = GROUP_LABELS.get(found.figure.group, "mọi loại đơn vị")
    verdict = VERDICT_LABELS[found.figure.verdict]
    click.echo(f"{figure['target']}: {found.title}")
    click.echo(f"{figure['node_code']}, {found.figure.period.label}, {kind}: {verdict}")
    click.echo(
        f"Giá trị {figure['value']} = {figure['numerator']} / {figure['denominator'] or '–'}"
    )
    click.echo(f"Cách tính: {found.words}")
    click.echo(f"Tử số: {found.numerator_words}")
    if found.denominator_words:
        click.echo(f"Mẫu số: {found.denominator_words}")
    click.echo(f"Đơn vị được tính: {found.units_words}")
    click.echo(f"Căn cứ: {found.law}")
    for item in found.exclusions:
        law = f" ({item.law})" if item.law else ""
        click.echo(f"Không tính: {item.units} đơn vị, {item.label}{law}")
    click.echo(f"Số dòng: {len(found.rows)} trên {found.total}")


def _require_round(period: Period) -> None:
    if not programmes.rounds().filter(period=period.code).exists():
        opened = sorted(set(programmes.rounds().values_list("period", flat=True)))
        raise Refusal(
            "round.none",
            f"Kỳ {period.code} chưa mở. Các kỳ đã mở: {', '.join(opened) or 'chưa có'}.",
            f"The period {period.code} was never opened.",
            status=404,
        )


def _print(found: Sequence[dict[str, Any]], columns: Sequence[str], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        click.echo(out.getvalue(), nl=False)
        return
    heads = [HEADS.get(column, column) for column in columns]
    cells = [["" if row.get(c) is None else str(row.get(c)) for c in columns] for row in found]
    for line in _aligned([heads, *cells]):
        click.echo(line)


def _aligned(lines: list[list[str]]) -> Iterable[str]:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()
