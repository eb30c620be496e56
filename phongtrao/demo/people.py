"""Posts of the demonstration, and one sign-in for each role. Titles are offices, never persons."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from phongtrao.accounts import actions as accounts_actions
from phongtrao.accounts.models import Post, Role
from phongtrao.core.kinds import full_name
from phongtrao.demo.places import Places
from phongtrao.demo.population import MERGER, START, Seed
from phongtrao.orgs import queries as orgs

STANDING = "TT"


@dataclass(frozen=True)
class SignIn:
    """One account of the demonstration: who it is, its name, the codes of the posts it holds."""

    label: str
    username: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Desks:
    """Post ids by unit: who hands in for a unit, who verifies below a commune, who accepts."""

    contact: dict[int, int]
    officer: dict[int, int]
    standing: int


def password_of(username: str) -> str:
    """The account's password: made from the installation's own secret, so it differs everywhere."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo/{username}".encode(), hashlib.sha256)
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    picked = [letters[byte % len(letters)] for byte in digest.digest()[:12]]
    return "-".join("".join(picked[start : start + 4]) for start in (0, 4, 8))


def found_desks(places: Places, seeds: Sequence[Seed], ids: dict[str, int]) -> Desks:
    """Create all posts: standing office and its peers, bodies, districts, communes, contacts."""
    rows = _office_rows(places)
    rows += _commune_rows(places, seeds)
    rows += _district_rows(places)
    known = {row["unit_id"] for row in rows if row["role"] != Role.STANDING_OFFICE}
    rows += _contact_rows(ids, known)
    made = accounts_actions.bulk_create_posts(rows)
    contact = {
        post.unit_id: post.pk
        for post in made
        if post.unit_id and post.role in (Role.UNIT_CONTACT, Role.DEPARTMENT)
    }
    officer = {
        post.unit_id: post.pk for post in made if post.unit_id and post.role == "commune_officer"
    }
    standing = next(post.pk for post in made if post.role == Role.STANDING_OFFICE)
    return Desks({**officer, **contact}, officer, standing)


def _row(code: str, title: str, role: str, unit_id: int | None) -> dict[str, Any]:
    return {"code": code, "title": title, "role": role, "unit_id": unit_id}


def _office_rows(places: Places) -> list[dict[str, Any]]:
    today = places.province_today_id
    return [
        _row(STANDING, "Thường trực Ban Chỉ đạo (minh hoạ)", Role.STANDING_OFFICE, today),
        _row("LD", "Lãnh đạo Ban Chỉ đạo (minh hoạ)", Role.LEADER, today),
        _row("KT", "Đoàn kiểm tra (minh hoạ)", Role.AUDITOR, today),
        _row("QT", "Quản trị hệ thống (minh hoạ)", Role.ADMINISTRATOR, today),
    ]


def _commune_rows(places: Places, seeds: Iterable[Seed]) -> list[dict[str, Any]]:
    now = {commune.successor_id for commune in places.communes}
    then = {commune.unit_id for commune in places.communes}
    now |= {seed.stays[-1].parent_id for seed in seeds if seed.group == "hamlet"}
    rows = []
    for unit_id, state in orgs.states_of(then | now).items():
        title = f"Cán bộ {full_name(state.kind, state.name)}"
        row = _row(f"CA.{state.unit.uid}"[:64], title, Role.COMMUNE_OFFICER, unit_id)
        rows.append({**row, "closed_on": None if unit_id in now else MERGER})
    return rows


def _district_rows(places: Places) -> list[dict[str, Any]]:
    rows = [
        _row(f"UB.{state.unit.uid}"[:64], f"Đầu mối {state.name}", Role.DEPARTMENT, state.unit_id)
        for state in places.districts
    ]
    return [{**row, "closed_on": MERGER} for row in rows]


def _contact_rows(ids: dict[str, int], known: set[int | None]) -> list[dict[str, Any]]:
    rows = []
    for unit_id, state in orgs.states_of(set(ids.values()) - known).items():
        body = state.subkind.startswith("body")
        role = Role.DEPARTMENT if body else Role.UNIT_CONTACT
        letters = "BN" if body else "DM"
        title = f"Đầu mối {state.name}"[:250]
        row = _row(f"{letters}.{state.unit.uid}"[:64], title, role, unit_id)
        rows.append({**row, "closed_on": state.valid_to})
    return rows


def open_accounts(sign_ins: Iterable[SignIn]) -> None:
    """Create the accounts and let each hold its posts from the first day of the plan."""
    for one in sign_ins:
        person = accounts_actions.create_person(
            username=one.username,
            password=password_of(one.username),
            full_name=f"{one.label} (minh hoạ)",
            email=f"{one.username}@vi-du.example",
            weak_password_ok=True,
        )
        for post in Post.objects.filter(code__in=one.posts).order_by("code"):
            accounts_actions.hold(post=post, person=person, from_date=START)
