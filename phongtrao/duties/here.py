"""The rows of the plan that is asked about: several plans may run in one installation."""

from __future__ import annotations

from django.db.models import QuerySet

from phongtrao.duties.models import Assignment, Desk, HandOver, Paper
from phongtrao.programmes import queries as programmes


def desks() -> QuerySet[Desk]:
    """The bodies of this plan."""
    return Desk.objects.filter(programme=programmes.programme())


def assignments() -> QuerySet[Assignment]:
    """The assignments of this plan."""
    return Assignment.objects.filter(first__programme=programmes.programme())


def hand_overs() -> QuerySet[HandOver]:
    """The hand-overs of this plan."""
    return HandOver.objects.filter(source__programme=programmes.programme())


def papers() -> QuerySet[Paper]:
    """The documents of the bodies of this plan."""
    return Paper.objects.filter(desk__programme=programmes.programme())
