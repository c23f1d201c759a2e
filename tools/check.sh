#!/usr/bin/env bash
# What the QGIS plugin repository asks of a package, and types: all of it, even when one part fails.
#
# Usage: tools/check.sh        TOOLS names the folder of the programs; else .venv/bin
set -euo pipefail
cd "$(dirname "$0")/.."
TOOLS=${TOOLS:-.venv/bin}

# Bandit's tests that block a version there; B111 and B320 are gone from newer bandits.
RULES=B101,B102,B103,B104,B105,B106,B107,B108,B110,B112,B113,B201,B202,B301,B302,B303,B304,B305,B306
RULES+=,B307,B308,B310,B311,B312,B313,B314,B315,B316,B317,B318,B319,B321,B323,B324,B401,B402,B403,B405
RULES+=,B406,B407,B408,B409,B412,B413,B501,B502,B503,B504,B505,B506,B507,B508,B509,B601,B602,B603,B604
RULES+=,B605,B606,B607,B608,B609,B610,B611,B612,B613,B614,B615,B701,B702,B703,B704

failed=()
part() {
    printf '\n── %s\n' "$1"
    "${@:2}" || failed+=("$1")
}

secrets() {
    "$TOOLS/detect-secrets" scan srxai_plugin metadata.txt | .venv/bin/python -c '
import json, sys
found = json.load(sys.stdin)["results"]
for file, hits in found.items():
    for hit in hits:
        line = hit["line_number"]
        kind = hit["type"]
        print(f"{file}:{line}: {kind}")
sys.exit(bool(found))'
}

part ruff .venv/bin/ruff check
part format .venv/bin/ruff format --check
part bandit "$TOOLS/bandit" --quiet --recursive srxai_plugin --tests "$RULES"
part secrets secrets
part types "$TOOLS/mypy" --python-executable .venv/bin/python srxai_plugin/contract srxai_plugin/engine \
    srxai_plugin/desk/runtime
part package .venv/bin/python tools/package.py build/check
[ ${#failed[@]} -eq 0 ] || { printf '\nerror: failed: %s\n' "${failed[*]}" >&2; exit 1; }
