"""A reorganisation: tried without a trace, carried out whole, taken back to the letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from phongtrao.accounts import actions as people
from phongtrao.accounts import queries as accounts
from phongtrao.accounts.models import Holding, Post
from phongtrao.analytics import queries as analytics
from phongtrao.audit import queries as audit
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.orgs import access, maps
from phongtrao.orgs import queries as orgs
from phongtrao.orgs.models import MapEntry, OrgUnit, Succession, UnitState
from phongtrao.programmes.models import Round
from phongtrao.reorganisations import actions, queries
from phongtrao.reorganisations.models import Reform
from phongtrao.reports import actions as reports
from phongtrao.reports import queries as printed
from phongtrao.rules.reorganising import Child, Document, NewPlace, Steps
from phongtrao.submissions.actions import submit
from phongtrao.submissions.models import Submission, Version
from tests import world as worlds
from tests.world import YEAR, World

ON = date(2026, 7, 1)
DOCUMENT = Document("12/NQ-HĐND", date(2026, 6, 1), "HĐND tỉnh (ví dụ)")
KEY = "7c0d2f0e-54c1-4a0e-9a53-{:012d}"
#: Tables of memory and of the drafts themselves: they may grow, never shrink.
MEMORY = {"audit", "reorganisations", "sessions"}


def fingerprint(leave: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for those of the rooms left out."""
    left = set(leave)
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_models()
        if model._meta.app_label not in left
    }


def shape() -> dict[str, Any]:
    """States, lineage, maps and who holds what: what taking back must bring back."""
    entries = MapEntry.objects.values_list("map__on", "unit__uid", "commune_id", "self_id")
    return {
        "states": sorted(UnitState.objects.values_list(), key=repr),
        "lineage": list(Succession.objects.values_list()),
        "maps": sorted(entries, key=repr),
        "holdings": sorted(Holding.objects.values_list(), key=repr),
        "posts": list(Post.objects.filter(closed_on=None).order_by("pk").values_list()),
    }


def figures(made: World) -> list[Any]:
    """Every headline figure of every unit, as reported."""
    return [
        figure
        for unit in made.units.values()
        for figure in analytics.figures((), [YEAR], unit, readings=False)
    ]


def send(made: World, unit: str, number: int, by: str) -> None:
    submit(
        unit_id=made.units[unit],
        form="annual",
        period=YEAR,
        payload=made.payload(unit),
        client_key=KEY.format(number),
        by=made.posts[by],
        on_behalf=by != "hamlet_post",
    )


@pytest.fixture
def land(db: None) -> World:
    """The world with two hamlets of two communes that reported, approved as far as needed."""
    made = worlds.build()
    send(made, "hamlet", 1, "hamlet_post")
    send(made, "far_hamlet", 2, "far_officer")
    Submission.objects.update(state=Submission.State.APPROVED)
    for name in ("officer", "far_officer"):
        person = people.create_person(username=name, password="nuoc-chay-da-mon")
        people.hold(post=made.posts[name], person=person, from_date=date(2024, 1, 1))
    return made


def merger(made: World, rename: bool = True) -> Steps:
    child = {str(made.units["far_hamlet"]): Child(name="Ấp 3B")} if rename else {}
    return Steps(
        kind="merge",
        units=[made.units["commune"], made.units["neighbour"]],
        new=[NewPlace(key="a", name="Tân Lập Hòa", code="25399", kind="xa")],
        children=child,
    )


def draft(made: World, steps: Steps, on: date = ON) -> Reform:
    by = made.posts["standing"]
    reform = actions.start(steps=steps, by=by)
    return actions.describe(reform=reform, document=DOCUMENT, on=on, by=by)


def codes(reform: Reform) -> list[str]:
    return [finding.code for finding in queries.problems(reform)]


def test_a_dry_run_writes_nothing_and_says_everything(land: World) -> None:
    reform = draft(land, merger(land))
    before = fingerprint()
    effect = queries.dry_run(reform, land.posts["standing"])
    assert fingerprint() == before
    assert not effect.blocked
    assert (effect.founded, effect.ended, effect.posts) == (1, 2, 2)
    assert effect.totals > 0
    assert effect.lost == []
    assert {item.name for item in effect.landings} == {
        "Ấp 3",
        "Ấp 4",
        "Ấp 3B",
        "Trường THCS Tân Lập",
    }


def test_the_dry_run_adds_up_the_figures_of_the_merged(land: World) -> None:
    effect = queries.dry_run(draft(land, merger(land)), land.posts["standing"])
    *old, new = effect.columns
    assert new.is_new
    assert new.figures
    for target, figure in new.figures.items():
        parts = [column.figures[target] for column in old if target in column.figures]
        assert figure.expected == sum(part.expected for part in parts), target
        if figure.numerator is not None:
            assert figure.numerator == sum(part.numerator or 0 for part in parts), target


