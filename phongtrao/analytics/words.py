"""How figures and gaps are said: labels of fields and choices, sentences, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from phongtrao.analytics.sheets import Item
from phongtrao.core.numbers import format_number
from phongtrao.formula import Condition, Measure, explain
from phongtrao.formula.tree import Expr
from phongtrao.plan.definitions import Form
from phongtrao.plan.targets import VISITS

SENTENCES: dict[str, tuple[str, str]] = {
    "silent": ("Chưa gửi báo cáo", "Has not reported"),
    "unavailable": ("Ghi “chưa có số liệu”", "Says “not available”"),
    "counted": ("Đang tính vào số phải giảm: {}", "Counts in what must go down: {}"),
    "zero": ("Đang ghi 0", "Says 0"),
    "short": ("Còn thiếu {} ({} trên {})", "Short by {} ({} of {})"),
    "not_met": ("Chưa đạt", "Not met"),
    "needs": ("Cần {}", "Needed: {}"),
    "empty_now": (" (đang trống)", " (now empty)"),
    "number_now": (" (đang ghi {})", " (now {})"),
    "word_now": (" (đang ghi “{}”)", " (now “{}”)"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "visits": ("Lượt kiểm tra theo biên bản", "Visits by the records"),
    "in_scope": (
        " và thuộc diện của Thông tư 124/2021/TT-BCA",
        " and the unit is in scope of Circular 124/2021/TT-BCA",
    ),
}


@dataclass(frozen=True)
class Speech:
    """One form said in one language."""

    form: Form
    english: bool = False

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Column → label and `column=code` → label of a choice."""
        return labels_of(self.form, english=self.english)

    def say(self, code: str, *parts: object) -> str:
        """One of the sentences."""
        return SENTENCES[code][self.english].format(*parts)

    def explain(self, formula: Measure | Condition) -> str:
        """A formula in words."""
        return explain(formula, self.labels, english=self.english)

    def part(self, expr: Expr) -> str:
        """A part of a condition in words."""
        return self.explain(Condition(expr, ""))

    def number(self, value: int) -> str:
        """A whole number as the language writes it."""
        return f"{value:,}" if self.english else format_number(value)

    def answer(self, column: str, code: str) -> str:
        """The label of a coded answer."""
        default = self.say(code) if code in ("yes", "no") else code
        return self.labels.get(f"{column}={code}", default)


def labels_of(form: Form, *, english: bool = False) -> dict[str, str]:
    """Return column → label and `column=code` → label of a choice."""
    labels = {VISITS: SENTENCES["visits"][english]}
    for field in form.all_fields():
        labels[field.id] = (english and field.label_en) or field.label
        for choice in field.choices:
            labels[f"{field.id}={choice.code}"] = (english and choice.label_en) or choice.label
    return labels


def formula_words(item: Item, speech: Speech) -> tuple[str, str, str]:
    """Return (numerator, denominator or '', units counted) in words."""
    bottom = "" if item.denominator is None else speech.explain(item.denominator)
    units = speech.explain(item.applies)
    if item.goal.scope == "in_scope":
        units += speech.say("in_scope")
    return speech.explain(item.numerator), bottom, units
