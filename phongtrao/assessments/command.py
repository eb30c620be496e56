"""`phongtrao assess`: dossiers, one dossier, what-if, gaps, grades, decisions, proof."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from phongtrao.accounts.models import Post
from phongtrao.accounts.queries import post_by_code
from phongtrao.assessments import deciding, figures, laws, queries, rebuilding, settling
from phongtrao.assessments.models import Dossier
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.plan.reader import PackageProblems, read_criteria_set
from phongtrao.rules.comparing import GRADES, tried
from phongtrao.rules.dossier_steps import STATE_LABELS
from phongtrao.rules.recognition import OUTCOMES, percent

Row = Mapping[str, Any]
HEADS = {
    "code": "Mã", "name": "Đơn vị", "group": "Loại", "state": "Bước", "registered": "Đăng ký",
    "self": "Tự đánh giá", "reviewed": "Họp xét", "final": "Quyết định", "grade": "Phân loại",
    "failed": "Tiêu chí vướng", "decision": "Số quyết định", "criterion": "Tiêu chí",
    "label": "Nội dung", "before": "Trước", "after": "Sau", "changed": "Tiêu chí đổi",
    "recognised": "Được công nhận", "in_scope": "Thuộc diện", "of_recognised": "% trên công nhận",
    "of_in_scope": "% trên thuộc diện", "goal": "Chỉ tiêu", "reached": "Đạt", "part": "Mục",
    "outcome": "Kết quả", "why": "Vì sao", "data": "Số liệu nói",
}  # fmt: skip
_format = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table",
    show_default=True,
)  # fmt: skip
_group = click.option("--group", type=click.Choice(REPORTING_GROUPS), help="Loại đơn vị. / Kind.")
_node = click.option("--node", "code", help="Mã đơn vị; mặc định là tỉnh. / Unit; the province.")
_year = click.option("--year", type=int, required=True, help="Năm. / Year.")


@click.group()
def assess() -> None:
    """Danh hiệu “An toàn về ANTT” và phân loại phong trào. / The title and the grade of units."""


@assess.command("list")
@_year
@_node
@_group
@click.option("--state", type=click.Choice(list(STATE_LABELS)), help="Bước. / State.")
@click.option("--about", type=click.Choice(["title", "standard"]), default="title")
@_format
def list_command(
    year: int, code: str | None, group: str | None, state: str | None, about: str, form: str
) -> None:
    """Hồ sơ của một năm. / The dossiers of a year."""
    found = figures.at(node_id(code, year), year, group or "", about)
    if state:
        found = found.filter(state=state)
    rows = [row_of(dossier) for dossier in queries.named(found, year)]
    show(rows, ("code", "name", "group", "state", "registered", "self", "reviewed", "final",
                "grade", "failed", "decision"), form)  # fmt: skip


def row_of(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as cells; needs `.name` and `.code` of `queries.named`."""
    return {
        "code": getattr(dossier, "code", ""),
        "name": getattr(dossier, "name", ""),
        "group": dossier.group,
        "state": dossier.state,
        "registered": str(dossier.registered_on or ""),
        "self": dossier.self_verdict,
        "reviewed": dossier.reviewed_verdict,
        "final": dossier.final_verdict,
        "grade": dossier.grade,
        "failed": dossier.failed,
        "decision": dossier.decision.number if dossier.decision else "",
    }


@assess.command()
@click.argument("unit")
@_year
@click.option("--about", type=click.Choice(["title", "standard"]), default="title")
@_format
def show_command(unit: str, year: int, about: str, form: str) -> None:
    """Một hồ sơ: từng mục, vì sao, số liệu nói gì. / One dossier, part by part. UNIT: mã đơn vị."""
    dossier = queries.dossier_of(orgs.find_unit(unit, queries.law_day(year)).pk, year, about)
    if dossier is None:
        raise Refusal("dossier.none", f"Đơn vị {unit} chưa có hồ sơ năm {year}.",
                      f"Unit {unit} has no dossier in {year}.", status=404)  # fmt: skip
    data = queries.data_for(dossier)
    judged = queries.verdict_of(dossier)
    rows = [
        {
            "part": part.part.id,
            "label": part.part.label,
            "outcome": OUTCOMES[part.outcome][0],
            "why": part.why,
            "data": _said(data[part.part.id].answer) if part.part.id in data else "",
        }
        for criterion in judged.criteria
        for part in criterion.parts
    ]
    if form == "table":
        _head(dossier)
    show(rows, ("part", "label", "outcome", "why", "data"), form)


