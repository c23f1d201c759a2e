#!/usr/bin/env bash
# Makes a network that invents, to try on it whether a check of detail finds that: edsr-x4, tuned
# with an adversarial loss. Then PSNR and the true share of its detail beside edsr-x4's.
#
# Usage: benchmarks/adversarial.sh IMAGES VALIDATION OUTPUT.safetensors
#
# One CPU core takes about 8 minutes; an interrupted training goes on when called again.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 3 ] || { echo 'usage: benchmarks/adversarial.sh IMAGES VALIDATION OUTPUT.safetensors' >&2; exit 1; }
images=$1 validation=$2 output=$3
"$root/.venv/bin/srxai" train "$images" --validate "$validation" --output "$output" \
    --start "$root/resources/models/edsr-x4.safetensors" --adversarial 0.02 --steps 600 --rate 2e-4 \
    --precision bfloat16 --threads 1 --title 'EDSR ×4, aerial, adversarial' \
    --licence 'Weights: CC0-1.0. Imagery: public domain (USGS).'
"$root/.venv/bin/python" "$root/benchmarks/true_share.py" "$validation" "$output" edsr-x4
