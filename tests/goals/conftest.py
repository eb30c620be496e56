"""Goals are measured on the small world of the journeys, in the same windows."""

import os

import pytest

from tests.journeys.conftest import desk, world

__all__ = ["desk", "world"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes minutes to `make goals`; the suite has a reckoned twin of the wait."""
    if os.environ.get("GOALS_SLOW"):
        return
    slow = [item for item in items if item.get_closest_marker("slow_goal")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
