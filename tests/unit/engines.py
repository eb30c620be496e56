"""Three engines as one function: rows in, the compiled expression's value out."""

import os
import sqlite3

import duckdb
import psycopg

TYPES = {"integer": "BIGINT", "text": "TEXT"}


def literal(value):
    """A value as an SQL literal every engine reads alike."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


class Engines:
    """Open connections; `ask` runs one SELECT per engine over the same rows."""

    def __init__(self):
        address = os.environ.get("DATABASE_URL", "")
        if not address.startswith("postgres"):
            address = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/")
        self.lite = sqlite3.connect(":memory:")
        self.duck = duckdb.connect(":memory:")
        try:
            self.post = psycopg.connect(address, dbname="postgres", connect_timeout=3)
        except psycopg.OperationalError:
            self.post = None

    @property
    def dialects(self):
        return ("sqlite", "duckdb", *(() if self.post is None else ("postgres",)))

    def run(self, dialect, sql):
        if dialect == "sqlite":
            return self.lite.execute(sql).fetchall()
        if dialect == "duckdb":
            return self.duck.execute(sql).fetchall()
        try:
            return self.post.execute(sql).fetchall()
        finally:
            self.post.rollback()

    def source(self, columns, rows):
        """A derived table holding the rows, typed by `columns`."""
        head = ", ".join(f"CAST(NULL AS {TYPES[kind]}) AS {name}" for name, kind in columns.items())
        parts = [f"SELECT {head} WHERE 1 = 0"]
        for row in rows:
            cells = (
                f"CAST({literal(row.get(name))} AS {TYPES[kind]})" for name, kind in columns.items()
            )
            parts.append("SELECT " + ", ".join(cells))
        return "(" + " UNION ALL ".join(parts) + ") AS t"

    def ask(self, columns, rows, compiled):
        """{dialect: list of result rows}; `compiled` maps a dialect to its select list."""
        source = self.source(columns, rows)
        return {d: self.run(d, f"SELECT {compiled(d)} FROM {source}") for d in self.dialects}

    def close(self):
        self.lite.close()
        self.duck.close()
        if self.post is not None:
            self.post.close()
