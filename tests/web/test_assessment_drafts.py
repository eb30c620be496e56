"""A self-assessment is handed in whole, or kept as a draft; a blank is never a verdict."""

import pytest

from phongtrao.assessments import actions, drafts, figures, queries
from phongtrao.assessments.models import Dossier, Draft, Step
from phongtrao.core.findings import Refusal
from tests.web import dossiers
from tests.web.desks import client_of, hidden, text_of
from tests.web.test_assessments import PLACE, form_of
from tests.world import build

pytestmark = pytest.mark.django_db
FORM = f"{PLACE}tu-danh-gia/"
REVIEW = f"{PLACE}hop-xet/"


@pytest.fixture
def world():
    made = build()
    dossiers.registered(made)
    return made


def part_of(kind):
    law = queries.criteria_for("hamlet", "khu_dan_cu", 2024)
    return next(part for part in law.parts() if part.type == kind)


def test_blanks_are_listed_by_name_and_nothing_is_handed_in(world):
    part = part_of("yes_no")
    given = {code: answer for code, answer in dossiers.answers().items() if code != part.id}
    page = client_of(world, "hamlet_post").post(FORM, form_of(given))
    assert page.status_code == 422
    words = text_of(page)
    assert f'<li><a href="#q-{part.id}">{part.label}: Chưa trả lời</a></li>' in words
    assert words.count(": Chưa trả lời</a>") == 1
    assert Dossier.objects.get().state == "registered"


def test_a_wrong_number_is_named_and_not_called_blank_too(world):
    part = part_of("ratio")
    data = form_of(dossiers.answers()) | {f"a.{part.id}.numerator": "ba"}
    words = text_of(client_of(world, "hamlet_post").post(FORM, data))
    assert words.count(f'<li><a href="#q-{part.id}">{part.label}: “ba”') == 1
    assert ": Chưa trả lời</a>" not in words


def test_a_draft_comes_back_as_typed_and_is_no_step(world):
    part, other = part_of("ratio"), part_of("yes_no")
    unit = client_of(world, "hamlet_post")
    typed = {f"a.{part.id}.numerator": "ba", f"a.{other.id}": "no", "a.UNKNOWN": "x"}
    answer = unit.post(FORM, typed | {"do": "keep"})
    assert answer.status_code == 302 and answer["Location"] == PLACE
    assert list(Step.objects.values_list("stage", flat=True)) == ["register"]
    assert set(Draft.objects.get().typed) == set(typed) - {"a.UNKNOWN"}
    page = text_of(unit.get(FORM))
    assert 'value="ba"' in page and f'name="a.{other.id}" value="no" checked' in page
    assert "Bản nháp lưu lúc" in page
    assert "Bản nháp lưu lúc" not in text_of(client_of(world, "officer").get(FORM))


def test_handing_in_forgets_the_draft(world):
    unit = client_of(world, "hamlet_post")
    unit.post(FORM, form_of(dossiers.answers()) | {"do": "keep"})
    page = text_of(unit.get(FORM))
    claim = form_of(dossiers.answers()) | {"base": hidden(page, "base")}
    assert unit.post(FORM, claim).status_code == 302
    assert not Draft.objects.exists()


def test_the_review_has_a_draft_of_its_own_minutes_and_all(world):
    dossier, officer = Dossier.objects.get(), client_of(world, "officer")
    actions.assess(dossier_id=dossier.pk, answers=dossiers.answers(), by=world.posts["officer"])
    other = part_of("yes_no")
    typed = {f"a.{other.id}": "no", "m.held_on": "4/11", "m.present": "8", "verdict": "not_met",
             "reason": "Họp thấy khác.", "m.UNKNOWN": "x", "do": "keep"}  # fmt: skip
    said = officer.post(REVIEW, typed, headers={"Accept": "application/json"})
    assert said.status_code == 200 and said.json()["saved_at"]
    assert Draft.objects.get().stage == "review" and "m.UNKNOWN" not in Draft.objects.get().typed
    page = text_of(officer.get(REVIEW))
    assert (
        'value="4/11"' in page
        and 'name="m.present" type="text" inputmode="numeric" value="8"' in page
    )
    assert 'value="not_met" checked' in page and "Họp thấy khác." in page
    assert f'name="a.{other.id}" value="no" checked' in page and "Bản nháp lưu lúc" in page
    assert "Bản nháp lưu lúc" not in text_of(officer.get(FORM))
    minutes = {f"m.{name}": text for name, text in dossiers.MINUTES.items()}
    minutes |= {"m.held_on": "04/11/2024", "base": hidden(page, "base")}
    assert officer.post(REVIEW, form_of(dossiers.answers()) | minutes).status_code == 302
    assert not Draft.objects.exists()


