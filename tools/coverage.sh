#!/usr/bin/env bash
# Runs all suites, counts the lines that they and their processes run, and prints two figures.
#
# Usage: tools/coverage.sh [SUITE]…      as of tools/test.sh; all of them when none is named
#
# Fails where a test does, and under 90 % of the engine and the runtime or 80 % of the whole. What
# QGIS runs in its desktop is not counted, for that Python has no coverage; the engine behind it is.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- engine qgis desktop

export COVERAGE_FILE=$PWD/build/coverage/data
rm -rf build/coverage
mkdir -p build/coverage

failed=0
RUN='-m coverage run -m pytest' tools/test.sh "$@" || failed=1
coverage() { .venv/bin/python -m coverage "$@"; }
# A killed process may leave half a file, which is told and passed over.
coverage combine --quiet || [ -f "$COVERAGE_FILE" ]
rm -f "$COVERAGE_FILE".*

# total NAME MINIMUM [OPTION]…: the files that lack lines, then the figure.
total() {
    local share
    coverage report --show-missing --skip-covered "${@:3}" >"build/coverage/$1.txt"
    share=$(coverage report --format=total --precision=1 "${@:3}")
    printf '%s: %s %% of lines, at least %s; what is missing: build/coverage/%s.txt\n' \
        "$1" "$share" "$2" "$1"
    coverage report --format=total --precision=1 --fail-under="$2" "${@:3}" >/dev/null || failed=1
}
printf '\n── coverage\n'
total engine-and-runtime 90 --include='srxai_plugin/engine/*,srxai_plugin/desk/runtime/*'
total whole 80
exit "$failed"
