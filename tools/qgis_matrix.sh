#!/usr/bin/env bash
# Runs the tests of the QGIS side and of the desktop in the QGIS of other Debian releases.
#
# Usage: tools/qgis_matrix.sh [RELEASE…]   (trixie, QGIS 3.40, and forky, 3.44, when none is named)
#
# Each release is a root of its own in build/qgis-matrix, made once: about 2.5 GB and 4 minutes; to
# have it made anew, remove its folder. The engine stays what it is here: the root sees this
# checkout, .venv and the Python below it. As root, with debootstrap. Mounts and processes live in
# namespaces and end with them, whatever happens.
# PYTEST_ADDOPTS       is obeyed, as by pytest itself
# SRXAI_DEBIAN_MIRROR  another mirror than deb.debian.org
set -euo pipefail
cd "$(dirname "$0")/.."

RELEASES=(trixie forky)
MIRROR=${SRXAI_DEBIAN_MIRROR:-http://deb.debian.org/debian}
ROOTS=$PWD/build/qgis-matrix
SUITES=(qgis desktop)
# What SRXAI calls, and QGIS says is going, is a failure here.
STRICT="-o 'filterwarnings=error::DeprecationWarning:srxai_plugin\\..*'"
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt

say() { printf '\n══ %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

main() {
    [ $# -gt 0 ] || set -- "${RELEASES[@]}"
    [ "$(id -u)" -eq 0 ] && command -v debootstrap >/dev/null ||
        fail "this makes Debian roots: run it as root, with the package debootstrap installed."
    unshare --mount --pid --fork true 2>/dev/null ||
        fail "no mounts may be made here; if this is a container, start it with --privileged."
    [ -x .venv/bin/python ] || fail "there is no engine: run 'make setup' first."

    local release failed=()
    mkdir -p "$ROOTS"
    for release; do
        rm -f "$ROOTS/$release".*.xml "$ROOTS/$release.versions"
        # All that runs in there, an Xvfb or an engine too, ends with this script, killed or not.
        setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
            "$0" --inside "$release" || failed+=("$release")
    done
    printf '\n'
    .venv/bin/python tools/qgis_matrix_table.py "$ROOTS" "$@"
    [ ${#failed[@]} -eq 0 ] || fail "failed with: ${failed[*]}"
}

# In the namespace: make the root if need be, then run every suite, even when one fails.
inside() {
    local release=$1 suite status=0
    root=$ROOTS/$release
    make_root "$release"
    mount_all
    say "$release: Debian packages, and pytest beside QGIS"
    enter dpkg --configure -a  # what an interrupted run left half done
    enter tools/setup.sh debian
    enter apt-get clean
    set_up_tests
    enter .venv/bin/python -c 'import ctypes, lzma, sqlite3, ssl, rasterio, torch' ||
        fail "the engine's Python does not run in $release; see above what it lacks."
    enter .venv-qgis/bin/python tools/qgis_matrix_table.py --versions >"$ROOTS/$release.versions"
    for suite in "${SUITES[@]}"; do
        say "$release, QGIS $(head -n 1 "$ROOTS/$release.versions")"
        PYTEST_ADDOPTS="$STRICT ${PYTEST_ADDOPTS-} --junitxml=$ROOTS/$release.$suite.xml" \
            enter tools/test.sh "$suite" || status=1
    done
    return "$status"
}

make_root() {
    [ ! -e "$root/srxai-root" ] || return 0
    say "$1: a minimal Debian in $root"
    rm -rf --one-file-system "$root"
    local script=()
    [ -e "/usr/share/debootstrap/scripts/$1" ] || script=(/usr/share/debootstrap/scripts/sid)
    debootstrap --variant=minbase "$1" "$root" "$MIRROR" "${script[@]}"
    # A mirror that stands still, as those for testing do, outlives the date in its lists.
    echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/90srxai"
    touch "$root/srxai-root"
}

mount_all() {
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --rbind /sys "$root/sys"
    cp --dereference --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
    bind "$PWD"
    bind "$(readlink -f .venv)"
    bind_python
}

# What this machine trusts, the root trusts: a network may sign with a certificate of its own.
# The root's own environment lies where tools/ looks for one, but is made elsewhere: there may be a
# link to one.
set_up_tests() {
    [ ! -e "$CERTIFICATES" ] || bind "$CERTIFICATES"
    [ -x "$root/srv/venv-qgis/bin/python" ] ||
        enter /usr/bin/python3 -m venv --system-site-packages /srv/venv-qgis
    mkdir -p .venv-qgis
    bind "$root/srv/venv-qgis" "$(readlink -f .venv-qgis)"
    enter tools/setup.sh qgis
    # Qt 6 is the same everywhere, and its Python need not run there.
    mkdir -p "$root/srv/nothing"
    [ ! -e .venv-qt6 ] || bind "$root/srv/nothing" "$(readlink -f .venv-qt6)"
}

# The Python that .venv was made from: its folder, or if that is the system's own, its parts.
bind_python() {
    local prefix binary stdlib
    { read -r prefix && read -r stdlib; } < <(.venv/bin/python -c \
        'import sys, sysconfig; print(sys.base_prefix, sysconfig.get_path("stdlib"), sep="\n")')
    if [ "$prefix" != /usr ]; then
        bind "$prefix"
        return
    fi
    binary=$(readlink -f .venv/bin/python)
    bind "$binary"
    bind "$stdlib"
    # There, /usr/bin/python3 is another version: the links in .venv/bin shall name this one.
    rm -rf "$root/srv/venv-bin"
    cp -a .venv/bin "$root/srv/venv-bin"
    ln -sfn "$binary" "$root/srv/venv-bin/python3"
    bind "$root/srv/venv-bin" "$(readlink -f .venv)/bin"
}

# bind HERE [THERE]: the same file or folder within the root, by the same path if no other is named.
bind() {
    local there=$root${2-$1}
    if [ -d "$1" ]; then
        mkdir -p "$there"
    else
        mkdir -p "$(dirname "$there")"
        [ -e "$there" ] || touch "$there"
    fi
    mount --bind "$1" "$there"
}

# enter COMMAND…: in the root and this checkout, with only that of the environment that is meant.
enter() {
    local kept=() name
    for name in "${!PIP_@}" "${!SRXAI_@}" PYTEST_ADDOPTS http_proxy https_proxy no_proxy; do
        [ -z "${!name-}" ] || kept+=("$name=${!name}")
    done
    chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        "${kept[@]}" sh -c 'cd "$0" && exec "$@"' "$PWD" "$@"
}

if [ "${1-}" = --inside ]; then inside "$2"; else main "$@"; fi
