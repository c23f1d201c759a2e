"""Which quick method to trust: maps of few passes, of the hardest window of each image of a folder.

    .venv/bin/python benchmarks/quick.py FOLDER [NETWORK [IMAGES]]

Prints for each its mean area ATV and loc in %, what it knows of single pixels (``probe``), and the
paired differences to the hard gate with their bootstrap 95 % intervals. Lower ATV and loc are
better, higher knowledge is.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.methods.gate import HARD, SOFT
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.methods.gradients import Gradient
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance
from srxai_plugin.engine.metrics.probe import probe
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import atv
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.study.images import choose, pair, read_image
from srxai_plugin.engine.study.measure import attributed, baseline_maps, prepare

SIDE = 32
"""Of the window, in SR pixels."""
AGAINST = "hard gate"
METHODS: dict[str, AttributionMethod] = {
    AGAINST: GatedGradient(gate=HARD),
    "soft gate": GatedGradient(gate=SOFT),
    "gradient × (x − blur)": GatedGradient(gamma=0.0),
    "gradient": Gradient(),
    "texture relevance": TextureRelevance(),
}


def main(folder: str, name: str = "edsr-x4", images: str = "8") -> None:
    network = load_network(name, torch.device("cpu"))
    figures: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    for path in choose(Path(folder), int(images)):
        case = prepare(network, pair(read_image(path), network.scale, True), SIDE)
        everywhere = np.ones(case.shape, bool)
        tried = probe(network, case.lr, case.objective, everywhere, 0)
        maps = {"detail": baseline_maps(case, 0)["detail"]}
        for id, method in METHODS.items():
            started = time.process_time()
            maps[id] = attributed(case, method)
            seconds[id].append(time.process_time() - started)
        for id, map in maps.items():
            found = atv(Subject(network, case.lr, case.objective, map, everywhere))
            figures[id].append((found.mean, found.loc_mean or 0.0, tried.knows(map) or 0.0))
    print(f"{network.id}, {len(figures[AGAINST])} images, {SIDE} × {SIDE} windows")
    print(f"{'map':24}{'ATV':>7}{'loc':>7}{'knows':>7}{'s':>7}   ATV, loc, knows − {AGAINST}")
    for id, values in figures.items():
        mean = np.mean(values, axis=0)
        differences = np.subtract(values, figures[AGAINST])
        paired = "" if id == AGAINST else "   ".join(interval(d) for d in differences.T)
        spent = np.median(seconds.get(id, [0.0]))
        print(f"{id:24}{mean[0]:7.2f}{mean[1]:7.2f}{mean[2]:7.2f}{spent:7.2f}   {paired}")


def interval(difference: np.ndarray) -> str:
    """Mean and 95 % interval of paired differences."""
    draws = np.random.default_rng(0).choice(difference, (4000, len(difference))).mean(1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return f"{difference.mean():+.2f} [{low:+.2f}, {high:+.2f}]"


if __name__ == "__main__":
    main(*sys.argv[1:])
