#!/usr/bin/env bash
# Trains the bundled networks, each by one `srxai train`; one that is there already is left alone.
#
# Usage: tools/train_models.sh IMAGES VALIDATION [NAME...]      (all of them when none is named)
#
# band_names, pixel_size, sensor and remarks come onto the cards by hand.
#
# An interrupted training goes on when called again. One CPU core takes 20 to 100 minutes for each;
# NICE and CORE=N (for taskset) keep a busy machine usable.
set -euo pipefail
cd "$(dirname "$0")/.."

MODELS=resources/models
DATA='UC Merced Land Use, 926 training tiles of 256×256 pixels at 0.3 m (USGS National Map Urban Area imagery)'
LICENCE='Weights: CC0-1.0. Imagery: public domain (USGS).'
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

train() {
    local name=$1 title=$2
    shift 2
    local output=$MODELS/$name.safetensors
    [ ! -e "$output" ] || { echo "$output is there; delete it to train it anew."; return; }
    printf '\n── %s\n' "$name"
    ${CORE:+taskset -c "$CORE"} nice -n "${NICE:-0}" .venv/bin/srxai train "$images" \
        --validate "$validation" --output "$output" --title "$title" \
        --data "$DATA" --licence "$LICENCE" --precision bfloat16 --threads 1 "$@"
}

# Sentinel-2's learn from RASTERS, of four bands, and are scored on HELD_OUT_RASTERS; both are folders.
# Those of Sentinel-2 were in RASTERS three times, as links of other names.
satellite() {
    local images=${RASTERS:?a folder of rasters of four bands}
    local validation=${HELD_OUT_RASTERS:?a folder of rasters of four bands}
    train "$@" --architecture pan --features 40 --bands 4 --degradation satellite --batch 8 \
        --precision float32
}

# The first of two parts of a training leaves its weights out of the way; it is made for the second.
first() {
    [ -e "$MODELS/$2.safetensors" ] || { mkdir -p build/models && MODELS=build/models "$@"; }
}

model() {
    case $1 in
        edsr-x4) train "$1" 'EDSR ×4, aerial' --steps 15000 ;;
        edsr-x2) # the body of ×4 is a good start for ×2, as ×2 is for ×4 in the paper
            train "$1" 'EDSR ×2, aerial' --scale 2 --steps 5000 --rate 3e-4 \
                --start "$MODELS/edsr-x4.safetensors" ;;
        fsrcnn-x4)
            train "$1" 'FSRCNN ×4, aerial' --architecture fsrcnn --colour y --features 56 \
                --blocks 4 --steps 20000 --rate 1e-3 ;;
        pan-x4)
            train "$1" 'PAN ×4, aerial' --architecture pan --features 40 --steps 5000 \
                --rate 8e-4 ;;
        rcan-x4)
            train "$1" 'RCAN ×4 light, aerial' --architecture rcan --steps 5500 --rate 5e-4 ;;
        edsr-x4-real) # noise and JPEG are learned quickly by who knows the ground already
            local real='EDSR ×4, real aerial imagery'
            set -- "$1" "$real" --degradation real --rate 3e-4 --precision float32
            first train "$@" --steps 2000 --start "$MODELS/edsr-x4.safetensors"
            train "$@" --steps 1500 --start "build/models/$1.safetensors" ;;
        edsr-x2-real)
            train "$1" 'EDSR ×2, real aerial imagery' --degradation real --scale 2 --steps 800 \
                --rate 3e-4 --precision float32 --start "$MODELS/edsr-x2.safetensors" ;;
        s2-x4)
            satellite "$1" 'PAN ×4, Sentinel-2 (blue, green, red, near infrared)' --steps 2000 \
                --rate 8e-4 --relative --start "$MODELS/pan-x4.safetensors" ;;
        s2-x2)
            set -- "$1" 'PAN ×2, Sentinel-2 (blue, green, red, near infrared)' --scale 2
            first satellite "$@" --steps 1800 --rate 8e-4 --relative \
                --start "$MODELS/pan-x4.safetensors"
            satellite "$@" --steps 1000 --start "build/models/$1.safetensors" ;;
        *) fail "no bundled network '$1'." ;;
    esac
}

[ $# -ge 2 ] || fail "usage: tools/train_models.sh IMAGES VALIDATION [NAME...]"
images=$1 validation=$2
shift 2
[ $# -gt 0 ] || set -- edsr-x4 edsr-x2 fsrcnn-x4 pan-x4 rcan-x4 edsr-x4-real edsr-x2-real
for name; do
    model "$name"
done
