"""How the other numbers of the annual report are counted: sums of forms, registers, rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.analytics.words import labels_of
from phongtrao.core.text import search_key
from phongtrao.formula import explain, parse_condition, parse_measure
from phongtrao.plan.definitions import Form, Package, Register
from phongtrao.plan.examples import typed_columns
from phongtrao.plan.register_rows import columns_of
from phongtrao.programmes import queries as programmes
from phongtrao.reports.actions import folder
from phongtrao.reports.outline import Count, Measure, read_outline
from phongtrao.web.base.tongue import counted, in_english, said


@dataclass(frozen=True)
class Number:
    """One number of the report: its code, name, how it is counted, where it is kept."""

    code: str
    label: str
    words: str
    unit: str
    where: str
    url: str = ""


def numbers(package: Package, asked: str = "") -> list[Number]:
    """Numbers of the annual report whose code or name holds the asked words; none of later plans.

    The report belongs to the first plan of an installation.
    """
    if programmes.asked_code():
        return []
    outline = read_outline(folder())
    form = package.forms[outline.form]
    found = [_of_form(one, form) for one in outline.measures]
    found += [_of_room(one, package) for one in outline.counts]
    parts = search_key(asked).split()
    return [one for one in found if all(part in _key(one) for part in parts)]


def _key(one: Number) -> str:
    return search_key(f"{one.code} {one.label} {one.words} {one.where}")


def _of_form(one: Measure, form: Form) -> Number:
    labels = labels_of(form, english=in_english())
    parsed = parse_measure(one.formula, typed_columns(form))
    words, where = explain(parsed, labels, english=in_english()), said(form.title, form.title_en)
    return Number(one.id, said(one.label, one.label_en), words, counted(one.unit), where)


def _of_room(one: Count, package: Package) -> Number:
    if one.room != "register":
        rooms = {
            "assessment": (_("dossiers of the title"), "assessments:newest"),
            "duty": (_("duties of the bodies"), "duties:list"),
            "inspection": (_("records of inspections"), "inspections:overview"),
        }
        where, route = rooms[one.room]
        label = said(one.label, one.label_en)
        return Number(one.id, label, label, counted(one.unit), where, reverse(route))
    register = package.registers[one.register_id]
    url = reverse("registers:list", args=[register.url])
    where = said(register.title, register.title_en)
    label, words = said(one.label, one.label_en), _of_register(one, register)
    return Number(one.id, label, words, counted(one.unit), where, url)


def _of_register(one: Count, register: Register) -> str:
    """What of the register's entries is counted or added, which entries, and of which time."""
    if one.of == "keepers":
        return _("units that have written at least one entry")
    found = register.measure(one.of)
    stock = register.counted(found) == "stock"
    when = _("on the last day of the period") if stock else _("entries of the period")
    labels, columns = _labels(register), columns_of(register)
    words = _("number of entries")
    if found.sum != "count()":
        parsed = parse_measure(found.sum, columns, distinct=True)
        words = explain(parsed, labels, english=in_english())
    if found.where:
        kept = parse_condition(found.where, columns)
        condition = explain(kept, labels, english=in_english())
        words = _("%(what)s, of entries where %(condition)s") % {
            "what": words,
            "condition": condition,
        }
    return f"{words}; {when}"


def _labels(register: Register) -> dict[str, str]:
    """Column → label, `column=code` → label of a choice or a state, as `explain` wants them."""
    labels = {"state": _("state")}
    labels |= {f"state={one.id}": said(one.label, one.label_en) for one in register.states}
    named = [(field.id, field) for field in register.fields]
    named += [(f"{kind.id}__{one.id}", one) for kind in register.reviews for one in kind.fields]
    for name, field in named:
        labels[name] = said(field.label, field.label_en)
        items = register.items(field)
        labels |= {f"{name}={item.id}": said(item.label, item.label_en) for item in items}
    return labels
