"""Lines of registers for tests of pages: a team of the core force, a model, a camera point."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from phongtrao.registers import actions
from phongtrao.registers.models import Entry
from tests.world import World

TEAM = {
    "title": "Tổ bảo vệ an ninh, trật tự ấp 3",
    "kind_of_force": "security_team",
    "founded_on": "2024-07-01",
    "members": 4,
}
MODEL = {
    "name": "Camera an ninh đường liên ấp",
    "kind_of_model": "security_camera",
    "founded_on": "2023-05-10",
    "decision": "45/QĐ-UBND",
    "places": 3,
    "members": 12,
}


def line(world: World, register: str, unit: str, post: str, values: dict[str, Any]) -> Entry:
    """Write one line and return its entry."""
    version = actions.add_entry(
        register=register,
        unit_id=world.units[unit],
        values=values,
        client_key=uuid4().hex,
        by=world.posts[post],
    )
    return version.entry


def team(world: World, unit: str, post: str = "standing") -> Entry:
    """A team of the core force of a unit."""
    return line(world, "core_force", unit, post, TEAM)


def model(world: World, unit: str, post: str = "standing", **more: Any) -> Entry:
    """A model of a unit."""
    return line(world, "models", unit, post, {**MODEL, **more})
