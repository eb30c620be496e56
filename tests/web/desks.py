"""Signed-in clients of the small world, and what a browser would post."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from phongtrao.accounts import actions as accounts
from phongtrao.accounts.models import User
from phongtrao.plan.definitions import Form
from tests.world import World

HAMLET = "/don-vi/25363-01-ap-3/bao-cao/2024-nam/"
HAMLET2 = "/don-vi/25363-02-ap-4/bao-cao/2024-nam/"


def client_of(world: World, post: str) -> Client:
    """A client signed in as the holder of a post of the world."""
    person = User.objects.filter(username=post).first()
    if person is None:
        person = accounts.create_person(username=post, password=None, full_name="Người thử")
        accounts.hold(post=world.posts[post], person=person)
    client = Client()
    client.force_login(person)
    return client


def typed(form: Form, payload: dict[str, Any]) -> dict[str, Any]:
    """The POST of a browser for these answers."""
    data: dict[str, Any] = {}
    for name, answer in payload.items():
        field = form.field(name)
        if isinstance(answer, dict):
            closed = field.type in ("yesno", "choice")
            data[f"f.{name}"] = f"why:{answer['why']}" if closed else ""
            if not closed:
                data[f"w.{name}"] = answer["why"]
        else:
            data[f"f.{name}"] = answer
    return data


def hidden(html: str, name: str) -> str:
    """Value of a hidden input of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no input {name}"
    return found[1]


def text_of(response: Any) -> str:
    """Body of a response as text."""
    return response.content.decode()


def send(client: Client, world: World, address: str = HAMLET, **answers: Any) -> Any:
    """Fill, check and send as a browser without JavaScript does; returns the last response."""
    payload = world.payload("hamlet", **answers)
    client.post(f"{address}nhap/", {**typed(world.form, payload), "do": "check"})
    page = text_of(client.get(f"{address}kiem-tra/"))
    sent = {"client_key": hidden(page, "client_key"), "base": hidden(page, "base"), "note": ""}
    if "/don-vi/25363-01" not in address:
        sent["note"] = "Nhập từ biểu giấy của ấp"
    return client.post(f"{address}kiem-tra/", sent)
