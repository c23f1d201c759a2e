"""CNNSR: the light network of SEN2SR, for Sentinel-2's bands.

Aybar et al., A radiometrically and spatially consistent super-resolution framework for Sentinel-2,
2025, after SPAN (Wan et al., 2024). Layout of the authors' code (ESAOpenSR/SEN2SR: ``conv_1``,
``blocks.N.c1_r``, ``conv_cat``, ``conv_2``, ``upsampler``), which works on reflectance, 0-1. There
all blocks take the same features, and only what the first and the last of them give is used. Each
of its convolutions is three in a row (``conv``) beside one of 1 × 1 (``sk``), which together are
one of 3 × 3; as such it is kept here (as in their ``eval_conv``, often out of date in a file).

Beside the network lies a hard constraint, the tensor ``weights`` in a file of its own. Where it is
put into the network's file, the network is constrained by it.
"""

from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3, sub_pixel
from srxai_plugin.engine.networks.architectures.hard_constraint import Constrained
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_strictly,
)
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

MASK = "weights"
SCALES = (2, 3, 4)


class SPAB(nn.Module):
    """Three convolutions, whose output and the input are gated by the output itself."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.c1_r = conv3(features, features)
        self.c2_r = conv3(features, features)
        self.c3_r = conv3(features, features)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The block's output, and its first convolution's after SiLU, which the authors' code
        writes into the same memory."""
        first = F.silu(self.c1_r(x))
        y = self.c3_r(F.silu(self.c2_r(first)))
        return (y + x) * (y.sigmoid() - 0.5), first


class CNNSR(nn.Module):
    """(N, C, h, w) → (N, D, s·h, s·w), D = C where nothing else is asked for."""

    def __init__(
        self, scale: int, bands: int, features: int, blocks: int, given: Optional[int] = None
    ) -> None:
        """``given`` bands in the output; those of the input where it says nothing."""
        super().__init__()
        self.conv_1 = conv3(bands, features)
        self.blocks = nn.ModuleList(SPAB(features) for _ in range(blocks))
        self.conv_cat = conv1(4 * features, features)
        self.conv_2 = conv3(features, features)
        self.upsampler = sub_pixel(scale, features, given or bands)

    def forward(self, x: Tensor) -> Tensor:
        shallow = self.conv_1(x)
        first, _ = self.blocks[0](shallow)
        last, within = self.blocks[-1](shallow)
        gathered = [shallow, self.conv_2(last), first, within]
        return self.upsampler(self.conv_cat(torch.cat(gathered, 1)))


class CNNSRArchitecture(Architecture):
    id = "cnnsr"
    name = "CNNSR"
    paper = (
        "Aybar et al., A radiometrically and spatially consistent super-resolution framework for "
        "Sentinel-2, 2025"
    )
    layout = "ESAOpenSR/SEN2SR (the authors), alone or with its hard constraint"
    local = True

    def detect(self, state: StateDict) -> bool:
        if set(state) == {MASK}:
            return state[MASK].dim() == 2
        return has(state, "conv_cat.weight", "upsampler.0.weight") and any(
            has(state, f"conv_1{kind}.weight", f"blocks.0.c1_r{kind}.weight")
            for kind in ("", ".sk", ".eval_conv")
        )

    def read(self, state: StateDict) -> Reading:
        """Raises Unsupported for one that works at a single size, or whose scale its weights leave
        open."""
        if set(state) == {MASK}:
            raise BadInput(
                f"This is the hard constraint of a SEN2SR network and not the network. Put its "
                f"tensor '{MASK}' into the network's file, and give that."
            )
        mask = state.get(MASK)
        state = _merged({key: value for key, value in state.items() if key != MASK})
        features, bands = state["conv_1.weight"].shape[:2]
        scale, given = _shape_of(bands, state["upsampler.0.weight"].shape[0])
        if mask is not None and given != bands:
            raise Unsupported(
                f"This CNNSR takes {bands} bands and gives {given}, and its hard constraint lets "
                "one be made of the other. Give the network without it."
            )
        blocks = count(state, r"blocks\.(\d+)\.")
        module: nn.Module = CNNSR(scale, bands, features, blocks, given)
        load_strictly(module, state, self.name)
        if mask is not None:
            module = Constrained(module, mask, scale)
        return Reading(module, scale, bands, gives=None if given == bands else given)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return CNNSR(scale, bands, features, blocks)


def _shape_of(bands: int, channels: int) -> tuple[int, int]:
    """Scale, and bands given, of sub-pixel convolutions to so many channels: those that are taken,
    where they can be; else the only other reading there is.

    Raises:
        Unsupported: there is none, or several.
    """
    readings = {s: channels // s**2 for s in SCALES if channels % s**2 == 0}
    same = [(s, given) for s, given in readings.items() if given == bands]
    found = same or list(readings.items())
    if channels <= bands or not found:
        # SEN2SR's second network: 20 m bands, enlarged beforehand, are sharpened by those of 10 m.
        raise Unsupported(
            f"This CNNSR takes {bands} bands and gives {channels} at the size of its input. Only "
            "networks that enlarge images, by 2 or more, are explained here: export it to .pt2 "
            "with the enlarging of its input inside."
        )
    if len(found) == 1:
        return found[0]
    ways = " or ".join(f"{given} bands at ×{s}" for s, given in found)
    raise Unsupported(
        f"This CNNSR takes {bands} bands, and its weights may give {ways}. Export it to .pt2 or "
        ".onnx, which says it."
    )


def _merged(state: StateDict) -> dict[str, Tensor]:
    """With one convolution of 3 × 3 where the file has three and a fourth, in double precision."""
    found = {}
    layers = {key.removesuffix(".sk.weight") for key in state if key.endswith(".sk.weight")}
    for key, value in state.items():
        layer, _, rest = key.partition(".eval_conv.")
        if rest and layer not in layers:
            found[f"{layer}.{rest}"] = value
        elif not any(key.startswith(f"{layer}.") for layer in layers):
            found[key] = value
    for layer in layers:
        weights = [state[f"{layer}.conv.{index}.weight"].double() for index in range(3)]
        biases = [state[f"{layer}.conv.{index}.bias"].double() for index in range(3)]
        first, second, third = weights[0][..., 0, 0], weights[1], weights[2][..., 0, 0]
        weight = torch.einsum("om,mihw,ij->ojhw", third, second, first)
        weight[..., 1, 1] += state[f"{layer}.sk.weight"].double()[..., 0, 0]
        bias = third @ (second.sum((2, 3)) @ biases[0] + biases[1]) + biases[2]
        found[f"{layer}.weight"] = weight.float()
        found[f"{layer}.bias"] = (bias + state[f"{layer}.sk.bias"].double()).float()
    return found
