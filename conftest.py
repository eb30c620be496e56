"""Shared by all tests: the network is closed except for this machine."""

import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "engines"}
# A browser that waited in vain is asked once more, and the summary says RERUN (decision 0024).
SECOND_TRY = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "TargetClosedError"])
# Words and shape of pages: what they ask of an engine is asked by the tests of the rooms; formulas
# ask every engine themselves.
ONE_ENGINE = {
    f"test_{name}.py"
    for name in (
        *("signin", "frame", "help", "states", "headings", "titles", "trial", "entrance"),
        *("formula", "formula_distinct", "style", "saved_views", "palette", "help_paper"),
        *("figures_charts", "figures_present", "figures_csv", "tile_map", "amendments"),
        *("assessments_form", "assessments_lists", "entry_parsing", "register_pages"),
    )
}
LOOPBACK = {"127.0.0.1", "localhost", "::1", ""}

# A slow machine is no fault of the code: how long an example takes to draw or run is not judged.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Any:
    """Fail any test that talks to another machine."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--only-database`: leave out what does not touch the database (for the second engine)."""
    parser.addoption("--only-database", action="store_true", help="only tests that use a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the long files: two workers then end at about the same time."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(SECOND_TRY)
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = [item for item in items if _uses_database(item)]
    long = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in long)


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_engine") or item.path.name in ONE_ENGINE:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)
