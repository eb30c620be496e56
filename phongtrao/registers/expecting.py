"""What a year of a register must hold by its day: which units have no line, whether any is there.

Only registers that say `expected` in their YAML are asked; a year is late from the day after.
"""

from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import UnitState
from phongtrao.plan.registers import Expected, Register
from phongtrao.programmes import areas
from phongtrao.registers import projections
from phongtrao.registers.access import Reach, today
from phongtrao.registers.listing import Part, in_period


def late_since(register: Register, year: int) -> date | None:
    """Return the last day for a line of a year when that day is over, else None."""
    last = register.expected.last_day(year) if register.expected else None
    return last if last and last < today() else None


def lacking(register: Register, year: int, reach: Reach | None = None) -> "QuerySet[UnitState]":
    """Return the units that should have a line of a year and have none, as they were on its day.

    KeyError when the register expects nothing of each unit.
    """
    expected = _asked(register, "each")
    day = expected.last_day(year)
    found = areas.select_within(orgs.select(day), day)
    found = found.filter(group__in=expected.groups or register.groups)
    if reach is not None and reach.within is not None:
        inside = [reach.within] if reach.only else orgs.units_below(reach.within, today())
        found = found.filter(unit_id__in=inside)
    kept = _lines(register, year)
    written = RawSQL(f"SELECT r.unit_id {kept.sql}", kept.params)  # noqa: S611 - declared names
    return found.exclude(unit_id__in=written)


def has_one(register: Register, year: int) -> bool:
    """Tell whether any unit of the groups named has a line of a year, in the whole plan.

    KeyError when the register does not expect one line.
    """
    expected = _asked(register, "one")
    groups = expected.groups or register.groups
    kept = _lines(register, year)
    holes = ", ".join(["%s"] * len(groups))
    sql = f"SELECT 1 {kept.sql} AND r.grp IN ({holes}) LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*kept.params, *groups])
        return cursor.fetchone() is not None


def _asked(register: Register, of: str) -> Expected:
    if register.expected is None or register.expected.of != of:
        raise KeyError(register.id)
    return register.expected


def _lines(register: Register, year: int) -> Part:
    """FROM and WHERE of the lines of a year."""
    projections.ready(register)
    part = in_period(register, Period(year), "flow")
    return Part(f'FROM "{projections.table_name(register)}" AS r WHERE {part.sql}', part.params)
