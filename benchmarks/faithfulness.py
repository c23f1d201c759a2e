"""Area-ATV of every method beside the baselines: on the hardest window of each image of a folder.

    .venv/bin/python benchmarks/faithfulness.py FOLDER [NETWORK [IMAGES]]

Hardest is the window with the largest squared error of the SR image. Lower ATV is better; ± is the
standard error of the paired difference to LAM.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import AREAS, atv, distance_map, random_map
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.training.patches import read_pairs

SIDE = 32
"""Of the window, in SR pixels."""


def main(folder: str, name: str = "edsr-x4", images: str = "35") -> None:
    network = load_network(name, torch.device("cpu"))
    pairs = read_pairs(Path(folder), network.scale)
    chosen = pairs[:: -(-len(pairs) // int(images))]
    curves: dict[str, list[list[float]]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    for lr, hr in chosen:
        image, truth = (torch.from_numpy(a.copy()).permute(2, 0, 1) / 255 for a in (lr, hr))
        region = hardest(network, image, truth)
        for method, draw in maps(network, image, region).items():
            started = time.perf_counter()
            map = draw()
            seconds[method].append(time.perf_counter() - started)
            everywhere = np.ones(map.shape, bool)
            measured = atv(Subject(network, image, Texture(region), map, everywhere))
            curves[method].append([*measured.area.values(), measured.mean])
    show(network, curves, seconds)


def hardest(network: SRNetwork, image: Tensor, truth: Tensor) -> Window:
    with torch.no_grad():
        error = (network(image[None]) - truth).square().sum(1, keepdim=True)
    mean = F.avg_pool2d(error, SIDE, stride=1)[0, 0]
    row, column = divmod(int(mean.argmax()), mean.shape[1])
    return Window(column, row, SIDE, SIDE)


def maps(network: SRNetwork, image: Tensor, region: Window) -> dict[str, Callable[[], np.ndarray]]:
    def attributed(cls: type) -> Callable[[], np.ndarray]:
        def draw() -> np.ndarray:
            found = cls().attribute(network, image, Texture(region), lambda: None)
            return found.normalised().numpy()

        return draw

    shape = tuple(image.shape[1:])
    return {
        **{cls.name: attributed(cls) for cls in (GatedGradient, LAM)},
        "distance": lambda: distance_map(outside(region, network.scale, shape)),
        "random": lambda: random_map(shape, seed=0),
    }


def show(network: SRNetwork, curves: dict, seconds: dict) -> None:
    lam = np.array(curves["LAM"])[:, -1]
    print(
        f"{network.id}, {len(lam)} images, {SIDE} × {SIDE} windows, "
        f"{torch.get_num_threads()} threads; area ATV in %"
    )
    areas = "".join(f"{f'{a:g} %':>8}" for a in AREAS)
    print(f"{'method':<10}{areas}{'mean':>8}{'against LAM':>16}{'ms':>8}")
    for method, rows in curves.items():
        values = np.array(rows)
        difference = values[:, -1] - lam
        error = difference.std(ddof=1) / np.sqrt(len(lam))
        figures = "".join(f"{v:8.2f}" for v in values.mean(0))
        against = f"{difference.mean():+.2f} ± {error:.2f}"
        print(f"{method:<10}{figures}{against:>16}{1000 * np.median(seconds[method]):8.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
