"""First use by a link: once, with its code, in time; what is stored opens nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from phongtrao.accounts import actions as accounts
from phongtrao.accounts import entrance
from phongtrao.accounts.models import EntryLink
from phongtrao.audit.models import Event
from phongtrao.core.findings import Refusal
from phongtrao.notices import actions as notices
from phongtrao.notices.models import Delivery, Message
from tests.web.desks import client_of
from tests.world import World

pytestmark = pytest.mark.django_db
INVITE = "/don-vi/25363-01-ap-3/duong-dan/"
NUMBER = "0900000000"


@pytest.fixture
def ways(settings: Any, tmp_path: Path) -> Path:
    """SMS goes into a folder, as a gateway would take it."""
    settings.NOTICES_WAYS = {"email": "off", "sms": "file", "zalo": "off"}
    settings.NOTICES_ADDRESS = "https://phong-trao.example"
    settings.DATA_DIR = tmp_path
    return tmp_path / "outbox"


def given(world: World, post: str = "hamlet_post") -> tuple[str, str]:
    """(address, code) of a fresh link, the address as it leaves in the message."""
    client_of(world, post)
    link, code = entrance.give_link(
        post=world.posts[post], by=world.posts["officer"], at=timezone.now()
    )
    return entrance.written_out(entrance.mark_of(link, "")), code


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_officer_sends_it_and_the_contact_comes_in(world: World, ways: Path) -> None:
    client_of(world, "hamlet_post")
    post = world.posts["hamlet_post"]
    notices.prefer(by=post, email=False, sms=NUMBER, zalo="", digest=True)
    page = client_of(world, "officer").post(INVITE, {"post": post.pk, "do": "give"})
    code = re.findall(r'receipt-code">(\d{6})<', page.content.decode())[0]
    assert "Đường dẫn đã gửi tới: SMS …000" in page.content.decode()
    notices.deliver(clock=timezone.now)
    file = next(ways.rglob("*.json"))
    sent = json.loads(file.read_text(encoding="utf-8"))
    address = re.findall(r"https://phong-trao\.example(/vao/[\w-]+/)", sent["text"])[0]
    assert sent["to"] == NUMBER and code not in sent["text"]
    phone = Client()
    assert phone.get(address).status_code == 200, "looking at it, as messengers do, uses nothing up"
    inside = phone.post(address + "?next=https://elsewhere.example/", {"code": code})
    assert inside.status_code == 302
    assert inside["Location"].startswith("/don-vi/25363-01-ap-3/bao-cao/")
    assert inside["Location"].endswith("/nhap/")
    assert phone.get(inside["Location"]).status_code == 200
    assert Client().post(address, {"code": code}).status_code == 404, "once"
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"entry_link.give", "entry_link.use", "person.sign_in"} <= verbs


def test_nothing_stored_opens_the_door(world: World, ways: Path) -> None:
    post = world.posts["hamlet_post"]
    notices.prefer(by=post, email=False, sms=NUMBER, zalo="", digest=True)
    client_of(world, "hamlet_post")
    client_of(world, "officer").post(INVITE, {"post": post.pk, "do": "give"})
    link, message = EntryLink.objects.get(), Message.objects.latest("id")
    token = entrance.written_out(entrance.mark_of(link, "")).split("/")[2]
    stored = [str(getattr(link, f.attname)) for f in link._meta.fields]
    stored += [message.body, message.sms, message.subject]
    stored += [str(data) for data in Event.objects.values_list("data", flat=True)]
    assert Delivery.objects.filter(message=message, channel="sms").count() == 1
    assert not [text for text in stored if token in text]


@pytest.mark.parametrize("why", ["ended", "revoked", "newer", "left", "closed", "unknown"])
def test_every_link_that_does_not_work_says_the_same(world: World, why: str) -> None:
    address, code = given(world)
    link, post, at = EntryLink.objects.get(), world.posts["hamlet_post"], timezone.now()
    if why == "ended":
        EntryLink.objects.update(ends_at=at - timedelta(seconds=1))
    elif why == "revoked":
        entrance.revoke_links(post=post, by=world.posts["officer"], at=at)
    elif why == "newer":
        given(world)
    elif why == "left":
        link.person.holdings.all().delete()
    elif why == "closed":
        accounts.disable_person(person=link.person)
    else:
        address = f"{address[:-3]}xx/"
    pages = [Client().get(address), Client().post(address, {"code": code})]
    assert [page.status_code for page in pages] == [404, 404]
    assert all("đã dùng, đã hết hạn hoặc đã thu hồi" in page.content.decode() for page in pages)


def test_a_code_cannot_be_guessed(world: World) -> None:
    address, code = given(world)
    phone = Client()
    said = [phone.post(address, {"code": wrong(code)}) for _ in range(entrance.TRIES)]
    assert [page.status_code for page in said] == [422] * (entrance.TRIES - 1) + [404]
    assert "Còn 4 lần nhập" in said[0].content.decode()
    assert phone.post(address, {"code": code}).status_code == 404
    assert "_auth_user_id" not in phone.session
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("entry_link.wrong_code") == entrance.TRIES


def test_links_are_for_contacts_that_are_held_and_few_a_day(world: World) -> None:
    officer, at = world.posts["officer"], timezone.now()
    for post, refused in (("officer", "entry_link.role"), ("hamlet_post", "entry_link.nobody")):
        with pytest.raises(Refusal) as said:
            entrance.give_link(post=world.posts[post], by=officer, at=at)
        assert said.value.code == refused
    for _ in range(entrance.A_DAY):
        given(world)
    with pytest.raises(Refusal) as said:
        given(world)
    assert said.value.status == 429


def test_only_the_own_commune_sends_and_takes_back(world: World) -> None:
    address, _code = given(world)
    post = world.posts["hamlet_post"]
    far = client_of(world, "far_officer")
    assert far.get(INVITE).status_code == 403
    assert far.post(INVITE, {"post": post.pk, "do": "revoke"}).status_code == 403
    assert Client().get(address).status_code == 200
    page = client_of(world, "officer").post(INVITE, {"post": post.pk, "do": "revoke"})
    assert "đã thu hồi" in page.content.decode()
    assert Client().get(address).status_code == 404


def test_a_unit_without_contact_is_no_dead_end(world: World, ways: Path) -> None:
    page = client_of(world, "officer").get("/don-vi/25363-02-ap-4/duong-dan/").content.decode()
    assert "Quản trị tài khoản cử người giữ đầu mối" in page
    assert 'href="/don-vi/25363-02-ap-4/bao-cao/2024-nam/"' in page and "Nhập thay: " in page
