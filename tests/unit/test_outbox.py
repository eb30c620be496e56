"""The outbox: told once, sent once, tried again, given up; two hands at once; a hand that dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection, connections, transaction

from phongtrao.accounts import actions as accounts
from phongtrao.core.findings import Refusal
from phongtrao.notices import actions, queries
from phongtrao.notices.models import Delivery, Message, Reminded, Subscription
from phongtrao.notices.writing import Telling
from phongtrao.plan.messages import MessageTemplate
from phongtrao.plan.standard import standard_notices

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TEMPLATE = MessageTemplate(
    id="t",
    reason="due",
    title="Mẫu",
    subject="Việc {n}",
    body="Nội dung {n}.",
    sms="Nội dung {n}.",
    zalo="Nội dung {n}.",
)


@pytest.fixture
def outbox(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.NOTICES_WAYS = {"email": "file", "sms": "file", "zalo": "off"}
    return tmp_path / "outbox"


def holder(world, post="hamlet_post", email="dau-moi@vi-du.vn"):
    person = accounts.create_person(username=post, password=None, email=email)
    accounts.hold(post=world.posts[post], person=person, from_date=NOW.date() - timedelta(days=9))
    return world.posts[post]


def telling(n, post, **more):
    return Telling(f"k:{n}", TEMPLATE, {"n": str(n)}, post_id=post.pk, **more)


def files(outbox):
    return sorted(path.name for path in outbox.rglob("*") if path.is_file())


def test_told_once_and_sent_once(world, outbox):
    post = holder(world)
    assert actions.tell(telling(1, post, urgent=True), at=NOW) is not None
    assert actions.tell(telling(1, post, urgent=True), at=NOW) is None
    assert actions.deliver(clock=lambda: NOW).sent == 1
    assert actions.deliver(clock=lambda: NOW).sent == 0
    assert len(files(outbox)) == 1
    letter = next(outbox.rglob("*.eml")).read_text()
    assert "To: dau-moi@vi-du.vn" in letter and "Message-ID: <pt-" in letter


def test_what_is_rolled_back_was_never_told(world, outbox):
    post = holder(world)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.tell(telling(1, post, urgent=True), at=NOW)
        raise RuntimeError
    assert Message.objects.count() == Delivery.objects.count() == 0


def test_without_an_address_it_stays_in_the_product(world, outbox):
    post = world.posts["hamlet_post"]
    actions.tell(telling(1, post), at=NOW)
    assert Delivery.objects.count() == 0
    assert queries.unread_count(post.pk) == 1
    assert actions.mark_read(post=post, message_ids=None, at=NOW) == 1
    assert queries.unread_count(post.pk) == 0


def test_a_digest_is_one_letter_a_day(world, outbox):
    post = holder(world)
    template = standard_notices().template("digest")
    for n in range(3):
        actions.tell(telling(n, post), at=NOW)
    titles = lambda ids: dict.fromkeys(ids, "Đầu mối")  # noqa: E731
    assert actions.send_digests(template=template, titles=titles, at=NOW) == 1
    actions.tell(telling(9, post), at=NOW)
    assert actions.send_digests(template=template, titles=titles, at=NOW) == 0
    assert Delivery.objects.count() == 1
    body = Delivery.objects.get().message.body
    assert "- Việc 0\n- Việc 1\n- Việc 2" in body
    later = NOW + timedelta(days=1)
    assert actions.send_digests(template=template, titles=titles, at=later) == 1
    assert Message.objects.filter(key__startswith="digest").last().in_app is False
    newest = Message.objects.filter(key__startswith="digest").order_by("-id").first()
    assert newest.subject == "Việc 9"  # a single message goes in its own words


def test_preferences_choose_the_way(world, outbox):
    post = holder(world)
    actions.prefer(by=post, email=False, sms="0912 345 678", zalo="", digest=False)
    actions.tell(telling(1, post), at=NOW)
    found = Delivery.objects.get()
    assert (found.channel, found.address) == ("sms", "0912345678")
    actions.deliver(clock=lambda: NOW)
    sent = json.loads(next(outbox.rglob("*.json")).read_text())
    assert sent["text"] == "Noi dung 1."
    with pytest.raises(Refusal, match="Số nhận tin"):
        actions.prefer(by=post, email=True, sms="12", zalo="", digest=True)


def test_a_zalo_text_without_approval_falls_back_to_sms(world, outbox, settings):
    settings.NOTICES_WAYS = {"email": "off", "sms": "file", "zalo": "file"}
    post = holder(world)
    actions.prefer(by=post, email=False, sms="0912345678", zalo="0912345678", digest=False)
    actions.tell(telling(1, post), at=NOW)
    assert Delivery.objects.get().channel == "sms"
    approved = TEMPLATE.model_copy(update={"zalo_approval": "OA-1", "id": "t2"})
    actions.tell(Telling("k:2", approved, {"n": "2"}, post_id=post.pk), at=NOW)
    assert [d.channel for d in Delivery.objects.order_by("id")] == ["sms", "zalo"]


class Carrier(BaseHTTPRequestHandler):
    """A gateway for tests: answers what the test says and remembers keys."""

    answers: list[int] = []
    taken: list[str] = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        code = self.answers.pop(0) if self.answers else 200
        if code == 200:
            code = 409 if body["key"] in self.taken else 200
            self.taken.append(body["key"])
        self.send_response(code)
        self.end_headers()
        if code == 200:
            self.wfile.write(json.dumps({"id": f"ref-{body['key']}"}).encode())

    def log_message(self, *_args):
        """Silent."""


@pytest.fixture
def carrier(settings):
    Carrier.answers, Carrier.taken = [], []
    server = HTTPServer(("127.0.0.1", 0), Carrier)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    settings.NOTICES_WAYS = {"email": "off", "sms": address, "zalo": "off"}
    yield Carrier
    server.shutdown()


def by_sms(world):
    post = holder(world)
    actions.prefer(by=post, email=False, sms="0912345678", zalo="", digest=False)
    return post


def test_a_gateway_is_tried_again_and_then_given_up(world, carrier):
    post = by_sms(world)
    actions.tell(telling(1, post), at=NOW)
    carrier.answers = [500, 503]
    at = NOW
    assert actions.deliver(clock=lambda: at).again == 1
    assert actions.deliver(clock=lambda: at).total == 0  # not before its time
    at += timedelta(minutes=2)
    assert actions.deliver(clock=lambda: at).again == 1
    at += timedelta(minutes=6)
    assert actions.deliver(clock=lambda: at).sent == 1
    found = Delivery.objects.get()
    assert (found.attempts, found.reference) == (3, f"ref-{found.key}")
    actions.tell(telling(2, post), at=NOW)
    carrier.answers = [500] * 7
    for _ in range(7):
        at += timedelta(days=1)
        actions.deliver(clock=lambda at=at: at)
    dead = Delivery.objects.get(message__key="k:2")
    assert (dead.state, dead.attempts, dead.problem) == ("dead", 7, "HTTP 500")
    actions.resend(delivery_id=dead.pk, by=post, at=at)
    assert actions.deliver(clock=lambda: at).sent == 1
    with pytest.raises(Refusal, match="chưa hỏng"):
        actions.resend(delivery_id=dead.pk, by=post, at=at)


def test_a_final_answer_is_not_tried_again(world, carrier):
    actions.tell(telling(1, by_sms(world)), at=NOW)
    carrier.answers = [400]
    assert actions.deliver(clock=lambda: NOW).dead == 1


def test_a_repetition_the_gateway_knows_counts_as_sent(world, carrier):
    actions.tell(telling(1, by_sms(world)), at=NOW)
    found = Delivery.objects.get()
    carrier.taken.append(found.key)
    assert actions.deliver(clock=lambda: NOW).sent == 1


def test_a_dead_hand_loses_its_lease(world, outbox):
    """A way that knows repetitions is taken again; e-mail becomes unsure and waits for a person."""
    post = holder(world)
    actions.tell(telling(1, post, urgent=True), at=NOW)
    Delivery.objects.update(state="sending", lease="dead", until=NOW + timedelta(seconds=90))
    assert actions.deliver(clock=lambda: NOW).total == 0
    later = NOW + timedelta(minutes=3)
    assert actions.deliver(clock=lambda: later).sent == 1


def test_e_mail_of_a_dead_hand_is_unsure(world, outbox, settings):
    settings.NOTICES_WAYS = {"email": "django"}
    actions.tell(telling(1, holder(world), urgent=True), at=NOW)
    Delivery.objects.update(state="sending", lease="dead", until=NOW)
    assert actions.deliver(clock=lambda: NOW + timedelta(minutes=3)).unsure == 1
    assert Delivery.objects.get().state == "unsure"


def test_e_mail_through_django(world, settings, mailoutbox):
    settings.NOTICES_WAYS = {"email": "django"}
    actions.tell(telling(1, holder(world), urgent=True), at=NOW)
    assert actions.deliver(clock=lambda: NOW).sent == 1
    assert [m.to for m in mailoutbox] == [["dau-moi@vi-du.vn"]]


def test_one_reminder_a_day(world):
    unit = world.units["hamlet"]
    day = NOW.date()
    assert actions.take_day({unit: 1}, day=day, at=NOW, post_id=None) == {unit}
    assert actions.take_day({unit: 1, 2: 0}, day=day, at=NOW, post_id=None) == {2}
    assert Reminded.objects.count() == 2


def test_a_subscription_needs_consent_and_an_answer(world, outbox):
    template = standard_notices().template("confirm")
    asked = {"channel": "email", "address": " Nguoi.Nhan@vi-du.vn ", "unit_id": None}
    asked |= {"template": template, "base": "/nhan-tin/", "at": NOW}
    with pytest.raises(Refusal, match="đồng ý"):
        actions.subscribe(agreed=False, **asked)
    made = actions.subscribe(agreed=True, **asked)
    assert actions.subscribe(agreed=True, **asked).pk == made.pk
    assert queries.subscribers(["email"], None) == []
    actions.deliver(clock=lambda: NOW)
    assert made.token in next(outbox.rglob("*.eml")).read_text()
    actions.confirm(token=made.token, at=NOW)
    assert [one.pk for one in queries.subscribers(["email"], None)] == [made.pk]
    actions.unsubscribe(token=made.token, at=NOW)
    assert queries.subscribers(["email"], None) == []
    stored = Subscription.objects.get()
    assert "vi-du.vn" not in stored.address
    assert not Delivery.objects.filter(address__contains="vi-du.vn").exists()
    with pytest.raises(Refusal, match="đã dừng"):
        queries.find(made.token)


def test_unconfirmed_addresses_are_forgotten(world, outbox):
    template = standard_notices().template("confirm")
    actions.subscribe(
        channel="email", address="a@vi-du.vn", agreed=True, unit_id=None, template=template,
        base="/", at=NOW,
    )  # fmt: skip
    assert actions.forget_unconfirmed(at=NOW + timedelta(days=6)) == 0
    assert actions.forget_unconfirmed(at=NOW + timedelta(days=8)) == 1
    assert not Subscription.objects.filter(address__contains="@").exists()


@pytest.mark.django_db(transaction=True)
def test_two_hands_share_the_outbox(world, carrier):
    """Many deliveries, two runners at once: the carrier gets every key exactly once."""
    post = by_sms(world)
    actions.tell_many([telling(n, post) for n in range(60)], at=NOW)

    def work():
        try:
            actions.deliver(clock=lambda: NOW)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=work) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=120)
    assert sorted(carrier.taken) == sorted(set(carrier.taken))
    assert len(carrier.taken) == Delivery.objects.filter(state="sent").count() == 60


HAND = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "phongtrao.config.settings"
import django
from django.conf import settings
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from pathlib import Path
settings.DATA_DIR = Path(sys.argv[2])
settings.NOTICES_WAYS = {"email": "file"}
from datetime import timedelta
from django.utils import timezone
from phongtrao.notices import delivering, adapters
from phongtrao.notices.actions import deliver
slow = adapters.LocalFile.send
def send(self, delivery):
    import time
    found = slow(self, delivery)
    time.sleep(0.02)
    return found
adapters.LocalFile.send = send
print("up", flush=True)
deliver(clock=timezone.now)
print("done", flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_hand_loses_nothing_and_doubles_nothing(world, outbox, tmp_path):
    """kill -9 in the middle of delivering, again and again: each letter is there exactly once."""
    post = holder(world)
    total = 80
    actions.tell_many([telling(n, post, urgent=True) for n in range(total)], at=NOW)
    name = str(connection.settings_dict["NAME"])
    between = []
    for turn in range(4):
        hand = subprocess.Popen(
            [sys.executable, "-c", HAND, name, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert hand.stdout.readline().strip() == "up"
        time.sleep(0.15 + 0.1 * turn)
        os.kill(hand.pid, signal.SIGKILL)
        hand.wait(timeout=30)
        between.append(len(files(outbox)))
        Delivery.objects.filter(state="sending").update(until=NOW)  # its lease runs out
    assert any(0 < count < total for count in between), between
    actions.deliver(clock=lambda: datetime.now(tz=UTC))
    assert Delivery.objects.filter(state="sent").count() == total
    assert len(files(outbox)) == total
    assert len(set(Delivery.objects.values_list("reference", flat=True))) == total
