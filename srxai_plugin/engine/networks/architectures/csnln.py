"""CSNLN: Image Super-Resolution with Cross-Scale Non-Local Attention and Exhaustive Self-Exemplars
Mining.

Mei et al., CVPR 2020. Layout of the authors' code (SHI-Labs/Cross-Scale-Non-Local-Attention:
``head``, ``SEM``, ``tail``, ``sub_mean``), which works on 0-255.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import (
    MeanShift,
    ResBlock,
    conv1,
    conv3,
    mean_of,
    negative,
)
from srxai_plugin.engine.networks.architectures.reading import has, load_shifted
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

STEPS = {2: 2, 3: 3, 4: 2}
"""Factor of one cross-scale step by scale: ×4 takes two steps of ×2."""

SHARPNESS = 10
"""Of the softmax over matched patches; the authors' constant."""

OVERLAP = 6
"""The authors divide the overlapping pasted patches by six, though nine of them overlap."""


def activated(conv: nn.Module) -> nn.Sequential:
    """A layer and a PReLU with one slope."""
    return nn.Sequential(conv, nn.PReLU())


class InScale(nn.Module):
    """Non-local attention within the image: (h·w)² weights are held in memory."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv_match1 = activated(conv1(features, features // 2))
        self.conv_match2 = activated(conv1(features, features // 2))
        self.conv_assembly = activated(conv1(features, features))

    def forward(self, x: Tensor) -> Tensor:
        queries = self.conv_match1(x).flatten(2).transpose(1, 2)
        score = F.softmax(queries @ self.conv_match2(x).flatten(2), dim=2)
        y = score @ self.conv_assembly(x).flatten(2).transpose(1, 2)
        return y.transpose(1, 2).unflatten(2, x.shape[-2:])


class CrossScale(nn.Module):
    """Finds 3×3 patches in the image made ``step`` times smaller, and pastes the ``step`` times
    larger patches that they came from: (N, C, h, w) → (N, C, t·h, t·w), t = ``step``."""

    def __init__(self, features: int, step: int) -> None:
        super().__init__()
        self.step = step
        self.register_buffer("escape_NaN", torch.tensor([1e-4]))
        self.conv_match_1 = activated(conv1(features, features // 2))
        self.conv_match_2 = activated(conv1(features, features // 2))
        self.conv_assembly = activated(conv1(features, features))

    def forward(self, x: Tensor) -> Tensor:
        small = F.interpolate(
            x, [s // self.step for s in x.shape[-2:]], mode="bilinear", align_corners=False
        )
        queries = self.conv_match_1(x)
        keys = _patches(self.conv_match_2(small), 3, 1)
        values = _patches(self.conv_assembly(x), 3 * self.step, self.step)
        return torch.cat([self._paste(*image) for image in zip(queries.split(1), keys, values)])

    def _paste(self, query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """(1, c, h, w), (L, c, 3, 3) and (L, C, 3t, 3t) → (1, C, t·h, t·w)."""
        # Squared before the root is taken: its slope at zero would not be finite.
        norms = keys.square().sum((1, 2, 3), keepdim=True)
        norms = torch.maximum(norms, self.escape_NaN.square()).sqrt()
        score = F.softmax(SHARPNESS * F.conv2d(query, keys / norms, padding=1), dim=1)
        return F.conv_transpose2d(score, values, stride=self.step, padding=self.step) / OVERLAP


def _patches(x: Tensor, side: int, stride: int) -> Tensor:
    """(N, C, h, w) → (N, L, C, side, side), one patch around each step of ``stride``."""
    columns = F.unfold(x, side, padding=(side - stride) // 2, stride=stride)
    return columns.transpose(1, 2).unflatten(2, (x.shape[1], side, side))


class MultiSource(nn.Module):
    """Fuses in-scale and cross-scale attention: what they disagree on is encoded (fig. 4)."""

    def __init__(self, features: int, step: int) -> None:
        super().__init__()
        self.up_attention = CrossScale(features, step)
        self.down_attention = InScale(features)
        self.upsample = activated(
            nn.ConvTranspose2d(features, features, 3 * step, step, padding=step)
        )
        self.encoder = ResBlock(features, activation=nn.PReLU())

    def forward(self, x: Tensor) -> Tensor:
        in_scale = self.upsample(self.down_attention(x))
        return in_scale + self.encoder(self.up_attention(x) - in_scale)


class Recurrent(nn.Module):
    """The self-exemplars mining cell, whose weights all recurrences share."""

    def __init__(self, features: int, scale: int) -> None:
        super().__init__()
        step = STEPS[scale]

        def down(kernel: int, stride: int, padding: int) -> nn.Sequential:
            return activated(nn.Conv2d(features, features, kernel, stride, padding))

        def up(kernel: int, stride: int, padding: int) -> nn.Sequential:
            return activated(nn.ConvTranspose2d(features, features, kernel, stride, padding))

        self.scale = scale
        self.multi_source_projection = MultiSource(features, step)
        self.down_sample_1 = down(3 * step, step, step)
        self.error_encode = up(3 * step, step, step)
        self.post_conv = activated(conv3(features, features))
        if scale == 4:
            self.multi_source_projection_2 = MultiSource(features, step)
            self.down_sample_3 = down(8, 4, 2)
            self.down_sample_4 = down(8, 4, 2)
            self.error_encode_2 = up(8, 4, 2)
        else:
            self.down_sample_2 = down(3 * step, step, step)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Features for the next recurrence (N, C, h, w), and this one's (N, C, s·h, s·w)."""
        high = self.multi_source_projection(x)
        high = high + self.error_encode(x - self.down_sample_1(high))
        if self.scale != 4:
            return self.post_conv(self.down_sample_2(high)), high
        high = self.multi_source_projection_2(high)
        high = high + self.error_encode_2(x - self.down_sample_3(high))
        return self.post_conv(self.down_sample_4(high)), high


