#!/bin/sh
# Locks the dependencies two weeks back, with hashes and without any address.
set -eu
cd "$(dirname "$0")/.."
uv lock --exclude-newer "$(date -d '-14 days' +%F)"
export_to() {
    out=$1
    shift
    uv export --frozen --no-header --no-annotate --no-emit-project --quiet "$@" -o "requirements/$out" >/dev/null
}
export_to core.txt --no-dev --group build
export_to dev.txt --group dev --group build
if grep -n '://' requirements/*.txt; then
    echo 'A lock file names an address.' >&2
    exit 1
fi
