"""Verbs on units: one transaction, one event, states that touch, maps that are already right."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from phongtrao.accounts.models import Post
from phongtrao.audit.models import Event
from phongtrao.core.findings import Refusal
from phongtrao.orgs import access, actions, queries
from phongtrao.orgs.actions import NewState, NewUnit
from phongtrao.orgs.models import OrgUnit, UnitState

START, LATER = date(2022, 1, 1), date(2024, 3, 1)
PLACES = (
    ("vn", "VN", "Việt Nam", "quoc_gia", None),
    ("p", "P", "Bình Phước", "tinh", "vn"),
    ("d1", "D1", "Lộc Ninh", "huyen", "p"),
    ("d2", "D2", "Bù Đốp", "huyen", "p"),
    ("c1", "C1", "Lộc An", "xa", "d1"),
    ("c2", "C2", "Lộc Tấn", "xa", "d1"),
    ("c3", "C3", "Tân Tiến", "xa", "d2"),
    ("h1", "H1", "Ấp 1", "khu_dan_cu", "c1"),
    ("h2", "H2", "Ấp 1", "khu_dan_cu", "c2"),
    ("h3", "H3", "Ấp 3", "khu_dan_cu", "c3"),
    ("a1", "A1", "Phòng Tư pháp", "co_quan", "d1"),
)


def plant() -> dict[str, OrgUnit]:
    """Found one small province level by level, as the demonstration does."""
    made: dict[str, OrgUnit] = {}
    for uid, code, name, kind, above in PLACES:
        parent = made[above].pk if above else None
        unit = NewUnit(uid, (NewState(code, name, kind, parent, START),))
        made[uid] = OrgUnit(pk=actions.bulk_create_units(units=[unit], by=None)[uid], uid=uid)
    return made


@pytest.fixture
def land(db: None) -> dict[str, OrgUnit]:
    return plant()


def new(uid: str, parent: OrgUnit, on: date, kind: str = "xa") -> NewUnit:
    return NewUnit(uid, (NewState(uid.upper(), f"Xã {uid}", kind, parent.pk, on),))


def check() -> None:
    """Check what holds after any verb."""
    assert actions.rebuild_maps() == 0
    own: dict[int, list[UnitState]] = {}
    for state in UnitState.objects.order_by("unit", "valid_from"):
        own.setdefault(state.unit_id, []).append(state)
    for states in own.values():
        for one, following in pairwise(states):
            assert one.valid_to is not None
            assert one.valid_to <= following.valid_from
    for state in UnitState.objects.filter(valid_to=None, parent__isnull=False):
        assert UnitState.objects.filter(unit_id=state.parent_id, valid_to=None).exists()
    codes = list(UnitState.objects.filter(valid_to=None).values_list("code", flat=True))
    assert len(codes) == len(set(codes))


def place(unit: OrgUnit, on: date) -> tuple[int | None, ...]:
    entry = queries.place_of(unit.pk, on)
    return entry.province_id, entry.district_id, entry.commune_id, entry.self_id


def test_rename_closes_the_row_and_opens_one(land: dict[str, OrgUnit]) -> None:
    actions.change_unit(unit=land["c1"], on=LATER, by=None, name="Lộc An Mới", kind="phuong")
    assert queries.state_of(land["c1"].pk, LATER - timedelta(days=1)).name == "Lộc An"
    assert queries.state_of(land["c1"].pk, LATER).kind == "phuong"
    assert [hit.name for hit in queries.search("loc an", LATER)] == ["Lộc An Mới"]
    assert Event.objects.filter(verb="unit.change", object_id=str(land["c1"].pk)).count() == 1
    check()


def test_merge_moves_what_is_below_and_keeps_the_past(land: dict[str, OrgUnit]) -> None:
    c1, c2, d1, h1 = (land[k] for k in ("c1", "c2", "d1", "h1"))
    made = actions.merge_units(
        sources=[c1, c2], into=new("m", d1, LATER), on=LATER, by=None, document="NQ 1"
    )
    assert {s.unit_id for s in queries.children(made.pk, LATER)} == {h1.pk, land["h2"].pk}
    assert place(h1, START)[2] == c1.pk
    assert place(h1, LATER)[2] == place(c1, LATER)[2] == made.pk
    assert place(made, START)[2:] == (None, None)
    assert place(made, START)[1] == d1.pk
    steps = queries.lineage(made.pk)
    assert [(s.direction, s.code, s.extent) for s in steps] == [
        ("from", "C1", "whole"),
        ("from", "C2", "whole"),
    ]
    hit = queries.search("Lộc Tấn", LATER)[0]
    assert (hit.unit_id, hit.code) == (made.pk, "M")
    check()


def test_merge_into_a_living_unit(land: dict[str, OrgUnit]) -> None:
    actions.merge_units(sources=[land["c1"]], into=land["c2"], on=LATER, by=None)
    assert place(land["h1"], LATER)[2] == land["c2"].pk
    assert place(land["c2"], START)[3] == land["c2"].pk
    check()


def test_split_wants_a_place_for_everything_below(land: dict[str, OrgUnit]) -> None:
    c1, d1 = land["c1"], land["d1"]
    parts = [new("s1", d1, LATER), new("s2", d1, LATER)]
    before = (UnitState.objects.count(), Event.objects.count())
    with pytest.raises(Refusal) as refused:
        actions.split_unit(source=c1, into=parts, on=LATER, by=None)
    assert refused.value.code == "unit.unplaced"
    assert (UnitState.objects.count(), Event.objects.count()) == before
    placed = {land["h1"].pk: "s2"}
    made = actions.split_unit(source=c1, into=parts, on=LATER, by=None, placed=placed)
    assert place(land["h1"], LATER)[2] == made[1].pk
    assert place(c1, LATER)[1:] == (d1.pk, None, None)
    assert place(made[0], START)[2] == c1.pk
    assert len(queries.search("Lộc An", LATER)) == 2
    check()


def test_close_hands_what_is_below_to_the_parent(land: dict[str, OrgUnit]) -> None:
    actions.close_unit(unit=land["d1"], on=LATER, by=None)
    assert place(land["h1"], LATER)[:3] == (land["p"].pk, None, land["c1"].pk)
    assert place(land["a1"], LATER) == (land["p"].pk, None, None, land["a1"].pk)
    assert place(land["a1"], START)[1] == land["d1"].pk
    check()


def test_a_province_is_reorganised_at_once(land: dict[str, OrgUnit]) -> None:
    on = date(2025, 7, 1)
    vn = land["vn"]
    heir = new("q", vn, on, "tinh")
    merges = [(heir, [land["p"]]), (new("m", land["p"], on), [land["c1"], land["c3"]])]
    q, m = actions.reorganise(
        on=on, merges=merges, closes=[land["d1"], land["d2"]], by=None, title="Sắp xếp"
    )
    assert place(land["h1"], on) == (q.pk, None, m.pk, land["h1"].pk)
    assert place(land["h3"], on)[2] == m.pk
    assert place(land["h2"], on)[2] == land["c2"].pk
    assert place(land["a1"], on) == (q.pk, None, None, land["a1"].pk)
    assert place(m, START)[:3] == (land["p"].pk, None, None)
    assert Event.objects.filter(verb="unit.reorganise").count() == 1
    check()


def refusals(land: dict[str, OrgUnit]) -> list[tuple[str, Callable[[], Any]]]:
    c1, c2, d1 = land["c1"], land["c2"], land["d1"]
    change, merge = actions.change_unit, actions.merge_units
    return [
        ("unit.code_taken", lambda: change(unit=c1, on=LATER, by=None, code="C2")),
        ("unit.circle", lambda: change(unit=d1, on=LATER, by=None, parent=c1)),
        ("unit.later_changes", lambda: change(unit=c1, on=date(2020, 1, 1), by=None, name="X")),
        ("unit.same_day", lambda: actions.close_unit(unit=c1, on=START, by=None)),
        ("unit.kind", lambda: change(unit=c1, on=LATER, by=None, kind="quan")),
        ("unit.exists", lambda: merge(sources=[c1], into=new("c2", d1, LATER), on=LATER, by=None)),
        ("unit.unknown", lambda: queries.state_of(999_999)),
        ("unit.unknown", lambda: queries.find_unit("C9", LATER)),
        ("unit.unknown", lambda: queries.unit_by_id(c2.pk + 10_000)),
    ]


def test_refusals_leave_nothing_half_written(land: dict[str, OrgUnit]) -> None:
    before = (UnitState.objects.count(), Event.objects.count(), OrgUnit.objects.count())
    for code, act in refusals(land):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == code
        assert refused.value.message and refused.value.message_en
    after = (UnitState.objects.count(), Event.objects.count(), OrgUnit.objects.count())
    assert after == before


def test_access_follows_the_map_of_the_day(land: dict[str, OrgUnit]) -> None:
    officer = Post.objects.create(
        code="o", title="Công an xã", role="commune_officer", unit_id=land["c1"].pk
    )
    office = Post.objects.create(
        code="s", title="Thường trực", role="standing_office", unit_id=land["p"].pk
    )
    admin = Post.objects.create(code="a", title="Quản trị", role="administrator")
    assert access.subtree_ok(officer, land["h1"].pk, LATER)
    assert not access.subtree_ok(officer, land["h2"].pk, LATER)
    assert not access.subtree_ok(officer, land["d1"].pk, LATER)
    assert access.unit_for(office, land["h3"].pk).pk == land["h3"].pk
    assert access.unit_for(admin, land["h3"].pk).pk == land["h3"].pk
    with pytest.raises(Refusal) as foreign:
        access.unit_for(officer, land["h2"].pk)
    with pytest.raises(Refusal) as unknown:
        access.unit_for(officer, 999_999)
    assert (foreign.value.status, unknown.value.status) == (403, 404)
    actions.change_unit(unit=land["h1"], on=LATER, by=None, parent=land["c2"])
    assert not access.subtree_ok(officer, land["h1"].pk, LATER)
    assert access.subtree_ok(officer, land["h1"].pk, LATER - timedelta(days=1))


def test_queries_of_the_tree(land: dict[str, OrgUnit]) -> None:
    above = queries.ancestors(land["h1"].pk, LATER)
    assert [state.code for state in above] == ["VN", "P", "D1", "C1"]
    below = set(queries.units_below(land["d1"].pk, LATER))
    assert below == {land[k].pk for k in ("d1", "c1", "c2", "h1", "h2", "a1")}
    upper = set(queries.units_above_commune(LATER))
    assert upper == {land[k].pk for k in ("vn", "p", "d1", "d2", "c1", "c2", "c3", "a1")}
    assert [s.code for s in queries.units_on(LATER, "commune")] == ["C1", "C2", "C3"]
    assert queries.scope_of(queries.state_of(land["h1"].pk)) == (True, "")
    assert queries.states_of([land["h1"].pk])[land["h1"].pk].code == "H1"


def test_a_unit_founded_below_a_commune_is_on_every_map_at_once(land: dict[str, OrgUnit]) -> None:
    actions.change_unit(unit=land["c1"], on=LATER, by=None, parent=land["d2"])
    for number, day in enumerate((START, LATER - timedelta(days=1), LATER, date(2025, 1, 1))):
        actions.create_unit(
            uid=f"f{number}",
            code=f"F{number}",
            name="Ấp 9",
            kind="khu_dan_cu",
            parent=land["c1"],
            valid_from=day,
            by=None,
        )
        check()
    actions.change_unit(unit=land["h1"], on=date(2025, 1, 1), by=None, name="Ấp Một")
    check()


VERBS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "move", "rename", "close"]),
        st.integers(0, 99),
        st.integers(1, 90),
    ),
    max_size=6,
)


class RandomHistories(TestCase):
    """Whatever is done in whatever order, the invariants hold."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(VERBS)
    def test_invariants(self, steps: list[tuple[str, int, int]]) -> None:
        plant()
        on = START
        for number, (verb, pick, days) in enumerate(steps):
            on += timedelta(days=days)
            communes = queries.units_on(on, "commune")
            districts = queries.units_on(on, "district") or queries.units_on(on, "province")
            state = communes[pick % len(communes)]
            above = districts[pick % len(districts)].unit
            self.act(verb, state, communes, above, on, f"n{number}")
            check()

    def act(
        self,
        verb: str,
        state: UnitState,
        communes: list[UnitState],
        above: OrgUnit,
        on: date,
        uid: str,
    ) -> None:
        unit = state.unit
        if verb == "rename":
            actions.change_unit(unit=unit, on=on, by=None, name=f"Xã {uid}")
        elif verb == "move":
            actions.change_unit(unit=unit, on=on, by=None, parent=above)
        elif len(communes) > 1 and verb == "close":
            actions.close_unit(unit=unit, on=on, by=None)
        elif len(communes) > 1 and verb == "merge":
            other = next(s.unit for s in communes if s.unit_id != unit.pk)
            actions.merge_units(sources=[unit, other], into=new(uid, above, on), on=on, by=None)
        elif verb == "split":
            below = {s.unit_id: f"{uid}a" for s in queries.children(unit.pk, on)}
            parts = [new(f"{uid}a", above, on), new(f"{uid}b", above, on)]
            actions.split_unit(source=unit, into=parts, on=on, by=None, placed=below)
