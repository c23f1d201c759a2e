"""PSNR-Y of published checkpoints beside bicubic, ×4, as the field measures it: LR by Pillow's
antialiased bicubic, 8 bits, a border of the scale's width cut.

.venv/bin/python benchmarks/published.py FOLDER CHECKPOINT ... [--every 5]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from srxai_plugin.engine.metrics.quality import bicubic, psnr_y
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint


def scores(network: SRNetwork, tiles: list[Path]) -> tuple[float, float]:
    """Mean PSNR-Y of the network and of bicubic, in dB."""
    pairs = []
    for tile in tiles:
        truth = np.asarray(Image.open(tile).convert("RGB"))
        height, width = (side // network.scale for side in truth.shape[:2])
        truth = truth[: height * network.scale, : width * network.scale]
        lr = bicubic(truth, width, height)
        enlarged = bicubic(lr, width * network.scale, height * network.scale)
        sr = super_resolve(network, lr)
        pairs.append([psnr_y(truth, image, network.scale) for image in (sr, enlarged)])
    ours, theirs = np.mean(pairs, axis=0)
    return float(ours), float(theirs)


@torch.no_grad()
def super_resolve(network: SRNetwork, lr: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 → (s·h, s·w, 3) uint8."""
    image = torch.from_numpy(lr / np.float32(255)).permute(2, 0, 1)[None]
    sr = network(image.contiguous(memory_format=torch.channels_last)).clamp(0, 1)
    return (sr[0].permute(1, 2, 0) * 255).round().to(torch.uint8).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=5, help="every Nth file, in sorted order")
    given = parser.parse_args()
    tiles = sorted(path for path in given.folder.iterdir() if path.is_file())[:: given.every]
    for checkpoint in given.checkpoints:
        network = load_checkpoint(checkpoint, torch.device("cpu"))
        begun = time.perf_counter()
        ours, theirs = scores(network, tiles)
        seconds = time.perf_counter() - begun
        print(
            f"{checkpoint.name}: {network.architecture} ×{network.scale}, {ours:.2f} dB, "
            f"bicubic {theirs:.2f} dB, {len(tiles)} tiles, {seconds:.1f} s"
        )


if __name__ == "__main__":
    main()
