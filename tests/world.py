"""A small world for tests: one province, one commune, two hamlets, a school, and their posts."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from unittest import mock

from django.conf import settings

from phongtrao.accounts.models import Post
from phongtrao.core.kinds import KINDS
from phongtrao.core.periods import Period
from phongtrao.core.text import search_key, sort_key
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import OrgUnit, UnitState
from phongtrao.plan.amendments import Amendment, TargetChange, amended
from phongtrao.plan.definitions import Form
from phongtrao.plan.reader import read_package
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import draft_package, publish
from phongtrao.programmes.models import PackageDraft
from phongtrao.submissions.rounds import open_round

#: The package is frozen: reading its YAML once serves every test of a process.
_read_once = lru_cache(read_package)
START = date(2022, 1, 1)
YEAR = Period(2024)
PLACES = (
    ("province", "70", "Bình Phước", "tinh", None),
    ("commune", "25363", "Tân Lập", "xa", "province"),
    ("neighbour", "25366", "Tân Hòa", "xa", "province"),
    ("hamlet", "25363-01", "Ấp 3", "khu_dan_cu", "commune"),
    ("hamlet2", "25363-02", "Ấp 4", "khu_dan_cu", "commune"),
    ("far_hamlet", "25366-01", "Ấp 3", "khu_dan_cu", "neighbour"),
    ("school", "25363-90", "Trường THCS Tân Lập", "truong_hoc", "commune"),
)
POSTS = (
    ("hamlet_post", "unit_contact", "hamlet"),
    ("officer", "commune_officer", "commune"),
    ("far_officer", "commune_officer", "neighbour"),
    ("standing", "standing_office", "province"),
    ("leader", "leader", "province"),
)


@dataclass
class World:
    """Units and posts by name; the year's round is open."""

    units: dict[str, int]
    posts: dict[str, Post]
    form: Form

    def payload(self, unit: str = "hamlet", **answers: Any) -> dict[str, Any]:
        """Return a complete, consistent answer for a unit, with some answers replaced."""
        group = UnitState.objects.get(unit_id=self.units[unit]).group
        return {**complete(self.form, group), **answers}


def build() -> World:
    """Build the world in the current test database."""
    units: dict[str, int] = {}
    for key, code, name, kind, parent in PLACES:
        unit = OrgUnit.objects.create(uid=f"test-{code}")
        units[key] = unit.pk
        UnitState.objects.create(
            unit=unit,
            code=code,
            name=name,
            kind=kind,
            group=KINDS[kind].group,
            parent_id=units[parent] if parent else None,
            valid_from=START,
            search_key=search_key(name),
            sort_key=sort_key(name),
        )
    rebuild_maps()
    posts = {
        key: Post.objects.create(code=key, title=f"Đầu mối {key}", role=role, unit_id=units[at])
        for key, role, at in POSTS
    }
    with mock.patch("phongtrao.programmes.actions.read_package", _read_once):
        publish(folder=settings.PLAN_FOLDER, by=posts["standing"])
    open_round(form="annual", period=YEAR, by=posts["standing"])
    return World(units, posts, programmes.package().forms["annual"])


def amendment_draft(by: Post) -> PackageDraft:
    """Return a draft of the next version: a document that changes one target."""
    amendment = Amendment(
        id="vi-du",
        number="01/VD",
        issued="2024-05-20",
        issuer="UBND tỉnh (ví dụ)",
        title="Điều chỉnh chỉ tiêu (ví dụ)",
        effect_from="2024-06-01",
        targets=(TargetChange(target="T1.2", note="Mức mới", value=40),),
    )
    package = amended(_read_once(settings.PLAN_FOLDER), amendment)
    return draft_package(package=package, title=amendment.document, by=by, amendment=amendment.id)


def complete(form: Form, group: str, subkind: str = "") -> dict[str, Any]:
    """Return an answer to every required question that passes the form's checks."""
    answers: dict[str, Any] = {}
    for field in form.fields_for(group, subkind):
        if not field.required:
            continue
        if field.type == "integer":
            answers[field.id] = 10
        elif field.type == "yesno":
            answers[field.id] = "yes"
        elif field.type == "choice":
            answers[field.id] = field.choices[0].code
        elif field.type == "choices":
            answers[field.id] = [field.choices[0].code]
        elif field.type == "date":
            answers[field.id] = f"{YEAR.year}-08-19"
        else:
            answers[field.id] = "Phong trào được duy trì đều."
    return answers
