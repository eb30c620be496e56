"""`/kiem-tra/<mã>/<đơn vị>/`: the visit form on a phone; what was found, for who may read it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.dates import format_date
from phongtrao.core.findings import Refusal
from phongtrao.core.numbers import NumberProblem, parse_integer
from phongtrao.core.periods import Period
from phongtrao.inspections import access, actions, queries
from phongtrao.plan.definitions import Field
from phongtrao.web.base.tongue import counted
from phongtrao.web.figures.answers import YESNO
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label, today
from phongtrao.web.inspections import words

VERDICTS = ("confirmed", "differs", "unchecked")
MOST_FILES = 6
SHOWN_IN_PAGE = frozenset({"image/jpeg", "application/pdf"})


@dataclass(frozen=True)
class Row:
    """One field of the form: what was claimed, what was ticked and typed."""

    field: Field
    label: str
    claimed: str
    unit: str
    verdicts: tuple[tuple[str, str, bool], ...]
    choices: tuple[tuple[str, str, bool], ...]
    typed: str
    sentence: str
    verdict: str
    found: str


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, round: str, unit: str) -> HttpResponse:
    """GET shows the form to inspectors, the result to others; POST writes the visit down."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round)
    state = words.unit_of(unit, found.starts)
    access.require_unit(post, state.unit_id)
    if not any(row.unit_id == state.unit_id for row in queries.selected(found)):
        raise Refusal(
            "inspection.not_selected",
            "Đợt này không kiểm tra đơn vị đã chọn. Xem danh sách đơn vị của đợt.",
            "This round does not visit the chosen unit.",
            status=404,
        )
    if request.method != "POST":
        return _page(request, found, state)
    if not access.may_inspect(post):
        raise access.forbidden()
    return _write(request, post, found, state)


def _write(request: HttpRequest, post: Any, found: Any, state: Any) -> HttpResponse:
    try:
        claim = queries.claim_of(state.unit_id, Period.parse(found.period))
        report = _report(request, claim)
        _attach(request, post, found, state)
        base = request.POST.get("base", "")
        actions.record_visit(
            round_=found,
            unit_id=state.unit_id,
            report=report,
            client_key=_key(request),
            by=post,
            base_version=int(base) if base.isdigit() else None,
        )
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        wrong = said(refusal.message, refusal.message_en)
        return _page(request, found, state, wrong=wrong, status=refusal.status)
    messages.success(request, _("Written down: %(unit)s.") % {"unit": words.unit_name(state)})
    return redirect("inspections:visit", found.code, words.slug_of(state))


def _key(request: HttpRequest) -> str:
    """The key of the page that was sent; a malformed one is replaced."""
    try:
        return str(uuid.UUID(request.POST.get("client_key", "")))
    except ValueError:
        return str(uuid.uuid4())


def _report(request: HttpRequest, claim: queries.Claim | None) -> actions.Report:
    """Read the typed form; fields without a tick are left out."""
    day = words.typed_day(request.POST.get("ngay", ""))
    items = {}
    for field in claim.fields if claim else ():
        verdict = request.POST.get(f"v.{field.id}", "")
        if verdict in VERDICTS:
            value = _value(request, field) if verdict == "differs" else None
            sentence = request.POST.get(f"s.{field.id}", "")
            items[field.id] = actions.Found(verdict, value, sentence)
    return actions.Report(
        day=day or today(),
        items=items,
        note=request.POST.get("ket-luan", ""),
        due=words.typed_day(request.POST.get("han", "")),
    )


def _value(request: HttpRequest, field: Field) -> int | str | None:
    """What was found: a number as people write it, or a code."""
    typed = request.POST.get(f"f.{field.id}", "").strip()
    if field.type != "integer" or not typed:
        return typed or None
    try:
        number = parse_integer(typed)
    except NumberProblem:
        return typed
    return number if isinstance(number, int) else typed


def _attach(request: HttpRequest, post: Any, found: Any, state: Any) -> None:
    """Store the photos that came with the form, before the visit is written."""
    for upload in request.FILES.getlist("anh")[:MOST_FILES]:
        actions.attach(
            round_=found,
            unit_id=state.unit_id,
            field="",
            name=upload.name or "anh.jpg",
            content=upload.read(),
            by=post,
        )


