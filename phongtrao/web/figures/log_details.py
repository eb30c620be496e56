"""What an act of the log changed, in words: no keys and no numbers of rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.registers import queries as registers
from phongtrao.web.figures.present import said
from phongtrao.web.figures.scope import period_label
from phongtrao.web.templatetags.phongtrao import vn

ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
LONGEST = 300


def details(event: Any) -> str:
    """Return the reason of an act, then what its data say to people."""
    parts = [event.reason] if event.reason else []
    parts += [words for key in _SAID if key in event.data if (words := _SAID[key](event.data[key]))]
    return "; ".join(parts)[:LONGEST]


def _counted(sentence: Callable[[], str]) -> Callable[[Any], str]:
    """Words with a number in them; a list is counted."""

    def words(value: Any) -> str:
        number = len(value) if isinstance(value, list) else value
        return sentence() % {"n": vn(number)} if isinstance(number, int) else ""

    return words


def _day(value: Any) -> str:
    return ISO_DAY.sub(lambda found: f"{found[3]}/{found[2]}/{found[1]}", str(value))


def _period(value: Any) -> str:
    try:
        return period_label(Period.parse(str(value)))
    except ValueError:
        return str(value)


def _cells(value: Any) -> str:
    """The cells sent back, each by its label with the sentence to its sender."""
    if not isinstance(value, dict):
        return ""
    labels = _labels(programmes.all_forms())
    return "; ".join(f"{labels.get(name, name)}: {text}" for name, text in value.items())


def _labels(forms: list[Form]) -> dict[str, str]:
    fields = [field for form in forms for field in form.all_fields()]
    return {field.id: said(field.label, field.label_en) for field in fields}


def _register(value: Any) -> str:
    known = {one.id: said(one.title, one.title_en) for one in registers.registers()}
    return known.get(str(value), "")


#: Data of acts that say something to people: key → words, in the order they are read. What is
#: left out are keys of rows and digests, which the entry of the log proves.
_SAID: dict[str, Callable[[Any], str]] = {
    "register": _register,
    "title": str,
    "code": str,
    "name": str,
    "username": str,
    "job": str,
    "note": str,
    "document": str,
    "period": _period,
    "year": lambda value: _("year %(n)s") % {"n": value},
    "version": lambda value: _("version %(n)s") % {"n": value},
    "cells": _cells,
    "units": _counted(lambda: _("%(n)s units")),
    "count": _counted(lambda: _("%(n)s in number")),
    "changed": _counted(lambda: _("%(n)s changed")),
    "entries": _counted(lambda: _("%(n)s lines")),
    "visits": _counted(lambda: _("%(n)s visits")),
    "recognised": _counted(lambda: _("%(n)s recognised")),
    "until": lambda value: _("until %(day)s") % {"day": _day(value)},
    "from": lambda value: _("from %(day)s") % {"day": _day(value)},
    "on": lambda value: _("on %(day)s") % {"day": _day(value)} if isinstance(value, str) else "",
    "way": lambda value: _("by an entry link") if value == "link" else "",
}
