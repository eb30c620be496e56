"""A register book is tried whole, then written in portions that nobody waits long for."""

from typing import Any

import pytest

from phongtrao.core.findings import Refusal
from phongtrao.registers import queries
from phongtrao.registers.models import Entry
from phongtrao.workbooks import register_taking as taking
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "Mã dòng;Mã đơn vị;name;held_on;audiences;trainees"
LINES = [f";25363;Lớp {number};12/3/2024;party_cell;60" for number in range(3)]


def take(world: World, lines: list[str], **more: Any) -> taking.Taken:
    data = "\n".join([HEAD, *lines]).encode()
    by = world.posts["standing"]
    return taking.take(register=queries.find("training"), data=data, name="a.csv", by=by, **more)


def test_every_row_is_tried_before_the_first_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PORTION", 1)
    assert len(take(world, [*LINES, ";99999;Lớp;12/3/2024;party_cell;60"]).errors) == 1
    assert not Entry.objects.exists()
    told: list[tuple[int, int, bool]] = []
    found = take(world, [*LINES, LINES[0]], say=lambda *said: told.append(said))
    assert (found.added, found.unchanged, found.written) == (3, 1, 3)
    assert told == [(n, 4, writing) for writing in (False, True) for n in range(4)]


def test_a_line_changed_meanwhile_ends_the_writing_and_the_rest_is_taken_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PORTION", 2)
    real, calls = taking.actions.add_entry, []

    def add(**given: Any) -> Any:
        calls.append(given)
        if len(calls) == 6:  # the last line, when it is written
            raise Refusal("entry.twice", "Đơn vị đã có dòng này.", "Twice.")
        return real(**given)

    monkeypatch.setattr(taking.actions, "add_entry", add)
    broken = take(world, LINES)
    assert (broken.written, len(broken.errors), Entry.objects.count()) == (2, 1, 2)
    monkeypatch.undo()
    rest = take(world, LINES)
    assert (rest.added, rest.unchanged, Entry.objects.count()) == (1, 2, 3)


def test_a_book_that_changes_one_line_twice_is_refused(world: World) -> None:
    take(world, LINES[:1])
    entry = Entry.objects.get().pk
    twice = [f"{entry};25363;Lớp {name};12/3/2024;party_cell;60" for name in ("x", "y")]
    assert [one.place for one in take(world, twice).errors] == ["ô A3"]
    assert Entry.objects.get().current == 1
