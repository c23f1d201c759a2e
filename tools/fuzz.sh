#!/usr/bin/env bash
# Throws nonsense at what reads requests, lines and cards; fails with what it finds.
#
# Usage: tools/fuzz.sh SECONDS [TARGET…]      for each target of tests/fuzz/targets.py, by default all
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
shift
[ $# -gt 0 ] || set -- request lines card fields
failed=()
for target; do
    printf '\n── %s\n' "$target"
    mkdir -p "build/fuzz/$target"
    seeds=("tests/fuzz/$target")
    [ -d "${seeds[0]}" ] || seeds=()
    PYTHONPATH=$PWD .venv-fuzz/bin/python tests/fuzz/targets.py "$target" "build/fuzz/$target" \
        "${seeds[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 \
        -artifact_prefix="build/fuzz/$target-" -print_final_stats=1 2>&1 | tail -n 25 ||
        failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || { echo "error: found in: ${failed[*]}; inputs in build/fuzz/" >&2; exit 1; }
