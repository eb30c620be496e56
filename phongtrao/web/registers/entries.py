"""One entry: what it says, its life old → new, reviews, files, family; and the acts upon it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.numbers import format_number
from phongtrao.core.periods import Period
from phongtrao.plan.registers import Move
from phongtrao.registers import access, actions, queries
from phongtrao.web.figures.present import said
from phongtrao.web.registers import words
from phongtrao.web.registers.desk import (
    Attempt,
    Desk,
    attempt,
    keep_files,
    new_key,
    open_entry,
)
from phongtrao.web.registers.families import drawn
from phongtrao.web.registers.fields import SINCE, FieldView, errors_of, since_of, typed, views
from phongtrao.web.registers.life import events
from phongtrao.web.registers.links import Linked

IN_PAGE = frozenset({"image/jpeg", "application/pdf"})
REASON = "ly-do"
ACTS = ("change", "move", "attach", "undo", "withdraw")


@dataclass(frozen=True)
class Line:
    """One answer of the entry in words."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class MoveForm:
    """A move this post may make: its words, whether a reason is asked, fields still empty."""

    to: str
    label: str
    reason: bool
    fields: Sequence[FieldView]
    key: str
    said: str = ""
    since: str = ""
    wrong: Sequence[str] = ()
    refused: bool = False

    @property
    def plain(self) -> bool:
        """Whether one press is enough."""
        return not (self.reason or self.fields)


@dataclass(frozen=True)
class FileView:
    """One file: what it is called, where it opens, where it is taken out ('' when not)."""

    name: str
    size: str
    href: str
    image: bool
    remove: str


@dataclass(frozen=True)
class ReviewView:
    """One review in force."""

    title: str
    period: str
    lines: Sequence[Line]
    files: Sequence[FileView]
    change: str = ""


@dataclass(frozen=True)
class Refused:
    """A move that was not made: what was typed for it, and what to correct."""

    to: str
    posted: Any
    raw: Mapping[str, Any]
    findings: Sequence[Finding]


@require_safe
def entry(request: Any, register: str, entry: int) -> HttpResponse:
    """Everything about one entry."""
    return _page(request, open_entry(request, register, entry))


def _page(request: Any, desk: Desk, refused: Refused | None = None) -> HttpResponse:
    view = queries.entry(desk.entry.pk)
    names = queries.names_of(desk.register, [view.values, *(r.values for r in view.reviews)])
    happened = queries.history(desk.entry.pk)
    may = desk.may_write
    return render(
        request,
        "registers/entry.html",
        {
            "desk": desk,
            "entry": view.entry,
            "lines": lines_of(desk, view, names),
            "reviews": _reviews(desk, view, names),
            "files": _files(desk, view),
            "takes_files": may and desk.register.evidence is not None and not view.entry.withdrawn,
            "moves": _moves(desk, view, refused) if may else [],
            "review_kinds": _review_links(desk),
            "urls": {name: desk.url(name) for name in ACTS},
            "events": events(desk, happened),
            "may_undo": may and sum(not h.undone and h.act.verb != "undo" for h in happened) > 1,
            "point": point_words(view.point),
            "tree": drawn(queries.family(desk.entry.pk), desk),
            "keys": (new_key(), new_key()),
            "doubts": _doubts(desk, view),
        },
        status=422 if refused else 200,
    )


def _doubts(desk: Desk, view: Any) -> list[str]:
    """What should be looked at again: it did not stop the line being written."""
    found = queries.doubts(desk.register, view.entry)
    return [said(finding.message, finding.message_en) for finding in found]


def lines_of(desk: Desk, view: Any, names: Any) -> list[Line]:
    """Return the answers of an entry in words; empty ones are left out, computed ones are in."""
    cells = view.row.cells if view.row else {}
    found = []
    for field in desk.register.fields:
        if field.id == desk.register.heading.id and field.type == "text":
            continue  # it is the title of the page
        value = cells.get(field.id) if field.computed else view.values.get(field.id)
        shown = words.value_text(desk.register, field, value, names)
        if shown:
            found.append(Line(words.label(field), shown, _href(field, value)))
    return found


def _href(field: Any, value: Any) -> str:
    """Return the page of the entry a field leads to."""
    if field.type != "entry":
        return ""
    other = access.find(field.of_register)
    return Desk(None, other).url("list") + f"{value}/"


def _reviews(desk: Desk, view: Any, names: Any) -> list[ReviewView]:
    found = []
    mine = {kind.id for kind in access.reviews_for(desk.post, desk.entry)}
    for one in view.reviews:
        lines = [
            Line(words.label(field), shown)
            for field in one.kind.fields
            if (shown := words.value_text(desk.register, field, one.values.get(field.id), names))
        ]
        files = _files(desk, view, one.kind.id, one.period)
        title = said(one.kind.title, one.kind.title_en)
        period = Period.parse(one.period)
        change = f"{desk.url('review', one.kind.id)}?ky={period.url}" if one.kind.id in mine else ""
        found.append(ReviewView(title, words.period_text(one.period), lines, files, change))
    return found


def _files(desk: Desk, view: Any, review: str = "", period: str = "") -> list[FileView]:
    """Return the files of the entry itself, or of one review."""
    mine = [f for f in view.files if (f.review, f.period) == (review, period)]
    return [
        FileView(
            one.name,
            size_text(one.size),
            desk.url("file", one.pk),
            one.mime == "image/jpeg",
            desk.url("detach", one.pk) if desk.may_write else "",
        )
        for one in mine
    ]


def _review_links(desk: Desk) -> list[tuple[str, str]]:
    """Return (title, address) of the reviews this post may write now."""
    kinds = access.reviews_for(desk.post, desk.entry)
    return [(said(kind.title, kind.title_en), desk.url("review", kind.id)) for kind in kinds]