class CSNLN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, depth: int) -> None:
        super().__init__()
        if scale not in STEPS:
            raise BadInput(f"CSNLN exists at ×2, ×3 and ×4, not at ×{scale}.")
        self.scale = scale
        self.depth = depth
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))
        self.head = nn.Sequential(
            activated(conv3(bands, features)), activated(conv3(features, features))
        )
        self.SEM = Recurrent(features, scale)
        self.tail = nn.Sequential(conv3(depth * features, bands))

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        # Patches of the small image match patches of this one only where the step divides it.
        step = STEPS[self.scale]
        x = F.pad(x, (0, -width % step, 0, -height % step), mode="replicate")
        x = self.head(self.sub_mean(x))
        bag = []
        for _ in range(self.depth):
            x, high = self.SEM(x)
            bag.append(high)
        sr = self.add_mean(self.tail(torch.cat(bag, 1)))
        return sr[..., : height * self.scale, : width * self.scale]


class CSNLNArchitecture(Architecture):
    id = "csnln"
    name = "CSNLN"
    paper = (
        "Mei et al., Image Super-Resolution with Cross-Scale Non-Local Attention and Exhaustive "
        "Self-Exemplars Mining, 2020"
    )
    layout = "SHI-Labs/Cross-Scale-Non-Local-Attention (the authors)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(state, "head.0.0.weight", "SEM.multi_source_projection.up_attention.escape_NaN")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.0.0.weight"].shape[:2]
        kernel = state["SEM.down_sample_1.0.weight"].shape[-1]
        scale = 4 if "SEM.down_sample_3.0.weight" in state else kernel // 3
        depth = state["tail.0.weight"].shape[1] // features
        module = CSNLN(scale, bands, features, depth)
        value_range = load_shifted(module, state, self.name)
        return Reading(module, scale, bands, value_range)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """``blocks`` is the number of recurrences; the authors have 12 of 128 features."""
        return CSNLN(scale, bands, features, blocks)
