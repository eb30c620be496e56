"""A register in words: titles, labels, values, states, in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from phongtrao.core.dates import format_date
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.plan.registers import Item, Register, RegisterField, State
from phongtrao.registers.words import Names
from phongtrao.web.base.tongue import counted
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label
from phongtrao.web.templatetags.phongtrao import icon, vn

ABSENT = "–"
NO_BREAK = "\u00a0"
#: tone of a state in a definition → (tone of the tag, drawing)
TONES = {
    "good": ("met", "met"),
    "attention": ("near", "near"),
    "bad": ("missed", "missed"),
    "busy": ("waiting", "waiting"),
    "": ("todo", "todo"),
}


def title(register: Register) -> str:
    """Return the name of a register."""
    return said(register.title, register.title_en)


def noun(register: Register) -> str:
    """Return what one line of the register is called: "mô hình"."""
    return said(register.entry, register.entry_en)


def label(item: Any) -> str:
    """Return the label of a field, a state, a move, an item, a measure."""
    return said(item.label, item.label_en)


def item_label(register: Register, one: RegisterField, code: str) -> str:
    """Return an item of a closed field in words; its code when the list has lost it."""
    if one.type == "yes_no":
        return _("Yes") if code == "yes" else _("No")
    found = register.item(one, code)
    return label(found) if found else code


def item_note(item: Item) -> str:
    """Return what limits an item: its days, and that its content is not known."""
    parts = []
    if item.valid_from:
        parts.append(_("from %(day)s") % {"day": format_date(date.fromisoformat(item.valid_from))})
    if item.valid_to:
        last = date.fromordinal(date.fromisoformat(item.valid_to).toordinal() - 1)
        parts.append(_("until %(day)s") % {"day": format_date(last)})
    if item.unknown:
        parts.append(_("not known yet"))
    return ", ".join(parts)


def value_text(register: Register, one: RegisterField, value: Any, names: Names) -> str:
    """Return a stored value as people read it; '' when there is none.

    Both forms are understood: the payload of a version and the cell of the projection.
    """
    if value is None or value in ("", []):
        return ""
    if one.type in ("choice", "catalogue", "yes_no"):
        return item_label(register, one, str(value))
    if one.type == "many":
        codes = value if isinstance(value, list) else str(value).split(",")
        return ", ".join(item_label(register, one, code) for code in codes)
    if one.type == "money":
        return f"{vn(value)}{NO_BREAK}đồng"
    if one.type == "number":
        return f"{vn(value)}{NO_BREAK}{unit_of(one, value)}".rstrip(NO_BREAK)
    if one.type == "date":
        return format_date(date.fromisoformat(str(value)))
    if one.type == "unit":
        return names.units.get(int(value), str(value))
    if one.type == "entry":
        return names.entries.get(int(value), f"#{value}")
    return str(value)


def unit_of(one: RegisterField, number: object = None) -> str:
    """Return the unit of measure of a number; money is in đồng unless the field says otherwise."""
    return counted(one.unit or ("đồng" if one.type == "money" else ""), number)


def state_tag(state: State) -> SafeString:
    """Return a state as a tag: shape, words, colour."""
    tone, shape = TONES[state.tone]
    return format_html(
        '<span class="tag tag--{}">{}{}</span>', tone, icon(shape) if shape else "", label(state)
    )


def period_text(code: str) -> str:
    """Return a stored period in words: "Năm 2024"."""
    return period_label(Period.parse(code)) if code else ""


def unit_text(state: Any) -> str:
    """Return a unit with its kind, first letter large."""
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]


def column_label(register: Register, name: str) -> str:
    """Return the heading of a list column: a field, or one of the columns every entry has."""
    own = {
        "unit": _("Unit"),
        "state": _("State"),
        "period": _("Period"),
        "day": _("Day"),
        "updated": _("Last change"),
    }
    return own[name] if name in own else label(register.field(name))


def day_text(text: str) -> str:
    """Return a stored day or moment as dd/mm/yyyy, '' when there is none."""
    return format_date(date.fromisoformat(text[:10])) if text else ""
