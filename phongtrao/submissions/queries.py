"""Nouns of the submissions room: what was said, by whom, and where it stands."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Finding
from phongtrao.core.periods import Period
from phongtrao.database.prepared import question
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, Round
from phongtrao.rules.validation import check
from phongtrao.submissions import evidence, projections
from phongtrao.submissions.actions import findings_of, last_said
from phongtrao.submissions.models import (
    CellReturn,
    Draft,
    Evidence,
    Receipt,
    Review,
    Submission,
    Version,
)
from phongtrao.submissions.progress import (
    Progress,
    count_values,
    progress,
    progress_by_commune,
    units_naming,
)

Payload = dict[str, Any]
FEW = 200


def submission_of(unit_id: int, form: str, period: Period) -> Submission:
    """Return the unit's submission in a round; an unsaved one (state due) when it said nothing."""
    round_ = programmes.round_of(form, period)
    found = _submission.first(round_.pk, unit_id) or Submission(unit_id=unit_id)
    found.round = round_
    return found


@question
def _submission(round_id: int, unit_id: int) -> QuerySet[Submission]:
    return Submission.objects.filter(round_id=round_id, unit_id=unit_id)


def plan_of(submission_id: int) -> str:
    """Return the code of the plan a submission belongs to; '' for the first and for unknown ids."""
    found = Submission.objects.filter(pk=submission_id).values_list(
        "round__programme__code", flat=True
    )
    return programmes.known(found.first() or "")


def versions(submission_id: int) -> "QuerySet[Version]":
    """Return all versions, newest first."""
    return Version.objects.filter(submission_id=submission_id).order_by("-number")


def version(submission_id: int, number: int | None = None) -> Version | None:
    """Return one version, the newest when no number is given; None when there is none."""
    found = versions(submission_id)
    return (found.filter(number=number) if number else found).first()


def payload_of(submission: Submission, number: int | None = None) -> Payload:
    """Return what the submission says now (or said in version `number`); {} before the first."""
    if submission.pk is None:
        return {}
    found = version(submission.pk, number)
    return json.loads(found.payload) if found else {}


def previous_payload(unit_id: int, form: str, period: Period) -> Payload:
    """Return what the unit said one year earlier; {} when it said nothing."""
    plan = programmes.programme().pk
    return last_said(plan, unit_id, form, period.previous()) or {}


def draft_of(submission: Submission) -> Payload | None:
    """Return what was typed and not yet sent, or None."""
    if submission.pk is None:
        return None
    found = _draft.first(submission.pk)
    return found.payload if found else None


@question
def _draft(submission_id: int) -> QuerySet[Draft]:
    return Draft.objects.filter(submission_id=submission_id)


def returned_cells(submission: Submission) -> list[CellReturn]:
    """Return the cells sent back that the sender has not answered with a newer version."""
    if submission.pk is None or submission.state != Submission.State.RETURNED:
        return []
    last = (
        Review.objects.filter(
            version__submission=submission,
            version__number=submission.current,
            verb=Review.Verb.RETURN,
            undone=False,
        )
        .order_by("-id")
        .first()
    )
    return (
        list(CellReturn.objects.filter(review=last).select_related("review").order_by("id"))
        if last
        else []
    )


def evidence_of(submission_id: int | None, include_removed: bool = False) -> list[Evidence]:
    """Return the files of a submission, oldest first; none before anything was said."""
    if submission_id is None:
        return []
    found = Evidence.objects.filter(submission_id=submission_id).order_by("id")
    return list(found if include_removed else found.filter(removed=False))


def evidence_path(found: Evidence) -> Path:
    """Return where the bytes of a file lie."""
    return evidence.path_of(found.sha256)


def receipt_of(submission_id: int, number: int | None = None) -> Receipt | None:
    """Return the receipt of a version (the newest when no number is given)."""
    found = version(submission_id, number)
    return Receipt.objects.filter(version=found).first() if found else None


def receipt_for(client_key: str) -> Receipt | None:
    """Return the receipt of the version that came under a key, None when none did."""
    return Receipt.objects.filter(version__client_key=client_key).first()


def submission_of_receipt(code: str) -> int | None:
    """Return the id of the submission a receipt code belongs to, None when it is not known."""
    found = Receipt.objects.filter(code=code).values_list("version__submission_id", flat=True)
    return found.first()


def receipt_codes() -> Iterable[str]:
    """Return the codes of all receipts in the order of the log."""
    return Receipt.objects.order_by("log_index").values_list("code", flat=True)


