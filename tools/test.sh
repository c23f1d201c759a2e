#!/usr/bin/env bash
# Runs test suites, each in the interpreter it is for, all of them even when one fails.
#
# Usage: tools/test.sh engine|qgis|desktop …      PYTEST_ADDOPTS is obeyed, as by pytest itself
#
# SUITE_LIMIT  seconds for a suite, 3000 unless told; for machines that other work keeps busy
# RUN          what Python runs; "-m coverage run -m pytest" counts the lines (make coverage)
set -euo pipefail
cd "$(dirname "$0")/.."

# The same wherever it runs: Qt wants a private runtime folder, Python inside QGIS a UTF-8 locale.
XDG_RUNTIME_DIR=$(mktemp -d)  # mktemp makes it 0700
export XDG_RUNTIME_DIR LC_ALL=C.UTF-8
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT

LIMIT=${SUITE_LIMIT:-3000}  # an interrupt lets pytest say which test hangs

suite() {
    timeout --foreground -s INT -k 30 "$LIMIT" "$1/bin/python" ${RUN:--m pytest} "tests/$2" "${@:3}"
}

run() {
    case $1 in
        # One process to a core, each with one thread: most tests wait for files and processes.
        engine) OMP_NUM_THREADS=1 suite .venv engine tests/contract -n auto --dist worksteal ;;
        # Two processes, each with a QGIS and a profile of its own; their engines take a core, too.
        qgis) OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen suite .venv-qgis desk -n 2 --dist worksteal ;;
        desktop) suite .venv desktop ;;
        *) echo "error: no suite '$1'; there are engine, qgis and desktop." >&2; return 2 ;;
    esac
}

failed=()
for name; do
    printf '\n── tests/%s\n' "$name"
    run "$name" || failed+=("$name")
done
[ ${#failed[@]} -eq 0 ] || { echo "error: failed in tests/: ${failed[*]}" >&2; exit 1; }
