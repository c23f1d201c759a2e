"""Operations of a gradient, of the whole network and of what the region's cone leaves of it.

    .venv/bin/python benchmarks/count.py [--network rcan swinir] [--tile 64]

Printed for each kind of operator: how many there are; multiplications and additions of a loop as in
the LAM authors' public code, which goes forth, back to the image and back to the weights over the
whole tile; those of ours, forth and back to the image within the cone; the same with convolutions
by polynomials (``cone.quick.winograd``); values that the others give, whole and in the cone; and
CPU milliseconds of ours, forth and back. The last line is what the count alone allows: the loop's
operations against ours.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter, defaultdict

import torch
from speed import NETWORKS, SCALE, SIDE

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.quick.winograd import POINTS, Winograd
from srxai_plugin.engine.cone.quick.winograd import SIDE as TILE
from srxai_plugin.engine.cone.run import inputs_of, summed
from srxai_plugin.engine.cone.work import Work
from srxai_plugin.engine.machine.device import device
from srxai_plugin.engine.machine.torch_private import aten
from srxai_plugin.engine.networks.base import SRNetwork, channels_last, freeze

PRODUCTS = {aten.mm.default: 0, aten.bmm.default: 0, aten.addmm.default: 1, aten.baddbmm.default: 1}
"""Where the first of the two matrices stands among the inputs."""


def terms(call: Call) -> int:
    """Products that are added up to one value of an operator; 0 where it is no such sum."""
    if call.operator is aten.convolution.default:
        return math.prod(call.input_shapes[1][1:])
    if call.operator in PRODUCTS:
        return call.input_shapes[PRODUCTS[call.operator]][-1]
    return 0


def passes(call: Call) -> int:
    """How often a sum is done for the slopes of those inputs that depend on the image."""
    first = PRODUCTS.get(call.operator, 0)
    return 1 + sum(call.varies[first : first + 2])


def saved(work: Work) -> float:
    """What a convolution by polynomials leaves of the products, tiles at the edge included."""
    if not isinstance(work, Winograd):
        return 1.0
    rows, columns = sides(work.box)[-2:]
    tiles = math.ceil(rows / TILE) * math.ceil(columns / TILE)
    return tiles * POINTS**2 / (rows * columns * 9)


def milliseconds(asked: Cone, seen: torch.Tensor) -> dict[int, float]:
    """CPU time of each step that is done, forth and back, by its tensor."""
    taken: dict[int, float] = defaultdict(float)
    values, kept, arrived = {**asked.ready.fixed, 0: seen}, {}, defaultdict(list)
    with torch.no_grad():
        for step in asked.ready.joined:
            begun = time.process_time()
            found = step.work.forward(inputs_of(step, values), True)
            values[step.number], kept[step.number] = found
            taken[step.number] += time.process_time() - begun
        layouts = {number: value.stride() for number, value in values.items()}
        answer = values[asked.ready.output]
        arrived[asked.ready.output].append(((), torch.ones_like(answer), False))
        for step in reversed(asked.ready.joined):
            begun = time.process_time()
            slope = summed(arrived[step.number], sides(step.work.box), layouts[step.number])
            slopes = step.work.adjoint(slope, kept.pop(step.number))
            taken[step.number] += time.process_time() - begun
            for source, cuts, part in zip(step.inputs, step.cuts, slopes):
                if cuts is not None and part is not None:
                    arrived[source].append((cuts, part, step.work.gives_fresh))
    return {number: 1000 * seconds for number, seconds in taken.items()}


def column(value: float) -> str:
    return f"{value:9.2f}" if value else " " * 9


def count(name: str, tile: int) -> None:
    torch.manual_seed(0)
    module = channels_last(freeze(NETWORKS[name]()))
    network = SRNetwork(name, name, SCALE, 3, module, sha256="0" * 64)
    lr = torch.rand(1, 3, tile, tile)
    corner = (SCALE * tile - SIDE) // 2
    asked = ask(network, Texture(Window(corner, corner, SIDE, SIDE)), lr)
    if not isinstance(asked, Cone):
        raise SystemExit(f"{name} cannot be followed: {asked.reason}")
    loop, ours, fast, whole, cone, times, number = (Counter[str]() for _ in range(7))
    kinds: dict[int, str] = {}
    works = {step.number: step.work for step in asked.ready.steps}
    for step in asked.plan.steps:
        call, values = step.work.call, math.prod(sides(step.work.box))
        kind = kinds[step.number] = str(call.operator).removeprefix("aten.").partition(".")[0]
        number[kind] += 1
        each = 2 * terms(call)
        if each:
            loop[kind] += 3 * each * math.prod(call.shape)
            ours[kind] += passes(call) * each * values
            fast[kind] += passes(call) * each * values * saved(works[step.number])
        else:
            whole[kind] += math.prod(call.shape)
            cone[kind] += values
    seen = asked.cut(lr).contiguous(memory_format=torch.channels_last)
    asked.slope(seen)
    done = {step.number: step.work for step in asked.ready.joined}
    for tensor, taken in milliseconds(asked, seen).items():
        work = done[tensor]
        joined = type(work) is not type(works[tensor])
        times[type(work).__name__ if joined else kinds[tensor]] += taken
    print(f"{name}, {tile} × {tile} LR pixels, {SIDE} × {SIDE} SR pixels asked")
    print(f"{'':22}{'steps':>7}{'loop':>9}{'ours':>9}{'by pol.':>9} GFLOP", end="")
    print(f"{'values':>9}{'in cone':>9} M{'ms':>8}")
    for kind in sorted({*number, *times}, key=lambda k: (-loop[k], -times[k])):
        sums = "".join(
            f"{part[kind] / 1e9:9.2f}" if part[kind] else " " * 9 for part in (loop, ours, fast)
        )
        rest = "".join(
            f"{part[kind] / 1e6:9.2f}" if part[kind] else " " * 9 for part in (whole, cone)
        )
        print(f"{kind:22}{number[kind]:7}{sums}{'':6}{rest}{'':2}{times[kind]:8.1f}")
    print(
        f"{'together':22}{sum(number.values()):7}{loop.total() / 1e9:9.2f}{ours.total() / 1e9:9.2f}"
        f"{fast.total() / 1e9:9.2f}{'':6}{whole.total() / 1e6:9.2f}{cone.total() / 1e6:9.2f}"
        f"{'':2}{times.total():8.1f}"
    )
    allowed = loop.total() / ours.total(), loop.total() / fast.total()
    print(f"allowed by the count: {allowed[0]:.2f} ×, by polynomials {allowed[1]:.2f} ×\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=NETWORKS, nargs="+", default=["rcan", "swinir"])
    parser.add_argument("--tile", type=int, default=64, help="LR pixels on a side")
    given = parser.parse_args()
    torch.set_num_threads(1)
    device("cpu")
    for name in given.network:
        count(name, given.tile)


if __name__ == "__main__":
    main()
