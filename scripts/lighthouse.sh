#!/bin/bash
# Judges the pages of a unit's contact with Lighthouse on a phone (goal G7): median of three runs.
# Needs, besides a running `phongtrao serve`: chromium, node, and Lighthouse from the npm registry.
# The product itself needs none of them.
#   usage: PASSWORD=… scripts/lighthouse.sh http://127.0.0.1:8000 SIGN-IN-NAME [page…]
#   LIGHTHOUSE=…  the program (default: `lighthouse` on the PATH, else `npx --yes lighthouse`)
set -eu
address=${1:?"address of the server, then the sign-in name of a unit's contact"}
name=${2:?sign-in name}
shift 2
: "${PASSWORD:?the password of that account, in the environment}"
if [ -n "${LIGHTHOUSE:-}" ]; then run=("$LIGHTHOUSE")
elif command -v lighthouse >/dev/null; then run=(lighthouse)
elif command -v npx >/dev/null; then run=(npx --yes lighthouse)
else echo "Lighthouse is missing: install node, then npm install lighthouse in a folder of its own" >&2; exit 2; fi
export CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
jar=$folder/cookies
curl -sf -c "$jar" -o /dev/null "$address/dang-nhap/"
token=$(awk '$6 == "csrftoken" {print $7}' "$jar")
curl -s -b "$jar" -c "$jar" -o /dev/null -e "$address/dang-nhap/" \
    --data-urlencode "csrfmiddlewaretoken=$token" --data-urlencode "login=$name" \
    --data-urlencode "password=$PASSWORD" "$address/dang-nhap/"
session=$(awk '$6 == "sessionid" {print $7}' "$jar")
[ -n "$session" ] || { echo "sign-in refused" >&2; exit 2; }
report=$(curl -s -b "$jar" "$address/viec/" | grep -oE '/don-vi/[^"]+/bao-cao/[^"/]+/' | head -1)
[ $# -gt 0 ] || set -- / /viec/ "$report" "${report}nhap/" "${report}kiem-tra/" /dang-nhap/
printf '{"Cookie": "sessionid=%s"}' "$session" > "$folder/headers.json"
failed=0
for page in "$@"; do
    headers=(--extra-headers "$folder/headers.json")
    [ "$page" = /dang-nhap/ ] && headers=()
    rm -f "$folder"/[123].json
    for turn in 1 2 3; do
        for _ in 1 2 3; do # a busy machine now and then spoils the recording of a run
            "${run[@]}" "$address$page" "${headers[@]}" --quiet --output json \
                --output-path "$folder/$turn.json" --only-categories accessibility,best-practices,performance \
                --chrome-flags="--headless=new --no-sandbox --disable-gpu" 2>"$folder/problem" && break
        done || { cat "$folder/problem" >&2; exit 1; }
    done
    python3 - "$page" "$folder"/[123].json <<'PYTHON' || failed=1
import json, statistics, sys

asked = {"accessibility": 100, "best-practices": 95, "performance": 95}
runs = [json.load(open(path, encoding="utf-8")) for path in sys.argv[2:]]
found = {
    name: round(100 * statistics.median(run["categories"][name]["score"] for run in runs))
    for name in asked
}
speed = round(statistics.median(run["environment"]["benchmarkIndex"] for run in runs))
said = (*(f"{name} {found[name]}" for name in asked), f"speed of this machine {speed}")
print(sys.argv[1], *said, sep=" | ", flush=True)
short = [name for name in asked if found[name] < asked[name]]
for ref in (ref for name in short for ref in runs[0]["categories"][name]["auditRefs"]):
    audit = runs[0]["audits"][ref["id"]]
    if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
        print("   ", ref["id"], audit.get("displayValue", ""), audit["title"])
sys.exit(bool(short))
PYTHON
done
exit $failed
