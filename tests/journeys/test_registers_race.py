"""Two people, or one who taps twice, write in a register at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from phongtrao.core.findings import Refusal
from phongtrao.registers import actions, rebuilding
from phongtrao.registers.access import find
from phongtrao.registers.models import Entry, Version
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
VALUES: dict[str, Any] = {
    "name": "Cổng an ninh",
    "kind_of_model": "security_camera",
    "founded_on": "2023-05-10",
    "places": 1,
}
THREADS = 6


def at_once(calls: list[Any]) -> list[Any]:
    """Run the calls in threads; return results, or the code of a refusal."""

    def run(call: Any) -> Any:
        try:
            return call().pk
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, calls))


def test_one_key_in_many_hands_is_one_entry(world: World) -> None:
    def add() -> Version:
        return actions.add_entry(
            register="models",
            unit_id=world.units["hamlet"],
            values=VALUES,
            client_key="same",
            by=world.posts["officer"],
        )

    results = at_once([add] * THREADS)
    assert len(set(results)) == 1 and isinstance(results[0], int)
    assert (Entry.objects.count(), Version.objects.count()) == (1, 1)
    assert rebuilding.differences(find("models")) == [] and rebuilding.verify() == []


def test_of_many_changes_to_one_version_one_wins(world: World) -> None:
    entry = actions.add_entry(
        register="models",
        unit_id=world.units["hamlet"],
        values=VALUES,
        client_key="first",
        by=world.posts["officer"],
    ).entry

    def change(places: int) -> Any:
        return lambda: actions.change_entry(
            entry_id=entry.pk,
            values={**VALUES, "places": places},
            client_key=f"change-{places}",
            base_version=1,
            by=world.posts["officer"],
        )

    results = at_once([change(places) for places in range(2, 2 + THREADS)])
    assert sorted(map(str, results))[1:] == ["entry.conflict"] * (THREADS - 1)
    assert Entry.objects.get().current == 2
    assert rebuilding.differences(find("models")) == [] and rebuilding.verify() == []
