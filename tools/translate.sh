#!/usr/bin/env bash
# Brings resources/i18n up to date: the sources' strings into the .ts files, those into .qm files.
#
# Usage: tools/translate.sh          New strings are then to be translated in the .ts by hand.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in pylupdate5 lrelease; do
    command -v "$tool" >/dev/null || {
        echo "error: there is no $tool: install pyqt5-dev-tools and qttools5-dev-tools." >&2
        exit 1
    }
done
said=$(mktemp --suffix=.py)
trap 'rm -f "$said"' EXIT
PYTHONPATH=$PWD .venv/bin/python tools/engine_strings.py "$said"
mapfile -t sources < <(find srxai_plugin -name '*.py' -not -path '*/engine/*' | LC_ALL=C sort)
for ts in resources/i18n/*.ts; do
    pylupdate5 -noobsolete "${sources[@]}" "$said" -ts "$ts" 2>/dev/null
    sed -Ei '/^ *<location /d' "$ts"  # lines move with every edit
    lrelease -silent "$ts" -qm "${ts%.ts}.qm"
    printf '%s: %d strings, %d still to be translated\n' "$ts" \
        "$(grep -c '<source>' "$ts")" "$(grep -c 'type="unfinished"' "$ts" || true)"
done
