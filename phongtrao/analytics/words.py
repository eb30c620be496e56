"""Labels of fields and choices, as `formula.explain` wants them."""

from __future__ import annotations

from phongtrao.analytics.sheets import Item
from phongtrao.formula import explain
from phongtrao.plan.definitions import Form
from phongtrao.plan.targets import VISITS


def labels_of(form: Form) -> dict[str, str]:
    """Return column → label and `column=code` → label of a choice."""
    labels = {VISITS: "Lượt kiểm tra theo biên bản"}
    for field in form.all_fields():
        labels[field.id] = field.label
        for choice in field.choices:
            labels[f"{field.id}={choice.code}"] = choice.label
    return labels


def formula_words(item: Item, form: Form) -> tuple[str, str, str]:
    """Return (numerator, denominator or '', units counted) in Vietnamese words."""
    labels = labels_of(form)
    bottom = "" if item.denominator is None else explain(item.denominator, labels)
    units = explain(item.applies, labels)
    if item.goal.scope == "in_scope":
        units += " và thuộc diện của Thông tư 124/2021/TT-BCA"
    return explain(item.numerator, labels), bottom, units
