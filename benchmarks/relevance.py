"""What one AMVE-SR costs beside one LAM of 25 evaluations, on the authors' EDSR (64 × 16, ×4).

    .venv/bin/python benchmarks/relevance.py [--tile 64] [--side 16] [--turns 9] [--clock cpu]

All take turns in this one process, so that what else the machine does meets all of them; the ratio
is of medians.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable
from typing import Any

import torch
from speed import CLOCKS, NETWORKS, SCALE, seconds, spread
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import AttributionMethod, RawAttribution
from srxai_plugin.engine.attribution.methods.amve_sr import AMVESR
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.base import SRNetwork, channels_last, freeze

EVALUATIONS = 25
METHODS: dict[str, AttributionMethod] = {
    "LAM": LAM(steps=EVALUATIONS),
    "AMVE-SR": AMVESR(),
    "AMVE-SR, precision=double": AMVESR(precision="double"),
    "AMVE-SR, skips=split": AMVESR(skips="split"),
    "Texture relevance": TextureRelevance(),
}


def main(given: argparse.Namespace) -> dict[str, Any]:
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    module = channels_last(freeze(NETWORKS["edsr"]()))
    network = SRNetwork("edsr", "edsr", SCALE, 3, module, sha256="0" * 64)
    lr = F.avg_pool2d(torch.rand(1, 3, 4 * given.tile, 4 * given.tile), 4)[0] * 2 - 0.5
    corner = (SCALE * given.tile - given.side) // 2
    objective = Texture(Window(corner, corner, given.side, given.side))

    def run(method: AttributionMethod) -> Callable[[], RawAttribution]:
        return lambda: method.attribute(network, lr, objective, lambda: None)

    for method in METHODS.values():
        run(method)()  # traced, and warm
    taken: dict[str, list[float]] = {name: [] for name in METHODS}
    for _ in range(given.turns):
        for name, method in METHODS.items():
            taken[name].append(seconds(run(method), given.clock))
    median = {name: statistics.median(times) for name, times in taken.items()}
    return {
        "network": "edsr 64 × 16, ×4, random weights",
        "tile": given.tile,
        "region, SR pixels": given.side,
        "threads": given.threads,
        "clock": given.clock,
        "turns": given.turns,
        "seconds": {name: round(value, 4) for name, value in median.items()},
        "spread": {name: spread(times) for name, times in taken.items()},
        "LAM takes so many times as long": {
            name: round(median["LAM"] / value, 2) for name, value in median.items()
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tile", type=int, default=64)
    parser.add_argument("--side", type=int, default=SCALE * 4)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--clock", choices=CLOCKS, default="cpu")
    print(json.dumps(main(parser.parse_args()), indent=2, ensure_ascii=False))
