"""Every open job of a post, from one place: the home, `/viec/` and the bell show the same.

Each room that gives work says so in one source. A source that fails leaves the others standing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from phongtrao.accounts.models import Role
from phongtrao.core.findings import Refusal
from phongtrao.core.remembering import remembered
from phongtrao.web.assessments import entrance
from phongtrao.web.base import offices
from phongtrao.web.base.task import GROUPS, Task
from phongtrao.web.duties import home_parts
from phongtrao.web.entry.owed import own_reports
from phongtrao.web.inspections import parts as inspected
from phongtrao.web.permissions import allows
from phongtrao.web.registers import due as registered

log = logging.getLogger("phongtrao.web")

#: How many things to do a home shows before it leads to the whole list.
SHOWN = 6
Source = Callable[[Any], Iterable[Task]]

UNIT: tuple[Source, ...] = (entrance.unit_steps, inspected.steps, registered.steps)
SOURCES: dict[str, tuple[Source, ...]] = {
    Role.UNIT_CONTACT: UNIT,
    Role.COMMUNE_OFFICER: (
        entrance.unit_steps,
        offices.queue_steps,
        offices.late_steps,
        offices.contact_steps,
        entrance.office_steps,
        inspected.steps,
        registered.steps,
    ),
    Role.DEPARTMENT: (*UNIT, home_parts.steps),
    Role.STANDING_OFFICE: (
        offices.queue_steps,
        offices.accept_steps,
        offices.late_steps,
        entrance.unit_steps,
        entrance.office_steps,
        inspected.steps,
        registered.steps,
        home_parts.province_steps,
        offices.report_steps,
        offices.reform_steps,
    ),
    Role.AUDITOR: (inspected.steps,),
    Role.ADMINISTRATOR: (offices.account_steps,),
}


@dataclass(frozen=True)
class TodoList:
    """What is open, the most urgent first; `done`: reports handed in.

    `complete` is False when a source failed: the numbers are then not said.
    """

    tasks: tuple[Task, ...] = ()
    done: tuple[Task, ...] = ()
    complete: bool = True

    @property
    def total(self) -> int:
        """How many things are open."""
        return len(self.tasks)

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(task.group == "late" for task in self.tasks)

    @property
    def first(self) -> tuple[Task, ...]:
        """What a home shows: what others wait for, then the most urgent."""
        return tuple(sorted(self.tasks, key=lambda task: not task.leads))[:SHOWN]

    def groups(self) -> list[tuple[str, list[Task]]]:
        """(late, week or later; its tasks), empty groups too."""
        return [(code, [one for one in self.tasks if one.group == code]) for code in GROUPS]


@remembered
def todo_list(post: Any) -> TodoList:
    """What a post has to do now (None: nothing). Refusal where its own unit is gone."""
    if post is None:
        return TodoList()
    failed: list[str] = []
    owed = _tried(own_reports, post, failed) if allows("entry:fill", post.role) else []
    tasks = [task for task, waits in owed if waits]
    done = [task for task, waits in owed if not waits]
    for source in SOURCES.get(post.role, ()):
        tasks += _tried(source, post, failed)
    tasks = list(dict.fromkeys(tasks))
    tasks.sort(key=lambda task: task.place)
    done.sort(key=lambda task: str(task.deadline), reverse=True)
    return TodoList(tuple(tasks), tuple(done), not failed)


def _tried(source: Callable[[Any], Iterable[Any]], post: Any, failed: list[str]) -> list[Any]:
    """What a source says; nothing where it fails, which is logged and counted in `failed`."""
    try:
        return list(source(post))
    except Refusal:
        raise
    except Exception:  # a count that cannot be made must not take the home away (row 1, X)
        log.exception("to-do list: %s failed", getattr(source, "__name__", source))
        failed.append(str(source))
        return []


def attempted(parts: Iterable[Callable[[], dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """What each part of a home says; a part that fails says `{"part_failed": True}` instead."""
    for part in parts:
        try:
            yield part()
        except Refusal:
            raise
        except Exception:
            log.exception("home: a part failed")
            yield {"part_failed": True}
