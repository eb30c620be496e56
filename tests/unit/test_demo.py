"""The demonstration: same seed same data, labelled, plausible, and every answer passes its form."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.management import call_command

from phongtrao.accounts.models import Holding, Post, User
from phongtrao.assessments import figures
from phongtrao.assessments import rebuilding as dossiers
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import looks_like_person_id, nfc
from phongtrao.demo import actions, command, names, sentences
from phongtrao.demo.chance import seeded
from phongtrao.demo.people import password_of
from phongtrao.demo.population import DENSITIES, MERGER, Commune, Seed, grow
from phongtrao.inspections.models import InspectionRound, VisitVersion
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed
from phongtrao.registers import measuring
from phongtrao.registers import queries as registers
from phongtrao.reports.models import Snapshot
from phongtrao.rules.validation import check
from phongtrao.submissions import queries as submissions
from phongtrao.submissions import rebuilding
from phongtrao.submissions.models import CellReturn, Evidence, Receipt, Submission, Version

COMMUNES = [
    Commune(1, "25366", "Thuận Lợi", "xa", 90, "695", "huyện Đồng Phú", 3),
    Commune(2, "25387", "Thuận Phú", "xa", 90, "695", "huyện Đồng Phú", 3),
    Commune(4, "25363", "Tân Phú", "thi_tran", 90, "695", "huyện Đồng Phú", 4),
]


def grown(seed: int = 1, size: str = "small") -> list[Seed]:
    return grow(COMMUNES, DENSITIES[size], seed)


def test_the_same_seed_gives_the_same_units_and_another_one_others() -> None:
    assert grown(1) == grown(1)
    assert grown(1) != grown(2)


def test_units_move_with_their_commune_and_codes_are_unique() -> None:
    seeds = grown(3, "province")
    assert len({seed.code for seed in seeds}) == len(seeds)
    for seed in seeds:
        first, last = seed.stays[0], seed.stays[-1]
        if first.parent_id in (1, 2):
            assert (last.parent_id, last.valid_from) == (3, MERGER)
        for before, after in zip(seed.stays, seed.stays[1:], strict=False):
            assert before.valid_to == after.valid_from
    closed = [seed for seed in seeds if seed.stays[-1].valid_to == MERGER]
    assert closed and {seed.group for seed in closed} == {"agency"}
    assert {seed for seed in seeds if "huyện" in seed.stays[0].name} <= set(closed)
    public = [seed for seed in seeds if seed.group in ("agency", "school") and seed not in closed]
    moved = [seed.stays[-1].name for seed in public if len(seed.stays) > 1]
    assert moved and not any(" thị trấn " in name for name in moved)


def test_hamlets_of_one_commune_never_share_a_name() -> None:
    for seed in range(5):
        hamlets = [one for one in grown(seed, "province") if one.group == "hamlet"]
        for at in (0, -1):
            seen = Counter((one.stays[at].parent_id, one.stays[at].name) for one in hamlets)
            assert max(seen.values()) == 1


def test_made_up_names_are_labelled_and_name_no_person() -> None:
    for seed in grown(7, "province"):
        for stay in seed.stays:
            assert seed.group == "hamlet" or names.LABEL in stay.name
            assert nfc(stay.name) == stay.name
            assert looks_like_person_id(stay.name) is None


def test_narratives_carry_no_number_of_a_person() -> None:
    shelf = [*sentences.GOOD, *sentences.WEAK, *sentences.NEXT, *sentences.RETURNED]
    assert len(shelf) >= 36
    assert all(nfc(text) == text and not looks_like_person_id(text) for text in shelf)
    rng = seeded("narrative")
    assert sentences.narrative(rng, "limits", 0.1) in sentences.WEAK


def test_passwords_belong_to_the_installation(settings) -> None:
    mine = password_of("lanh-dao")
    assert mine == password_of("lanh-dao") != password_of("quan-tri")
    settings.SECRET_KEY = "another installation"
    assert password_of("lanh-dao") != mine


def said() -> list[tuple[str, str, str, str]]:
    """What the database holds, without keys that depend on the order of insertion."""
    rows = Version.objects.values_list(
        "submission__unit__uid", "submission__round__period", "digest", "submission__state"
    )
    return sorted(rows)


#: What the build of one test said, for another test to compare its own with.
FIRST: list = []


@pytest.mark.django_db
def test_small_builds_a_whole_labelled_programme() -> None:
    built = actions.build(size="small", seed=5)
    FIRST.append(said())
    assert built.submissions == Version.objects.count() == Receipt.objects.count() > 3_000
    assert programmes.is_demo()
    _every_answer_passes_its_form()
    _history_is_varied()
    _a_figure_can_be_traced_to_a_picture()
    _nobody_is_visited_before_the_draw()
    _sign_ins_have_something_to_do()
    _dossiers_agree_with_the_reports()
    _registers_agree_with_the_reports()
    assert rebuilding.verify() == []
    with pytest.raises(Refusal) as refused:
        actions.build(size="small", seed=5)
    assert refused.value.code == "demo.not_empty"
    assert CliRunner().invoke(command.demo, []).exit_code == 1


def _every_answer_passes_its_form() -> None:
    forms = programmes.package().forms
    owed = {(one.round_id, one.unit_id): one for one in Owed.objects.all()}
    for version in Version.objects.select_related("submission__round"):
        row = owed[(version.submission.round_id, version.submission.unit_id)]
        form = forms[version.submission.round.form]
        payload = json.loads(version.payload)
        found = check(form=form, group=row.group, subkind=row.subkind, payload=payload)
        errors = [str(finding) for finding in found if finding.level == "error"]
        assert errors == [], (row.group, row.subkind, errors)


def _history_is_varied() -> None:
    assert Version.objects.filter(late=True).exists()
    assert Version.objects.filter(on_behalf=True).exists()
    assert CellReturn.objects.exists()
    assert Version.objects.filter(number=2).count() == actions.CORRECTIONS
    states = set(Submission.objects.values_list("state", flat=True))
    assert states == {"submitted", "returned", "approved", "accepted"}
    rows = submissions.rows("annual", Period(2024))
    assert {row["grade"] for row in rows} >= {"excellent", "good"}
    assert any(row["state"] == "due" for row in rows)
    assert any(value == "unavailable" for row in rows for value in row.values())
    old = {state.unit_id for state in orgs.units_on(date(2024, 12, 31), "commune")}
    new = {state.unit_id for state in orgs.units_on(date(2025, 12, 31), "commune")}
    assert (len(old), len(new)) == (111, 40)


def _a_figure_can_be_traced_to_a_picture() -> None:
    [kept] = Snapshot.objects.all()
    assert kept.year == actions.FROZEN and not kept.provisional
    pictured = Evidence.objects.filter(submission__round__period="2024")
    assert pictured.count() > 100
    first, second = Version.objects.filter(number=2).order_by("id")[:2]
    assert first.digest != first.submission.version_set.get(number=1).digest
    assert first.note == second.note == actions.CORRECTED


def _nobody_is_visited_before_the_draw() -> None:
    [drawn] = InspectionRound.objects.filter(method=InspectionRound.Method.DRAWN)
    visits = VisitVersion.objects.filter(visit__round=drawn)
    assert visits.count() > 20 and not visits.filter(at__lt=drawn.draw_at).exists()


def _dossiers_agree_with_the_reports() -> None:
    """Whoever reports the title holds it by a decision; all of it can be proven."""
    assert dossiers.verify() == []
    for year in (2024, 2025, 2026):
        top = figures.province_id(year)
        assert figures.report_differences(top, year) == []
        own = figures.counts(top, year)
        said = submissions.rows("annual", Period(year))
        recognised = sum(row["safe"] == "recognised" for row in said if row["in_scope"])
        assert own.recognised == recognised > 100
        assert own.registered <= own.in_scope
    assert figures.counts(figures.province_id(2026), 2026).filed > own.recognised


def _sign_ins_have_something_to_do() -> None:
    listed = actions.accounts()
    assert len(listed) == 7
    assert len({Post.objects.get(holdings=one).role for one in Holding.objects.all()}) == 7
    for _, username, password in listed:
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert person.holdings.exists()
    contact = Holding.objects.filter(person__username="don-vi").select_related("post")
    hamlet, school = sorted((one.post for one in contact), key=lambda post: post.code)
    annual = Period(actions.CURRENT)
    assert submissions.submission_of(hamlet.unit_id, "annual", annual).state == "due"
    returned = submissions.submission_of(school.unit_id, "annual", annual)
    assert returned.state == "returned" and submissions.returned_cells(returned)
    officer = Holding.objects.get(person__username="can-bo-xa").post
    assert submissions.queue(officer).exists()


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_answers() -> None:
    if not FIRST:
        actions.build(size="small", seed=5, frozen=False)
        FIRST.append(said())
        call_command("flush", verbosity=0, interactive=False)
    actions.build(size="small", seed=5, frozen=False)
    assert said() == FIRST[0]


BESIDE = ("models_new", "models_kept", "models_weak", "models_dissolved", "model_members",
          "training_classes", "festival_attendees")  # fmt: skip


def _registers_agree_with_the_reports() -> None:
    """What a unit reports is what its register counts; sums differ by silent units only."""
    form = programmes.package().forms["annual"]
    sources = {name: form.field(name).of_register for name in BESIDE}
    pairs = [(source.id, source.measure) for source in sources.values()]
    for year in (2022, 2024, 2025):
        rows = submissions.rows("annual", Period(year))
        kept = registers.measures_of_many([row["unit_id"] for row in rows], Period(year), pairs)
        for name, pair in zip(sources, pairs, strict=True):
            told = [(row[name], kept.get(row["unit_id"], {}).get(pair)) for row in rows
                    if row[f"{name}__why"] != "unavailable" and row[name] is not None]  # fmt: skip
            both = [(said, count) for said, count in told if count is not None]
            assert both and all(said == count for said, count in both), (year, name)
            total = sum(said for said, _ in told)
            assert sum(count for _, count in both) >= 0.93 * total, (year, name)
        _the_province_agrees(year, rows)


def _the_province_agrees(year: int, rows: list[dict[str, Any]]) -> None:
    """Over the merger too: what passed to a new unit counts once."""
    [top] = orgs.units_on(date(year, 12, 31), "province")
    models = programmes.package().registers["models"]
    counted = measuring.measures_at(models, top.unit_id, Period(year))
    for name, measure in (("models_kept", "kept"), ("models_new", "new")):
        told = sum(row[name] or 0 for row in rows)
        assert abs(counted[measure] - told) <= 0.08 * told, (year, name, counted[measure], told)
