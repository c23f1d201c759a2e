"""Measures a reference domain for the gate of the detail's verdict, and writes it.

Usage: python benchmarks/domain.py IMAGES NAME OUTPUT.json [bicubic|area|gaussian SIGMA]

IMAGES is a folder of high-resolution images; each is degraded by 4, as networks were trained.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.detail.degradation import Degradation
from srxai_plugin.engine.detail.gate import ASKED, FIGURES, figures
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.training.patches import read_pairs

EXCEEDED = 0.03
"""Share of the domain's own tiles that lie beyond its limit."""
BYTES = Storage(Radiometry((1, 2, 3), "dtype", (0.0,) * 3, (255.0,) * 3, ""), np.dtype(np.uint8))


def main(images: str, name: str, output: str, kind: str = "bicubic", sigma: str = "") -> None:
    torch.set_num_threads(1)
    degradation = Degradation(kind, float(sigma) if sigma else None)
    asked, run = load_network(ASKED, torch.device("cpu")), Passes(BYTES)
    found = []
    for _, hr in read_pairs(Path(images), 4, smallest=64):
        lr = BYTES.rounded(degradation(hr.transpose(2, 0, 1) / 255, 4))
        found.append(figures(lr, asked, run))
    tiles = np.array(found)
    mean, covariance = tiles.mean(0), np.cov(tiles.T)
    precision = np.linalg.inv(covariance)
    distances = np.sqrt(np.einsum("ti,ij,tj->t", tiles - mean, precision, tiles - mean))
    told = {
        "name": name,
        "degradation": degradation.words,
        "tiles": len(tiles),
        "figures": FIGURES,
        "mean": [round(float(v), 6) for v in mean],
        "covariance": [[round(float(v), 8) for v in row] for row in covariance],
        "limit": round(float(np.quantile(distances, 1 - EXCEEDED)), 4),
    }
    Path(output).write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
