"""Fixtures shared by the tests of all rooms."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from tests import world as worlds

CHROMIUM = "/usr/bin/chromium"
PERMISSIONS_OF_DJANGO = "django.contrib.auth.management.create_permissions"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Spare a test that commits the rights Django writes again after a flush: nobody asks."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(create_permissions, dispatch_uid=PERMISSIONS_OF_DJANGO)


@pytest.fixture(autouse=True)
def hashes_quickly(settings: Any) -> None:
    """Spare the time a password is meant to cost."""
    settings.PASSWORD_HASHERS = ["tests.quick_hashing.QuickArgon2"]


@pytest.fixture
def world(db: None) -> worlds.World:
    """Return a small world: province, communes, hamlets, school, posts, open round 2024."""
    return worlds.build()


@pytest.fixture(autouse=True)
def speaks_vietnamese() -> Iterator[None]:
    """Start every test in Vietnamese: a request to /en/ leaves its language behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_projection_outlives_its_test(
    request: pytest.FixtureRequest, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """Drop the projections after a test that commits: a flush empties only Django's own tables."""
    yield
    mark = request.node.get_closest_marker("django_db")
    commits = {"live_server", "transactional_db"} & set(request.fixturenames)
    if not commits and not (mark and mark.kwargs.get("transaction")):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith("proj_"):
                cursor.execute(f"DROP TABLE {name}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded.

    Playwright keeps an event loop in this thread; the ORM is used beside it on purpose.
    """
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
