"""How many networks load from their exports, and whether they compute the same.

    .venv/bin/python benchmarks/exports.py [--challenge FOLDER] [--only NAME ...]

Each network is written down by both roads, ``.pt2`` and ONNX, of free and of one size (64 × 64),
loaded as anybody's file, and held against the module itself at 64 × 64 and 80 × 56 pixels (at its
own size, where it has one). Without FOLDER: every architecture of SRXAI's own and of spandrel, with
seeded random weights. FOLDER is a clone of github.com/ofsoundof/NTIRE2022_ESR, the networks of an
efficiency challenge with their trained weights: its code is run, so look at it first.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import io
import os
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.utils import remove_weight_norm
from torch.nn.utils.parametrize import is_parametrized, remove_parametrizations

from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.resource import resource
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES
from srxai_plugin.engine.networks.behaviour.sight import fixed_size
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint

SIZES = ((64, 64), (80, 56))
EXACT = 1e-4
"""Largest difference, in parts of the value range, of a network that loads right."""
TEAMS = range(-1, 45)
"""Of the challenge: two baselines before the teams."""

Named = Iterator[tuple[str, float, nn.Module]]
"""A network's name, its value range, and itself."""


def own() -> Named:
    """One small network of each architecture, at its first scale."""
    for each in ARCHITECTURES:
        torch.manual_seed(0)
        yield each.id, 1.0, each.build(each.scales[0], 3, 16, 2).eval()


def foreign() -> Named:
    """One small network of each of spandrel's classes, as the tests make them."""
    from tests.engine.networks.conftest import FOREIGN
    from tests.engine.networks.conftest import foreign as made

    for name in FOREIGN:
        yield f"spandrel {name}", 1.0, made(name)


def challenge(folder: Path) -> Named:
    """The networks of NTIRE2022_ESR by its own ``select_model``; those that it cannot make here are
    told on stderr."""
    before, load = Path.cwd(), torch.load
    torch.load = functools.partial(load, map_location="cpu", weights_only=True)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        from test_demo import select_model

        for team in TEAMS:
            try:
                asked = argparse.Namespace(model_id=team)
                model, name, range_, _ = select_model(asked, torch.device("cpu"))
            except UnboundLocalError:  # no such team
                continue
            except Exception as error:
                print(f"{team:02}: cannot be made here: {str(error)[:80]}", file=sys.stderr)
                continue
            yield name, range_, model
    finally:
        torch.load = load
        os.chdir(before)


def without_weight_norm(net: nn.Module) -> nn.Module:
    """As docs/export.md says."""
    for module in net.modules():
        if is_parametrized(module, "weight"):
            remove_parametrizations(module, "weight")
        elif hasattr(module, "weight_g"):
            remove_weight_norm(module)
    return net


def program(net: nn.Module, path: Path, free: bool) -> None:
    side = torch.export.Dim.AUTO
    shapes = ({2: side, 3: side},) if free else None
    image = torch.rand(1, 3, 64, 64)
    torch.export.save(torch.export.export(net, (image,), dynamic_shapes=shapes), path)


def onnx(net: nn.Module, path: Path, free: bool) -> None:
    side = torch.export.Dim.DYNAMIC
    shapes = ({2: side, 3: side},) if free else None
    image = torch.rand(1, 3, 64, 64)
    told = {"external_data": False, "verbose": False, "dynamic_shapes": shapes}
    torch.onnx.export(net, (image,), str(path), **told)


def onnx_traced(net: nn.Module, path: Path, free: bool) -> None:
    """By the exporter of before, which many still use."""
    axes = {"x": {2: "h", 3: "w"}} if free else None
    told = {"input_names": ["x"], "dynamic_axes": axes, "dynamo": False, "opset_version": 17}
    torch.onnx.export(net, (torch.rand(1, 3, 64, 64),), str(path), **told)


ROADS: dict[str, tuple[Callable[[nn.Module, Path, bool], None], str, bool]] = {
    "pt2 free": (program, "pt2", True),
    "pt2 64": (program, "pt2", False),
    "onnx free": (onnx, "onnx", True),
    "onnx 64": (onnx, "onnx", False),
    "traced free": (onnx_traced, "onnx", True),
    "traced 64": (onnx_traced, "onnx", False),
}


def tried(net: nn.Module, range_: float, road: str, folder: Path) -> tuple[str, str]:
    """(``exact``, ``wrong``, ``refused`` or ``no export``, and more of it)."""
    write, ending, free = ROADS[road]
    path = folder / f"net.{ending}"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            write(net, path, free)
        except Exception as error:
            return "no export", first_line(error)
    try:
        network = load_checkpoint(path, torch.device("cpu"))
    except SrxaiError as error:
        return "refused", str(error)
    fixed = fixed_size(network)
    worst = 0.0
    for height, width in (fixed,) if fixed else SIZES:
        image = piece(height, width) * range_
        try:
            found, expected = network(image), net(image)
        except SrxaiError as error:
            return "refused", f"at {height} × {width}: {error}"
        except Exception as error:
            return "refused", f"at {height} × {width}, in no sentence: {first_line(error)}"
        if found.shape != expected.shape:
            return "wrong", f"{tuple(found.shape)} for {tuple(expected.shape)}"
        scale = max(range_, float(expected.abs().max()))
        worst = max(worst, float((found - expected).abs().max()) / scale)
    how = f"{worst:.0e}" + (f", at {fixed[0]} × {fixed[1]} only" if fixed else "")
    return ("exact" if worst <= EXACT else "wrong"), how


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


def piece(height: int, width: int) -> Tensor:
    """Real imagery: on noise some trained networks multiply rounding by 10⁸."""
    with Image.open(resource("proof", "residential.webp")) as image:
        values = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    whole = torch.from_numpy(values).permute(2, 0, 1)[None]
    return whole[..., :height, :width].contiguous()


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--challenge", type=Path, metavar="FOLDER")
    parser.add_argument("--only", nargs="+", help="names of networks, or parts of them")
    parser.add_argument("--roads", nargs="+", choices=ROADS, default=list(ROADS))
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    counts: Counter[str] = Counter()
    either = wrong = number = 0
    networks = [challenge(given.challenge.resolve())] if given.challenge else [own(), foreign()]
    with tempfile.TemporaryDirectory() as folder:
        for name, range_, net in (each for some in networks for each in some):
            if given.only and not any(part.lower() in name.lower() for part in given.only):
                continue
            net = without_weight_norm(net.eval()).requires_grad_(False)
            number += 1
            found = {road: tried(net, range_, road, Path(folder)) for road in given.roads}
            for road, (outcome, how) in found.items():
                counts[road, outcome] += 1
                print(f"{name:<24}{road:<12}{outcome:<10}{how}", flush=True)
            either += any(outcome == "exact" for outcome, _ in found.values())
            wrong += any(outcome == "wrong" for outcome, _ in found.values())
    for road in given.roads:
        told = ", ".join(
            f"{counts[road, o]} {o}" for o in ("exact", "wrong", "refused", "no export")
        )
        print(f"{road:<12}{told}")
    print(f"{either} of {number} load exactly by one road at least; {wrong} are wrong by one")


if __name__ == "__main__":
    main()
