"""The kinds of long work: what each does, its steps, and why doing it twice does no harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Finding, Refusal
from phongtrao.jobs.models import Work
from phongtrao.plan.definitions import Form
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access as registers
from phongtrao.registers import rebuilding as register_rows
from phongtrao.reorganisations import access as reform_access
from phongtrao.reorganisations import actions as reforms
from phongtrao.reports import actions as reports
from phongtrao.reports import building
from phongtrao.reports import queries as report_queries
from phongtrao.submissions import rebuilding as form_rows
from phongtrao.workbooks import actions as workbooks
from phongtrao.workbooks import register_books as books
from phongtrao.workbooks.reading import CellFinding
from phongtrao.workbooks.rows import MISSING

Result = dict[str, Any]
Files = list[tuple[str, str, bytes]]
SHOWN = 200
NO_BOOK = (413, 422)


class Say(Protocol):
    """Tells how far a work is."""

    def __call__(self, done: int, words: str, total: int = 0) -> None:
        """`done` of `total` steps; `words`: code of what comes now."""


@dataclass(frozen=True)
class Kind:
    """One kind of work."""

    name: str
    steps: tuple[str, ...]
    do: Callable[[Work, Say], tuple[Result, Files]]


def _post(work: Work) -> Post:
    return Post.objects.get(pk=work.post_id)


def _at(work: Work) -> datetime:
    """The moment the work was asked for: a second attempt reads the same moment."""
    return datetime.fromisoformat(work.args["at"])


def _draft(work: Work, say: Say) -> tuple[Result, Files]:
    """Writes nothing but its own files."""
    year = work.args["year"]
    printed = reports.draft(year=year, at=_at(work), say=say)
    name = f"bao-cao-{year}-nhap"
    files = [(f"{name}.docx", "docx", printed.docx), (f"{name}.pdf", "pdf", printed.pdf)]
    return {"year": year}, files


def _freeze(work: Work, say: Say) -> tuple[Result, Files]:
    """One freeze of a year for the moment it was asked for, however often it is tried."""
    year, at = work.args["year"], _at(work)
    kept = report_queries.snapshots(year).filter(cut_off=at).first()
    if kept is not None:
        return {"report": kept.code}, []
    found = reports.freeze(year=year, by=_post(work), at=at, say=say)
    return {"report": found.code}, []


def _read(work: Work, say: Say) -> tuple[Result, Files]:
    """Replaces the figures at hand."""
    say(0, "figures")
    building.read_again(work.args["year"])
    return {"builder": work.args["year"]}, []


def _bring_in(work: Work, say: Say) -> tuple[Result, Files]:
    """The key of a row is the hash of workbook, unit and words: taken twice it is one version.

    A trial that found nothing wrong keeps its file, so that it can be handed in.
    """
    data = bytes(Work.objects.values_list("input", flat=True).get(pk=work.pk) or b"")
    dry = bool(work.args["dry_run"])
    say(0, "rows")
    outcome = workbooks.import_workbook(
        data=data, name=work.args["name"], by=_post(work), dry_run=dry,
        note=work.args.get("note", ""),
        say=lambda done, total: say(done, "write" if done >= total else "rows", total),
    )  # fmt: skip
    return {
        "dry_run": dry,
        "name": work.args["name"],
        "period": outcome.period,
        "form": outcome.form,
        "changes": [[c.code, c.name, len(c.fields), c.is_first] for c in outcome.changes[:SHOWN]],
        "changed": len(outcome.changes),
        "first": sum(change.is_first for change in outcome.changes),
        "unchanged": outcome.unchanged,
        "written": len(outcome.receipts),
        "findings": [_finding(one) for one in outcome.findings[:SHOWN]],
        "errors": len(outcome.errors),
        "missing": sum(found.code == MISSING for found in outcome.errors),
        "keeps_input": dry and bool(outcome.changes) and not outcome.errors,
    }, []


def _bring_book(work: Work, say: Say) -> tuple[Result, Files]:
    """The key of a line is the hash of what it says: taken twice it is one line.

    A file that is no book is a finding like a wrong cell; a good trial keeps its file.
    """
    register = registers.find(work.args["register"])
    data = bytes(Work.objects.values_list("input", flat=True).get(pk=work.pk) or b"")
    dry = bool(work.args["dry_run"])

    def told(done: int, total: int, writing: bool) -> None:
        steps = total if dry else 2 * total
        say(done + total if writing else done, "write_lines" if writing else "rows", steps)

    try:
        taken = books.take(
            register=register, data=data, name=work.args["name"], by=_post(work), dry_run=dry,
            source=work.args.get("note", ""), say=told,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.status not in NO_BOOK:
            raise
        wrong = Finding(refusal.code, "tệp", refusal.message, message_en=refusal.message_en)
        taken = books.Taken(register.id, findings=[wrong])
    return {
        "dry_run": dry,
        "register": register.url,
        "added": taken.added,
        "changed": taken.changed,
        "unchanged": taken.unchanged,
        "written": taken.written,
        "findings": [_finding(one) for one in taken.findings[:SHOWN]],
        "errors": len(taken.errors),
        "keeps_input": dry and taken.added + taken.changed > 0 and not taken.errors,
    }, []


def _finding(found: Finding) -> dict[str, str]:
    words = {
        "place": found.place,
        "vi": f"{found.message} {found.hint}".strip(),
        "en": found.message_en,
        "level": "missing" if found.code == MISSING else found.level,
    }
    if isinstance(found, CellFinding):
        words |= {"unit": found.unit, "cell": found.cell, "label": found.label}
    return words


def _carry_out(work: Work, say: Say) -> tuple[Result, Files]:
    """One transaction: a draft that was carried out is no draft, a second attempt says so."""
    by = _post(work)
    held = reform_access.reform_for(by, work.args["reform"])
    say(0, "units")
    if held.state == "done":
        return {"reform": held.code}, []
    return {"reform": reforms.carry_out(reform=held, by=by).code}, []


def _rebuild(work: Work, say: Say) -> tuple[Result, Files]:
    """Each table is filled beside the old one and put in its place whole."""
    forms: list[Form] = list(programmes.package().forms.values())
    registers: list[Register] = list(programmes.package().registers.values())
    total, rows = len(forms) + len(registers), 0
    for number, form in enumerate(forms):
        say(number, form.title, total)
        rows += form_rows.rebuild(form)
    for number, register in enumerate(registers, start=len(forms)):
        say(number, register.title, total)
        rows += register_rows.rebuild(register)
    say(total, "", total)
    return {"tables": total, "rows": rows}, []


KINDS = (
    Kind("report.draft", reports.STEPS[:3], _draft),
    Kind("report.freeze", reports.STEPS, _freeze),
    Kind("report.read", ("figures",), _read),
    Kind("workbook.import", ("rows",), _bring_in),
    Kind("register.import", ("rows",), _bring_book),
    Kind("reorganisation", ("units",), _carry_out),
    Kind("rebuild", (), _rebuild),
)


def kind(name: str) -> Kind:
    """A kind by its name. Refusal `work.kind` (404)."""
    found = next((one for one in KINDS if one.name == name), None)
    if found is None:
        raise Refusal("work.kind", f"Không có loại việc “{name}”.", "No such work.", status=404)
    return found
