#!/usr/bin/env bash
# Makes a network that invents, to try on it whether a check of detail finds that: edsr-x4, tuned
# with an adversarial loss. Then PSNR and the true share of its detail beside edsr-x4's.
#
# Usage: benchmarks/adversarial.sh IMAGES VALIDATION OUTPUT.safetensors
#
# One core of a busy machine took 4 minutes. In float32: bfloat16 is slower on CPUs that lack it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 3 ] || { echo 'usage: benchmarks/adversarial.sh IMAGES VALIDATION OUTPUT.safetensors' >&2; exit 1; }
images=$1 validation=$2 output=$3
"$root/.venv/bin/srxai" train "$images" --validate "$validation" --output "$output" \
    --start "$root/resources/models/edsr-x4.safetensors" --adversarial 0.05 --steps 240 --batch 8 \
    --threads 1
"$root/.venv/bin/python" "$root/benchmarks/true_share.py" "$validation" "$output" edsr-x4
