"""Seconds for a gradient evaluation and for a whole LAM, beside the ways it is done elsewhere.

    .venv/bin/python benchmarks/speed.py [--network edsr] [--tiles 64 256 512] [--output FILE]

All rivals take turns in this one process. ``authors`` is a plain loop as in the LAM authors' public
code: the whole tile, one step after another, gradients of all weights kept. ``captum`` is Captum's
IntegratedGradients on the network as it is loaded here. ``frozen`` is the whole network with its
weights frozen. The slow ones do a few steps only, and count by the step; ours are whole calls of
LAM, with all that they do besides.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import RawAttribution
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.ask import ask
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.machine.device import device
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork, channels_last, freeze
from srxai_plugin.engine.networks.foreign.spandrel_networks import foreign_package, read_foreign

SCALE, SIDE = 4, 16
"""The region is SIDE SR pixels on a side, in the middle of the tile, as in the authors' demo."""
PUBLISHED = 50
"""Gradient evaluations of the authors' LAM."""


def edsr() -> nn.Module:
    return EDSR(SCALE, 3, features=64, blocks=16)


def rcan() -> nn.Module:
    package = foreign_package("RCAN")
    return read_foreign(package.RCAN(scale=SCALE, n_resgroups=10, n_resblocks=20).state_dict())[
        1
    ].module


def swinir() -> nn.Module:
    """The authors' lightweight one."""
    made = foreign_package("SwinIR").SwinIR(
        upscale=SCALE,
        img_size=64,
        window_size=8,
        depths=[6] * 4,
        embed_dim=60,
        num_heads=[6] * 4,
        mlp_ratio=2,
        upsampler="pixelshuffledirect",
    )
    return read_foreign(made.state_dict())[1].module


LAM_EVALUATIONS = {"LAM, official": 50, "LAM, midpoint": 25, "LAM, anytime to 9": 9}
"""Each of these is at least as near the converged integral as the authors' 50: see
``convergence.py``."""

NETWORKS: dict[str, Callable[[], nn.Module]] = {"edsr": edsr, "rcan": rcan, "swinir": swinir}


def authors(module: nn.Module, objective: Texture, steps: list[Tensor]) -> Tensor:
    """∂D/∂x summed, with the weights' gradients kept and everything in torch's usual layout."""
    total = torch.zeros_like(steps[0])
    for image in steps:
        leaf = image.clone().requires_grad_()
        objective(module(leaf[None])).sum().backward()
        total += leaf.grad
    return total


def frozen(network: SRNetwork, objective: Texture, steps: list[Tensor]) -> None:
    for image in steps:
        leaf = image[None].contiguous(memory_format=torch.channels_last).requires_grad_()
        torch.autograd.grad(objective(network(leaf)).sum(), leaf)


def captum(network: SRNetwork, objective: Texture, lr: Tensor, steps: int) -> None:
    from captum.attr import IntegratedGradients

    IntegratedGradients(lambda x: objective(network(x))).attribute(
        lr[None].clone().requires_grad_(),
        blur(lr, 1.2)[None],
        n_steps=steps,
        method="riemann_middle",
        internal_batch_size=1,
    )


