#!/usr/bin/env bash
# Sets up what SRXAI needs here, and nothing that is there already.
#
# Usage: tools/setup.sh [debian] [engine] [qgis] [qt6] [docs] [fuzz] [uv]   (the first four when none is named)
#
#   debian   QGIS and the tools of the tests, as Debian packages; as root or through sudo
#   engine   .venv: torch, rasterio and SRXAI itself, apart from the system's Python; about 1.4 GB
#   qgis     .venv-qgis: pytest beside the system's QGIS
#   qt6      .venv-qt6: PyQt6, for what is tested under Qt 6 without a QGIS; about 420 MB
#   docs     .venv-docs: what builds the pages of docs/; never set up by itself
#   fuzz     .venv-fuzz: atheris, beside what .venv holds; never set up by itself
#   uv       .venv-uv: uv, which resolves for other platforms than this one; never set up by itself
#
# Versions come from pyproject.toml. A change there, or here, sets the environments up again.
# PYTHON             the Python of .venv; else the first one of 3.10 or later that is found
# SRXAI_TORCH_INDEX  package index for torch. On Linux, PyPI's torch brings 3 GB of CUDA along;
#                    https://download.pytorch.org/whl/cpu has the small CPU build, which is enough.
set -euo pipefail
cd "$(dirname "$0")/.."

DEBIAN_PACKAGES=(
    qgis python3-qgis qgis-providers python3-gdal        # QGIS, its Python, and its map providers
    python3-venv python3-pip ca-certificates             # the environments
    xvfb xauth xdotool imagemagick procps                # a desktop without a screen, and its picture
    fonts-dejavu-core fonts-noto-cjk                     # what a minimal system lacks to draw text
    pyqt5-dev-tools qttools5-dev-tools                   # translations
)
SYSTEM_PYTHON=/usr/bin/python3  # the one that PyQGIS is built for, whatever is first on PATH
STAMP=srxai-set-up

say() { printf '\n── %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

main() {
    [ $# -gt 0 ] || set -- debian engine qgis qt6
    for part; do
        case $part in
            debian | engine | qgis | qt6 | docs | fuzz | uv) "set_up_$part" ;;
            *) fail "no part '$part'; there are debian, engine, qgis, qt6, docs, fuzz and uv." ;;
        esac
    done
}

set_up_debian() {
    command -v dpkg-query >/dev/null || fail "this is no Debian or Ubuntu. Install QGIS 3.22 or later" \
        "with its Python (PyQGIS), Xvfb, xdotool and ImageMagick with your system's own tools; for" \
        "the engine alone, 'make test-engine' needs none of them."
    local package missing=()
    for package in "${DEBIAN_PACKAGES[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these Debian packages are missing, and only root may" \
            "install them: ${missing[*]}. Run 'apt-get install --no-install-recommends' with them" \
            "as root, or install sudo."
        as_root=(sudo)
    fi
    say "Debian packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -q ||
        echo "warning: some package lists could not be refreshed; trying with those that are here." >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
        --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

set_up_engine() {
    is_done .venv && return
    make_environment .venv
    say "Engine environment .venv on $(.venv/bin/python --version)"
    say "torch, first and alone, so that nothing else chooses another build of it"
    install .venv torch -- ${SRXAI_TORCH_INDEX:+--index-url "$SRXAI_TORCH_INDEX"}
    say "The engine's other packages, and those of its tests"
    install .venv dependencies fleet dev
    install .venv no-deps -- --no-deps
    say "SRXAI itself, as it lies here"
    pip_of .venv install --no-deps --editable .
    local report
    if ! report=$(pip_of .venv check); then
        report=$(sed '/ requires torchvision, /d' <<<"$report")  # not needed: see pyproject.toml
        [ -z "$report" ] || fail "the packages do not fit together: $report"
    fi
    is_done_now .venv
}

set_up_qgis() {
    is_done .venv-qgis && return
    say "Test environment .venv-qgis, beside the system's QGIS"
    "$SYSTEM_PYTHON" -c "import qgis.core, osgeo.gdal_array" ||
        fail "$SYSTEM_PYTHON finds no QGIS. On Debian: 'tools/setup.sh debian'."
    runs .venv-qgis || "$SYSTEM_PYTHON" -m venv --clear --system-site-packages .venv-qgis
    install .venv-qgis qgis-tests
    # A numpy of its own, and a newer one, would break QGIS's GDAL, matplotlib and scipy.
    [ -z "$(find .venv-qgis/lib -maxdepth 3 -name numpy)" ] ||
        fail "something pulled numpy into .venv-qgis, which breaks QGIS's own; see pyproject.toml."
    is_done_now .venv-qgis
}

set_up_qt6() {
    is_done .venv-qt6 PyQt6.QtWidgets && return
    say "Qt 6 environment .venv-qt6"
    make_environment .venv-qt6
    install .venv-qt6 qt6
    .venv-qt6/bin/python -c 'import PyQt6.QtSvg, PyQt6.QtWidgets' || fail "Qt 6 does not load here," \
        "most likely for a library of the system that QGIS would bring: 'tools/setup.sh debian'."
    is_done_now .venv-qt6
}

set_up_docs() {
    is_done .venv-docs mkdocs && return
    make_environment .venv-docs
    install .venv-docs docs
    is_done_now .venv-docs
}

set_up_fuzz() {
    is_done .venv-fuzz atheris && return
    runs .venv || fail "the engine's environment .venv is not there: 'tools/setup.sh engine'."
    .venv/bin/python -m venv --clear .venv-fuzz
    install .venv-fuzz fuzz
    local purelib='import sysconfig; print(sysconfig.get_path("purelib"))'
    .venv/bin/python -c "$purelib" >"$(.venv-fuzz/bin/python -c "$purelib")/engine.pth"
    is_done_now .venv-fuzz
}

set_up_uv() {
    is_done .venv-uv uv && return
    make_environment .venv-uv
    install .venv-uv uv
    is_done_now .venv-uv
}

# make_environment FOLDER: an empty one, if it is not there.
make_environment() {
    runs "$1" && return
    local python
    python=$(find_python) || fail "no Python of 3.10 or later with venv was found. On Debian:" \
        "'tools/setup.sh debian'; elsewhere install one, or name it: PYTHON=… make …"
    "$python" -m venv --clear "$1"
}

find_python() {
    local python
    for python in ${PYTHON:-python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10}; do
        if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' \
            2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

# install ENVIRONMENT NAME… [-- OPTION…]: what pyproject.toml says under these names.
install() {
    local environment=$1 names=() requirements
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        names+=("$1")
        shift
    done
    requirements=$("$environment/bin/python" tools/requirements.py "${names[@]}")
    # Not compiled: of torch's thousands of modules few are ever imported, and these compile then.
    pip_of "$environment" install --no-compile "${@:2}" -r /dev/stdin <<<"$requirements"
}

pip_of() { "$1/bin/python" -m pip --disable-pip-version-check "${@:2}"; }

runs() { [ -x "$1/bin/python" ] && "$1/bin/python" -c 'import pip' 2>/dev/null; }

# What an environment was made from; the folder too, for environments do not move.
origin() { { pwd; cat pyproject.toml tools/setup.sh; } | cksum; }
# is_done ENVIRONMENT [MODULE]; looks for a module that the environment holds, pytest if none is
# named: after an upgrade of the system's Python it is out of reach.
is_done() {
    [ "$(cat "$1/$STAMP" 2>/dev/null)" = "$(origin)" ] &&
        "$1/bin/python" -c "import ${2:-_pytest}" 2>/dev/null
}
is_done_now() { origin >"$1/$STAMP"; }

main "$@"
