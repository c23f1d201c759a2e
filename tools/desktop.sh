#!/usr/bin/env bash
# Opens a scene in the real QGIS desktop with a fresh profile and explains a region of it.
#
# Usage: tools/desktop.sh SCENE OUTPUT [XMIN,YMIN,XMAX,YMAX]
#
# Leaves in OUTPUT: project.qgz, screenshot.png, desktop.json and the results. The region is in the
# scene's CRS; without one, the scene's middle is explained. Without a DISPLAY it runs under Xvfb.
# SRXAI_SESSION names another script than tools/desktop_session.py for QGIS to run.
# SRXAI_LOCALE names the language that QGIS is shown in, such as zh_CN.
# SRXAI_ENGINE_PYTHON names the engine's interpreter; else the checkout's .venv is found.
set -euo pipefail
cd "$(dirname "$0")/.."

LIMIT=600  # seconds, for a machine that is busy
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

[ $# -ge 2 ] || fail "usage: tools/desktop.sh SCENE OUTPUT [XMIN,YMIN,XMAX,YMAX]"
export PYTHONPATH=$PWD/tools
export SRXAI_SCENE=$(realpath "$1") SRXAI_OUTPUT=$(realpath -m "$2") SRXAI_REGION=${3-}
[ -f "$SRXAI_SCENE" ] || fail "there is no scene $SRXAI_SCENE"
mkdir -p "$SRXAI_OUTPUT"
rm -f "$SRXAI_OUTPUT"/{desktop.json,screenshot.png,project.qgz}

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
profile=$room/profiles/default
tools/assemble.py "$profile/python/plugins" --link >/dev/null
mkdir -p "$profile/QGIS" "$room/run"
chmod 700 "$room/run"
printf '[PythonPlugins]\nsrxai_plugin=true\n' >"$profile/QGIS/QGIS3.ini"
if [ -n "${SRXAI_LOCALE-}" ]; then
    printf '[locale]\noverrideFlag=true\nuserLocale=%s\n' "$SRXAI_LOCALE" >>"$profile/QGIS/QGIS3.ini"
fi

start=()
if [ -z "${DISPLAY-}" ]; then
    start=(xvfb-run -a -s "-screen 0 1400x900x24")
    export XDG_RUNTIME_DIR=$room/run
fi
log=$SRXAI_OUTPUT/qgis.log
status=0
timeout -k 10 "$LIMIT" "${start[@]}" qgis --profiles-path "$room" --profile default --nologo \
    --noversioncheck --code "${SRXAI_SESSION:-tools/desktop_session.py}" >"$log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
    tail -n 30 "$log" >&2
    fail "QGIS ended with status $status; its words are in $log"
fi
[ -f "$SRXAI_OUTPUT/desktop.json" ] || { tail -n 30 "$log" >&2; fail "QGIS left no desktop.json"; }
grep -q '"outcome": "explained"' "$SRXAI_OUTPUT/desktop.json" ||
    { cat "$SRXAI_OUTPUT/desktop.json" >&2; fail "no explanation came out"; }
