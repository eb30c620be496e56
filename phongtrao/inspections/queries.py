"""Nouns of the inspections room: rounds, visits, proofs, rates, follow-ups, signals."""

from pathlib import Path

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.inspections import access
from phongtrao.inspections.claiming import Claim, claim_of
from phongtrao.inspections.comparing import (
    Checked,
    FieldRate,
    Line,
    TargetRate,
    field_rates,
    target_rates,
    visits_of,
)
from phongtrao.inspections.counting import (
    Area,
    Coverage,
    coverage,
    newest_visit,
    open_follow_ups,
    rounds_in,
    visits_in,
    visits_sql,
    years,
)
from phongtrao.inspections.framing import area_groups, areas_on, rules_of, unit_groups
from phongtrao.inspections.models import (
    FollowUp,
    InspectionRound,
    Selected,
    Visit,
    VisitFile,
    VisitVersion,
)
from phongtrao.inspections.proving import Proof, Step, prove
from phongtrao.inspections.signalling import Run, of_unit, periods, run_of
from phongtrao.inspections.spot_checks import SpotCheck, drawn_again, frame_of
from phongtrao.inspections.wording import KIND_LABELS, Told, kinds_of, told
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import evidence

__all__ = [
    "KIND_LABELS",
    "Area",
    "Checked",
    "Claim",
    "Coverage",
    "FieldRate",
    "Line",
    "Proof",
    "Run",
    "SpotCheck",
    "Step",
    "TargetRate",
    "Told",
    "area_groups",
    "areas_on",
    "claim_of",
    "coverage",
    "drawn_again",
    "field_rates",
    "frame_of",
    "kinds_of",
    "newest_visit",
    "of_unit",
    "open_follow_ups",
    "periods",
    "prove",
    "rounds_in",
    "rules_of",
    "run_of",
    "target_rates",
    "told",
    "unit_groups",
    "visits_in",
    "visits_of",
    "visits_sql",
    "years",
]


def rounds() -> "QuerySet[InspectionRound]":
    """Return all rounds of the plan, newest first."""
    return InspectionRound.objects.filter(programme=programmes.programme())


def due_draws() -> list[str]:
    """Return the codes of rounds whose draw time has come and that are not drawn."""
    found = rounds().filter(method=InspectionRound.Method.DRAWN, seed="")
    return list(found.filter(draw_at__lte=timezone.now()).values_list("code", flat=True))


def tallies() -> dict[int, tuple[int, int]]:
    """Return round id → (units to visit, units visited)."""
    found = rounds().annotate(
        chosen=Count("selected", filter=Q(selected__set_aside=""), distinct=True),
        done=Count("visits", filter=Q(visits__current__gt=0), distinct=True),
    )
    return {pk: (chosen, done) for pk, chosen, done in found.values_list("pk", "chosen", "done")}


def round_by_code(code: str) -> InspectionRound:
    """Return a round; Refusal `inspection.none` (404)."""
    found = rounds().filter(code=code).first()
    if found is None:
        raise Refusal(
            "inspection.none",
            f"Không có đợt kiểm tra “{code}”. Xem danh sách: phongtrao inspect list",
            f"There is no inspection round “{code}”.",
            status=404,
        )
    return found


def selected(round_: InspectionRound) -> list[Selected]:
    """Return the units of a round in drawn order, those set aside among them."""
    return list(round_.selected.select_related("instead_of").order_by("stratum", "place", "id"))


def visit_of(round_: InspectionRound, unit_id: int) -> Visit | None:
    """Return the visit of a unit in a round, None before anything was written or attached."""
    return Visit.objects.filter(round=round_, unit_id=unit_id).first()


def versions_of(visit: Visit) -> list[VisitVersion]:
    """Return all versions of a visit, newest first."""
    return list(visit.versions.order_by("-number"))


def checked(round_: InspectionRound, unit_id: int) -> Checked | None:
    """Return one visit as it stands, line by line; None before it was written."""
    return next((visit for visit in visits_of(round_) if visit.unit_id == unit_id), None)


def files_of(visit: Visit | None) -> list[VisitFile]:
    """Return the files of a visit, oldest first."""
    return list(visit.files.order_by("id")) if visit else []


def file_path(found: VisitFile) -> Path:
    """Return where the bytes of a file lie."""
    return evidence.path_of(found.sha256)


def last_visit(unit_id: int) -> Visit | None:
    """Return the newest visit of a unit over all rounds."""
    found = Visit.objects.filter(
        unit_id=unit_id, current__gt=0, round__programme=programmes.programme()
    )
    return found.select_related("round").order_by("-day", "-id").first()


def follow_ups(post: Post) -> "QuerySet[FollowUp]":
    """Return the follow-ups a post may see, most urgent first."""
    found = FollowUp.objects.filter(visit__round__programme=programmes.programme())
    found = found.select_related("visit__round", "file")
    if post.role in access.READS_ALL:
        return found
    if post.unit_id is None:
        return found.none()
    if post.role == "commune_officer":
        return found.filter(visit__unit_id__in=orgs.units_below(post.unit_id))
    return found.filter(visit__unit_id=post.unit_id)


def follow_ups_of(visit: Visit | None) -> list[FollowUp]:
    """Return the follow-ups of one visit."""
    return list(visit.follow_ups.select_related("visit__round", "file")) if visit else []


def signals_for(unit_id: int, period: Period) -> list[Told]:
    """Return the signals beside one unit in a period, ready to be read."""
    run = run_of(period)
    if run is None:
        return []
    return told(run, [signal for signal in run.found if signal.unit == unit_id])