show_command.name = "show"


def _head(dossier: Dossier) -> None:
    law = queries.law_of(dossier)
    click.echo(f"{law.title}; {'; '.join(law.legal)}")
    click.echo(f"{STATE_LABELS[dossier.state][0]}; {queries.deadline_of(dossier).words}")
    for side in queries.sides(dossier):
        verdict = OUTCOMES[side.verdict][0]
        click.echo(f"{side.stage}: {verdict}; {side.post}; {side.at:%d/%m/%Y}; {side.reason}")
    for finding in queries.findings_of(dossier):
        click.echo(f"! {finding.message}")
    for unknown in law.unknown:
        click.echo(f"? {unknown.text}")


def _said(answer: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in answer.items())


@assess.command("what-if")
@_year
@click.option("--to", "target", required=True, help="Mã bộ tiêu chí hoặc tệp YAML. / Id or file.")
@click.option("--option", "options", multiple=True, help="Lựa chọn: xa4_base=in_scope. / Options.")
@click.option("--threshold", "limits", multiple=True, help="Ngưỡng: XA-4b=80. / Thresholds.")
@_node
@_format
def what_if_command(
    year: int,
    target: str,
    options: tuple[str, ...],
    limits: tuple[str, ...],
    code: str | None,
    form: str,
) -> None:
    """Câu trả lời của một năm theo bộ tiêu chí khác. / A year's answers under another law.

    Không ghi gì. Với tệp YAML, xem trước được bộ tiêu chí chưa công bố. / Nothing is written.
    """
    law = _law(target)
    try:
        law = tried(law, {part: int(value) for part, value in map(_pair, limits)})
    except (KeyError, ValueError) as problem:
        raise click.BadParameter("XA-4b=80", param_hint="--threshold") from problem
    chosen = {**laws.options_now(law), **dict(map(_pair, options))}
    found = figures.what_if(node_id(code, year), year, law, chosen)
    if form == "table":
        met = f"đạt {found.met_before} → {found.met_after}; đổi {len(found.turns)} hồ sơ."
        click.echo(f"{found.before} → {found.after}: {found.judged} hồ sơ; {met}")
    rows = [
        {
            **row_of(turn.dossier),
            "before": OUTCOMES[turn.result.before.outcome][0],
            "after": OUTCOMES[turn.result.after.outcome][0],
            "changed": ", ".join(turn.result.changed),
        }
        for turn in found.turns
    ]
    show(rows, ("code", "name", "before", "after", "changed"), form)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _law(target: str) -> CriteriaSet:
    """A set of the package, or one read from a file."""
    path = Path(target)
    if path.suffix != ".yaml":
        return laws.criteria(target)
    try:
        return read_criteria_set(path)
    except PackageProblems as problems:
        raise Refusal(
            "criteria.unreadable", str(problems), "The file cannot be read."
        ) from problems


@assess.command("gaps")
@_year
@_node
@_group
@_format
def gaps_command(year: int, code: str | None, group: str | None, form: str) -> None:
    """Đơn vị chỉ còn vướng một tiêu chí. / Units one criterion away."""
    rows = [
        {**row_of(gap.dossier), "criterion": gap.criterion, "label": gap.label}
        for gap in figures.gaps(node_id(code, year), year, group or "")
    ]
    show(rows, ("code", "name", "group", "state", "criterion", "label"), form)


@assess.command("distribution")
@_year
@_node
@_group
@_format
def distribution_command(year: int, code: str | None, group: str | None, form: str) -> None:
    """Phân loại so với 30% xuất sắc, 50% khá, không có yếu. / Grades against the plan."""
    own = figures.counts(node_id(code, year), year, group or "")
    shares = figures.distribution(node_id(code, year), year, group or "")
    rows = [
        {
            "grade": GRADES[share.grade][0],
            "recognised": share.recognised,
            "in_scope": share.in_scope,
            "of_recognised": percent(share.recognised, own.recognised) if own.recognised else "",
            "of_in_scope": percent(share.in_scope, own.in_scope) if own.in_scope else "",
            "goal": "" if share.goal is None else share.goal,
            "reached": {None: "", True: "có", False: "không"}[share.reached],
        }
        for share in shares
    ]
    show(rows, ("grade", "recognised", "in_scope", "of_recognised", "of_in_scope", "goal",
                "reached"), form)  # fmt: skip


