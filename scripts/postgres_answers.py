"""Exit 0 when the PostgreSQL of the tests answers, else 1."""

import os
import sys

import psycopg

URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
try:
    psycopg.connect(URL, connect_timeout=3).close()
except psycopg.OperationalError:
    sys.exit(1)
