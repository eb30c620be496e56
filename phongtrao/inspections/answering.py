"""An office explains a signal; the sentence is kept beside it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import nfc
from phongtrao.inspections import access, signalling
from phongtrao.inspections.models import SignalAnswer
from phongtrao.inspections.planning import refused, require_clean
from phongtrao.programmes import queries as programmes
from phongtrao.rules.signals import Signal

LONGEST = 500


def signal_of(unit_id: int, period: Period, key: str) -> Signal:
    """Return a signal that stands beside a unit now; Refusal `signal.none` (404)."""
    for signal in signalling.of_unit(unit_id, period):
        if signal.key == key:
            return signal
    raise Refusal(
        "signal.none",
        "Dấu hiệu này không còn: số liệu hoặc ảnh đã thay đổi. Tải lại danh sách.",
        "This signal is gone: the report or photo has changed. Reload the list.",
        status=404,
    )


@transaction.atomic
def answer_signal(
    *,
    unit_id: int,
    period: Period,
    key: str,
    sentence: str,
    by: Post,
    now: datetime | None = None,
) -> SignalAnswer:
    """Explain a signal in a sentence; earlier sentences are kept.

    Refusals: 403; `signal.none` (404); `inspection.sentence`, `.person_id` (422).
    """
    access.require_unit(by, unit_id, "answer")
    text = nfc(sentence)
    require_clean(text)
    if not 10 <= len(text) <= LONGEST:
        raise refused(
            "sentence",
            "Ghi một câu giải thích, từ 10 đến 500 ký tự.",
            "Write one sentence of 10 to 500 characters.",
        )
    signal = signal_of(unit_id, period, key)
    made = SignalAnswer.objects.create(
        programme=programmes.programme(),
        unit_id=unit_id,
        period=period.code,
        key=key,
        kind=signal.kind,
        sentence=text,
        at=now or timezone.now(),
        post_id=by.pk,
    )
    append({"type": "signal_answer", "unit": unit_id, "period": period.code, "key": key})
    record(verb="signal.answer", by=by, object=made, reason=text)
    return made
