"""PSNR and SSIM of networks beside antialiased bicubic, on a folder of images: RGB, 8 bits, border
cut by the scale.

.venv/bin/python benchmarks/quality.py FOLDER [NETWORK ...]   (all bundled ones of RGB by default)
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from srxai_plugin.engine.networks.loading.zoo import bundled, load_network
from srxai_plugin.engine.training.patches import read_pairs
from srxai_plugin.engine.training.scores import score


def main(folder: str, *names: str) -> None:
    for name in names or bundled():
        network = load_network(name, torch.device("cpu"))
        if network.bands != 3:
            continue
        found = score(network, read_pairs(Path(folder), network.scale))
        gain = found["psnr"] - found["psnr_bicubic"]
        print(
            f"{network.id}: {found['psnr']:.2f} dB and SSIM {found['ssim']:.4f}, bicubic "
            f"{found['psnr_bicubic']:.2f} dB and {found['ssim_bicubic']:.4f}: {gain:+.2f} dB on "
            f"{found['validation_images']} images"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