def bench(name: str, tile: int, given: argparse.Namespace) -> dict[str, Any]:
    turns, steps = given.turns, given.steps
    torch.manual_seed(0)
    module = NETWORKS[name]()
    trained = deepcopy(module).eval().requires_grad_(True)
    network = SRNetwork(name, name, SCALE, 3, channels_last(freeze(module)), sha256="0" * 64)
    lr = F.avg_pool2d(torch.rand(1, 3, 4 * tile, 4 * tile), 4)[0] * 2 - 0.5
    corner = (SCALE * tile - SIDE) // 2
    objective = Texture(Window(corner, corner, SIDE, SIDE))
    images = [blur(lr, 1.2 * (1 - (i + 1) / steps)) for i in range(steps)]
    nothing = lambda: None  # noqa: E731
    begun = time.perf_counter()
    asked = ask(network, objective, lr[None])
    traced = time.perf_counter() - begun
    seen = asked.cut(lr[None])
    ours = {
        "LAM, official": LAM(mode="official", steps=given.ours),
        "LAM, midpoint": LAM(steps=given.ours),
        "LAM, anytime to 9": LAM(mode="anytime", steps=min(9, given.ours or 9), tolerance=0.0),
    }
    rivals: dict[str, tuple[Callable[[], Any], int]] = {
        "authors": (lambda: authors(trained, objective, images), steps),
        "captum": (lambda: captum(network, objective, lr, max(2, steps)), max(2, steps)),
        "frozen": (lambda: frozen(network, objective, images), steps),
        "one gradient": (lambda: asked.slope(seen), 1),
    }
    for rival, method in ours.items():

        def attribute(method: LAM = method) -> RawAttribution:
            return method.attribute(network, lr, objective, nothing)

        rivals[rival] = attribute, attribute().evaluations  # and it is warm by then
    rivals = {rival: run for rival, run in rivals.items() if rival not in given.without}
    taken: dict[str, list[float]] = {rival: [] for rival in (*rivals, *ROOFS)}
    for _ in range(turns):
        for rival, (run, _) in rivals.items():
            taken[rival].append(seconds(run, given.clock))
        for roof in ROOFS:
            taken[roof].append(ROOFS[roof](given.clock))
    median = {rival: statistics.median(times) for rival, times in taken.items()}
    each = {rival: median[rival] / count for rival, (_, count) in rivals.items()}
    whole = {
        rival: median[rival] if given.ours is None else each[rival] * LAM_EVALUATIONS[rival]
        for rival in ours
    }
    floor = operations(asked)
    roof = ROOF_OPERATIONS / min(median[roof] for roof in ROOFS)
    found = {
        "network": name,
        "tile": tile,
        "threads": torch.get_num_threads(),
        "clock": given.clock,
        "turns": turns,
        "steps of the slow rivals": steps,
        "trace, s": round(traced, 3),
        "reason": asked.reason,
        "seconds per evaluation": {rival: round(value, 5) for rival, value in each.items()},
        "spread": {r: spread(times) for r, times in taken.items()},
        "evaluations": {rival: count for rival, (_, count) in rivals.items()},
        "floor, GFLOP": round(floor / 1e9, 3),
        "roof, GFLOP/s": round(roof / 1e9, 1),
        "share of the roof": {
            rival: round(floor / roof / each[rival], 3)
            for rival in ("one gradient", "LAM, midpoint")
        },
    }
    for rival in ("authors", "captum", "frozen"):
        if rival in each:
            found[f"against {rival}, equal evaluations"] = {
                one: round(each[rival] / each[one], 2) for one in ("one gradient", *ours)
            }
    if "authors" in each:
        loop = PUBLISHED * each["authors"]
        found["against authors, the same 50 steps"] = round(loop / whole["LAM, official"], 2)
        found["against authors, equal accuracy"] = {
            rival: round(loop / whole[rival], 2) for rival in whole if rival != "LAM, official"
        }
    return found


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def seconds(run: Callable[[], Any], clock: str) -> float:
    begun = CLOCKS[clock]()
    run()
    return CLOCKS[clock]() - begun


def spread(times: list[float]) -> str:
    """Quickest and slowest turn against the median."""
    median = statistics.median(times)
    return f"{min(times) / median:.2f} to {max(times) / median:.2f}"


def operations(asked: Any) -> float:
    """Multiplications and additions of the cone's convolutions, forward and back, as they are
    defined: done by polynomials they are a quarter, so that a share of the roof may exceed 1."""
    if asked.reason:
        return float("nan")
    total = 0
    for step in asked.plan.steps:
        if isinstance(step.work, Convolution):
            total += 2 * 2 * step.work.products
    return total


ROOF_FEATURES, ROOF_TILE = 64, 64
ROOF_OPERATIONS = 2 * ROOF_FEATURES**2 * 9 * ROOF_TILE**2


def _convolve(clock: str) -> float:
    """Seconds of the network's usual convolution, alone and warm: the roof for all of it."""
    image = torch.rand(1, ROOF_FEATURES, ROOF_TILE, ROOF_TILE)
    weight = torch.rand(ROOF_FEATURES, ROOF_FEATURES, 3, 3)
    image, weight = (t.contiguous(memory_format=torch.channels_last) for t in (image, weight))
    with torch.no_grad():
        return statistics.median(
            seconds(lambda: F.conv2d(image, weight, padding=1), clock) for _ in range(19)
        )


ROOFS: dict[str, Callable[[str], float]] = {"convolution": _convolve}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=NETWORKS, nargs="+", default=["edsr"])
    parser.add_argument("--tiles", type=int, nargs="+", default=[64, 256, 512])
    parser.add_argument("--turns", type=int, default=5, help="of every rival, one after the other")
    parser.add_argument("--steps", type=int, default=2, help="of the slow rivals in a turn")
    parser.add_argument("--without", nargs="+", default=[], help="rivals that take no part")
    parser.add_argument("--ours", type=int, help="steps of our LAM; as many as it has by itself")
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu where others use the machine too"
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("build/bench/speed.json"))
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    device("cpu")  # with what the engine sets for all: the rivals gain by it, too
    found = []
    for name in given.network:
        for tile in given.tiles:
            found.append(bench(name, tile, given))
            print(json.dumps(found[-1], indent=2, ensure_ascii=False), flush=True)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    machine = {"torch": torch.__version__, "cores": os.cpu_count()}
    given.output.write_text(
        json.dumps({"machine": machine, "runs": found}, indent=2, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    main()
