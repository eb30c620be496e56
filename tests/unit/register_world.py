"""Entries for tests of registers: a class and a model of the small world."""

from typing import Any
from uuid import uuid4

import pytest

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.registers import actions
from phongtrao.registers.models import Version
from tests.world import World

YEAR = Period(2024)
CLASS = {
    "name": "Kỹ năng hòa giải",
    "held_on": "2024-03-12",
    "audiences": ["guards"],
    "trainees": 60,
}
MODEL = {
    "name": "Cổng rào an ninh",
    "kind_of_model": "security_camera",
    "founded_on": "2023-05-10",
    "places": 12,
}


def key() -> str:
    return uuid4().hex


def add(world: World, register: str, unit: str, post: str, **values: Any) -> Version:
    options = {
        name: values.pop(name) for name in ("client_key", "state", "point") if name in values
    }
    base = CLASS if register == "training" else MODEL
    return actions.add_entry(
        **{
            "register": register,
            "unit_id": world.units[unit],
            "values": {**base, **values},
            "client_key": key(),
            "by": world.posts[post],
            **options,
        }
    )


def refused(call: Any, **arguments: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(**arguments)
    return caught.value