def first_receipts(round_: Round, before: int | None = None) -> dict[str, int]:
    """Return receipt code of a first version → submission id; `before`: an entry of the log."""
    found = Receipt.objects.filter(version__submission__round=round_, version__number=1)
    if before is not None:
        found = found.filter(log_index__lt=before)
    return dict(found.values_list("code", "version__submission_id"))


def rounds_begun() -> set[int]:
    """Return the ids of rounds in which at least one report was handed in."""
    return set(Submission.objects.filter(current__gt=0).values_list("round_id", flat=True))


def by_ids(submission_ids: Sequence[int]) -> list[Submission]:
    """Return submissions in the given order."""
    found = Submission.objects.in_bulk(submission_ids)
    return [found[one] for one in submission_ids]


def reviews_of(submission_id: int) -> "QuerySet[Review]":
    """Return all decisions about a submission, newest first."""
    return (
        Review.objects.filter(version__submission_id=submission_id)
        .select_related("version")
        .order_by("-id")
    )


def warnings_of(submission: Submission) -> list[Finding]:
    """Return what a verifier should look at twice, with the reason in words."""
    period = Period.parse(submission.round.period)
    form = programmes.form_of(submission.round)
    owed = programmes.owed_in(submission.round, submission.unit_id)
    found = findings_of(form, owed, payload_of(submission), period)
    return [finding for finding in found if finding.level == "warning"]


def current_versions(submissions: Iterable[Submission]) -> dict[int, Version]:
    """Return submission id → newest version, for many at once."""
    ids = [submission.pk for submission in submissions]
    found = Version.objects.filter(submission_id__in=ids).order_by("number")
    return {version.submission_id: version for version in found}


def warnings_of_many(submissions: Iterable[Submission]) -> dict[int, list[Finding]]:
    """Return submission id → warnings, as `warnings_of` but without the unit's name in front.

    A few statements per round, however many submissions there are.
    """
    by_round: dict[Round, list[Submission]] = {}
    for submission in submissions:
        by_round.setdefault(submission.round, []).append(submission)
    warnings: dict[int, list[Finding]] = {}
    for round_, listed in by_round.items():
        form = programmes.form_of(round_)
        units = [submission.unit_id for submission in listed]
        owed = {row.unit_id: row for row in programmes.owed(round_).filter(unit_id__in=units)}
        said = current_versions(listed)
        before = _said_a_year_before(round_, units)
        for submission in listed:
            duty = owed[submission.unit_id]
            found = check(
                form=form,
                group=duty.group,
                subkind=duty.subkind,
                payload=json.loads(said[submission.pk].payload),
                previous=before.get(submission.unit_id, {}),
            )
            warnings[submission.pk] = [finding for finding in found if not finding.is_error]
    return warnings


def _said_a_year_before(round_: Round, unit_ids: list[int]) -> dict[int, Payload]:
    period = Period.parse(round_.period).previous()
    found = Version.objects.filter(
        submission__round__programme=round_.programme_id,
        submission__round__form=round_.form,
        submission__round__period=period.code,
        submission__unit_id__in=unit_ids,
    ).order_by("number")
    return {
        unit_id: json.loads(payload)
        for unit_id, payload in found.values_list("submission__unit_id", "payload")
    }


def queue(post: Post, states: Sequence[str] = ("submitted",)) -> "QuerySet[Submission]":
    """Return the submissions this post verifies, in these states, oldest first."""
    today = timezone.now().astimezone(TZ).date()
    found = Submission.objects.filter(state__in=states).select_related("round", "unit")
    if post.role == "commune_officer" and post.unit_id:
        units = orgs.units_below(post.unit_id, today)
        found = found.filter(unit_id__in=units).exclude(unit_id=post.unit_id)
    elif post.role == "standing_office":
        found = found.filter(unit_id__in=orgs.units_above_commune(today))
    else:
        return found.none()
    return found.order_by("last_at", "id")


def recently_decided(post: Post, limit: int = 30, besides: Iterable[int] = ()) -> list[Review]:
    """Return a post's standing decisions, newest first: the newest, and those named by key."""
    standing = Review.objects.filter(post_id=post.pk, undone=False).exclude(verb=Review.Verb.UNDO)
    newest = standing.order_by("-at", "-id").values_list("pk", flat=True)[:limit]
    found = standing.filter(pk__in={*newest, *besides})
    with_unit = found.select_related("version__submission__round", "version__submission__unit")
    return list(with_unit.order_by("-at", "-id"))


