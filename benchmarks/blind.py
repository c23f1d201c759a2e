"""How often maps drawn without the network pass for faithful: on the hardest window of each image.

    .venv/bin/python benchmarks/blind.py FOLDER [NETWORK [IMAGES [QUESTION]]]

QUESTION is texture, or added for the texture of what the network adds to bicubic interpolation.
Prints for each map the share of images on which it carries the region's texture, on which it knows
what single pixels do, and on which the verdict is faithful; then the same over all blind maps.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from srxai_plugin.contract.results import Baseline
from srxai_plugin.engine.attribution.methods.gradients import Gradient
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.probe import probe
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import atv, detail_map
from srxai_plugin.engine.metrics.verdict import LEAST, verdict
from srxai_plugin.engine.networks.behaviour.added import added_by
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.study.images import choose, pair, read_image
from srxai_plugin.engine.study.measure import Case, attributed, baseline_maps, prepare

FALLS = {"e^-d²/2": (0.5, 2), "e^-2d²": (2, 2), "e^-8d²": (8, 2), "e^-d": (1, 1), "e^-2d": (2, 1)}
"""By their name: factor and power of the distance."""
SIDE = 32
"""Of the window, in SR pixels."""


def main(folder: str, name: str = "edsr-x4", images: str = "12", question: str = "texture") -> None:
    network = load_network(name, torch.device("cpu"))
    asked_of = {"texture": network, "added": added_by(network)}[question]
    passed: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    blind: set[str] = set()
    for seed, path in enumerate(choose(Path(folder), int(images))):
        case = prepare(network, pair(read_image(path), network.scale, True), SIDE)
        case = replace(case, network=asked_of)
        drawn = {**baseline_maps(case, seed), **edges(case)}
        blind |= drawn.keys()
        asked = {method.id: attributed(case, method) for method in (LAM(), Gradient())}
        everywhere = np.ones(case.shape, bool)
        tried = probe(asked_of, case.lr, case.objective, everywhere, seed)
        figures = {
            id: atv(Subject(asked_of, case.lr, case.objective, map, everywhere))
            for id, map in {**drawn, **asked}.items()
        }
        baselines = {id: Baseline(figures[id]) for id in ("random", "distance", "detail")}
        for id, map in {**drawn, **asked}.items():
            beyond = tried.knows(map) or 0.0
            carries = verdict(figures[id], baselines, None, False, 1.0).level == "faithful"
            passed[id].append((carries, beyond >= LEAST, carries and beyond >= LEAST))
    counted = len(passed["random"])
    print(f"{network.id}, {question}, {counted} images; % that carry, know, are faithful")
    for id, found in passed.items():
        print(f"{id:22}" + "".join(f"{100 * share:7.0f}" for share in np.mean(found, axis=0)))
    over = np.mean([np.mean(passed[id], axis=0) for id in blind], axis=0)
    print(f"{'all blind maps':22}" + "".join(f"{100 * share:7.1f}" for share in over))


def edges(case: Case) -> dict[str, np.ndarray]:
    """What a sceptic may draw of the image alone: edges near the region."""
    distance = np.hypot(*outside(case.placement.region_in_tile, case.network.scale, case.shape))
    bands = case.lr.double().numpy()
    mean = [ndimage.uniform_filter(band, 3) for band in bands]
    squares = [ndimage.uniform_filter(band**2, 3) for band in bands]
    kinds = {
        "detail": detail_map(case.lr, np.zeros((2, *case.shape)), 0.0),
        "Sobel": sum(np.hypot(*(ndimage.sobel(b, axis) for axis in (0, 1))) for b in bands),
        "Laplace": sum(np.abs(ndimage.laplace(band)) for band in bands),
        "deviation": sum(np.sqrt(np.maximum(s - m**2, 0)) for s, m in zip(squares, mean)),
    }
    return {
        f"{kind} {fall}": values * np.exp(-factor * distance**power)
        for kind, values in kinds.items()
        for fall, (factor, power) in FALLS.items()
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
