"""Goals are measured on the small world of the journeys, in the same windows."""

from tests.journeys.conftest import desk, world

__all__ = ["desk", "world"]
