"""Palette and keys: what a role may see, words without marks, the switch of the account."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from phongtrao.accounts.models import User
from phongtrao.audit.models import Event
from phongtrao.web.permissions import allows
from tests.web.desks import client_of, text_of
from tests.web.scene import Scene
from tests.web.scene import scene as build_scene
from tests.world import World

STATIC = Path(__file__).parents[2] / "phongtrao" / "web" / "static" / "palette"
OFFICERS = ("commune_officer", "department", "standing_office", "leader", "auditor")


def asked(client: Any, words: str, language: str = "") -> dict[str, list[str]]:
    """Group → labels of the palette for these words."""
    groups = client.get(f"{language}/di-toi/", {"q": words}).json()["groups"]
    return {one["name"]: [item["label"] for item in one["items"]] for one in groups}


@pytest.mark.django_db
def test_a_few_letters_without_marks_find_unit_target_register_and_action(world: World) -> None:
    client = client_of(world, "officer")
    assert "ấp 3" in " ".join(asked(client, "ap 3")["Đơn vị"]).lower()
    assert any(label.startswith("T1.2") for label in asked(client, "t1.2")["Chỉ tiêu"])
    assert "Sổ" in asked(client, "mo hinh")
    assert any(label.startswith("Thêm") for label in asked(client, "them")["Việc cần làm"])
    assert "Duyệt báo cáo" in asked(client, "duyet")["Trang"]
    assert "Bảng tính của xã" in asked(client, "bang tinh")["Trang"]
    found = asked(client, "nhap thay")
    assert "Bảng tính của xã" in found["Trang"] and "Nhập thay" in found["Việc cần làm"]
    assert "/bang-tinh/" in text_of(client.get("/tim/", {"q": "bang tinh"}))
    assert asked(client, "khong co gi nhu the") == {}
    assert "Units" in asked(client, "tan lap", "/en")


@pytest.mark.django_db
def test_another_commune_is_not_found(world: World) -> None:
    assert "Đơn vị" in asked(client_of(world, "officer"), "25363-01")
    assert "Đơn vị" not in asked(client_of(world, "far_officer"), "25363-01")


@pytest.mark.django_db
def test_every_line_leads_to_a_route_of_the_role_that_sees_it() -> None:
    scene = build_scene()
    wrong = []
    for role in OFFICERS:
        client = client_as(scene, role)
        for words in ("", "t", "n"):
            for group in client.get("/di-toi/", {"q": words}).json()["groups"]:
                for item in group["items"]:
                    route = resolve(urlsplit(item["href"]).path).view_name
                    wrong += [] if allows(route, role) else [f"{role} {item['href']}"]
    assert not wrong, wrong


def client_as(scene: Scene, role: str) -> Client:
    """A client of the person of a role."""
    client = Client()
    client.force_login(scene.person(role))
    return client


@pytest.mark.django_db
def test_role_1_has_neither_palette_nor_script(world: World) -> None:
    client = client_of(world, "hamlet_post")
    page = text_of(client.get("/"))
    assert "palette" not in page and "data-keys" not in page
    assert client.get("/di-toi/").status_code == 403
    assert 'href="/tim/" data-palette-open' in text_of(client_of(world, "officer").get("/duyet/"))


@pytest.mark.django_db
def test_the_switch_turns_all_keys_of_the_account_off(world: World) -> None:
    client = client_of(world, "officer")
    assert 'data-keys="/phim-tat/"' in text_of(client.get("/"))
    for on, present in (("0", False), ("0", False), ("1", True)):
        shown = text_of(client.post("/phim-tat/", {"on": on}, follow=True))
        assert ("data-keys=" in shown) is present
    assert User.objects.get(username="officer").shortcuts
    assert Event.objects.filter(verb="person.shortcuts").count() == 2


def test_the_script_is_small() -> None:
    sizes = {path.name: path.stat().st_size for path in STATIC.glob("*.js")}
    assert set(sizes) == {"keys.js", "palette.js"}
    assert all(size <= 6_000 for size in sizes.values()), sizes
