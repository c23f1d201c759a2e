"""CARN and CARN-M: Fast, Accurate, and Lightweight SR with Cascading Residual Network.

Ahn et al., ECCV 2018. Layout of the authors' code (nmhkahn/CARN-pytorch). Their published weights
hold the upsampling of ×2, ×3 and ×4 beside each other (``upsample.up2`` …); one for a single scale
is ``upsample.up``.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import (
    BasicBlock,
    Shifter,
    activated_upsampler,
    conv1,
    conv3,
    mean_of,
    negative,
)
from srxai_plugin.engine.networks.architectures.reading import has, load_shifted, scale_of
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


class Residual(nn.Module):
    """CARN's residual block; with ``groups``, CARN-M's efficient one, which ends in a 1×1."""

    def __init__(self, features: int, groups: int | None) -> None:
        super().__init__()
        convs = [nn.Conv2d(features, features, 3, padding=1, groups=groups or 1) for _ in range(2)]
        layers: list[nn.Module] = [convs[0], nn.ReLU(inplace=True), convs[1]]
        if groups is not None:
            layers += [nn.ReLU(inplace=True), conv1(features, features)]
        self.body = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + x)


class Cascade(nn.Module):
    """Three units, each followed by a 1×1 convolution of everything so far (fig. 3 c, d)."""

    def __init__(self, features: int, units: list[nn.Module]) -> None:
        super().__init__()
        for index, unit in enumerate(units, 1):
            setattr(self, f"b{index}", unit)
        self.c1 = BasicBlock(2 * features, features, 1)
        self.c2 = BasicBlock(3 * features, features, 1)
        self.c3 = BasicBlock(4 * features, features, 1)

    def forward(self, x: Tensor) -> Tensor:
        so_far = x
        for index, fuse in enumerate((self.c1, self.c2, self.c3), 1):
            # CARN-M shares the weights of one residual block among the three of a cascade.
            unit = getattr(self, f"b{index}", None) or self.b1
            so_far = torch.cat([so_far, unit(x)], 1)
            x = fuse(so_far)
        return x


class Upsampling(nn.Module):
    """Upsamplers of several scales beside each other, by the names that the weights have."""

    def __init__(self, scales: dict[str, int], features: int, groups: int) -> None:
        super().__init__()
        for name, scale in scales.items():
            block = nn.Module()
            block.body = activated_upsampler(scale, features, groups)
            setattr(self, name, block)

    def forward(self, x: Tensor, scale: int) -> Tensor:
        block = getattr(self, "up", None) or getattr(self, f"up{scale}")
        return block.body(x)


class CARN(Cascade):
    """(N, C, h, w) → (N, C, s·h, s·w). ``upsampling`` gives the scale of each way up by its name;
    ``scale`` chooses among them. ``groups`` makes it CARN-M."""

    def __init__(
        self, scale: int, upsampling: dict[str, int], bands: int, features: int, groups: int | None
    ) -> None:
        def block() -> nn.Module:
            shared = 1 if groups is not None else 3
            return Cascade(features, [Residual(features, groups) for _ in range(shared)])

        super().__init__(features, [block() for _ in range(3)])
        self.scale = scale
        self.sub_mean = Shifter(negative(mean_of(bands)))
        self.add_mean = Shifter(mean_of(bands))
        self.entry = conv3(bands, features)
        self.upsample = Upsampling(upsampling, features, groups or 1)
        self.exit = conv3(features, bands)

    def forward(self, x: Tensor) -> Tensor:
        x = super().forward(self.entry(self.sub_mean(x)))
        return self.add_mean(self.exit(self.upsample(x, self.scale)))


class CARNArchitecture(Architecture):
    id = "carn"
    name = "CARN"
    paper = (
        "Ahn et al., Fast, Accurate, and Lightweight Super-Resolution with Cascading Residual "
        "Network, 2018"
    )
    layout = "nmhkahn/CARN-pytorch (the authors)"
    local = True

    def detect(self, state: StateDict) -> bool:
        return has(state, "entry.weight", "b1.b1.body.0.weight", "b1.b2.body.0.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["entry.weight"].shape[:2]
        upsampling = {
            name: scale_of(factors, self.name) for name, factors in _factors(state).items()
        }
        scale = max(upsampling.values())
        module = CARN(scale, upsampling, bands, features, self._groups(state, features))
        value_range = load_shifted(module, state, self.name)
        scales = tuple(upsampling.values()) if len(upsampling) > 1 else ()
        return Reading(module, scale, bands, value_range, scales=scales)

    def _groups(self, state: StateDict, features: int) -> int | None:
        return None

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """``blocks`` has no meaning here: the cascade is always three of three."""
        return CARN(scale, {"up": scale}, bands, features, None)


class CARNMArchitecture(CARNArchitecture):
    id = "carn-m"
    name = "CARN-M"

    def detect(self, state: StateDict) -> bool:
        return has(state, "entry.weight", "b1.b1.body.4.weight") and not super().detect(state)

    def _groups(self, state: StateDict, features: int) -> int | None:
        return features // state["b1.b1.body.0.weight"].shape[1]

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return CARN(scale, {"up": scale}, bands, features, 4)


def _factors(state: StateDict) -> dict[str, list[int]]:
    """Channel factors of the convolutions of each way up."""
    features = state["entry.weight"].shape[0]
    factors: dict[str, list[int]] = {}
    for key, weight in state.items():
        if key.startswith("upsample.up") and key.endswith(".weight"):
            factors.setdefault(key.split(".")[1], []).append(weight.shape[0] // features)
    return factors
