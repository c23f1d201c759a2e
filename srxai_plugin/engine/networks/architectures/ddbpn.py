"""D-DBPN: Deep Back-Projection Networks for Super-Resolution.

Haris et al., CVPR 2018. Layout of the authors' code (alterzero/DBPN-Pytorch: ``feat0``, ``up1``,
``down1`` …, ``output_conv``; 7 stages, or 10 in DBPNLL), which works on 0-1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

KERNELS = {2: 6, 4: 8, 8: 12}
"""Side of the projections' kernels by scale: a stride of the scale and a padding of 2."""


class ConvBlock(nn.Module):
    """A convolution, strided where it goes down by the scale, and PReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1) -> None:
        super().__init__()
        padding = 2 if stride > 1 else kernel // 2
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding)
        self.act = nn.PReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.conv(x))


class DeconvBlock(nn.Module):
    """A transposed convolution that goes up by the scale, and PReLU."""

    def __init__(self, features: int, scale: int) -> None:
        super().__init__()
        self.deconv = nn.ConvTranspose2d(features, features, KERNELS[scale], scale, 2)
        self.act = nn.PReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.deconv(x))


class Projection(nn.Module):
    """Up or down, back, and the error of that projected again (eqs. 1-10). From the second on,
    a 1×1 convolution gathers the ``stages`` before."""

    def __init__(self, way: str, features: int, scale: int, stages: int) -> None:
        super().__init__()
        if stages > 1:
            self.conv = ConvBlock(stages * features, features)
        self.way = way
        for index in (1, 2, 3):
            upward = (way == "up") == (index != 2)
            block = (
                DeconvBlock(features, scale)
                if upward
                else ConvBlock(features, features, KERNELS[scale], scale)
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
    """(N, C, h, w) → (N, C, s·h, s·w); T = ``stages``, n₀ = ``shallow``, n_R = ``features``."""

    def __init__(self, scale: int, bands: int, features: int, shallow: int, stages: int) -> None:
        super().__init__()
        if scale not in KERNELS:
            raise BadInput(f"D-DBPN exists at ×2, ×4 and ×8, not at ×{scale}.")
        self.stages = stages
        self.feat0 = ConvBlock(bands, shallow, 3)
        self.feat1 = ConvBlock(shallow, features)
        for stage in range(1, stages + 1):
            # up1 sees the features, up2 only down1's map: dense from up3 and down2 on.
            setattr(self, f"up{stage}", Projection("up", features, scale, stage - 1))
            if stage < stages:
                setattr(self, f"down{stage}", Projection("down", features, scale, stage))
        self.output_conv = OutputConv(stages * features, bands)

    def forward(self, x: Tensor) -> Tensor:
        low = self.feat1(self.feat0(x))
        high = self.up1(low)
        lows: list[Tensor] = []
        for stage in range(2, self.stages + 1):
            # The newest map comes first.
            lows.insert(0, getattr(self, f"down{stage - 1}")(high))
            newest = getattr(self, f"up{stage}")(torch.cat(lows, 1))
            high = torch.cat([newest, high], 1)
        return self.output_conv(high)


class DDBPNArchitecture(Architecture):
    id = "ddbpn"
    name = "D-DBPN"
    paper = "Haris et al., Deep Back-Projection Networks for Super-Resolution, 2018"
    layout = "alterzero/DBPN-Pytorch (the authors)"
    local = True
    scales = (2, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(
            state, "feat0.conv.weight", "up1.up_conv1.deconv.weight", "output_conv.conv.weight"
        )

    def read(self, state: StateDict) -> Reading:
        shallow, bands = state["feat0.conv.weight"].shape[:2]
        features, _, kernel, _ = state["up1.up_conv1.deconv.weight"].shape
        scale = {side: scale for scale, side in KERNELS.items()}.get(kernel)
        if scale is None:
            raise BadInput(
                f"These weights look like D-DBPN, but no scale has kernels of {kernel} pixels."
            )
        module = DDBPN(scale, bands, features, shallow, count(state, r"up(\d+)\."))
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return DDBPN(scale, bands, features, 4 * features, blocks)
