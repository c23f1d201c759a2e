"""PSNR of a network beside antialiased bicubic, on a folder of images: RGB, 8 bits, border cut.

.venv/bin/python benchmarks/quality.py FOLDER [NETWORK]
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from srxai_plugin.engine.networks.zoo import load_network
from srxai_plugin.engine.train import read_pairs, score


def main(folder: str, name: str = "edsr-x4") -> None:
    network = load_network(name, torch.device("cpu"))
    found = score(network, read_pairs(Path(folder), network.scale))
    gain = found["psnr"] - found["psnr_bicubic"]
    print(
        f"{network.id}: {found['psnr']:.2f} dB, bicubic {found['psnr_bicubic']:.2f} dB, "
        f"{gain:+.2f} dB on {found['validation_images']} images"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