def _page(
    request: HttpRequest, found: Any, state: Any, wrong: str = "", status: int = 200
) -> HttpResponse:
    post: Any = request.post  # type: ignore[attr-defined]
    claim = queries.claim_of(state.unit_id, Period.parse(found.period))
    checked = queries.checked(found, state.unit_id)
    done = queries.visit_of(found, state.unit_id)
    versions = queries.versions_of(done) if done else []
    may_write = access.may_inspect(post) and _is_selected(found, state)
    rows = _rows(request, claim, checked)
    titles = accounts.titles_of({v.post_id for v in versions if v.post_id})
    context = {
        "round": found,
        "unit": state,
        "unit_name": words.unit_name(state),
        "unit_slug": words.slug_of(state),
        "claim": claim,
        "claim_period": period_label(claim.period) if claim else "",
        "source_url": reverse("figures:source", args=[claim.submission_id]) if claim else "",
        "rows": rows,
        "answered": [row for row in rows if row.verdict],
        "checked": checked,
        "may_write": may_write,
        "versions": [(v, titles.get(v.post_id or 0, "–")) for v in versions],
        "files": queries.files_of(done),
        "tasks": queries.follow_ups_of(done),
        "base": done.current if done else 0,
        "client_key": request.POST.get("client_key") or str(uuid.uuid4()),
        "typed": _typed(request, checked),
        "wrong": wrong,
        "signals": _signals(claim, state, post),
    }
    return render(request, "inspections/visit.html", context, status=status)


def _signals(claim: queries.Claim | None, state: Any, post: Any) -> list[queries.Told]:
    """What to ask about on the spot."""
    if claim is None or not access.may_inspect(post):
        return []
    return queries.signals_for(state.unit_id, claim.period)


def _is_selected(found: Any, state: Any) -> bool:
    return any(r.unit_id == state.unit_id and not r.set_aside for r in queries.selected(found))


def _typed(request: HttpRequest, checked: queries.Checked | None) -> dict[str, str]:
    """The day, the closing sentence and the due day: as typed, else as written before."""
    if request.method == "POST":
        get = request.POST.get
        return {"day": get("ngay", ""), "note": get("ket-luan", ""), "due": get("han", "")}
    if checked is None:
        return {"day": format_date(today()), "note": "", "due": ""}
    payload = checked.payload
    return {
        "day": _written(payload["day"]),
        "note": payload["note"],
        "due": _written(payload["due"]),
    }


def _written(iso: str) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else ""


def _rows(
    request: HttpRequest, claim: queries.Claim | None, checked: queries.Checked | None
) -> list[Row]:
    """The fields of the form, with what was written before or just typed."""
    if claim is None:
        return []
    lines = {line.field.id: line for line in checked.lines} if checked else {}
    return [
        _row(request, field, claim.payload.get(field.id), lines.get(field.id))
        for field in claim.fields
    ]


def _row(request: HttpRequest, field: Field, claimed: Any, line: queries.Line | None) -> Row:
    posted = request.method == "POST"
    verdict = request.POST.get(f"v.{field.id}", "") if posted else (line.verdict if line else "")
    value = request.POST.get(f"f.{field.id}", "") if posted else (line.found if line else None)
    sentence = request.POST.get(f"s.{field.id}", "") if posted else (line.sentence if line else "")
    return Row(
        field,
        words.field_label(field),
        words.value_words(field, claimed),
        counted(field.unit),
        tuple((code, words.verdict_words(code), code == verdict) for code in VERDICTS),
        tuple((code, label, code == value) for code, label in _choices(field)),
        "" if value is None else str(value),
        sentence,
        verdict,
        words.value_words(field, value) if value not in (None, "") and not posted else "",
    )


def _choices(field: Field) -> list[tuple[str, str]]:
    if field.type == "yesno":
        return [(code, said(*YESNO[code])) for code in YESNO]
    if field.type == "choice":
        return [(choice.code, said(choice.label, choice.label_en)) for choice in field.choices]
    return []


@require_safe
def file(request: HttpRequest, round: str, unit: str, file: int) -> FileResponse:
    """A photo or document of a visit, to those who may read it."""
    post: Any = request.post  # type: ignore[attr-defined]
    found = access.round_for(post, round)
    state = words.unit_of(unit, found.starts)
    access.require_unit(post, state.unit_id)
    files = queries.files_of(queries.visit_of(found, state.unit_id))
    stored = next((one for one in files if one.pk == file), None)
    if stored is None:
        raise Refusal(
            "file.none",
            "Lượt kiểm tra này không có tệp đã chọn.",
            "This visit has no such file.",
            status=404,
        )
    response = FileResponse(
        queries.file_path(stored).open("rb"),
        content_type=stored.mime,
        as_attachment=stored.mime not in SHOWN_IN_PAGE,
        filename=stored.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
