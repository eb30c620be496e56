"""Questions compiled once say what the ORM says, for other values and on both engines."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from phongtrao.database.prepared import question
from phongtrao.orgs.models import OrgUnit, UnitState

pytestmark = pytest.mark.django_db


@question
def bearers(code: str, on: date) -> QuerySet[UnitState]:
    return UnitState.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from")


@question
def of_unit(unit_id: int, again: int) -> QuerySet[UnitState]:
    return UnitState.objects.filter(unit_id=unit_id, unit__pk=again)


def _state(uid: str, code: str, begins: date) -> UnitState:
    unit, _ = OrgUnit.objects.get_or_create(uid=uid)
    return UnitState.objects.create(
        unit=unit, code=code, name="Tân Lập", kind="xã", group="commune", valid_from=begins
    )


def test_other_values_give_other_rows_in_the_order_asked() -> None:
    old = _state("a", "25363", date(2020, 1, 1))
    new = _state("b", "25363", date(2022, 10, 1))
    _state("c", "25399", date(2020, 1, 1))
    assert bearers("25363", date(2022, 9, 30)) == [old]
    assert bearers("25363", date(2022, 10, 1)) == [new, old]
    assert bearers.first("25363", date(2030, 1, 1)) == new
    assert bearers.first("", date(2030, 1, 1)) is None
    assert of_unit(new.unit_id, new.unit_id) == [new]
    assert of_unit(new.unit_id, old.unit_id) == []


def test_the_statement_is_the_orms_own() -> None:
    day = date(2024, 5, 5)
    bearers("25363", day)
    with CaptureQueriesContext(connection) as asked:
        bearers("25363", day)
        list(UnitState.objects.filter(code="25363", valid_from__lte=day).order_by("-valid_from"))
    ours, theirs = (one["sql"] for one in asked.captured_queries)
    assert ours == theirs


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(TypeError, match="None"):
        of_unit(1, None)  # type: ignore[arg-type]

    @question
    def unused(code: str, _other: int) -> QuerySet[UnitState]:
        return UnitState.objects.filter(code=code)

    @question
    def joined(code: str) -> QuerySet[UnitState]:
        return UnitState.objects.filter(code=code).select_related("unit")

    @question
    def truth(flag: bool) -> QuerySet[UnitState]:
        return UnitState.objects.filter(valid_to__isnull=flag)

    for refused, values in ((unused, ("a", 1)), (joined, ("a",)), (truth, (True,))):
        with pytest.raises(TypeError, match="cannot be prepared"):
            refused(*values)  # type: ignore[operator]
