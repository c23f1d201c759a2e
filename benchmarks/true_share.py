"""How much of the detail that networks add is true, on a folder of images whose LR is made by
Pillow's antialiased bicubic: with a = SR − bicubic(LR) and t = HR − bicubic(LR), in 8 bits, the
true share is Σ a·t / Σ a², over all of the images. 1: all of it is true; 0: none; below 0.5 its
squared error is larger than that of having added nothing.

.venv/bin/python benchmarks/true_share.py FOLDER [NETWORK ...]      (all bundled ones by default)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from srxai_plugin.engine.metrics.quality import bicubic, psnr
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network
from srxai_plugin.engine.training.patches import Pair, read_pairs


@torch.inference_mode()
def super_resolve(network: SRNetwork, lr: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 → (s·h, s·w, 3) uint8."""
    image = torch.from_numpy(lr / np.float32(255)).permute(2, 0, 1)[None]
    return network(image)[0].clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).numpy()


def figures(network: SRNetwork, pairs: list[Pair]) -> str:
    """One line: PSNR, true share, the size of the detail, and of what is constant in it."""
    decibels, products, energies, true_energies, shifts = [], [], [], [], []
    for lr, hr in pairs:
        sr = super_resolve(network, lr)
        plain = bicubic(lr, hr.shape[1], hr.shape[0]).astype(float)
        added, true = sr - plain, hr - plain
        decibels.append(psnr(hr, sr, network.scale))
        products.append((added * true).mean())
        energies.append((added**2).mean())
        true_energies.append((true**2).mean())
        shifts.append(np.abs(added.mean((0, 1))).mean())
    share = np.mean(products) / np.mean(energies)
    drawn, there = np.mean(energies) ** 0.5, np.mean(true_energies) ** 0.5
    return (
        f"{network.id}: {np.mean(decibels):.2f} dB, true share {share:.2f}, detail {drawn:.1f} of "
        f"255 rms (true: {there:.1f}), shift of colours {np.mean(shifts):.2f} of 255, "
        f"{len(pairs)} images"
    )


def main(folder: str, *names: str) -> None:
    for name in names or bundled():
        network = load_network(name, torch.device("cpu"))
        if network.bands != 3:
            continue
        print(figures(network, read_pairs(Path(folder), network.scale)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