@assess.command("decide")
@_year
@click.option("--post", "post_code", required=True, help="Mã chức danh quyết định. / The post.")
@click.option("--number", required=True, help="Số quyết định: 15/QĐ-UBND. / Its number.")
@click.option("--signed", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Ngày ký. / Day.")
@click.option("--refuse", default="", help="Không công nhận, với lý do này. / Refuse: the reason.")
@click.argument("units", nargs=-1, required=True)
def decide_command(
    year: int, post_code: str, number: str, signed: Any, refuse: str, units: tuple[str, ...]
) -> None:
    """Quyết định về các hồ sơ đã trình. / Recognise (or refuse) UNITS in one decision."""
    post = post_by_code(post_code)
    if post is None:
        raise Refusal(
            "post.none", f"Không có chức danh “{post_code}”.", "No such post.", status=404
        )
    day = queries.law_day(year)
    found = [queries.dossier_of(orgs.find_unit(code, day).pk, year) for code in units]
    missing = [code for code, one in zip(units, found, strict=True) if one is None]
    if missing:
        raise Refusal("dossier.none", f"Chưa có hồ sơ: {', '.join(missing)}.",
                      f"No dossier: {', '.join(missing)}.", status=404)  # fmt: skip
    outcomes = [deciding.Outcome(one.pk, not refuse, refuse) for one in found if one is not None]
    signed_on: date = signed.date()
    decision = deciding.decide(outcomes=outcomes, number=number, signed_on=signed_on, by=post)
    for dossier, certificate in queries.certificates_of(decision).items():
        click.echo(f"{dossier} {certificate.code}")


@assess.command("level")
@click.argument("unit")
@_year
@click.option("--post", "post_code", required=True, help="Mã chức danh. / The post.")
@click.option("--level", required=True, type=click.Choice(["commune", "province", "ministry"]))
@click.option("--document", required=True, help="Văn bản làm căn cứ. / Its document.")
def level_command(unit: str, year: int, post_code: str, level: str, document: str) -> None:
    """Đặt cấp quyết định cho một đơn vị, từ năm này. / Set the level that decides about UNIT."""
    unit_id = orgs.find_unit(unit, queries.law_day(year)).pk
    settling.set_level(
        unit_id=unit_id, level=level, from_year=year, document=document, by=post_of(post_code)
    )
    click.echo(f"{unit}: {level}")


@assess.command("verify")
def verify_command() -> None:
    """Đối chiếu hồ sơ với các bước, nhật ký, giấy công nhận. / Prove the dossiers."""
    found = rebuilding.verify()
    for finding in found:
        click.echo(f"{finding.place}: {finding.message}", err=True)
    if found:
        raise SystemExit(1)
    click.echo("Hồ sơ khớp với các bước và nhật ký. / The dossiers fit their steps and the log.")


def post_of(code: str) -> Post:
    """Return the post with a code; Refusal `post.none` (404)."""
    found = post_by_code(code)
    if found is None:
        raise Refusal("post.none", f"Không có chức danh “{code}”.", "No such post.", status=404)
    return found


def node_id(code: str | None, year: int) -> int:
    """Return the unit with a code that year, the province without one."""
    if code is None:
        return figures.province_id(year)
    return orgs.find_unit(code, Period(year).end).pk


def show(rows: Sequence[Row], columns: Sequence[str], form: str) -> None:
    """Print rows as an aligned table, JSON or CSV."""
    kept = [{name: row.get(name, "") for name in columns} for row in rows]
    if form == "json":
        click.echo(json.dumps(kept, ensure_ascii=False, indent=1))
    elif form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        click.echo(out.getvalue(), nl=False)
    else:
        lines = [[HEADS[name] for name in columns]]
        lines += [[str(row[name]) for name in columns] for row in kept]
        widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
        for line in lines:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            click.echo("  ".join(cells).rstrip())