def test_a_page_never_replaces_a_newer_draft_unasked(world):
    unit, part = client_of(world, "hamlet_post"), part_of("yes_no")

    def opened():
        page = text_of(unit.get(FORM))
        return {name: hidden(page, name) for name in ("client_key", "mark", "base")}

    def keep(page, answer, **more):
        return unit.post(FORM, {**page, f"a.{part.id}": answer, "do": "keep"}, **more)

    first, second = opened(), opened()
    assert keep(first, "no").status_code == keep(first, "yes").status_code == 302
    told = keep(second, "no", headers={"Accept": "application/json"})
    assert told.status_code == 409 and "trang khác" in told.json()["words"]
    page = keep(second, "no")
    assert page.status_code == 409 and Draft.objects.get().typed == {f"a.{part.id}": "yes"}
    assert hidden(text_of(page), "mark") == told.json()["mark"]
    assert keep({**second, "mark": told.json()["mark"]}, "no").status_code == 302
    actions.assess(
        dossier_id=Dossier.objects.get().pk, answers=dossiers.answers(), by=world.posts["officer"]
    )
    assert keep(first, "no").status_code == 409


def test_a_draft_of_an_older_step_is_not_shown(world):
    dossier, post = Dossier.objects.get(), world.posts["hamlet_post"]
    drafts.keep(dossier_id=dossier.pk, typed={f"a.{part_of('yes_no').id}": "no"}, by=post)
    assert drafts.of(dossier, post)
    actions.assess(dossier_id=dossier.pk, answers=dossiers.answers(), by=world.posts["officer"])
    dossier.refresh_from_db()
    assert drafts.of(dossier, post) is None


def test_a_draft_takes_no_persons_number_and_no_stranger(world):
    dossier, part = Dossier.objects.get(), part_of("none_occurred")
    typed = {f"a.{part.id}.document": "0912345678"}
    with pytest.raises(Refusal, match="số điện thoại"):
        drafts.keep(dossier_id=dossier.pk, typed=typed, by=world.posts["hamlet_post"])
    with pytest.raises(Refusal):
        drafts.keep(dossier_id=dossier.pk, typed={}, by=world.posts["far_officer"])
    assert not Draft.objects.exists()


def test_a_blank_is_listed_as_not_answered_never_as_failed(world):
    law = queries.criteria_for("hamlet", "khu_dan_cu", 2024)
    failing = next(example for example in law.examples if example.verdict == "not_met")
    whole = next(c for c in law.criteria if c.id not in failing.failed)
    part, blank = whole.parts[0], whole.id
    given = {code: answer for code, answer in failing.answers.items() if code != part.id}
    dossier = Dossier.objects.get()
    actions.assess(dossier_id=dossier.pk, answers=given, by=world.posts["officer"])
    dossier.refresh_from_db()
    assert blank in figures.unanswered([dossier])[dossier.pk]
    unit = client_of(world, "hamlet_post")
    page = text_of(unit.get(PLACE))
    reasons = page[page.index('id="rule"') : page.index("Việc tiếp theo:")]
    assert "1 câu chưa trả lời" in reasons and f"<b>{blank}</b> {part.label}</li>" in reasons
    assert "Trưởng khu dân cư" in page
    assert f"Chưa trả lời: {blank}" in text_of(unit.get("/don-vi/25363-01-ap-3/"))
    listed = text_of(client_of(world, "officer").get("/danh-gia/2024-nam/"))
    assert f"Chưa trả lời: {blank}" in listed


def test_home_and_tasks_name_the_same_title_job_with_its_day(world):
    unit = client_of(world, "hamlet_post")
    for address in ("/", "/viec/"):
        page = text_of(unit.get(address))
        assert f'href="{FORM}"' in page, address
        assert "Quyết định trước ngày 15/11" in page, address
