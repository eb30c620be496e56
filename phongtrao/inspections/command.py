"""`phongtrao inspect`: rounds, samples with their proof, coverage, signals of formalism."""

import csv
import io
import json
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.inspections import actions, queries
from phongtrao.inspections.wording import KIND_LABELS, Told, since_words
from phongtrao.rules import sampling

FORMATS = click.Choice(["table", "json", "csv"])
SIGNAL_COLUMNS = ("unit", "name", "kind", "what", "against", "since", "ask", "answer")
STEPS = {
    "frame": "Mã băm danh sách / frame digest",
    "logged": "Danh sách có trong nhật ký / frame in the log",
    "before": "Ghi trước giờ rút thăm / logged before the draw",
    "entry": "Mục nhật ký cho số gieo / seed entry",
    "root": "Gốc nhật ký tại mục đó / log root there",
    "seed": "Số gieo / seed",
    "sample": "Mẫu / sample",
    "replacements": "Đơn vị thay thế / replacements",
}


class PeriodText(click.ParamType[Period]):
    """A period, written 2024 or 2024-H1."""

    name = "period"

    def convert(self, value: object, param: object, ctx: object) -> Period:
        """Return the period; a wrong one ends the command with exit code 2."""
        try:
            return Period.parse(str(value))
        except ValueError as problem:
            raise click.BadParameter(str(problem)) from problem


@click.group()
def inspect() -> None:
    """Đợt kiểm tra, rút thăm kiểm chứng được, dấu hiệu hình thức. / Inspections and signals."""


@inspect.command("list")
def list_() -> None:
    """Liệt kê các đợt kiểm tra. / List the rounds."""
    tallies = queries.tallies()
    for found in queries.rounds():
        chosen, done = tallies[found.pk]
        how = "rút thăm / drawn" if found.is_drawn else "theo kế hoạch / listed"
        click.echo(f"{found.code}  {found.starts:%d/%m/%Y}–{found.ends:%d/%m/%Y}  {how}  "
                   f"{done}/{chosen}  {found.title}")  # fmt: skip


@inspect.command()
@click.argument("code", metavar="ROUND")
@click.option("--check", is_flag=True, help="Rút lại từ nhật ký và so. / Draw again and compare.")
@click.option("--frame", "show_frame", is_flag=True, help="Chỉ in danh sách. / The frame alone.")
@click.option("--draw", "draw_now", is_flag=True, help="Rút thăm nếu đã đến giờ. / Draw when due.")
def sample(code: str, check: bool, show_frame: bool, draw_now: bool) -> None:
    """In mẫu rút thăm của một đợt và cách kiểm chứng. / A round's sample and its proof.

    Mã thoát / exit codes: 0 khớp / good; 1 không khớp / does not fit; 2 không có / no such round.
    """
    found = queries.round_by_code(code)
    if show_frame:
        click.echo(found.frame, nl=False)
        return
    if draw_now:
        actions.draw(round_=found, by=None)
        found = queries.round_by_code(code)
    if not found.is_drawn:
        raise Refusal("inspection.listed", "Đợt này không rút thăm.", "This round is not drawn.")
    click.echo(f"thuật toán / algorithm: {sampling.ALGORITHM}")
    click.echo(
        f"danh sách / frame: {len(found.frame.splitlines())} đơn vị, sha256 {found.frame_digest}"
    )
    click.echo(f"giờ rút / draw at: {since_words(found.draw_at) if found.draw_at else '–'}")
    if not found.seed:
        click.echo("Chưa rút thăm. / Not drawn yet.")
        return
    click.echo(f"mục nhật ký / log entry: {found.seed_index}, gốc / root {found.seed_root}")
    click.echo(f"số gieo / seed: {found.seed}")
    for row in queries.selected(found):
        aside = f"  thay / replaced: {row.set_aside}" if row.set_aside else ""
        click.echo(f"  {row.stratum or row.group:<24} {row.place:>4}  {row.code}{aside}")
    if check:
        _check(queries.prove(found))


