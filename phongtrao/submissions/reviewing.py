"""Verbs of verification: approve, return single cells, accept, undo."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.core.findings import Refusal
from phongtrao.programmes import queries as programmes
from phongtrao.rules.workflow import allowed
from phongtrao.submissions import access, projections
from phongtrao.submissions.models import CellReturn, Review, Submission, Version
from phongtrao.submissions.telling import tell_returned


@transaction.atomic
def approve(*, submission_id: int, by: Post) -> Review:
    """Believe the current version; can be undone until the province accepts."""
    return _decide(submission_id, Review.Verb.APPROVE, by, "verify")


def approve_many(*, submission_ids: Iterable[int], by: Post) -> tuple[int, int]:
    """Approve each on its own; return (approved, skipped because not allowed any more)."""
    done = skipped = 0
    for submission_id in submission_ids:
        try:
            approve(submission_id=submission_id, by=by)
            done += 1
        except Refusal:
            skipped += 1
    return done, skipped


@transaction.atomic
def return_cells(*, submission_id: int, cells: dict[str, str], by: Post) -> Review:
    """Send single cells back, each with its own sentence.

    Refusal `return.empty` without a cell or with an empty sentence, `return.field` for an
    unknown cell.
    """
    if not cells or any(not sentence.strip() for sentence in cells.values()):
        raise Refusal(
            code="return.empty",
            message="Ghi ít nhất một nội dung cần sửa trước khi trả lại.",
            message_en="State at least one item to correct before returning.",
            status=422,
        )
    submission = access.submission_for(by, submission_id, "verify")
    form = programmes.form_of(submission.round)
    unknown = [name for name in cells if name not in {field.id for field in form.all_fields()}]
    if unknown:
        raise Refusal(
            code="return.field",
            message=f"Biểu không có mục “{unknown[0]}”.",
            message_en=f"The form has no field '{unknown[0]}'.",
            status=422,
        )
    review = _decide(submission_id, Review.Verb.RETURN, by, "verify", data={"cells": cells})
    CellReturn.objects.bulk_create(
        CellReturn(review=review, field=name, sentence=text.strip()) for name, text in cells.items()
    )
    tell_returned(submission=submission, review=review, form=form, cells=cells)
    return review


@transaction.atomic
def accept(*, submission_ids: Iterable[int], by: Post) -> int:
    """Take approved submissions into the province's figures; return how many."""
    count = 0
    for submission_id in submission_ids:
        _decide(submission_id, Review.Verb.ACCEPT, by, "accept")
        count += 1
    return count


@transaction.atomic
def undo(*, submission_id: int, by: Post) -> Review:
    """Take the last decision back; Refusal `undo.late` once the next level has decided."""
    access.submission_for(by, submission_id)
    submission = _locked(submission_id)
    last = (
        Review.objects.filter(version__submission=submission, undone=False)
        .exclude(verb=Review.Verb.UNDO)
        .order_by("-id")
        .first()
    )
    own_level = last is not None and last.version.number == submission.current
    if last is None or not own_level:
        raise _too_late()
    access.submission_for(by, submission_id, "accept" if last.verb == "accept" else "verify")
    last.undone = True
    last.save(update_fields=["undone"])
    state = allowed(submission.state, Review.Verb.UNDO.value)
    return _store(submission, Review.Verb.UNDO, state, by, {"undone": last.pk})


def _too_late() -> Refusal:
    return Refusal(
        code="undo.late",
        message="Không hoàn tác được nữa: báo cáo đã có quyết định hoặc bản nộp mới hơn.",
        message_en="It is too late to undo: a newer decision or version exists.",
    )


def _decide(
    submission_id: int, verb: Review.Verb, by: Post, right: str, data: dict[str, Any] | None = None
) -> Review:
    access.submission_for(by, submission_id, right)
    submission = _locked(submission_id)
    version = _current(submission)
    if version.post_id == by.pk and right == "verify" and not version.on_behalf:
        raise Refusal(
            code="verify.own",
            message="Không được duyệt báo cáo do chính mình gửi.",
            message_en="A post cannot verify what it submitted itself.",
            status=403,
        )
    return _store(submission, verb, allowed(submission.state, verb.value), by, data or {})


def _locked(submission_id: int) -> Submission:
    return Submission.objects.select_for_update().get(pk=submission_id)


def _current(submission: Submission) -> Version:
    return Version.objects.get(submission=submission, number=submission.current)


def _store(
    submission: Submission, verb: Review.Verb, state: str, by: Post, data: dict[str, Any]
) -> Review:
    version = _current(submission)
    at = timezone.now()
    submission.state = state
    submission.save(update_fields=["state"])
    review = Review.objects.create(version=version, verb=verb, post_id=by.pk, at=at)
    entry = {
        "type": verb.value,
        "submission": submission.pk,
        "number": version.number,
        "post": by.pk,
        "at": at.isoformat(),
    }
    record(verb=f"submission.{verb.value}", by=by, object=submission, data=data)
    # The log's head before the round's stamp, as every act does: two locks, always in one order.
    append(entry)
    form = programmes.form_of(submission.round)
    projections.set_state(form, submission.round.period, submission.unit_id, state)
    return review