def point_words(point: tuple[float, float] | None) -> dict[str, str]:
    """Return a point as an address for map programs and as people write it; {} without one."""
    if point is None:
        return {}
    geo = ",".join(f"{part:.6f}" for part in point)
    return {"geo": f"geo:{geo}", "words": "; ".join(f"{p:.5f}".replace(".", ",") for p in point)}


def _moves(desk: Desk, view: Any, refused: Refused | None) -> list[MoveForm]:
    found = []
    for move in access.moves_for(desk.post, desk.entry):
        mine = refused if refused and refused.to == move.to else None
        found.append(_move_form(desk, move, view.values, mine))
    return found


def _move_form(desk: Desk, move: Move, values: Any, refused: Refused | None) -> MoveForm:
    empty = [desk.register.field(name) for name in move.needs if not values.get(name)]
    asked = [one.model_copy(update={"required": True}) for one in empty]
    label = words.label(move)
    if refused is None:
        fields = views(desk.register, asked, {}, {})
        return MoveForm(move.to, label, move.reason, fields, new_key())
    shown = {one.id for one in asked}
    fields = views(desk.register, asked, refused.raw, errors_of(refused.findings))
    elsewhere = [one for one in refused.findings if one.place not in shown]
    return MoveForm(
        move.to,
        label,
        move.reason,
        fields,
        new_key(),
        refused.posted.get(REASON, ""),
        refused.posted.get(SINCE, ""),
        [said(one.message, one.message_en) for one in elsewhere],
        refused=True,
    )


def _answer(request: HttpRequest, desk: Desk, done: Any, success: str) -> HttpResponse:
    """Say how an act went and lead back to the entry."""
    for finding in done.findings:
        messages.error(request, said(finding.message, finding.message_en))
    if done.done:
        messages.success(request, success)
    return redirect(desk.entry_url)


@require_POST
def move(request: Any, register: str, entry: int) -> HttpResponse:
    """Bring the entry into another state."""
    desk = open_entry(request, register, entry, "write")
    to = request.POST.get("to", "")
    listed = [m for m in access.moves_for(desk.post, desk.entry) if m.to == to]
    needed = [desk.register.field(name) for m in listed for name in m.needs if name in request.POST]
    found, since = typed(needed, request.POST, Linked(desk.post)), since_of(request.POST)
    wrong = [*found.wrong, *([since] if isinstance(since, Finding) else [])]
    if not wrong:
        done = attempt(
            lambda: actions.move_entry(
                entry_id=desk.entry.pk,
                to=to,
                client_key=request.POST.get("khoa") or new_key(),
                by=desk.post,
                values=found.values,
                on=None if isinstance(since, Finding) else since,
                reason=request.POST.get(REASON, "").strip(),
            )
        )
        wrong = done.findings
    if wrong and listed:
        return _page(request, desk, Refused(to, request.POST, found.raw, wrong))
    return _answer(request, desk, Attempt(findings=wrong), _("The state has changed."))


@require_POST
def undo(request: Any, register: str, entry: int) -> HttpResponse:
    """Take the last act back."""
    desk = open_entry(request, register, entry, "write")
    key = request.POST.get("khoa") or new_key()
    done = attempt(lambda: actions.undo(entry_id=desk.entry.pk, client_key=key, by=desk.post))
    return _answer(request, desk, done, _("The last act is taken back."))


@require_POST
def withdraw(request: Any, register: str, entry: int) -> HttpResponse:
    """Take out an entry written by mistake; its history stays."""
    desk = open_entry(request, register, entry, "write")
    reason = request.POST.get(REASON, "").strip()
    key = request.POST.get("khoa") or new_key()
    done = attempt(
        lambda: actions.withdraw_entry(
            entry_id=desk.entry.pk, reason=reason, client_key=key, by=desk.post
        )
    )
    return _answer(request, desk, done, _("The line is withdrawn; its history stays."))


@require_POST
def attach(request: Any, register: str, entry: int) -> HttpResponse:
    """Add files to the entry."""
    desk = open_entry(request, register, entry, "write")
    uploads = request.FILES.getlist("tep")
    if not uploads:
        messages.error(request, _("No file was chosen."))
    for finding in keep_files(uploads, desk.entry.pk, desk.post):
        messages.error(request, said(finding.message, finding.message_en))
    return redirect(desk.entry_url)


@require_safe
def file(request: Any, register: str, entry: int, file: int) -> FileResponse:
    """The file itself, to those who may read the entry."""
    desk = open_entry(request, register, entry)
    stored = _file(desk, file)
    response = FileResponse(
        queries.file_path(stored).open("rb"),
        content_type=stored.mime,
        as_attachment=stored.mime not in IN_PAGE,
        filename=stored.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def detach(request: Any, register: str, entry: int, file: int) -> HttpResponse:
    """Take a file out of the entry; the log keeps its hash."""
    desk = open_entry(request, register, entry, "write")
    stored = _file(desk, file)
    done = attempt(lambda: actions.remove_file(file_id=stored.pk, by=desk.post))
    return _answer(request, desk, done, _("The file is taken out."))


def _file(desk: Desk, file: int) -> Any:
    """A file of this very entry; Refusal 404 otherwise."""
    found = queries.entry(desk.entry.pk).files
    stored = next((one for one in found if one.pk == file), None)
    if stored is None:
        raise Refusal(
            "file.none",
            "Dòng này không có tệp đã chọn. Tệp có thể đã được gỡ.",
            "This entry has no such file. It may have been removed.",
            status=404,
        )
    return stored


def size_text(size: int) -> str:
    """Size of a file in kB, at least 1."""
    return f"{format_number(max(1, round(size / 1000)))} kB"
