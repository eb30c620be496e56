"""Acts on entries of registers: who may, what is refused, what stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from phongtrao.audit import queries as audit
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.registers import access, actions, queries, rebuilding
from phongtrao.registers.models import Entry, EntryFile, Version
from tests.unit.register_world import CLASS, MODEL, YEAR, add, key, refused
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_added_entry_is_listed_measured_and_logged(world: World) -> None:
    version = add(world, "training", "commune", "officer")
    page = queries.entries(queries.find("training"))
    assert [row.cells["name"] for row in page.rows] == ["Kỹ năng hòa giải"]
    assert page.rows[0].unit_name == "Tân Lập"
    commune = world.units["commune"]
    assert queries.measure_for("training", "classes", commune, YEAR) == 1
    assert queries.measure_for("training", "trainees", commune, YEAR) == 60
    assert queries.measure_for("training", "classes", commune, Period(2023)) == 0
    entry = audit.entry(version.log_index)
    assert entry is not None and version.digest in entry.payload
    assert [event.verb for event in audit.events(verb__startswith="register.")] == ["register.add"]


def test_the_same_key_is_one_entry_and_never_another(world: World) -> None:
    first = add(world, "models", "hamlet", "hamlet_post", client_key="k1")
    again = add(world, "models", "hamlet", "hamlet_post", client_key="k1")
    assert again.pk == first.pk and Entry.objects.count() == 1
    for change in ({"places": 13}, {"name": "Khác"}):
        with pytest.raises(Refusal, match="Mã gửi"):
            add(world, "models", "hamlet", "hamlet_post", client_key="k1", **change)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"name": ""}, "name"),
        ({"kind_of_model": "unknown"}, "kind_of_model"),
        ({"places": 0}, "places"),
        ({"places": "12"}, "places"),
        ({"founded_on": "12/3/2024"}, "founded_on"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
        ({"name": "Liên hệ 0912345678"}, "name"),
        ({"name": "Thẻ 070123456789"}, "name"),
        ({"owner": "Nguyễn"}, "owner"),
        ({"parent": 999_999}, "parent"),
    ],
)
def test_mistakes_are_findings_at_their_field(
    world: World, values: dict[str, Any], place: str
) -> None:
    with pytest.raises(Refusal) as caught:
        add(world, "models", "hamlet", "hamlet_post", **values)
    assert caught.value.status == 422
    places = [found.place for found in caught.value.data.get("findings", [])]
    assert place in places
    assert not Entry.objects.exists()


def test_only_posts_that_reach_the_unit_write_and_read(world: World) -> None:
    posts = world.posts
    version = add(world, "training", "commune", "officer")
    with pytest.raises(Refusal) as caught:
        add(world, "training", "commune", "far_officer")
    assert caught.value.status == 403
    with pytest.raises(Refusal) as caught:
        add(world, "training", "hamlet", "hamlet_post")
    assert caught.value.code == "register.forbidden"
    with pytest.raises(Refusal) as caught:
        add(world, "training", "hamlet", "standing")
    assert caught.value.code == "entry.unit"
    assert access.entry_for(posts["leader"], version.entry_id).pk == version.entry_id
    with pytest.raises(Refusal) as caught:
        access.entry_for(posts["far_officer"], version.entry_id)
    assert caught.value.status == 403
    register = queries.find("tap-huan")
    seen = queries.entries(register, reach=access.reach_of(posts["far_officer"], register))
    assert seen.total == 0
    own = queries.entries(register, reach=access.reach_of(posts["officer"], register))
    assert own.total == 1


def test_a_model_moves_only_as_declared_and_its_past_stays(world: World) -> None:
    officer = world.posts["officer"]
    entry = add(world, "models", "hamlet", "officer").entry
    none = refused(actions.move_entry, entry_id=entry.pk, to="kept", client_key=key(), by=officer)
    assert none.code == "move.none"
    needs = refused(actions.move_entry, entry_id=entry.pk, to="new", client_key=key(), by=officer)
    assert [found.place for found in needs.data["findings"]] == ["decision"]
    actions.move_entry(
        entry_id=entry.pk,
        to="new",
        values={"decision": "12/QĐ-UBND"},
        on=date(2024, 6, 1),
        client_key=key(),
        by=officer,
    )
    reason = refused(actions.move_entry, entry_id=entry.pk, to="weak", client_key=key(), by=officer)
    assert reason.code == "move.reason"
    hamlet = world.units["hamlet"]
    assert queries.measure_for("models", "models", hamlet, Period(2023)) == 0
    assert queries.measure_for("models", "models", hamlet, YEAR) == 1
    assert queries.measure_for("models", "registered", hamlet, Period(2023)) == 1
    early = refused(
        actions.change_entry,
        entry_id=entry.pk,
        values=MODEL,
        on=date(2024, 1, 1),
        client_key=key(),
        by=officer,
    )
    assert early.code == "entry.day"


def test_a_change_needs_the_newest_version_and_undo_takes_it_back(world: World) -> None:
    officer = world.posts["officer"]
    entry = add(world, "models", "hamlet", "officer").entry
    changed = actions.change_entry(
        entry_id=entry.pk,
        values={**MODEL, "places": 20},
        client_key=key(),
        by=officer,
        base_version=1,
    )
    late = refused(
        actions.change_entry,
        entry_id=entry.pk,
        values=MODEL,
        client_key=key(),
        by=officer,
        base_version=1,
    )
    assert late.code == "entry.conflict" and late.data["current"] == changed.number
    assert queries.entry(entry.pk).values["places"] == 20
    actions.undo(entry_id=entry.pk, client_key=key(), by=officer)
    assert queries.entry(entry.pk).values["places"] == 12
    assert (
        refused(actions.undo, entry_id=entry.pk, client_key=key(), by=officer).code == "undo.none"
    )
    verbs = [(one.act.verb, one.undone) for one in queries.history(entry.pk)]
    assert verbs == [("undo", False), ("change", True), ("add", False)]


def test_a_withdrawn_entry_leaves_lists_and_figures_until_undone(world: World) -> None:
    officer = world.posts["officer"]
    entry = add(world, "training", "commune", "officer").entry
    register = queries.find("training")
    no_reason = refused(
        actions.withdraw_entry, entry_id=entry.pk, reason=" ", client_key=key(), by=officer
    )
    assert no_reason.code == "withdraw.reason"
    actions.withdraw_entry(entry_id=entry.pk, reason="Ghi nhầm xã", client_key=key(), by=officer)
    assert queries.entries(register).total == 0
    assert queries.entry(entry.pk).row is None
    assert queries.entry(entry.pk).values["trainees"] == 60
    closed = refused(
        actions.change_entry, entry_id=entry.pk, values=CLASS, client_key=key(), by=officer
    )
    assert closed.code == "entry.withdrawn"
    actions.undo(entry_id=entry.pk, client_key=key(), by=officer)
    assert queries.entries(register).total == 1


def test_a_review_counts_in_its_own_year_and_the_newest_holds(world: World) -> None:
    officer, hamlet = world.posts["officer"], world.units["hamlet"]
    entry = add(world, "models", "hamlet", "standing", state="kept").entry
    for result in ("partly", "effective"):
        actions.review_entry(
            entry_id=entry.pk,
            review="yearly",
            period=YEAR,
            values={"result": result},
            client_key=key(),
            by=officer,
        )
    assert queries.measure_for("models", "effective", hamlet, YEAR) == 1
    assert queries.measure_for("models", "effective", hamlet, Period(2025)) == 0
    reviews = queries.entry(entry.pk).reviews
    assert [(one.period, one.values["result"]) for one in reviews] == [("2024", "effective")]
    early = refused(
        actions.review_entry,
        entry_id=entry.pk,
        review="yearly",
        period=Period(2022),
        values={"result": "effective"},
        client_key=key(),
        by=officer,
    )
    assert early.code == "entry.invalid"


def test_files_go_to_the_evidence_store_and_can_be_removed(
    world: World, settings: Any, tmp_path: Any
) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    officer = world.posts["officer"]
    entry = add(world, "models", "hamlet", "officer").entry
    content = b"%PDF-1.4 quyet dinh"
    first = actions.attach(entry_id=entry.pk, name="qd.pdf", content=content, by=officer)
    again = actions.attach(entry_id=entry.pk, name="qd.pdf", content=content, by=officer)
    assert first.pk == again.pk and queries.entry(entry.pk).files == [first]
    assert rebuilding.verify() == []
    with pytest.raises(Refusal):
        actions.attach(
            entry_id=entry.pk, name="x.pdf", content=content, by=world.posts["far_officer"]
        )
    actions.remove_file(file_id=first.pk, by=officer)
    assert EntryFile.objects.get().removed and queries.entry(entry.pk).files == []


def test_a_reason_never_names_a_person(world: World) -> None:
    officer = world.posts["officer"]
    entry = add(world, "training", "commune", "officer").entry
    for reason in ("Theo báo của 0912 345 678", "Thẻ 070123456789", "x" * 1_001):
        found = refused(
            actions.withdraw_entry,
            entry_id=entry.pk,
            reason=reason,
            client_key=key(),
            by=officer,
        )
        assert (found.code, found.status) == ("entry.note", 422)
    assert Version.objects.count() == 1


def test_a_day_of_the_future_is_refused(world: World) -> None:
    tomorrow = access.today() + timedelta(days=1)
    with pytest.raises(Refusal):
        add(world, "training", "commune", "officer", held_on=tomorrow.isoformat())


def test_an_item_of_a_catalogue_is_chosen_only_on_days_it_is_valid(world: World) -> None:
    def force(kind: str, founded: str) -> Version:
        return actions.add_entry(
            register="core_force",
            unit_id=world.units["hamlet"],
            values={
                "title": "Tổ bảo vệ an ninh, trật tự ấp 3",
                "kind_of_force": kind,
                "founded_on": founded,
                "members": 3,
            },
            client_key=key(),
            by=world.posts["officer"],
        )

    assert force("security_team", "2024-07-01").number == 1
    assert force("fire_team", "2024-06-30").number == 1
    for kind, founded in (("security_team", "2024-06-30"), ("fire_team", "2024-07-01")):
        with pytest.raises(Refusal) as caught:
            force(kind, founded)
        assert [one.code for one in caught.value.data["findings"]] == ["entry.expired"]


def test_a_festival_is_planned_before_its_day_and_written_once_a_year(world: World) -> None:
    contact, hamlet = world.posts["hamlet_post"], world.units["hamlet"]
    this_year = Period(access.today().year)

    def plan(period: Period) -> Version:
        return actions.add_entry(
            register="festival",
            unit_id=hamlet,
            period=period,
            values={"title": "Ngày hội", "form": "own"},
            client_key=key(),
            by=contact,
        )

    entry = plan(this_year).entry
    with pytest.raises(Refusal, match="đã có"):
        plan(this_year)
    assert plan(YEAR).entry_id != entry.pk
    held = {"held_on": f"{access.today()}", "attendees": 150}
    actions.move_entry(entry_id=entry.pk, to="held", values=held, client_key=key(), by=contact)
    assert queries.measure_for("festival", "attendees", hamlet, this_year) == 150
    assert queries.measure_for("festival", "held", hamlet, YEAR) == 0
    with pytest.raises(Refusal):
        plan(Period(2023, 1))
