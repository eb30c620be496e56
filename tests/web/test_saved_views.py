"""Saved views: the address of a list under a name, for one post, never out of the house."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phongtrao.accounts import actions, queries
from phongtrao.accounts.models import Post
from phongtrao.core.findings import Refusal
from tests.world import World

pytestmark = pytest.mark.django_db
FILTERED = "/don-vi/?q=ap&loai=hamlet"


def signed_in(post: Post) -> Client:
    """A browser of a person who holds the post."""
    person = actions.create_person(username=post.code, password=None)
    actions.hold(post=post, person=person)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def post(world: World) -> Post:
    return world.posts["standing"]


@pytest.fixture
def client(post: Post) -> Client:
    return signed_in(post)


def save(client: Client, name: str, address: str = FILTERED) -> Any:
    return client.post(reverse("base:view_save"), {"ten": name, "dia-chi": address})


def test_a_filtered_list_is_kept_opened_again_and_exported(client: Client) -> None:
    offered = client.get(f"{FILTERED}&trang=1").content.decode()
    assert 'value="/don-vi/?q=ap&amp;loai=hamlet"' in offered
    answer = save(client, "Khu dân cư tên Ấp")
    assert answer.status_code == 302 and answer["Location"] == FILTERED
    assert client.get(FILTERED).context["sentence"].endswith("Khu dân cư")
    for place in (FILTERED, "/don-vi/", reverse("base:home"), reverse("base:views")):
        page = client.get(place).content.decode()
        assert "Khu dân cư tên Ấp" in page, place
    assert 'href="/en/don-vi/?q=ap&amp;loai=hamlet"' in client.get("/en/don-vi/").content.decode()
    assert client.get(f"{FILTERED}&xuat=csv")["Content-Type"].startswith("text/csv")


def test_a_view_belongs_to_its_post_alone(client: Client, post: Post, world: World) -> None:
    save(client, "Của thường trực")
    view = queries.views_of(post)[0]
    other = signed_in(world.posts["officer"])
    assert "Của thường trực" not in other.get("/don-vi/").content.decode()
    for act in ("view_rename", "view_remove", "view_restore"):
        answer = other.post(reverse(f"base:{act}", args=[view.pk]), {"ten": "Khác"})
        assert answer.status_code == 404
    assert queries.views_of(post)[0].name == "Của thường trực"


def test_renamed_removed_and_brought_back(client: Client, post: Post) -> None:
    save(client, "Lần một")
    view = queries.views_of(post)[0]
    client.post(reverse("base:view_rename", args=[view.pk]), {"ten": "  Lần   hai "})
    assert [v.name for v in queries.views_of(post)] == ["Lần hai"]
    page = client.post(reverse("base:view_remove", args=[view.pk]), follow=True)
    assert queries.views_of(post) == [] and "Lấy lại" in page.content.decode()
    client.post(reverse("base:view_restore", args=[view.pk]))
    assert [v.name for v in queries.views_of(post)] == ["Lần hai"]


def test_a_name_is_given_once_and_never_empty(client: Client, post: Post) -> None:
    save(client, "Một")
    assert save(client, "Một", "/chi-tieu/").status_code == 409
    assert save(client, "   ").status_code == 422
    assert save(client, "x" * 81).status_code == 422
    actions.remove_view(view=queries.views_of(post)[0], by=post)
    assert save(client, "Một", "/chi-tieu/").status_code == 302
    gone = queries.removed_views(post)[0]
    assert client.post(reverse("base:view_restore", args=[gone.pk])).status_code == 409


FOREIGN = (
    "https://example.org/don-vi/",
    "//example.org/don-vi/",
    "javascript:alert(1)",
    "don-vi/",
    "/khong-co-trang-nay/",
    "/tai-khoan/",
    "/\\example.org",
    "/don-vi/?q=" + "a" * 1100,
    "",
)


def test_only_pages_of_this_house_open_to_the_post_are_kept(client: Client, post: Post) -> None:
    assert {address: save(client, "Tên", address).status_code for address in FOREIGN} == (
        dict.fromkeys(FOREIGN, 422)
    )
    with pytest.raises(Refusal, match="Địa chỉ"):
        actions.save_view(name="x", address="//h/", by=post)
    assert queries.views_of(post) == []


def test_posts_are_found_without_marks(world: World) -> None:
    found = queries.posts_with_holders(text="dau moi leader")
    assert [one.code for one in found] == ["leader"]
