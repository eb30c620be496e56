"""SQLite connections that refuse to serve when their durability settings are not in force.

WAL with synchronous=FULL loses no acknowledged transaction in a power cut; the usual
synchronous=NORMAL does. A pragma belongs to a connection, so every new one is checked.
"""

from typing import Any

import pysqlite3
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

OLDEST_SAFE_SQLITE = (3, 51, 3)
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "cell_size_check": 1,
    "journal_size_limit": 268_435_456,
    "cache_size": -64_000,
    "mmap_size": 268_435_456,
    "temp_store": 2,
}
ASSERTED = ("journal_mode", "synchronous", "foreign_keys")


class DatabaseWrapper(base.DatabaseWrapper):
    """The stock wrapper, plus settings applied and read back on every new connection."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection; raise ImproperlyConfigured when a promised setting is absent."""
        connection = super().get_new_connection(conn_params)
        if pysqlite3.sqlite_version_info < OLDEST_SAFE_SQLITE:
            raise ImproperlyConfigured(
                f"SQLite {pysqlite3.sqlite_version} can corrupt its log; 3.51.3 is needed."
            )
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}").fetchall()
        for name in ASSERTED:
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            # An in-memory database (tests) has no journal to set.
            if found != PRAGMAS[name] and found != "memory":
                raise ImproperlyConfigured(f"PRAGMA {name} is {found}, not {PRAGMAS[name]}.")
        return connection
