"""Grading stays locked until a rubric with its source document sums to 100."""

from datetime import date
from fractions import Fraction

import pytest

from phongtrao.assessments import deciding, figures, laws, marking, queries, settling
from phongtrao.assessments.models import Dossier, GradeBook
from phongtrao.core.findings import Refusal
from phongtrao.programmes.models import Programme
from tests.unit.test_assessment_room import decided, filed
from tests.world import World

CUTOFFS = [
    {"grade": "excellent", "least": "90"},
    {"grade": "good", "least": "70"},
    {"grade": "average", "least": "50"},
    {"grade": "weak", "least": "0"},
]
ITEMS = [
    {"id": "a", "label": "Lãnh đạo, chỉ đạo", "points": "40"},
    {"id": "b", "label": "Kết quả", "points": "59,5"},
    {"id": "c", "label": "Báo cáo", "points": "0.5"},
]


@pytest.fixture
def administrator(world: World):
    post = world.posts["leader"]
    post.role = "administrator"
    post.save()
    return post


def confirm(by, **changed):
    given = {
        "rubric": "qd510-hamlet",
        "from_year": 2024,
        "items": ITEMS,
        "cutoffs": CUTOFFS,
        "document": "510/QĐ-BCA-V05",
        "cap": "good",
        **changed,
    }
    return settling.confirm_rubric(by=by, **given)


def test_locked_until_confirmed(world: World, administrator) -> None:
    dossier = decided(world, filed(world))
    assert laws.grade_book("hamlet", 2024).status == "locked"
    with pytest.raises(Refusal) as refusal:
        marking.score(dossier_id=dossier.pk, scores={}, side="self", by=world.posts["hamlet_post"])
    assert refusal.value.code == "grading.locked"
    confirm(administrator)
    book = laws.grade_book("hamlet", 2024)
    assert (book.status, book.document, len(book.lines)) == ("confirmed", "510/QĐ-BCA-V05", 3)
    assert laws.grade_book("hamlet", 2023).status == "locked"


def test_a_demonstration_uses_the_labelled_sample(world: World) -> None:
    Programme.objects.update(is_demo=True)
    assert laws.grade_book("hamlet", 2024).status == "sample"
    assert laws.rubric_for("hamlet", 2024).sample_label


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"items": ITEMS[:2]}, "rubric.total"),
        ({"items": [*ITEMS[:2], {"id": "c", "label": "x", "points": "nhiều"}]}, "rubric.number"),
        ({"items": [*ITEMS, ITEMS[0]]}, "rubric.total"),
        ({"cutoffs": CUTOFFS[::-1]}, "rubric.grades"),
        ({"cutoffs": [{**cut, "least": "50"} for cut in CUTOFFS]}, "rubric.cutoffs"),
        ({"rubric": "qd510-agency"}, "rubric.published"),
    ],
)
def test_a_wrong_rubric_is_refused(world: World, administrator, changed: dict, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        confirm(administrator, **changed)
    assert refusal.value.code == "rubric.invalid"
    assert code in {finding.code for finding in refusal.value.data["findings"]}
    assert GradeBook.objects.count() == 0


def test_only_the_administrator_confirms_and_names_the_document(
    world: World, administrator
) -> None:
    with pytest.raises(Refusal) as refusal:
        confirm(world.posts["standing"])
    assert refusal.value.status == 403
    with pytest.raises(Refusal) as refusal:
        confirm(administrator, document=" ")
    assert refusal.value.code == "settings.document"


def test_points_review_and_decision_stand_side_by_side(world: World, administrator) -> None:
    confirm(administrator)
    dossier = decided(world, filed(world))
    unit, officer = world.posts["hamlet_post"], world.posts["officer"]
    marking.score(
        dossier_id=dossier.pk, scores={"a": "40", "b": "55", "c": "0,5"}, side="self", by=unit
    )
    marking.score(
        dossier_id=dossier.pk,
        scores={"a": "30", "b": "50", "c": "0,5"},
        side="reviewed",
        by=officer,
    )
    decision = marking.grade(
        dossier_ids=[dossier.pk], number="130/QĐ-UBND", signed_on=date(2024, 11, 25), by=officer
    )
    dossier.refresh_from_db()
    assert (dossier.self_grade, dossier.reviewed_grade, dossier.grade) == (
        "excellent",
        "good",
        "good",
    )
    assert decision.late and str(dossier.self_score) == "95.50"
    assert queries.is_consistent(dossier)
    good = next(s for s in figures.distribution(world.units["province"], 2024) if s.grade == "good")
    # Ấp 3, Ấp 4, far Ấp 3, the school and two communes are in scope.
    assert (good.of_recognised, good.of_in_scope, good.reached) == (1, Fraction(1, 6), True)


def test_without_the_title_the_grade_is_capped(world: World, administrator) -> None:
    confirm(administrator)
    dossier = decided(
        world, filed(world), recognised=False, reason="Thẩm tra lại.", document="3/BC-CAX"
    )
    scores = {"a": "40", "b": "59,5", "c": "0,5"}
    step = marking.score(
        dossier_id=dossier.pk, scores=scores, side="reviewed", by=world.posts["officer"]
    )
    assert step.verdict == "good"
    assert queries.content_of(step)["capped_from"] == "excellent"


def test_a_title_is_not_taken_back_under_a_grade(world: World, administrator) -> None:
    confirm(administrator)
    dossier = decided(world, filed(world))
    officer = world.posts["officer"]
    marking.score(
        dossier_id=dossier.pk, scores={"a": "40", "b": "59", "c": "0"}, side="reviewed", by=officer
    )
    graded = marking.grade(
        dossier_ids=[dossier.pk], number="130/QĐ-UBND", signed_on=date(2024, 11, 18), by=officer
    )
    assert dossier.decision_id is not None
    with pytest.raises(Refusal) as refusal:
        deciding.undo_decision(decision_id=dossier.decision_id, reason="Nhầm.", by=officer)
    assert refusal.value.code == "undo.late"
    deciding.undo_decision(decision_id=graded.pk, reason="Nhầm.", by=officer)
    assert Dossier.objects.get(pk=dossier.pk).grade == ""


def test_unscored_units_are_not_graded(world: World, administrator) -> None:
    confirm(administrator)
    dossier = filed(world)
    with pytest.raises(Refusal) as refusal:
        marking.grade(
            dossier_ids=[dossier.pk],
            number="130/QĐ-UBND",
            signed_on=date(2024, 11, 18),
            by=world.posts["officer"],
        )
    assert refusal.value.code == "grade.unscored"
