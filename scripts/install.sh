#!/bin/sh
# Makes .venv and installs one locked set ("core" or "dev") with hashes; says what it does.
set -eu
set_name=$1
python=$2
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
say() { echo "[cài đặt / set-up] $*"; }
if command -v uv >/dev/null 2>&1; then
    say "môi trường .venv và thư viện đã khoá ($set_name) bằng uv"
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "requirements/$set_name.txt"
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    say "môi trường .venv và thư viện đã khoá ($set_name) bằng pip; khoảng một phút"
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    .venv/bin/python -m pip install --quiet --no-deps --no-compile --require-hashes --only-binary :all: -r "requirements/$set_name.txt"
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
fi
touch .venv/core.stamp
[ "$set_name" = core ] || touch .venv/dev.stamp
say "xong"
