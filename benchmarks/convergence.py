"""How far LAM is from the converged integral after so many gradients: error of the raw map.

    .venv/bin/python benchmarks/convergence.py FOLDER [--network edsr-x4] [--images 6]

For the hardest window of images of FOLDER. The converged integral is that of many midpoints.
``authors`` are right ends, ``midpoint`` is LAM's default, ``anytime`` divides steps of one length;
``captum`` is Captum's IntegratedGradients on the straight path, against its own integral. Errors
are relative L2 norms. The first two save the evaluations at which the path stands still.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import RawAttribution
from srxai_plugin.engine.attribution.methods.gradients import IntegratedGradients
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.training.patches import read_pairs

EVALUATIONS = (3, 9, 25, 50, 81)


def nothing() -> None:
    """A tick that counts nothing."""


def cases(
    network: SRNetwork, folder: Path, images: int, side: int
) -> Iterator[tuple[Tensor, Texture]]:
    """LR images (C, h, w), and their window with the largest squared error."""
    pairs = read_pairs(folder, network.scale)
    for lr, hr in pairs[:: max(1, len(pairs) // images)][:images]:
        image, truth = (torch.from_numpy(a.copy()).permute(2, 0, 1) / 255 for a in (lr, hr))
        with torch.no_grad():
            error = (network(image[None]) - truth).square().sum(1, keepdim=True)
        mean = F.avg_pool2d(error, side, stride=1)[0, 0]
        row, column = divmod(int(mean.argmax()), mean.shape[1])
        yield image, Texture(Window(column, row, side, side))


def maps(
    network: SRNetwork, lr: Tensor, objective: Texture
) -> Iterator[tuple[str, int, RawAttribution]]:
    for count in EVALUATIONS:
        for rival, method in {
            "authors": LAM(mode="official", steps=count),
            "midpoint": LAM(steps=count),
            "captum": IntegratedGradients(steps=count),
        }.items():
            yield rival, count, method.attribute(network, lr, objective, nothing)
    anytime = LAM(mode="anytime", steps=max(EVALUATIONS), tolerance=0.0)
    for found in anytime.refine(network, lr, objective, nothing):
        yield "anytime", found.evaluations, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--network", default="edsr-x4")
    parser.add_argument("--images", type=int, default=6)
    parser.add_argument("--side", type=int, default=16, help="of the window, in SR pixels")
    parser.add_argument("--converged", type=int, default=500, help="midpoints that count as truth")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("build/bench/convergence.json"))
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    network = load_network(given.network, torch.device("cpu"))
    errors: dict[tuple[str, int], list[float]] = defaultdict(list)
    gaps: dict[tuple[str, int], list[float]] = defaultdict(list)
    for lr, objective in cases(network, given.folder, given.images, given.side):
        truths = {
            kind: method(steps=given.converged).attribute(network, lr, objective, nothing).raw
            for kind, method in (("lam", LAM), ("captum", IntegratedGradients))
        }
        for rival, count, found in maps(network, lr, objective):
            truth = truths["captum" if rival == "captum" else "lam"]
            error = (found.raw - truth).norm() / truth.norm()
            errors[rival, count].append(error.item())
            gaps[rival, count].append(found.completeness_gap or 0.0)
    rows = [
        {
            "method": rival,
            "evaluations": count,
            "median error": round(statistics.median(found), 5),
            "largest error": round(max(found), 5),
            "median gap": round(statistics.median(gaps[rival, count]), 5),
        }
        for (rival, count), found in sorted(errors.items())
    ]
    print(f"{network.id}, {given.images} images, windows of {given.side} × {given.side} SR pixels")
    print(f"{'method':<10}{'evaluations':>12}{'median error':>14}{'largest':>10}{'gap':>10}")
    for row in rows:
        print("{:<10}{:>12}{:>14.4f}{:>10.4f}{:>10.4f}".format(*row.values()))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    facts = {key: str(value) for key, value in vars(given).items()}
    given.output.write_text(json.dumps({"given": facts, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
