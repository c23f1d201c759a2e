"""D-DBPN: Deep Back-Projection Networks for Super-Resolution.

Haris et al., CVPR 2018. Layout of the authors' code (alterzero/DBPN-Pytorch: ``feat0``, ``up1``,
``down1`` …, ``output_conv``; 7 stages, or 10 in DBPNLL), which works on 0-1; their iterative
network (DBPN-MR) goes through the same stages several times. sanghyun-son/EDSR-PyTorch has another
layout (``initial``, ``upmodules``, ``downmodules``, ``reconstruction``, ``sub_mean``) of 0-255.
"""

from __future__ import annotations

import re

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import MeanShift, mean_of, negative
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_shifted,
    load_strictly,
    rename,
)
from srxai_plugin.engine.networks.architectures.srcnn import enlarge
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import ramp_error

KERNELS = {2: 6, 4: 8, 8: 12}
"""Side of the projections' kernels by scale: a stride of the scale and a padding of 2."""

FLAT = 0.01
"""Mean absolute error from which a network does not add nothing to a ramp, in the value range."""


class ConvBlock(nn.Module):
    """A convolution, strided where it goes down by the scale, and PReLU."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, slopes: int = 1
    ) -> None:
        super().__init__()
        padding = 2 if stride > 1 else kernel // 2
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding)
        self.act = nn.PReLU(slopes)

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.conv(x))


class DeconvBlock(nn.Module):
    """A transposed convolution that goes up by the scale, and PReLU."""

    def __init__(self, features: int, scale: int, slopes: int = 1) -> None:
        super().__init__()
        self.deconv = nn.ConvTranspose2d(features, features, KERNELS[scale], scale, 2)
        self.act = nn.PReLU(slopes)

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.deconv(x))


class Projection(nn.Module):
    """Up or down, back, and the error of that projected again (eqs. 1-10). From the second on,
    a 1×1 convolution gathers the ``stages`` before."""

    def __init__(self, way: str, features: int, scale: int, stages: int, slopes: int = 1) -> None:
        super().__init__()
        if stages > 1:
            self.conv = ConvBlock(stages * features, features, slopes=slopes)
        self.way = way
        for index in (1, 2, 3):
            upward = (way == "up") == (index != 2)
            block = (
                DeconvBlock(features, scale, slopes)
                if upward
                else ConvBlock(features, features, KERNELS[scale], scale, slopes)
            )
            setattr(self, f"{way}_conv{index}", block)

    def forward(self, x: Tensor) -> Tensor:
        if hasattr(self, "conv"):
            x = self.conv(x)
        there, back, again = (getattr(self, f"{self.way}_conv{index}") for index in (1, 2, 3))
        first = there(x)
        return again(back(first) - x) + first


class OutputConv(nn.Module):
    """The last convolution, under the name that the weights have for it."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


