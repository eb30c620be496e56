"""Questions whose SQL the ORM compiles once per process; later askings only give other values.

Django builds and compiles a queryset anew for every asking, which takes several times what the
engine needs for a row found by its key (decision 0026 has the figures).
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import update_wrapper
from inspect import signature
from itertools import count
from typing import Any, Generic, ParamSpec, TypeVar, get_type_hints

from django.db import connection
from django.db.models import Model, QuerySet

Given = ParamSpec("Given")
Row = TypeVar("Row", bound=Model)

#: Stand-ins are small enough for every integer column and early enough for no real day.
_FIRST_NUMBER = 2_000_000_000
_FIRST_YEAR = 2


class Question(Generic[Given, Row]):
    """A queryset of one model as a function of its positional arguments (int, str or date).

    TypeError where an argument has no such type, is None, or does not reach the SQL.

    >>> @question
    ... def _owed(round_id: int, unit_id: int) -> QuerySet[Owed]:
    ...     return Owed.objects.filter(round_id=round_id, unit_id=unit_id)
    >>> _owed.first(7, 12)
    """

    def __init__(self, make: Callable[Given, QuerySet[Row]]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled[Row]] = {}
        update_wrapper(self, make)

    def __call__(self, *values: Given.args, **none: Given.kwargs) -> list[Row]:
        """Return the rows, in the order of the queryset."""
        return self._ask(values)

    def first(self, *values: Given.args, **none: Given.kwargs) -> Row | None:
        """Return the first row, None where there is none."""
        return next(iter(self._ask(values)), None)

    def _ask(self, values: Sequence[Any]) -> list[Row]:
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = _Compiled(self._make)
        return self._compiled[connection.vendor].ask(values)


def question(make: Callable[Given, QuerySet[Row]]) -> Question[Given, Row]:
    """Keep the SQL of the queryset that `make` builds."""
    return Question(make)


class _Compiled(Generic[Row]):
    """The SQL of a queryset on one engine, which argument goes where, and how a row is read."""

    def __init__(self, make: Callable[..., QuerySet[Row]]) -> None:
        stand_ins = _stand_ins(make)
        query = make(*stand_ins).query
        compiler = query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        adapted = [_adapted(one) for one in stand_ins]
        missing = [place for place, one in enumerate(adapted) if one not in params]
        if missing or query.select_related:
            raise TypeError(f"{make.__qualname__} cannot be prepared: arguments {missing}")
        self.fixed = tuple(None if one in adapted else one for one in params)
        self.places = tuple(
            (at, adapted.index(one)) for at, one in enumerate(params) if one in adapted
        )
        columns = [column for column, *_ in compiler.select or ()]
        info: dict[str, Any] = compiler.klass_info or {}
        self.model: type[Row] = info["model"]
        self.names = [columns[at].target.attname for at in info["select_fields"]]
        self.annotations = list((compiler.annotation_col_map or {}).items())
        self.converters = list(compiler.get_converters(columns).items())

    def ask(self, values: Sequence[Any]) -> list[Row]:
        """Return the rows for other values."""
        if None in values:
            raise TypeError("None is not a value to compare with")
        params = list(self.fixed)
        for at, place in self.places:
            params[at] = _adapted(values[place])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return [self._row(list(row)) for row in cursor.fetchall()]

    def _row(self, values: list[Any]) -> Row:
        """One row as the ORM makes it (`ModelIterable`): converters, fields, annotations."""
        for at, (converters, column) in self.converters:
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        found = self.model.from_db(connection.alias, self.names, values[: len(self.names)])
        for name, at in self.annotations:
            setattr(found, name, values[at])
        return found


def _stand_ins(make: Callable[..., Any]) -> list[Any]:
    """One value per argument that no real question gives, by its annotation."""
    hints, numbers = get_type_hints(make), count()
    return [_stand_in(hints[name], next(numbers)) for name in signature(make).parameters]


def _stand_in(kind: Any, number: int) -> Any:
    if kind is int:
        return _FIRST_NUMBER + number
    if kind is str:
        return f"\x1astand-in {number}"
    if kind is date:
        return date(_FIRST_YEAR + number, 1, 1)
    raise TypeError(f"{kind} cannot be prepared")


def _adapted(value: Any) -> Any:
    """The value as the engine's driver takes it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
