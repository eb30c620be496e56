#!/bin/bash
# Runs the whole suite on SQLite, then everything that touches the database on PostgreSQL.
# Says loudly what it had to skip; in CI nothing may be skipped.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=0
if command -v chromium >/dev/null 2>&1; then marks=''; else
    echo '!! BỎ QUA / SKIPPED: thử bằng trình duyệt (không có chromium) / browser tests (no chromium)'
    [ "${CI:-}" = true ] && exit 1
    marks='not browser'
fi
echo '== SQLite'
$bin/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "$marks" || failed=1
if $bin/python scripts/postgres_answers.py; then
    echo '== PostgreSQL'
    DATABASE_URL=${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} \
        $bin/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --only-database -m 'not browser' tests/unit tests/web tests/plans tests/bench || failed=1
else
    echo '!! BỎ QUA / SKIPPED: thử trên PostgreSQL (127.0.0.1:5432 không trả lời) / tests on PostgreSQL'
    [ "${CI:-}" = true ] && exit 1
fi
exit $failed
