"""Checks of forms: fields are complete and private, conditions parse, deadlines exist, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from phongtrao.core.findings import Finding
from phongtrao.plan.examples import checks_that_speak
from phongtrao.plan.forms import Field, Form, day_in
from phongtrao.plan.reader import Source
from phongtrao.plan.target_checks import check_formula
from phongtrao.plan.wording import finding

CLOSED = ("choice", "choices")
LEAP_YEAR = 2024
PERSONAL = re.compile(
    r"họ và tên|họ tên|căn cước|chứng minh nhân dân|số định danh|số điện thoại|ngày sinh|"
    r"\b(full name|citizen id|identity card|phone number|date of birth)\b",
    re.IGNORECASE,
)
RESERVED = (
    "unit_id",
    "period",
    "grp",
    "kind",
    "subkind",
    "in_scope",
    "scope_rule",
    "state",
    "version",
    "submitted_at",
    "late",
    "on_behalf",
    "visits",
)


def check_form(form: Form, source: Source) -> Iterator[Finding]:
    """Everything wrong with one form."""
    here = ("forms", form.id)
    seen: set[str] = set()
    for s, section in enumerate(form.sections):
        for f, field in enumerate(section.fields):
            place = (*here, "sections", s, "fields", f)
            if field.id in seen or field.id in RESERVED or "__" in field.id:
                yield finding(
                    "plan.duplicate_id", source.place(*place, "id"), "Chọn mã khác.", id=field.id
                )
            seen.add(field.id)
            yield from _field(field, form, source, place)
    yield from _deadlines(form, source)
    yield from _checks(form, source, seen)
    if not form.examples:
        yield finding("plan.no_example", source.place(*here), id=form.id)


def _field(
    field: Field, form: Form, source: Source, here: tuple[str | int, ...]
) -> Iterator[Finding]:
    if field.type in CLOSED and not field.choices:
        yield finding("plan.choices", source.place(*here, "type"), field=field.id)
    if field.type not in CLOSED and field.choices:
        yield finding(
            "plan.no_choices", source.place(*here, "choices"), field=field.id, type=field.type
        )
    if field.sensitive and field.type == "text":
        yield finding(
            "plan.sensitive",
            source.place(*here, "type"),
            "Dùng một câu trả lời chung và số văn bản.",
            field=field.id,
        )
    if PERSONAL.search(f"{field.label} {field.label_en}"):
        yield finding(
            "plan.personal",
            source.place(*here, "label"),
            "Chỉ hỏi số đếm của đơn vị.",
            field=field.id,
        )
    if field.show_if:
        yield from check_formula(field.show_if, "show_if", form, source.place(*here, "show_if"))
    if field.pattern:
        try:
            re.compile(field.pattern)
        except re.error as error:
            yield finding(
                "plan.formula", source.place(*here, "pattern"), part="pattern", reason=str(error)
            )


def _deadlines(form: Form, source: Source) -> Iterator[Finding]:
    here = ("forms", form.id, "deadlines")
    days: dict[str, str] = {str(name): text for name, text in form.deadlines.items()}
    if form.opens:
        days["opens"] = form.opens
    for name, text in days.items():
        try:
            day_in(text, LEAP_YEAR)
        except ValueError:
            place = source.place(*here, name)
            yield finding("plan.date", place, 'Viết dạng "31/10".', value=text)
    for audience in sorted({name for field in form.all_fields() for name in field.for_}):
        if audience not in days:
            yield finding(
                "plan.deadline",
                source.place(*here),
                "Thêm hạn vào “deadlines”.",
                form=form.id,
                audience=audience,
            )


def _checks(form: Form, source: Source, fields: set[str]) -> Iterator[Finding]:
    broken = False
    for index, check in enumerate(form.checks):
        here = ("forms", form.id, "checks", index)
        for item in check_formula(check.when, "when", form, source.place(*here, "when")):
            broken = True
            yield item
        for name in check.fields:
            if name not in fields:
                yield finding("plan.unknown_field", source.place(*here, "fields"), field=name)
        for part in ("message", "message_en"):
            for named in _named(getattr(check, part)):
                if named not in fields:
                    place = source.place(*here, part)
                    yield finding("plan.message", place, check=check.id, field=named)
    if not broken:
        yield from _examples(form, source)


def _examples(form: Form, source: Source) -> Iterator[Finding]:
    known = {field.id for field in form.all_fields()}
    for index, example in enumerate(form.examples):
        here = ("forms", form.id, "examples", index)
        for name in example.payload:
            if name not in known:
                place = source.place(*here, "payload", name)
                yield finding("plan.unknown_field", place, field=name)
        spoken = checks_that_speak(form, example)
        if sorted(spoken) != sorted(example.findings):
            yield finding(
                "plan.example_findings",
                source.place(*here, "findings"),
                computed=", ".join(spoken) or "không",
                stated=", ".join(example.findings) or "không",
            )


def _named(message: str) -> list[str]:
    """Fields a message speaks of; the whole message when its braces do not match."""
    try:
        return [name for _, name, _, _ in Formatter().parse(message) if name is not None]
    except ValueError:
        return [message]
