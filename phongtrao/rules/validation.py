"""What a unit is about to say, judged before it is believed: errors block, warnings are explained.

Every finding says what, where and what to do: "Ấp 3: số hộ ký cam kết (215) lớn hơn tổng số hộ
(212). Sửa một trong hai số."
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from string import Formatter
from typing import Any

from phongtrao.core.answers import integer_of, is_answered, text_of, why_of
from phongtrao.core.findings import Finding
from phongtrao.core.kinds import GROUP_LABELS, GROUP_LABELS_EN
from phongtrao.core.numbers import format_number, format_percent
from phongtrao.formula import (
    ColumnType,
    Condition,
    Value,
    evaluate_condition,
    fields_of,
    parse_condition,
)
from phongtrao.plan.definitions import Check, Field, Form
from phongtrao.rules.answers import check_answer, said
from phongtrao.rules.scope import in_scope

JUMP_PERCENT = 20
JUMP_UNITS = 5
JUMP = "answer.jump"  # the finding of a number that moved much
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class _Prepared:
    """A form with its conditions read once; `form` keeps the object alive beside its id."""

    form: Form
    fields: dict[str, Field]
    checks: tuple[tuple[Check, Condition], ...]
    shown_if: dict[str, Condition]


class _Form:
    """Identity of a form object as a cache key (definitions hold dicts and cannot be hashed)."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Form) and other.form is self.form


@lru_cache(maxsize=16)
def _prepared(key: _Form) -> _Prepared:
    form = key.form
    columns: dict[str, ColumnType] = {
        name: "integer" if kind == "integer" else "text" for name, kind in form.columns().items()
    }
    fields = {field.id: field for field in form.all_fields()}
    return _Prepared(
        form,
        fields,
        tuple((item, parse_condition(item.when, columns)) for item in form.checks),
        {f.id: parse_condition(f.show_if, columns) for f in fields.values() if f.show_if},
    )


@lru_cache(maxsize=256)
def _asked(key: _Form, group: str, subkind: str) -> dict[str, Field]:
    """The questions of one kind of unit, by id."""
    return {field.id: field for field in key.form.fields_for(group, subkind)}


def check(
    form: Form,
    group: str,
    subkind: str,
    payload: Payload,
    previous: Payload | None = None,
    unit_name: str = "",
) -> list[Finding]:
    """Return errors and warnings about `payload`, each with the field as its place.

    `previous` is what the unit said one year earlier, for jumps; `unit_name` stands in front of
    every message.
    """
    prepared = _prepared(_Form(form))
    asked = _asked(_Form(form), group, subkind)
    findings = _unknown(prepared, asked, group, payload)
    row = row_of(form, group, subkind, payload)
    for field in asked.values():
        found = _field(prepared, field, payload, row)
        if found is not None:
            findings.append(found)
    findings += _crossed(prepared, row)
    findings += _jumps(asked, payload, previous or {})
    return [_named(finding, unit_name) for finding in findings] if unit_name else findings


def row_of(form: Form, group: str, subkind: str, payload: Payload) -> dict[str, Value]:
    """Return the payload as the projection would hold it: what conditions are evaluated on."""
    row: dict[str, Value] = {"grp": group, "subkind": subkind}
    row["in_scope"] = int(in_scope(group, "", subkind)[0])
    for field in form.all_fields():
        stored = payload.get(field.id)
        row[field.id] = integer_of(stored) if field.type == "integer" else text_of(stored)
        row[f"{field.id}__why"] = why_of(stored)
    return row


def is_shown(form: Form, field: Field, row: Mapping[str, Value]) -> bool:
    """Tell whether a field is asked, given the other answers (`show_if` true or not given)."""
    condition = _prepared(_Form(form)).shown_if.get(field.id)
    return condition is None or evaluate_condition(condition, row) is True


