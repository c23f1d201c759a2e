#!/usr/bin/env bash
# Brings resources/i18n up to date: the sources' strings into the .ts files, those into .qm files.
#
# Usage: tools/translate.sh [FOLDER]   New strings are then to be translated in the .ts by hand.
#
# FOLDER is that of the .ts files, when it is not resources/i18n.
set -euo pipefail
folder=$(realpath "${1-$(dirname "$0")/../resources/i18n}")
cd "$(dirname "$0")/.."

for tool in pylupdate5 lrelease; do
    command -v "$tool" >/dev/null || {
        echo "error: there is no $tool: install pyqt5-dev-tools and qttools5-dev-tools." >&2
        exit 1
    }
done
said=$(mktemp --suffix=.py)
trap 'rm -f "$said"' EXIT
PYTHONPATH=$PWD .venv/bin/python tools/translatable.py srxai_plugin "$said"
for ts in "$folder"/*.ts; do
    pylupdate5 -noobsolete "$said" -ts "$ts" 2>/dev/null
    sed -Ei '/^ *<location /d' "$ts"  # lines move with every edit
    lrelease -silent "$ts" -qm "${ts%.ts}.qm"
    printf '%s: %d strings, %d still to be translated\n' "$ts" \
        "$(grep -c '<source>' "$ts")" "$(grep -c 'type="unfinished"' "$ts" || true)"
done
