"""Dossiers of the small world, made through the doors of the room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from phongtrao.assessments import actions, deciding, queries
from phongtrao.assessments.models import Certificate, Decision, Dossier
from tests.world import World

YEAR = 2024
MINUTES = {"held_on": "2024-11-04", "chair": "head", "invited": 9, "present": 8, "agreed": 8}
PAPERS = {"resolution": "02/NQ-CB", "registration": "01/ĐK-KDC"}
NUMBER, SIGNED = "15/QĐ-UBND", date(2024, 11, 12)


def by_now(day: date) -> date:
    """The day, or today where a test stands before it."""
    return min(day, timezone.localdate())


def answers(
    verdict: str = "met", group: str = "hamlet", kind: str = "khu_dan_cu"
) -> dict[str, Any]:
    """The answers of a worked example of the law of 2024 that lead to a verdict."""
    law = queries.criteria_for(group, kind, YEAR)
    return next(example.answers for example in law.examples if example.verdict == verdict)


def standard_answers(verdict: str) -> dict[str, Any]:
    """The answers of a worked example of criterion 19.2 that lead to a verdict."""
    law = queries.criteria_for("commune", "xa", YEAR, "standard")
    return next(example.answers for example in law.examples if example.verdict == verdict)


def registered(world: World, unit: str = "hamlet") -> Dossier:
    """A unit that registered in the first quarter."""
    return actions.register(
        unit_id=world.units[unit],
        year=YEAR,
        on=by_now(date(2024, 2, 15)),
        items=PAPERS,
        by=world.posts["far_officer" if unit.startswith("far") else "officer"],
    )


def assessed(world: World, unit: str = "hamlet", verdict: str = "met") -> Dossier:
    """A unit that registered and assessed itself."""
    by = world.posts["far_officer" if unit.startswith("far") else "officer"]
    dossier = registered(world, unit)
    actions.assess(dossier_id=dossier.pk, answers=answers(verdict), by=by)
    return dossier


def reviewed(world: World, unit: str = "hamlet", verdict: str = "met") -> Dossier:
    """A unit that assessed itself and held its review meeting."""
    by = world.posts["far_officer" if unit.startswith("far") else "officer"]
    dossier = assessed(world, unit, verdict)
    held = by_now(date.fromisoformat(str(MINUTES["held_on"])))
    minutes = {**MINUTES, "held_on": held.isoformat()}
    actions.review(dossier_id=dossier.pk, answers={}, minutes=minutes, by=by)
    dossier.refresh_from_db()
    return dossier


def filed(world: World, unit: str = "hamlet", verdict: str = "met") -> Dossier:
    """A reviewed unit whose file was sent up."""
    by = world.posts["far_officer" if unit.startswith("far") else "officer"]
    dossier = reviewed(world, unit, verdict)
    actions.file_up(
        dossier_ids=[dossier.pk], number="03/TTr-BCĐ", on=by_now(date(2024, 11, 6)), by=by
    )
    dossier.refresh_from_db()
    return dossier


def recognised(world: World, unit: str = "hamlet") -> tuple[Dossier, Decision, Certificate]:
    """A unit recognised by a decision, with its certificate."""
    by = world.posts["far_officer" if unit.startswith("far") else "officer"]
    dossier = filed(world, unit)
    outcome = deciding.Outcome(dossier.pk, recognised=True)
    decision = deciding.decide(outcomes=[outcome], number=NUMBER, signed_on=by_now(SIGNED), by=by)
    dossier.refresh_from_db()
    paper = queries.certificate_of(dossier)
    assert paper is not None
    return dossier, decision, paper