def test_carried_out_and_taken_back_nothing_is_different(land: World) -> None:
    by = land.posts["standing"]
    reform = draft(land, merger(land))
    before, said = shape(), figures(land)
    reports = list(Version.objects.values_list())
    done = actions.carry_out(reform=reform, by=by)
    assert shape()["states"] != before["states"]
    assert list(Version.objects.values_list()) == reports
    assert maps.rebuild() == 0
    back = actions.take_back(reform=done, by=by)
    assert back.is_draft
    assert shape() == before
    assert figures(land) == said
    assert list(Version.objects.values_list()) == reports
    assert maps.rebuild() == 0
    again = actions.carry_out(reform=back, by=by)
    assert set(again.founded) != set(done.founded)


def test_the_map_after_a_merger(land: World) -> None:
    done = actions.carry_out(reform=draft(land, merger(land)), by=land.posts["standing"])
    new = next(iter(done.founded.values()))
    assert [s.name for s in orgs.children(new, ON)] == [
        "Ấp 3",
        "Ấp 3B",
        "Ấp 4",
        "Trường THCS Tân Lập",
    ]
    assert orgs.place_of(land.units["commune"], ON).self_id == new
    assert (
        orgs.place_of(land.units["commune"], ON - timedelta(days=1)).self_id
        == land.units["commune"]
    )
    steps = orgs.lineage(new)
    assert {step.unit_id for step in steps} == {land.units["commune"], land.units["neighbour"]}
    assert steps[0].document.startswith("12/NQ-HĐND")


def test_holders_follow_to_one_new_post_and_reach_the_new_unit(land: World) -> None:
    done = actions.carry_out(reform=draft(land, merger(land)), by=land.posts["standing"])
    new = next(iter(done.founded.values()))
    (post,) = accounts.posts_at(new)
    assert len(accounts.holders_of(post)) == 2
    assert access.subtree_ok(post, land.units["far_hamlet"])
    land.posts["officer"].refresh_from_db()
    assert land.posts["officer"].closed_on == ON


def test_event_and_log_entry_come_with_it(land: World) -> None:
    by = land.posts["standing"]
    done = actions.carry_out(reform=draft(land, merger(land)), by=by)
    assert done.log_index is not None
    first = done.log_index
    back = actions.take_back(reform=done, by=by)
    assert back.log_index > first
    verbs = list(audit.events().values_list("verb", flat=True))
    assert {"reorganisation.done", "unit.merge", "post.pass_on", "unit.take_back"} <= set(verbs)


def test_the_same_name_twice_blocks(land: World) -> None:
    reform = draft(land, merger(land, rename=False))
    assert "reorganisation.homonyms" in codes(reform)
    with pytest.raises(Refusal, match="trùng tên"):
        actions.carry_out(reform=reform, by=land.posts["standing"])


def test_a_waiting_report_blocks(land: World) -> None:
    Submission.objects.filter(unit_id=land.units["hamlet"]).update(state="submitted")
    assert "reorganisation.waiting" in codes(draft(land, merger(land)))


def test_a_day_in_a_fixed_period_blocks(land: World) -> None:
    Round.objects.update(state=Round.State.CLOSED)
    assert "reorganisation.fixed" in codes(draft(land, merger(land), on=date(2024, 9, 1)))
    assert codes(draft(land, merger(land))) == []


def test_nobody_in_charge_blocks(land: World) -> None:
    posts = [str(land.posts[name].pk) for name in ("officer", "far_officer")]
    steps = merger(land).model_copy(update={"desks": dict.fromkeys(posts, "close")})
    assert "reorganisation.nobody" in codes(draft(land, steps))


def test_without_a_document_it_is_not_carried_out(land: World) -> None:
    reform = actions.start(steps=merger(land), by=land.posts["standing"])
    assert {"reorganisation.document", "reorganisation.day"} <= set(codes(reform))
    with pytest.raises(Refusal, match="văn bản"):
        actions.carry_out(reform=reform, by=land.posts["standing"])


def test_once_a_report_came_in_on_the_new_map_it_stays(land: World) -> None:
    by = land.posts["standing"]
    payload = land.payload("hamlet2")
    done = actions.carry_out(reform=draft(land, merger(land)), by=by)
    late = {"unit_id": land.units["hamlet2"], "form": "annual", "period": YEAR, "by": by}
    submit(**late, payload=payload, client_key=KEY.format(4), on_behalf=True)
    with pytest.raises(Refusal, match="1 báo cáo gửi trên bản đồ mới"):
        actions.take_back(reform=done, by=by)
    assert queries.why_final(done) is not None


