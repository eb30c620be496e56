"""A reminder of several reports: a message for each in the box, one letter outside."""

from datetime import datetime, timedelta

import pytest

from phongtrao.core.dates import TZ
from phongtrao.jobs import reminding
from phongtrao.notices import actions as notices
from phongtrao.notices.models import Delivery, Message
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed
from phongtrao.submissions.actions import submit
from phongtrao.submissions.rounds import open_round
from tests.world import YEAR


@pytest.mark.django_db
@pytest.mark.parametrize("patient", [True, False])
def test_several_reports_settle_one_by_one_and_go_out_once(world, settings, patient):
    settings.NOTICES_WAYS = {"sms": "file"}
    post, unit = world.posts["hamlet_post"], world.units["hamlet"]
    notices.prefer(by=post, email=False, sms="0912345678", zalo="", digest=patient)
    rounds = [programmes.round_of("annual", YEAR)]
    rounds.append(open_round(form="annual", period=YEAR.previous(), by=world.posts["standing"]))
    due = Owed.objects.get(round=rounds[0], unit_id=unit).deadline + timedelta(days=1)
    now = datetime(due.year, due.month, due.day, 7, 30, tzinfo=TZ)
    done = reminding._tell(reminding.silent(rounds, [unit]), at=now, by=None)
    assert done.reminded == 1
    box = Message.objects.filter(post_id=post.pk, in_app=True).order_by("id")
    assert [(m.body.count("\n- "), m.outward) for m in box] == [
        (1, "digest" if patient else "none")
    ] * 2
    leaving = Delivery.objects.values_list("message__body", flat=True)
    assert [body.count("\n- ") for body in leaving] == ([] if patient else [2])
    submit(
        unit_id=unit, form="annual", period=YEAR, payload=world.payload(),
        client_key="k1", by=post, at=now,
    )  # fmt: skip
    [left] = box.filter(read_at=None)
    assert left.target == f"report:{unit}:annual:{YEAR.previous().code}"
    assert left.subject == "Quá hạn: Báo cáo năm 2023"
