"""Sums kept in memory are never stale: after every act they equal what a fresh reading gives."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import connection, transaction

from phongtrao.analytics import keeping, queries
from phongtrao.orgs.actions import change_unit
from phongtrao.orgs.models import OrgUnit
from phongtrao.submissions import actions, rebuilding
from phongtrao.submissions.queries import submission_of
from tests.world import YEAR, World


def read(world: World, node: str) -> list:
    """Return all figures of a node."""
    return queries.figures((), [YEAR], world.units[node], by="children")


def agree(world: World) -> list:
    """Return the figures of the commune after comparing kept with fresh, at every level."""
    kept = [read(world, node) for node in ("commune", "neighbour", "province")]
    keeping.forget()
    assert kept == [read(world, node) for node in ("commune", "neighbour", "province")]
    return kept[0]


def send(world: World, key: str, **answers) -> None:
    actions.submit(
        unit_id=world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=world.payload("hamlet", **answers),
        client_key=key,
        by=world.posts["hamlet_post"],
    )


def test_every_act_is_seen_at_once(world: World) -> None:
    seen = [agree(world)]
    send(world, "one", households=200, households_signed=150)
    seen.append(agree(world))
    pk = submission_of(world.units["hamlet"], "annual", YEAR).pk
    actions.approve(submission_id=pk, by=world.posts["officer"])
    seen.append(agree(world))
    actions.undo(submission_id=pk, by=world.posts["officer"])
    seen.append(agree(world))
    send(world, "two", households=200, households_signed=180)
    seen.append(agree(world))
    assert all(before != after for before, after in pairwise(seen))
    rebuilding.rebuild(world.form)
    assert agree(world) == seen[-1]


def test_a_moved_unit_is_seen_at_once(world: World) -> None:
    send(world, "one", households=200, households_signed=150)
    before = agree(world)
    change_unit(
        unit=OrgUnit.objects.get(pk=world.units["hamlet"]),
        on=date(2024, 6, 1),
        parent=OrgUnit.objects.get(pk=world.units["neighbour"]),
        by=world.posts["standing"],
    )
    assert agree(world) != before


def test_a_rolled_back_act_leaves_nothing(world: World) -> None:
    before = agree(world)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.save_draft(
            unit_id=world.units["hamlet"],
            form="annual",
            period=YEAR,
            payload={},
            by=world.posts["hamlet_post"],
        )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE proj_annual SET state = 'approved', version = 1")
        keeping.forget()
        assert read(world, "commune") != before
        raise ZeroDivisionError
    keeping.forget()
    assert agree(world) == before


def test_unchanged_rounds_are_not_read_again(world: World) -> None:
    read(world, "province")
    with connection.execute_wrapper(_no_sums):
        read(world, "province")


def _no_sums(execute, sql, params, many, context):
    assert 'FROM "proj_' not in sql, sql[:80]
    return execute(sql, params, many, context)
