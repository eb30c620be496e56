"""The boxes of a document as its page shows them: typed, kept, sent before, or said in updates."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.core.findings import Finding
from phongtrao.duties import queries
from phongtrao.duties.models import Desk, PaperVersion
from phongtrao.duties.queries import SUMMARY, PaperView
from phongtrao.web.duties import tables, words
from phongtrao.web.entry.form_fields import words_of
from phongtrao.web.figures.present import said


@dataclass(frozen=True)
class Subject:
    """The document of an address and what is known about it."""

    desk: Desk
    kind: str
    doc: str
    year: int
    view: PaperView
    name: str

    @property
    def url(self) -> str:
        """Address of the page."""
        return words.paper_url(self.desk, self.kind, self.year)


@dataclass(frozen=True)
class BoxView:
    """One box of the form."""

    key: str
    title: str
    clause: str
    text: str
    hint: str
    error: str = ""
    status: str = ""
    status_note: str = ""
    status_url: str = ""


@dataclass(frozen=True)
class Typed:
    """What was typed; None boxes: nothing yet."""

    boxes: dict[str, str] | None = None
    document: str = ""
    signed_on: str = ""
    problems: tuple[Finding, ...] = field(default=())


def as_sent(view: PaperView) -> Typed:
    """Number and day as kept in the draft, else of the version that was sent, to be corrected."""
    draft = view.paper.draft
    if draft:
        return Typed(None, draft.get(queries.DOCUMENT, ""), draft.get(queries.SIGNED_ON, ""))
    if view.version is None:
        return Typed()
    day = view.version.signed_on
    return Typed(None, view.version.document, format_date(day) if day else "")


def boxes_of(subject: Subject, typed: Typed) -> list[BoxView]:
    """The boxes with what was typed, kept as a draft, sent before, or said in updates."""
    errors = {f.place: words_of(f) for f in typed.problems if f.is_error}
    filled = untouched(subject)
    known = typed.boxes if typed.boxes is not None else subject.view.paper.draft
    states = _states(subject)
    found = []
    for box in queries.boxes_of(subject.desk, subject.year) if subject.kind == "report" else []:
        updates = _("%(n)s updates this year") % {"n": box.updates}
        hint = updates if box.updates else _("no update this year; write what was done")
        text = known.get(box.duty, filled[box.duty])
        found.append(
            BoxView(
                box.duty,
                said(box.title, box.title_en),
                box.clause,
                text,
                hint,
                errors.get(box.duty, ""),
                *states.get(box.duty, ("", "", "")),
            )
        )
    label = _("Summary of the plan") if subject.kind == "plan" else _("Assessment, proposals")
    return [*found, BoxView(SUMMARY, label, "", known.get(SUMMARY, filled[SUMMARY]), "")]


def untouched(subject: Subject) -> dict[str, str]:
    """Duty id → what stands in its box when nothing was typed: sent before, or said in updates."""
    sent = queries.said(subject.view.version) if subject.view.version else {}
    boxes = queries.boxes_of(subject.desk, subject.year) if subject.kind == "report" else []
    prefilled = {box.duty: box.prefill for box in boxes}
    return {**prefilled, SUMMARY: "", **sent}


def _states(subject: Subject) -> dict[str, tuple[str, str, str]]:
    """Duty id → tag, reason for delay and page of what it stands at, the worst part first."""
    rows = queries.rows_of_desk(subject.desk, subject.year) if subject.kind == "report" else []
    own = [row for row in rows if row.item.holder_id == subject.desk.pk]
    own.sort(key=lambda row: words.URGENT.index(row.judged.state), reverse=True)
    return {
        row.duty.id: (
            tables.tag(row),
            words.reason_words(row.reason) if row.behind and row.reason else "",
            words.duty_url(row.item),
        )
        for row in own
    }


def said_of(subject: Subject, version: PaperVersion) -> list[BoxView]:
    """What a version says, box by box, in the plan's order."""
    texts = queries.said(version)
    found = []
    for duty in tables.package().duties:
        if duty.id in texts:
            title = said(duty.title, duty.title_en)
            found.append(BoxView(duty.id, title, duty.clause, texts[duty.id], ""))
    if texts.get(SUMMARY):
        label = _("Summary of the plan") if subject.kind == "plan" else _("Assessment, proposals")
        found.append(BoxView(SUMMARY, label, "", texts[SUMMARY], ""))
    return found