def test_once_the_units_changed_again_it_stays(land: World) -> None:
    by = land.posts["standing"]
    done = actions.carry_out(reform=draft(land, merger(land)), by=by)
    new = next(iter(done.founded.values()))
    steps = Steps(
        kind="rename", units=[new], new=[NewPlace(key="a", name="Lập Hòa", code="25399", kind="xa")]
    )
    actions.carry_out(reform=draft(land, steps, on=ON + timedelta(days=30)), by=by)
    with pytest.raises(Refusal, match="thay đổi khác"):
        actions.take_back(reform=done, by=by)


def test_others_may_not(land: World) -> None:
    with pytest.raises(Refusal) as told:
        actions.start(steps=merger(land), by=land.posts["leader"])
    assert told.value.status == 403


def test_a_split_needs_a_place_for_each_unit_below(land: World) -> None:
    new = [NewPlace(key=key, name=f"Tân {key}", code=f"X{key}", kind="xa") for key in "ab"]
    steps = Steps(kind="split", units=[land.units["commune"]], new=new)
    assert "reorganisation.unplaced" in codes(draft(land, steps))
    below = [land.units[key] for key in ("hamlet", "hamlet2", "school")]
    placed = {str(unit): Child(to="ab"[n % 2]) for n, unit in enumerate(below)}
    done = actions.carry_out(
        reform=draft(land, steps.model_copy(update={"children": placed})),
        by=land.posts["standing"],
    )
    assert len(done.founded) == 2
    assert len(orgs.children(done.founded[f"{done.code.lower()}-1-a"], ON)) == 2


PICKS = st.tuples(
    st.sampled_from(["merge", "merge_into", "split", "rename", "close", "hamlets"]),
    st.integers(0, 50),
    st.integers(0, 400),
)


class AnyReorganisation(TestCase):
    """Whatever is carried out, totals stay; taken back, everything is as it was."""

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(PICKS)
    def test_there_and_back(self, pick: tuple[str, int, int]) -> None:
        kind, number, days = pick
        made = worlds.build()
        send(made, "hamlet", 1, "hamlet_post")
        Submission.objects.update(state=Submission.State.APPROVED)
        reform = draft(made, steps_of(made, kind, number), on=ON + timedelta(days=days))
        before, said = shape(), figures(made)
        done = actions.carry_out(reform=reform, by=made.posts["standing"])
        assert maps.rebuild() == 0
        assert figures(made) == said or days == 0
        actions.take_back(reform=done, by=made.posts["standing"])
        assert shape() == before
        assert figures(made) == said
        assert maps.rebuild() == 0
        assert not UnitState.objects.filter(unit__in=OrgUnit.objects.filter(uid__startswith="sx-"))


def steps_of(made: World, kind: str, number: int) -> Steps:
    """Return steps of one kind about units picked by a number, names made different."""
    communes = [made.units["commune"], made.units["neighbour"]]
    one = communes[number % 2]
    below = [s for unit in communes for s in orgs.children(unit, ON)]
    named = {str(s.unit_id): Child(name=f"{s.name} {s.code}") for s in below}
    new = [NewPlace(key=key, name=f"Mới {key}", code=f"N{key}", kind="xa") for key in "ab"]
    if kind == "merge":
        return Steps(kind="merge", units=communes, new=new[:1], children=named)
    if kind == "merge_into":
        return Steps(kind="merge", units=communes, into=one, children=named)
    if kind == "split":
        own = orgs.children(one, ON)
        placed = {str(s.unit_id): Child(to="ab"[(n + number) % 2]) for n, s in enumerate(own)}
        return Steps(kind="split", units=[one], new=new, children=placed)
    if kind == "rename":
        return Steps(kind="rename", units=[one], new=new[:1])
    if kind == "close":
        return Steps(kind="close", units=[one])
    pair = [made.units["hamlet"], made.units["hamlet2"]]
    hamlet = NewPlace(key="a", name="Ấp 34", code="25363-34", kind="khu_dan_cu")
    return Steps(kind="merge", units=pair, new=[hamlet])


def test_reports_of_earlier_years_are_the_same_to_the_byte(land: World) -> None:
    at = datetime(2024, 12, 2, 7, tzinfo=TZ)
    frozen = reports.freeze(year=YEAR.year, by=land.posts["standing"], at=at)
    before = reports.draft(year=YEAR.year, at=at).facts
    files = [printed.content(frozen, kind) for kind in ("docx", "pdf")]
    done = actions.carry_out(reform=draft(land, merger(land)), by=land.posts["standing"])
    again = printed.reproduce(frozen.code)
    assert again.differences == ()
    assert [printed.content(frozen, kind) for kind in ("docx", "pdf")] == files
    assert printed.changes_since(frozen) == []
    after = reports.draft(year=YEAR.year, at=at).facts
    assert after.data_version == before.data_version + 1 == (done.log_index or 0) + 1
    head = {"data_version": before.data_version, "log_root": before.log_root}
    assert after.model_copy(update=head) == before