def _unknown(
    prepared: _Prepared, asked: Mapping[str, Field], group: str, payload: Payload
) -> list[Finding]:
    """Answers to questions that do not exist or are not put to this kind of unit."""
    findings = []
    for name in payload:
        if name in asked:
            continue
        field = prepared.fields.get(name)
        if field is None:
            message = f"Biểu mẫu không có mục “{name}”. Bỏ mục này."
            english = f"The form has no field “{name}”. Remove it."
            findings.append(Finding("answer.unknown", name, message, message_en=english))
        else:
            kind, kind_en = GROUP_LABELS[group].lower(), GROUP_LABELS_EN[group].lower()
            message = f"không hỏi {kind}. Bỏ trả lời ở mục này."
            findings.append(said(field, "not_asked", message, f"is not asked of {kind_en}."))
    return findings


def _field(
    prepared: _Prepared, field: Field, payload: Payload, row: Mapping[str, Value]
) -> Finding | None:
    """The one thing wrong with a field, or None."""
    condition = prepared.shown_if.get(field.id)
    shown = condition is None or evaluate_condition(condition, row) is True
    if is_answered(payload, field.id):
        wrong = check_answer(field, payload[field.id])
        if wrong is None and not shown:
            message = "đã trả lời nhưng các câu trên cho thấy mục này không áp dụng. Kiểm tra lại."
            english = "is answered although other answers rule it out. Check."
            return said(field, "hidden", message, english, "warning")
        return wrong
    if not (field.required and shown):
        return None
    choices = " hoặc chọn lý do không có số" if field.why and field.type == "integer" else ""
    return said(field, "missing", f"chưa trả lời. Nhập câu trả lời{choices}.", "is not answered.")


def _crossed(prepared: _Prepared, row: Mapping[str, Value]) -> list[Finding]:
    """Cross-checks of the form whose condition is true."""
    findings = []
    for item, condition in prepared.checks:
        if evaluate_condition(condition, row) is not True:
            continue
        place = next(iter(item.fields), next(iter(sorted(fields_of(condition))), ""))
        finding = Finding(
            code=f"check.{item.id}",
            place=place,
            message=_filled(item.message, prepared, row),
            level=item.level,
            message_en=_filled(item.message_en, prepared, row),
        )
        findings.append(finding)
    return findings


def _filled(template: str, prepared: _Prepared, row: Mapping[str, Value]) -> str:
    """The message with `{field}` replaced by the answer as people write it."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template.format_map({name: _shown(prepared, name, row.get(name)) for name in names})


def _shown(prepared: _Prepared, name: str, value: Value) -> str:
    if value is None:
        return "trống"
    if isinstance(value, int):
        return format_number(value)
    field = prepared.fields.get(name)
    if field is None:
        return value
    labels = {choice.code: choice.label for choice in field.choices} or {"yes": "Có", "no": "Không"}
    return labels.get(value, value)


def _jumps(asked: Mapping[str, Field], payload: Payload, previous: Payload) -> list[Finding]:
    """Counts that moved by more than 20 % (and by five or more) since last year."""
    findings = []
    for field in asked.values():
        now, then = integer_of(payload.get(field.id)), integer_of(previous.get(field.id))
        if field.type != "integer" or now is None or not then:
            continue
        moved = now - then
        if abs(moved) * 100 <= JUMP_PERCENT * then or abs(moved) < JUMP_UNITS:
            continue
        word, word_en = ("tăng", "up") if moved > 0 else ("giảm", "down")
        percent = format_percent(Fraction(abs(moved), then))
        message = (
            f"{word} {percent} so với năm trước ({format_number(then)} → {format_number(now)})."
            " Kiểm tra lại số này."
        )
        english = f"{word_en} {percent} on last year ({then} to {now}). Check it."
        findings.append(said(field, "jump", message, english, "warning"))
    return findings


def _named(finding: Finding, unit_name: str) -> Finding:
    """The finding with the unit's name in front."""
    words = finding.message
    if len(words) > 1 and words[0].isupper() and not words[1].isupper():
        words = words[0].lower() + words[1:]
    english = f"{unit_name}: {finding.message_en}" if finding.message_en else ""
    return replace(finding, message=f"{unit_name}: {words}", message_en=english)