def _check(proof: queries.Proof) -> None:
    """Print each step of the proof; exit 1 when one does not hold."""
    for step in proof.steps:
        mark = "khớp / good" if step.good else "KHÔNG KHỚP / DIFFERENT"
        click.echo(f"{STEPS[step.code]}: {mark}  {step.found}")
    if not proof.good:
        sys.exit(1)


@inspect.command()
@click.argument("code", metavar="ROUND")
@click.option("--frame", "file", required=True, type=click.File("r", encoding="utf-8"))
@click.option("--root", required=True, help="Gốc nhật ký đã công bố. / The published root, hex.")
@click.option("--size", required=True, type=click.IntRange(min=1), help="Số đơn vị. / Units.")
def redraw(code: str, file: TextIO, root: str, size: int) -> None:
    """Rút lại từ danh sách và gốc nhật ký đã công bố, không cần dữ liệu. / Draw without the data.

    In từng mã theo thứ tự rút, như lệnh “sample” và trang bằng chứng. / Codes in drawn order.
    """
    text = file.read()
    drawn = sampling.draw(sampling.read_frame(text), size, sampling.seed_of(root, code))
    for item in drawn.chosen:
        click.echo(item.unit.code)
    click.echo(f"sha256 danh sách / frame {sampling.digest(text)}", err=True)
    click.echo(f"sha256 mẫu / sample {drawn.digest}", err=True)


@inspect.command("coverage")
@click.option("--period", required=True, type=PeriodText(), help="Kỳ: 2024 hoặc 2024-H1. / Period.")
def coverage_(period: Period) -> None:
    """Địa bàn và đơn vị đã kiểm tra trong kỳ. / Areas and units visited in a period."""
    found = queries.coverage(period)
    click.echo(f"địa bàn / areas: {found.visited}/{len(found.areas)}")
    click.echo(f"đơn vị / units: {found.unit_count}/{found.asked}")
    if found.replaced and not found.document:
        rules = queries.rules_of()
        click.echo(f"{rules.unknown_note} / {rules.unknown_note_en}")


@inspect.command()
@click.option("--period", required=True, type=PeriodText(), help="Kỳ: 2024 hoặc 2024-H1. / Period.")
@click.option("--kind", type=click.Choice(list(KIND_LABELS)), help="Chỉ một loại. / One kind only.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
def signals(period: Period, kind: str | None, form: str) -> None:
    """Dấu hiệu hình thức của một kỳ, kèm lời giải thích. / Signals of formalism, explained."""
    run = queries.run_of(period, fresh=True)
    if run is None:
        raise Refusal("round.none", f"Kỳ {period.label} chưa mở.", "The period was not opened.")
    found = [signal for signal in run.found if kind in (None, signal.kind)]
    rows = [_row(item) for item in queries.told(run, found)]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(_csv(rows), nl=False)
    else:
        for row in rows:
            click.echo(
                f"{row['unit']}  {row['name']}\n  {row['kind']}: {row['what']}\n  {row['ask']}"
            )
        click.echo(f"{len(rows)} dấu hiệu / signals, {run.units} đơn vị / units.")


def _row(item: Told) -> dict[str, str]:
    """A signal as text cells."""
    return {
        "unit": item.unit.code,
        "name": item.name,
        "kind": item.signal.kind,
        "what": item.what,
        "against": " ".join(state.code for state in item.against),
        "since": since_words(item.signal.since),
        "ask": item.ask,
        "answer": item.answer.sentence if item.answer else "",
    }


def _csv(rows: Sequence[dict[str, str]]) -> str:
    """Comma separated lines under their heads; a cell that begins like a formula gets a mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SIGNAL_COLUMNS)
    for row in rows:
        writer.writerow([_plain(row[name]) for name in SIGNAL_COLUMNS])
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
