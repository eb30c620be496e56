"""A district that is gone passes what it led to the communes of its area, by document and day."""

from datetime import date

import pytest

from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.duties import actions, queries
from phongtrao.duties.models import Assignment, Desk
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import OrgUnit, UnitState
from phongtrao.programmes import queries as programmes
from tests.duty_bodies import found_bodies
from tests.web.desks import client_of
from tests.world import START

END = date(2025, 7, 1)
DOCUMENT = "Văn bản cần xác nhận (minh hoạ)"


@pytest.fixture
def district(world):
    """Both communes lie in one district until 1 July 2025; its duties of 2025 are given."""
    unit = OrgUnit.objects.create(uid="test-district")
    common = {"unit": unit, "name": "Bù Đăng", "kind": "huyen", "group": "district"}
    UnitState.objects.create(
        code="696", parent_id=world.units["province"], valid_from=START, valid_to=END,
        search_key="bu dang", sort_key="bu dang", **common,
    )  # fmt: skip
    for key in ("commune", "neighbour"):
        state = UnitState.objects.get(unit_id=world.units[key])
        UnitState.objects.filter(pk=state.pk).update(parent_id=unit.pk, valid_to=END)
        state.pk, state.valid_from = None, END
        state.save()
    rebuild_maps()
    found_bodies(world, ("police",))
    actions.open_year(year=2025, by=None)
    return Desk.objects.get(unit_id=unit.pk)


def led():
    return [duty.id for duty in programmes.package().duties if duty.lead == "districts"]


def divide(district, **changes):
    asked = {"source": district, "on": END, "document": DOCUMENT, "duties": led(), "by": None}
    return actions.divide(**{**asked, **changes})


def holders(year):
    found = Assignment.objects.filter(duty="IV.14.a-1", year=year)
    return sorted(found.values_list("holder__code", flat=True))


def test_each_commune_of_the_area_gets_its_own_and_the_old_history_stays(world, district):
    old = Assignment.objects.get(duty="IV.14.a-1", first=district)
    assert queries.row(old).judged.state != "moved"
    made = divide(district, confirmed=False)
    assert [one.target.unit_id for one in made] == [
        world.units["neighbour"], world.units["commune"],
    ]  # fmt: skip
    assert holders(2025) == ["districts.25363", "districts.25366", "districts.696"]
    before = queries.row(old)
    assert before.item.holder == district and before.judged.state == "moved"
    assert {move.hand_over.document for move in before.moves} == {DOCUMENT}
    mine = queries.rows_of_desk(made[0].target, 2025)
    assert {row.duty.id for row in mine} == set(led())
    assert {row.item.starts for row in mine} == {END}
    assert DOCUMENT in audit.entry(made[0].log_index).payload


def test_the_years_after_ask_the_communes_and_nothing_is_without_a_taker(district):
    actions.open_year(year=2026, by=None)
    assert {duty.id for duty in queries.untaken(2026)} == set(led())
    divide(district)
    actions.open_year(year=2026, by=None)
    assert holders(2026) == ["districts.25363", "districts.25366"]
    assert queries.untaken(2026) == []
    asked = Assignment.objects.filter(year=2026, duty__startswith="VI.1.b")
    assert not asked.filter(first__code__startswith="districts.").exists()


def test_a_body_that_also_took_a_districts_report_is_asked_for_one_report(district):
    papers = [duty.id for duty in programmes.package().duties if duty.document]
    police = Desk.objects.get(code="police")
    actions.hand_over(
        source=district, target=police, on=END, document=DOCUMENT, duties=papers, by=None
    )
    actions.open_year(year=2026, by=None)
    asked = Assignment.objects.filter(year=2026, duty__startswith="VI.1.b")
    assert asked.filter(first=police).count() == 1
    assert not asked.filter(first=district).exists()


def test_a_commune_that_took_duties_only_owes_no_report_of_its_own(district):
    (first, *_) = divide(district)
    assert queries.paper_view(first.target, "report", 2025).due is None
    assert queries.paper_view(district, "report", 2025).due == date(2025, 11, 15)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document": " "}, "handover.document"),
        ({"on": date(2031, 1, 1)}, "handover.no_heirs"),
    ],
)
def test_a_division_that_makes_no_sense_is_refused(district, changes, code):
    with pytest.raises(Refusal) as refused:
        divide(district, **changes)
    assert refused.value.code == code
    assert holders(2025) == ["districts.696"]


def test_on_the_page_the_communes_are_named_before_and_hold_it_after(world, district):
    client = client_of(world, "standing")
    asked = {"tu": district.code, "den": "cac-xa", "ngay": "01/07/2025"}
    page = client.get("/co-quan/chuyen-nhiem-vu/", asked).content.decode()
    assert "Xã Tân Hòa" in page and "Xã Tân Lập" in page
    done = client.post(
        "/co-quan/chuyen-nhiem-vu/", {**asked, "van-ban": DOCUMENT, "nhiem-vu": led()}, follow=True
    )
    assert "2 xã, phường" in done.content.decode()
    desk = Desk.objects.get(code="districts.25366")
    own = client.get(f"/co-quan/{desk.code}/?nam=2025", follow=True).content.decode()
    assert "IV.14.a" in own and "Bù Đăng" in own
