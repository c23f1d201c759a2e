"""RRDB: the generator of ESRGAN, Enhanced Super-Resolution Generative Adversarial Networks.

Wang et al., ECCV Workshops 2018. spandrel reads those whose dense blocks grow by 32 channels, as in
all published files; those of another growth are read here, in the layouts of XPixelGroup/BasicSR
(``conv_first``, ``body.N.rdb1``, ``conv_body``, ``conv_up1``), of the authors and cszn/KAIR
(``RRDB_trunk``, ``trunk_conv``, ``upconv1``, ``HRconv``) and of the authors' older code
(``model.1.sub.N.RDB1.conv1.0``). They work on 0-1.
"""

from __future__ import annotations

import math
import re
from typing import Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import conv3
from srxai_plugin.engine.networks.architectures.reading import count, load_strictly, rename
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

SPANDRELS = 32
"""The growth that spandrel takes for granted."""

LAYERS = ("conv_first", "conv_body", "conv_up1", "conv_up2", "conv_up3", "conv_hr", "conv_last")
TRUNK = [
    (r"^RRDB_trunk\.(\d+)\.RDB(\d)\.", r"body.\1.rdb\2."),
    (r"^trunk_conv\.", "conv_body."),
    (r"^upconv(\d)\.", r"conv_up\1."),
    (r"^HRconv\.", "conv_hr."),
]


class DenseBlock(nn.Module):
    """Five convolutions, each over all before it; a fifth of the last is added (fig. 4)."""

    def __init__(self, features: int, growth: int) -> None:
        super().__init__()
        for index in range(5):
            outputs = growth if index < 4 else features
            setattr(self, f"conv{index + 1}", conv3(features + index * growth, outputs))

    def forward(self, x: Tensor) -> Tensor:
        grown = x
        for index in range(1, 5):
            grown = torch.cat([grown, lrelu(getattr(self, f"conv{index}")(grown))], 1)
        return x + 0.2 * self.conv5(grown)


class RRDB(nn.Module):
    """Three dense blocks; a fifth of what they give is added to the input."""

    def __init__(self, features: int, growth: int) -> None:
        super().__init__()
        for index in (1, 2, 3):
            setattr(self, f"rdb{index}", DenseBlock(features, growth))

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.2 * self.rdb3(self.rdb2(self.rdb1(x)))


class RRDBNet(nn.Module):
    """(N, C, h, w) → (N, D, s·h, s·w), s = 2^``doublings`` / ``folded``.

    Where it is ``folded``, each square of that many pixels becomes one of as many more channels
    (Real-ESRGAN's ×2); what is missing at the edges of the last squares is reflected.
    """

    def __init__(
        self,
        bands: int,
        features: int,
        growth: int,
        blocks: int,
        doublings: int,
        folded: int = 1,
        given: Optional[int] = None,
    ) -> None:
        """``given`` bands in the output; those of the input where it says nothing."""
        super().__init__()
        self.doublings, self.folded = doublings, folded
        self.scale = 2**doublings // folded
        self.conv_first = conv3(bands * folded**2, features)
        self.body = nn.Sequential(*(RRDB(features, growth) for _ in range(blocks)))
        self.conv_body = conv3(features, features)
        for index in range(1, doublings + 1):
            setattr(self, f"conv_up{index}", conv3(features, features))
        self.conv_hr = conv3(features, features)
        self.conv_last = conv3(features, given or bands)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        if self.folded > 1:
            missing = (0, -width % self.folded, 0, -height % self.folded)
            x = F.pixel_unshuffle(F.pad(x, missing, "reflect"), self.folded)
        x = self.conv_first(x)
        x = x + self.conv_body(self.body(x))
        for index in range(1, self.doublings + 1):
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = lrelu(getattr(self, f"conv_up{index}")(x))
        y = self.conv_last(lrelu(self.conv_hr(x)))
        return y[..., : height * self.scale, : width * self.scale]


def lrelu(x: Tensor) -> Tensor:
    """LeakyReLU with the slope of the authors' code, 0.2."""
    return F.leaky_relu(x, 0.2)


class RRDBArchitecture(Architecture):
    id = "rrdb"
    name = "RRDB"
    paper = "Wang et al., ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks, 2018"
    layout = "xinntao/ESRGAN (the authors), XPixelGroup/BasicSR, cszn/KAIR, of any growth but 32"
    local = True
    scales = (2, 4)

    def detect(self, state: StateDict) -> bool:
        state = _named_as_now(state)
        first = state.get("body.0.rdb1.conv1.weight")
        known = all(key.partition(".")[0] in ("body", *LAYERS) for key in state)
        return first is not None and known and first.shape[:1] != (SPANDRELS,)

    def read(self, state: StateDict) -> Reading:
        state = _named_as_now(state)
        features, inputs = state["conv_first.weight"].shape[:2]
        given = bands = state["conv_last.weight"].shape[0]
        folded = math.isqrt(inputs // bands) or 1
        if bands * folded**2 != inputs:  # it gives other bands than it takes, as of many dates
            folded, bands = 1, inputs
        doublings = count(state, r"conv_up(\d)\.weight")
        scale = 2**doublings // folded
        if scale < 2:
            raise BadInput(
                f"These weights look like RRDB, but take {inputs} bands and give {given} at "
                f"×{2**doublings}, which is no super-resolution."
            )
        growth = state["body.0.rdb1.conv1.weight"].shape[0]
        blocks = count(state, r"body\.(\d+)\.")
        module = RRDBNet(bands, features, growth, blocks, doublings, folded, given)
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands, gives=None if given == bands else given)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """A growth of a quarter of the features; the authors have half of 64, and 23 blocks."""
        if scale not in self.scales:
            raise BadInput(f"RRDB exists at ×2 and ×4, not at ×{scale}.")
        return RRDBNet(bands, features, max(1, features // 4), blocks, int(math.log2(scale)))


def _named_as_now(state: StateDict) -> dict[str, Tensor]:
    """In BasicSR's names, whichever of the layouts it is."""
    if not all(key.startswith("model.") for key in state):
        return rename(state, TRUNK)
    last = max((int(n[1]) for key in state if (n := re.match(r"model\.(\d+)\.", key))), default=0)
    ups = [(rf"^model\.{3 * i}\.", f"conv_up{i}.") for i in range(1, (last - 4) // 3 + 1)]
    return rename(
        state,
        [
            (r"^model\.1\.sub\.(\d+)\.RDB(\d)\.(conv\d)\.0\.", r"body.\1.rdb\2.\3."),
            (r"^model\.1\.sub\.\d+\.", "conv_body."),
            (r"^model\.0\.", "conv_first."),
            (rf"^model\.{last}\.", "conv_last."),
            (rf"^model\.{last - 2}\.", "conv_hr."),
            *ups,
        ],
    )
