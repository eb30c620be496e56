"""Words of the inspection pages: coded things in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.core.dates import DateProblem, format_date, parse_date
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.inspections import queries
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.definitions import Field
from phongtrao.web.base.tongue import counted
from phongtrao.web.figures.addresses import codes_in, slug
from phongtrao.web.figures.answers import answer_words
from phongtrao.web.figures.present import group_label, said


def unit_name(state: UnitState) -> str:
    """Return a unit's name with its kind."""
    return full_name(state.kind, state.name)


def days_of(found: Any) -> str:
    """Return the days of a round."""
    return f"{format_date(found.starts)} – {format_date(found.ends)}"


def reason_words(code: str) -> str:
    """Return why a unit was replaced; '' for none."""
    for reason in queries.rules_of().replacement_reasons:
        if reason.id == code:
            return said(reason.label, reason.label_en)
    return code


def origin_words(code: str) -> str:
    """Return how a unit came to be visited."""
    return {
        "drawn": _("drawn by lot"),
        "replacement": _("next in drawn order"),
        "listed": _("named by the plan"),
    }[code]


def verdict_words(code: str) -> str:
    """Return what a team found for one answer."""
    return {
        "confirmed": _("Found right"),
        "differs": _("Differs"),
        "unchecked": _("Not seen"),
    }[code]


def stratum_words(name: str, level: tuple[str, ...], areas: dict[str, str]) -> str:
    """Return a stratum in words: kind, area, or both."""
    parts = dict(zip(level, name.split("/"), strict=False))
    found = []
    if "kind" in parts:
        found.append(group_label(parts["kind"]))
    if "area" in parts:
        found.append(areas.get(parts["area"], _("no single area")))
    return " · ".join(found) or _("all units")


def level_words(level: tuple[str, ...]) -> str:
    """Return what the strata are made of."""
    return {
        ("kind", "area"): _("kind of unit and area"),
        ("area",): _("area"),
        ("kind",): _("kind of unit"),
    }.get(level, _("nothing: one list"))


def field_label(field: Field) -> str:
    """Return a field's label in the language of the page."""
    return said(field.label, field.label_en)


def value_words(field: Field, value: Any) -> str:
    """Return an answer in words, with its unit."""
    words = answer_words(field, value)
    unit = counted(field.unit, value) if isinstance(value, int) else ""
    return f"{words} {unit}".rstrip()


def unit_of(slugged: str, day: date) -> UnitState:
    """Return the unit of `<mã>-<tên>` as it was on a day; Refusal 404."""
    codes = codes_in(slugged)
    for code in codes:
        for on in (day, None):
            try:
                return orgs.state_of(orgs.find_unit(code, on).pk, day)
            except Refusal:
                continue
    raise orgs.unknown(codes[-1])


def slug_of(state: UnitState) -> str:
    """Return `<mã>-<tên>` of a unit."""
    return slug(state.code, state.name)


def typed_day(text: str) -> date | None:
    """Return a day typed by a person, None when it is empty; Refusal 422 when it cannot be read."""
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except DateProblem as problem:
        raise Refusal(
            "inspection.day", problem.message, problem.message_en, status=422
        ) from problem
