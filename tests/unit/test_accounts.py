"""Posts and holders: who may act when, with one audit event for every verb."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from phongtrao.accounts import actions, queries
from phongtrao.accounts.models import Holding, Post, User
from phongtrao.audit.models import Event
from phongtrao.core.findings import Refusal

DAY = dt.date(2024, 6, 1)
STRONG = "dong-ho-nuoc-2024"


def post(code: str = "p1", role: str = "unit_contact", unit_id: int | None = 7) -> Post:
    return actions.create_post(code=code, title=f"Đầu mối {code}", role=role, unit_id=unit_id)


def person(name: str = "ap") -> User:
    return actions.create_person(username=name, password=STRONG, full_name="Trưởng ấp (minh hoạ)")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "held"),
    [
        (dt.date(2024, 5, 31), []),
        (dt.date(2024, 6, 1), ["p1"]),
        (dt.date(2024, 6, 30), ["p1"]),
        (dt.date(2024, 7, 1), []),
    ],
)
def test_a_post_is_held_from_its_first_day_until_the_day_before_the_last(on, held):
    somebody = person()
    actions.hold(post=post(), person=somebody, from_date=DAY, to_date=dt.date(2024, 7, 1))
    assert [found.code for found in queries.posts_of(somebody, on)] == held


@pytest.mark.django_db
def test_the_acting_post_is_the_chosen_one_while_it_is_held():
    somebody, first, second = person(), post("p1"), post("p2", "commune_officer")
    actions.hold(post=first, person=somebody)
    actions.hold(post=second, person=somebody)
    session: dict[str, object] = {}
    assert queries.acting_post(somebody, session).code == "p1"
    chosen = actions.choose_post(person=somebody, session=session, post_id=second.pk)
    assert chosen.person_id == somebody.pk
    assert queries.acting_post(somebody, session).code == "p2"
    Holding.objects.filter(post=second).delete()
    assert queries.acting_post(somebody, session).code == "p1"


@pytest.mark.django_db
def test_a_post_of_somebody_else_cannot_be_chosen():
    other = post()
    with pytest.raises(Refusal) as refusal:
        actions.choose_post(person=person(), session={}, post_id=other.pk)
    assert (refusal.value.code, refusal.value.status) == ("post.not_held", 403)


@pytest.mark.django_db
def test_hand_over_ends_the_present_holding_and_keeps_the_post():
    first, second, desk = person("a"), person("b"), post()
    actions.hold(post=desk, person=first, from_date=DAY)
    actions.hand_over(post=desk, to=second, on=dt.date(2024, 9, 1))
    assert queries.holders_of(desk, dt.date(2024, 8, 31)) == [first]
    assert queries.holders_of(desk, dt.date(2024, 9, 1)) == [second]


@pytest.mark.django_db
def test_every_verb_leaves_one_event():
    somebody, desk = person(), post()
    actions.hold(post=desk, person=somebody)
    actions.set_password(person=somebody, password=STRONG + "x", by=desk)
    actions.disable_person(person=somebody, by=desk)
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
    wanted = [
        "person.create",
        "post.create",
        "post.hold",
        "person.set_password",
        "person.disable",
        "post.release",
    ]
    assert verbs == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: person("AP"), "person.username_taken"),
        (lambda: post("p0"), "post.code_taken"),
        (lambda: post("p9", "king"), "post.role_unknown"),
        (lambda: actions.create_person(username="x", password="123456"), "person.password_weak"),
    ],
)
def test_refusals(act, code):
    person("ap")
    post("p0")
    before = (User.objects.count(), Post.objects.count(), Event.objects.count())
    with pytest.raises(Refusal) as refusal:
        act()
    assert refusal.value.code == code
    assert (User.objects.count(), Post.objects.count(), Event.objects.count()) == before


@pytest.mark.django_db
def test_an_account_without_its_post_is_not_left_behind(monkeypatch):
    desk = post()
    monkeypatch.setattr(actions, "hold", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.create_account(username="ap", password=STRONG, full_name="A", post=desk)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_a_holding_that_ends_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(post=post(), person=person(), from_date=DAY, to_date=DAY)


@pytest.mark.django_db
def test_passwords_are_argon2_and_names_stay_whole():
    somebody = person()
    assert somebody.password.startswith("argon2")
    assert somebody.get_full_name() == somebody.get_short_name() == "Trưởng ấp (minh hoạ)"


@pytest.mark.django_db
def test_units_with_a_contact_and_counts():
    actions.hold(post=post("p1", unit_id=7), person=person())
    post("p2", unit_id=8)
    assert queries.units_with_contact({7, 8, 9}) == {7}
    held = post("p3", unit_id=9, role="department")
    actions.hold(post=held, person=person("p3"))
    assert queries.units_with_contact({7, 8, 9}) == {7, 9}
    assert set(queries.contacts_held()) == {7}
    counts = queries.accounts_summary()
    assert (counts["posts"], counts["posts_empty"], counts["accounts"]) == (3, 1, 2)
    assert [found.code for found in queries.posts_with_holders(empty=True)] == ["p2"]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 400])
def test_a_closed_account_frees_its_posts_the_same_day(days):
    desk, somebody = post(), person()
    start = queries.today() - dt.timedelta(days=days)
    actions.hold(post=desk, person=somebody, from_date=start)
    actions.disable_person(person=somebody)
    assert queries.holders_of(desk) == [] and queries.accounts_summary()["posts_empty"] == 1
    assert list(queries.posts_with_holders(empty=True)) == [desk]
    assert len(queries.holders_of(desk, start)) == (1 if days else 0)
    freed = Event.objects.get(verb="post.release")
    assert freed.object_id == str(desk.pk) and freed.data["person"] == somebody.pk


@pytest.mark.django_db
def test_an_account_closed_before_holdings_ended_with_it_holds_nothing():
    desk, somebody = post(), person()
    actions.hold(post=desk, person=somebody)
    User.objects.update(is_active=False)
    assert queries.holders_of(desk) == [] and queries.units_with_contact({7}) == set()
    listed = queries.posts_with_holders().get()
    assert listed.current == [] and queries.accounts_summary()["posts_empty"] == 1


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        ("unit_contact", "submit", True),
        ("unit_contact", "approve", False),
        ("commune_officer", "approve", True),
        ("commune_officer", "accept", False),
        ("standing_office", "accept", True),
        ("auditor", "submit", False),
        ("administrator", "read_figures", False),
    ],
)
def test_permissions_of_roles(role, permission, allowed):
    assert queries.can(Post(role=role), permission) is allowed


def test_nobody_may_do_an_unknown_thing_and_no_post_may_do_nothing():
    assert queries.can(None, "submit") is False
    with pytest.raises(KeyError):
        queries.can(Post(role="leader"), "fly")
