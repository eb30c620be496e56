"""Verbs of the reports room: draft the report of a year, freeze it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.remembering import remembering
from phongtrao.documents import docx, pdf
from phongtrao.reports import access, collecting, composing, editing, rooms
from phongtrao.reports.facts import Facts
from phongtrao.reports.models import Blob, Snapshot
from phongtrao.reports.outline import Outline, read_outline, read_template

REPORT = "annual"
LIBRARIES = ("docxtpl", "python-docx", "typst", "segno", "jinja2", "lxml")
ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
#: Steps of a report, said while it is made: `say(steps done, what comes now)`.
STEPS = ("figures", "word", "pdf", "keep")
Say = Callable[[int, str], None]


def silent(_done: int, _now: str) -> None:
    """Nobody is listening."""


@dataclass(frozen=True)
class Printed:
    """A report as facts and as files; `seal` only when frozen."""

    facts: Facts
    outline: Outline
    template: bytes
    docx: bytes
    pdf: bytes
    seal: composing.Seal | None


def folder() -> Path:
    """The folder of the annual report in the plan package of this installation."""
    return Path(settings.PLAN_FOLDER) / "reports" / REPORT


@contextmanager
def _unlocked() -> Iterator[None]:
    """Begin transactions on SQLite without the write lock that all others begin with."""
    here: Any = connection
    if connection.vendor != "sqlite":
        yield
        return
    mode, here.transaction_mode = here.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        here.transaction_mode = mode


@contextmanager
def one_view() -> Iterator[None]:
    """One view of the data over several reads: a snapshot on PostgreSQL, a transaction anywhere.

    On SQLite it takes no lock: nobody who hands in waits for a report, nor a report for them.
    """
    outermost = not connection.in_atomic_block
    with _unlocked() if outermost else nullcontext(), transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def sha256(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def seal_of(facts: Facts) -> composing.Seal:
    """The seal of facts: code BC-year-XXXX-XXXX from their hash, no letters easily confused."""
    digest = sha256(facts.text().encode())
    letters = base64.b32encode(bytes.fromhex(digest)).decode().translate(ALPHABET)
    return composing.Seal(f"BC-{facts.year}-{letters[:4]}-{letters[4:8]}", digest)


def print_files(
    facts: Facts,
    outline: Outline,
    template: bytes,
    seal: composing.Seal | None,
    say: Say = silent,
) -> Printed:
    """The DOCX and PDF of facts: a pure function of its arguments.

    Refusal `report.template` when an edited Word template does not fill.
    """
    document = composing.document(facts, outline, seal)
    say(1, "word")
    try:
        word = docx.render(document, template)
    except docx.TemplateProblem as problem:
        raise Refusal(
            "report.template",
            f"Mẫu Word của báo cáo chưa dùng được: {problem}",
            f"The Word template of the report cannot be used: {problem}",
        ) from problem
    say(2, "pdf")
    return Printed(facts, outline, template, word, pdf.render(document), seal)


def facts_of(year: int, at: datetime | None = None) -> tuple[Facts, Outline]:
    """The live facts of a year in one view of the data, with the outline in force."""
    outline = read_outline(folder())
    rooms.prepare()
    with remembering(), one_view():
        frame = collecting.frame_of(outline, year, at or timezone.now().replace(microsecond=0))
        return collecting.collect(frame), outline


def written(facts: Facts, outline: Outline) -> tuple[Facts, Outline]:
    """Facts and outline with the paragraphs the office wrote itself."""
    texts = {key: edit.text for key, edit in editing.edits(outline.id, facts.year).items()}
    kept = {place.key for place in editing.places(outline)}
    texts = {key: text for key, text in texts.items() if key in kept}
    changed = facts.model_copy(update={"wording": editing.wording(texts)})
    return changed, editing.applied(outline, texts)


def draft(*, year: int, at: datetime | None = None, say: Say = silent) -> Printed:
    """The report of a year from live figures, as a draft. Nothing is stored."""
    say(0, "figures")
    facts, outline = written(*facts_of(year, at))
    return print_files(facts, outline, read_template(folder()), None, say)


def freeze(
    *, year: int, by: Post | None, at: datetime | None = None, say: Say = silent
) -> Snapshot:
    """Freeze the report of a year: facts, outline, template and both files, in one transaction.

    `by` None is the command line. Refusal `report.may_not_freeze` (403) for other posts.
    """
    if by is not None:
        access.require_freeze(by)
    say(0, "figures")
    facts, outline = written(*facts_of(year, at))
    printed = print_files(facts, outline, read_template(folder()), seal_of(facts), say)
    say(3, "keep")
    with transaction.atomic(durable=True):
        return _store(printed, by)


def _blob(content: bytes) -> Blob:
    found, _ = Blob.objects.get_or_create(sha256=sha256(content), defaults={"content": content})
    return found


def _store(printed: Printed, by: Post | None) -> Snapshot:
    """Snapshot, blobs, log entry and event together."""
    facts, seal = printed.facts, printed.seal
    assert seal is not None, "only a sealed report is stored"
    found = Snapshot.objects.filter(code=seal.code).first()
    if found is not None:
        return found
    hashes = {"docx": sha256(printed.docx), "pdf": sha256(printed.pdf), "facts": seal.digest}
    entry = audit.append({"type": "report.freeze", "code": seal.code, "year": facts.year, **hashes})
    last = Snapshot.objects.filter(report=facts.report, year=facts.year).first()
    snapshot = Snapshot.objects.create(
        code=seal.code,
        report=facts.report,
        year=facts.year,
        number=last.number + 1 if last else 1,
        cut_off=datetime.fromisoformat(facts.cut_off),
        frozen_at=timezone.now(),
        post_id=by.pk if by else None,
        package_digest=facts.package_digest,
        data_version=facts.data_version,
        map_on=date.fromisoformat(facts.map_on),
        provisional=facts.provisional,
        facts=facts.text(),
        facts_sha256=seal.digest,
        outline=printed.outline.model_dump_json(),
        template=_blob(printed.template),
        docx=_blob(printed.docx),
        pdf=_blob(printed.pdf),
        libraries={name: version(name) for name in LIBRARIES},
        log_index=entry.index,
    )
    audit.record(verb="report.freeze", by=by, object=snapshot, data={"code": seal.code, **hashes})
    return snapshot
