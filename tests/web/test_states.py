"""Every address of the design has its empty, late and error states, said in words (G38)."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from phongtrao.accounts import actions as accounts
from phongtrao.web.figures.tables import Table
from phongtrao.web.permissions import PERMISSIONS
from tests import world as worlds
from tests.web.scene import FIXED, MORE_POSTS
from tests.web.states_matrix import ASKED, BARE, LATE, MATRIX, Page, Proof
from tests.web.test_permissions import routes
from tests.world import World

TESTS = Path(__file__).resolve().parents[1]
ROLES = ("standing_office", "commune_officer", "unit_contact", "leader", "department", "auditor",
         "administrator")  # fmt: skip
VALUES = {**FIXED, "unit": "25363-01-ap-3", "slug": "25363-tan-lap", "guide": "don-vi"}


def clients_of(world: World) -> dict[str, Client]:
    """One signed-in browser for each role."""
    posts = {post.role: post for post in reversed(list(world.posts.values()))}
    for key in ("hamlet_post", "officer"):
        posts[world.posts[key].role] = world.posts[key]
    for code, role, unit in MORE_POSTS:
        unit_id = world.units[unit] if unit else None
        posts[role] = accounts.create_post(code=code, title=code, role=role, unit_id=unit_id)
    found = {}
    for role in ROLES:
        person = accounts.create_person(username=role, password=None)
        accounts.hold(post=posts[role], person=person)
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(person)
    return found


def read(response: Any) -> str:
    """The words of a page as a person reads them."""
    body = re.search(r"<main.*?</main>", response.content.decode(), re.S)
    bare = re.sub(r"<[^>]+>", " ", body[0] if body else "")
    return " ".join(html.unescape(bare).split())


def wrong_in(world: str, clients: dict[str, Client]) -> list[str]:
    """Pages of one world that do not say what the matrix promises."""
    found = []
    for row, states in MATRIX.items():
        for letter, state in states.items():
            if not isinstance(state, Page) or state.world != world:
                continue
            answer = clients[state.role].get(state.address)
            if answer.status_code != state.status or state.words not in read(answer):
                said = read(answer)[:200]
                found.append(f"{row}{letter} {state.address} {answer.status_code}: {said}")
    return found


def silent_tables(role: str, client: Client, route: str, address: str) -> Iterator[str]:
    """Tables without rows and without a sentence, and faults, of one page."""
    answer = client.get(address)
    if answer.status_code >= 500:
        yield f"{route} as {role}: {answer.status_code}"
    drawn: Any = answer.context or ()
    for table in [value for context in drawn for layer in context for value in layer.values()]:
        if isinstance(table, Table) and not table.rows and not table.empty:
            yield f"{route} as {role}: {table.ident}"


@pytest.mark.django_db
def test_a_world_without_rounds_says_so_everywhere() -> None:
    with mock.patch("tests.world.open_round"):
        clients = clients_of(worlds.build())
    wrong = wrong_in(BARE, clients)
    for route, parameters in routes():
        role = next((role for role in ROLES if role in PERMISSIONS[route]), "")
        has_tables = not route.startswith(("help:", "palette:", "style:", "account_"))
        if role and has_tables and all(name in VALUES for name in parameters):
            address = reverse(route, kwargs={name: VALUES[name] for name in parameters})
            wrong += silent_tables(role, clients[role], route, address)
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_world_where_everybody_is_late_says_so(world: World) -> None:
    wrong = wrong_in(LATE, clients_of(world))
    assert not wrong, "\n".join(wrong)


def test_the_matrix_covers_the_whole_list_of_pages() -> None:
    asked = {(row, letter) for row, letters in ASKED.items() for letter in letters}
    covered = {(row, letter) for row, states in MATRIX.items() for letter in states}
    assert set(MATRIX) == set(range(1, 50))
    assert not asked - covered


def test_every_proof_elsewhere_exists() -> None:
    missing = []
    for states in MATRIX.values():
        for state in states.values():
            if isinstance(state, Proof):
                name, test = state.test.split("::")
                path = TESTS / name if "/" in name else TESTS / "web" / name
                tree = ast.parse(path.read_text(encoding="utf-8"))
                defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
                missing += [] if test in defined else [state.test]
    assert not missing