class DDBPN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); T = ``stages``, n₀ = ``shallow``, n_R = ``features``.

    With ``rounds`` beyond one, what the last stage but one gives at low resolution goes through all
    stages again, and the last maps of all rounds make the image. With ``slopes``, each channel has
    a PReLU of its own. A ``residual`` network was trained to be added to the enlarged image.
    """

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        shallow: int,
        stages: int,
        rounds: int = 1,
        slopes: bool = False,
    ) -> None:
        super().__init__()
        if scale not in KERNELS:
            raise BadInput(f"D-DBPN exists at ×2, ×4 and ×8, not at ×{scale}.")
        self.scale, self.stages, self.rounds = scale, stages, rounds
        self.residual = False
        own = features if slopes else 1
        self.feat0 = ConvBlock(bands, shallow, 3, slopes=shallow if slopes else 1)
        self.feat1 = ConvBlock(shallow, features, slopes=own)
        for stage in range(1, stages + 1):
            # up1 sees the features, up2 only down1's map: dense from up3 and down2 on.
            setattr(self, f"up{stage}", Projection("up", features, scale, stage - 1, own))
            if stage < stages:
                setattr(self, f"down{stage}", Projection("down", features, scale, stage, own))
        self.output_conv = OutputConv((stages if rounds == 1 else rounds) * features, bands)

    def forward(self, x: Tensor) -> Tensor:
        low = self.feat1(self.feat0(x))
        highs, low = self._round(low)
        if self.rounds > 1:
            last = [highs[:, : low.shape[1]]]
            for _ in range(1, self.rounds):
                highs, low = self._round(low)
                last.append(highs[:, : low.shape[1]])
            highs = torch.cat(last, 1)
        y = self.output_conv(highs)
        return y + enlarge(x, self.scale) if self.residual else y

    def _round(self, low: Tensor) -> tuple[Tensor, Tensor]:
        """All high maps, the newest first, and the newest low one."""
        high = self.up1(low)
        lows: list[Tensor] = []
        for stage in range(2, self.stages + 1):
            # The newest map comes first.
            lows.insert(0, getattr(self, f"down{stage - 1}")(high))
            newest = getattr(self, f"up{stage}")(torch.cat(lows, 1))
            high = torch.cat([newest, high], 1)
        return high, lows[0]


class ShiftedDDBPN(DDBPN):
    """D-DBPN between two mean shifts, each channel with a PReLU of its own."""

    def __init__(self, scale: int, bands: int, features: int, shallow: int, stages: int) -> None:
        super().__init__(scale, bands, features, shallow, stages, slopes=True)
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))

    def forward(self, x: Tensor) -> Tensor:
        return self.add_mean(super().forward(self.sub_mean(x)))


class DDBPNArchitecture(Architecture):
    id = "ddbpn"
    name = "D-DBPN"
    paper = "Haris et al., Deep Back-Projection Networks for Super-Resolution, 2018"
    layout = "alterzero/DBPN-Pytorch (the authors), once or iterative; sanghyun-son/EDSR-PyTorch"
    local = True
    scales = (2, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(
            state, "feat0.conv.weight", "up1.up_conv1.deconv.weight", "output_conv.conv.weight"
        ) or has(
            state, "initial.0.weight", "upmodules.0.conv_1.0.weight", "reconstruction.0.weight"
        )

    def read(self, state: StateDict) -> Reading:
        shifted = "initial.0.weight" in state
        if shifted:
            state = _from_edsr(state)
        shallow, bands = state["feat0.conv.weight"].shape[:2]
        features, _, kernel, _ = state["up1.up_conv1.deconv.weight"].shape
        scale = {side: scale for scale, side in KERNELS.items()}.get(kernel)
        if scale is None:
            raise BadInput(
                f"These weights look like D-DBPN, but no scale has kernels of {kernel} pixels."
            )
        stages = count(state, r"up(\d+)\.")
        if shifted:
            own = ShiftedDDBPN(scale, bands, features, shallow, stages)
            return Reading(own, scale, bands, load_shifted(own, state, self.name))
        gathered = state["output_conv.conv.weight"].shape[1] // features
        rounds = 1 if gathered == stages else gathered
        module = DDBPN(scale, bands, features, shallow, stages, rounds)
        load_strictly(module, state, self.name)
        module.residual = _is_residual(module, scale, bands)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return DDBPN(scale, bands, features, 4 * features, blocks)


def _is_residual(module: DDBPN, scale: int, bands: int) -> bool:
    """Whether a network gives what an enlarged image lacks, and not the image: of a ramp, nothing.
    The authors' code trains either, and adds the image outside of the network."""
    module.eval()
    plain = ramp_error(module, scale, bands)
    added = ramp_error(lambda x: module(x) + enlarge(x, scale), scale, bands)
    return added < FLAT and added < plain / 2


EDSR = [
    (r"^initial\.0\.", "feat0.conv."),
    (r"^initial\.1\.", "feat0.act."),
    (r"^initial\.2\.", "feat1.conv."),
    (r"^initial\.3\.", "feat1.act."),
    (r"^reconstruction\.0\.", "output_conv.conv."),
    (r"\.bottleneck\.0\.", ".conv.conv."),
    (r"\.bottleneck\.1\.", ".conv.act."),
    (r"^(up|down)(\d+)\.conv_(\d)\.1\.", r"\1\2.\1_conv\3.act."),
    (r"^up(\d+)\.conv_([13])\.0\.", r"up\1.up_conv\2.deconv."),
    (r"^down(\d+)\.conv_2\.0\.", r"down\1.down_conv2.deconv."),
    (r"^(up|down)(\d+)\.conv_(\d)\.0\.", r"\1\2.\1_conv\3.conv."),
]


def _from_edsr(state: StateDict) -> dict[str, Tensor]:
    """In the authors' names, and with the maps before each stage in their order: the newest first,
    where this layout has the oldest."""
    features = state["upmodules.0.conv_1.0.weight"].shape[0]
    counted = {
        re.sub(r"^(up|down)modules\.(\d+)\.", lambda m: f"{m[1]}{int(m[2]) + 1}.", key): value
        for key, value in state.items()
    }
    found = rename(counted, EDSR)
    for key, value in found.items():
        if key.endswith(".conv.conv.weight") or key == "output_conv.conv.weight":
            found[key] = value.unflatten(1, (-1, features)).flip(1).flatten(1, 2)
    return found
