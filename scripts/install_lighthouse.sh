#!/bin/sh
# Installs Lighthouse from its lock, to measure goal G7: the product and `make test` never need it.
# Without node or the npm registry it says so and leaves it out; in CI that is a failure.
set -u
cd "$(dirname "$0")/../tests/goals/lighthouse" || exit 1
left_out() {
    echo "!! BỎ QUA / SKIPPED: Lighthouse (thiếu / missing: $*)" >&2
    [ "${CI:-}" = true ] && exit 1
    exit 0
}
command -v node >/dev/null 2>&1 || left_out node
command -v npm >/dev/null 2>&1 || left_out npm
echo "[cài đặt / set-up] Lighthouse đã khoá / from its lock"
# Debian's npm 9.2 stumbles over `overrides`; the last npm of that line reads them.
case $(npm --version 2>/dev/null) in
    [1-8].* | 9.[0-8].*) installer="npx --yes npm@9.9.4" ;;
    *) installer=npm ;;
esac
$installer ci --loglevel=error --no-audit --no-fund >/dev/null || left_out "npm ci"