def approvals_of(post: Post, submission_ids: Iterable[int]) -> list[int]:
    """Return the keys of the post's own standing approvals of these submissions."""
    found = Review.objects.filter(
        post_id=post.pk,
        undone=False,
        verb=Review.Verb.APPROVE,
        version__submission_id__in=list(submission_ids),
    )
    return list(found.values_list("pk", flat=True))


def accept_queue() -> "QuerySet[Submission]":
    """Return approved submissions that wait for the province, oldest first."""
    return (
        Submission.objects.filter(state=Submission.State.APPROVED)
        .select_related("round", "unit")
        .order_by("last_at", "id")
    )


def to_do(unit_id: int) -> list[Owed]:
    """Return what a unit owes in open rounds, each with `.submission` (None: unsaid)."""
    found = list(programmes.owed_by(unit_id).filter(round__state=Round.State.OPEN))
    said = {
        submission.round_id: submission
        for submission in Submission.objects.filter(
            unit_id=unit_id, round_id__in=[owed.round_id for owed in found]
        ).select_related("round")
    }
    for owed in found:
        owed.submission = said.get(owed.round_id)  # type: ignore[attr-defined]
    return found


def never_sent(post: Post, round_: Round) -> "QuerySet[Owed]":
    """What units in the post's reach, itself aside, owe and never sent; `counts`: by when."""
    today = timezone.now().astimezone(TZ).date()
    said = Submission.objects.filter(round=round_, unit_id=OuterRef("unit_id"), current__gt=0)
    found = Owed.objects.filter(~Exists(said), round=round_).exclude(unit_id=post.unit_id)
    if post.role == "commune_officer" and post.unit_id:
        found = found.filter(unit_id__in=orgs.units_below(post.unit_id, today))
    elif post.role not in ("standing_office", "leader", "auditor"):
        return found.none()
    return found.annotate(counts=programmes.COUNTS).order_by("counts", "unit_id")


def rows(form: str, period: Period, unit_ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """Return projection rows of a form and period as dicts, by unit id."""
    definition = programmes.package().forms[form]
    names = [name for name, _ in projections.columns(definition)]
    wanted = None if unit_ids is None else set(unit_ids)
    where, params = "WHERE period = %s", [period.code, *(wanted or ())]
    if wanted is not None and 0 < len(wanted) <= FEW:
        where += f" AND unit_id IN ({', '.join(['%s'] * len(wanted))})"
    else:
        params = params[:1]
    found = projections.read(definition, where, params)
    return [
        dict(zip(names, row, strict=True)) for row in found if wanted is None or row[0] in wanted
    ]


def progress_of(round_: Round, unit_ids: Iterable[int] | None = None) -> Progress:
    """Return how far a round is, over all units or the given ones."""
    return progress(round_, programmes.form_of(round_), unit_ids)


def progress_by_area(round_: Round, map_id: int) -> dict[int | None, Progress]:
    """Return how far a round is in each commune of a map (None: no single commune)."""
    return progress_by_commune(round_, programmes.form_of(round_), map_id)


def standing(round_: Round, unit_ids: Iterable[int]) -> dict[int, Submission]:
    """Return unit id → submission in a round, for those of the units that have one."""
    found = Submission.objects.filter(round=round_, unit_id__in=list(unit_ids))
    return {submission.unit_id: submission for submission in found}


def units_with_state(round_: Round, state: str) -> "QuerySet[Any, int]":
    """Return, as a subquery, the units whose report stands in `state`; `due`: owed, never sent."""
    if state != Submission.State.DUE:
        return Submission.objects.filter(round=round_, state=state).values_list(
            "unit_id", flat=True
        )
    said = Submission.objects.filter(round=round_, current__gt=0).values("unit_id")
    owed = Owed.objects.filter(round=round_).exclude(unit_id__in=said)
    return owed.values_list("unit_id", flat=True)


def of_unit(unit_id: int) -> dict[int, Submission]:
    """Return round id → submission of one unit, over all rounds."""
    found = Submission.objects.filter(unit_id=unit_id)
    return {submission.round_id: submission for submission in found}


def choices_said(form: str, period: Period, field: str) -> dict[str, int]:
    """Return choice code → number of units that named it, for a field of several choices."""
    definition = programmes.package().forms[form]
    counts: dict[str, int] = {}
    for said, number in count_values(definition, period, field):
        for code in said.split(","):
            counts[code] = counts.get(code, 0) + number
    return counts


def units_that_named(form: str, period: Period, field: str, code: str) -> list[int]:
    """Return the units that named a choice of a field of several choices."""
    return units_naming(programmes.package().forms[form], period, field, code)
