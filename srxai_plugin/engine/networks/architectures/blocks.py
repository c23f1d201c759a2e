"""Building blocks that several architectures share, in the layout of the authors' code."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput

DIV2K_MEAN = (0.4488, 0.4371, 0.4040)
"""Channel means of DIV2K in [0, 1], that many authors subtract before the first convolution."""


def mean_of(bands: int) -> tuple[float, ...]:
    """What a mean shift starts from: DIV2K's means for RGB, the middle of the range otherwise."""
    return DIV2K_MEAN if bands == 3 else (0.5,) * bands


class MeanShift(nn.Module):
    """Adds a constant to each channel, kept in the authors' layout as a 1×1 convolution.

    Not an ``nn.Conv2d``: it computes nothing that an explanation could attribute.
    """

    def __init__(self, shift: tuple[float, ...]) -> None:
        super().__init__()
        bands = len(shift)
        self.weight = nn.Parameter(torch.eye(bands).view(bands, bands, 1, 1), requires_grad=False)
        self.bias = nn.Parameter(torch.tensor(shift), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight, self.bias)


class Shifter(nn.Module):
    """A mean shift one level deeper, as CARN and DRLN name it (``sub_mean.shifter``)."""

    def __init__(self, shift: tuple[float, ...]) -> None:
        super().__init__()
        self.shifter = MeanShift(shift)

    def forward(self, x: Tensor) -> Tensor:
        return self.shifter(x)


def negative(shift: tuple[float, ...]) -> tuple[float, ...]:
    """The shift that takes another one back."""
    return tuple(-value for value in shift)


def conv1(inputs: int, outputs: int) -> nn.Conv2d:
    """1 × 1 convolution with bias."""
    return nn.Conv2d(inputs, outputs, 1)


def conv3(inputs: int, outputs: int) -> nn.Conv2d:
    """3 × 3 convolution with bias that keeps the image's size."""
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class ResBlock(nn.Module):
    """Convolution, activation, convolution, added to the input; no batch normalisation
    (EDSR, fig. 2)."""

    def __init__(
        self,
        features: int,
        residual_scale: float = 1.0,
        activation: nn.Module | None = None,
        kernel: int = 3,
    ) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(features, features, kernel, padding=kernel // 2),
            activation or nn.ReLU(inplace=True),
            nn.Conv2d(features, features, kernel, padding=kernel // 2),
        )
        self.residual_scale = residual_scale

    def forward(self, x: Tensor) -> Tensor:
        residual = self.body(x)
        # A multiplication by one costs a full pass over the feature maps.
        return x + (residual if self.residual_scale == 1 else residual * self.residual_scale)


def upsampler(scale: int, features: int) -> nn.Sequential:
    """Sub-pixel convolutions: ×2 once for each factor of two, or ×3 once."""
    if scale == 3:
        return nn.Sequential(conv3(features, 9 * features), nn.PixelShuffle(3))
    layers: list[nn.Module] = []
    for _ in range(int(math.log2(scale))):
        layers += [conv3(features, 4 * features), nn.PixelShuffle(2)]
    return nn.Sequential(*layers)


def sub_pixel(scale: int, features: int, bands: int) -> nn.Sequential:
    """The light networks' way up: one convolution gives all s² sub-pixels at once (ESPCN)."""
    return nn.Sequential(conv3(features, bands * scale**2), nn.PixelShuffle(scale))


def conv_relu(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """A convolution with bias that keeps the image's size, of an odd kernel, and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.ReLU(inplace=True)
    )


class BasicBlock(nn.Module):
    """Convolution and ReLU under the name ``body``, as CARN and DRLN have it."""

    def __init__(self, inputs: int, outputs: int, kernel: int) -> None:
        super().__init__()
        self.body = conv_relu(inputs, outputs, kernel)

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


def activated_upsampler(scale: int, features: int, groups: int = 1) -> nn.Sequential:
    """Convolution, ReLU, pixel shuffle: the order of CARN and DRLN, which is not EDSR's."""
    factors = [3] if scale == 3 else [2] * int(math.log2(scale))
    layers: list[nn.Module] = []
    for factor in factors:
        conv = nn.Conv2d(features, factor**2 * features, 3, padding=1, groups=groups)
        layers += [conv, nn.ReLU(inplace=True), nn.PixelShuffle(factor)]
    return nn.Sequential(*layers)


class NonLocal(nn.Module):
    """Every position attends to every other: (h·w)² weights are held in memory.

    ``over`` is the dimension of (N, queries, keys) that the attention is normalised over. Where it
    is ``pooled``, a position attends to the largest of each 2 × 2 others: a quarter of the weights.
    """

    def __init__(self, features: int, inner: int, over: int = -1, pooled: bool = False) -> None:
        super().__init__()

        def seen() -> nn.Module:
            conv = conv1(features, inner)
            return nn.Sequential(conv, nn.MaxPool2d(2)) if pooled else conv

        self.g = seen()
        self.W = conv1(inner, features)
        self.theta = conv1(features, inner)
        self.phi = seen()
        self.over = over

    def forward(self, x: Tensor) -> Tensor:
        theta, phi, g = (conv(x).flatten(2) for conv in (self.theta, self.phi, self.g))
        attention = F.softmax(theta.transpose(1, 2) @ phi, dim=self.over)
        y = (attention @ g.transpose(1, 2)).transpose(1, 2)
        return x + self.W(y.unflatten(2, x.shape[-2:]))


class Distillation(nn.Module):
    """The frame of IMDN and RFDN: a chain of distilling blocks, whose outputs are all fused."""

    def __init__(
        self, scale: int, bands: int, features: int, prefix: str, blocks: Sequence[nn.Module]
    ) -> None:
        super().__init__()
        self.names = [f"{prefix}{index}" for index in range(1, len(blocks) + 1)]
        self.fea_conv = conv3(bands, features)
        for name, block in zip(self.names, blocks):
            self.add_module(name, block)
        self.c = nn.Sequential(conv1(len(blocks) * features, features), nn.LeakyReLU(0.05))
        self.LR_conv = conv3(features, features)
        self.upsampler = sub_pixel(scale, features, bands)

    def forward(self, x: Tensor) -> Tensor:
        shallow = deep = self.fea_conv(x)
        outputs = []
        for name in self.names:
            deep = getattr(self, name)(deep)
            outputs.append(deep)
        return self.upsampler(self.LR_conv(self.c(torch.cat(outputs, 1))) + shallow)


class ESA(nn.Module):
    """Enhanced spatial attention of RFDN; ``refined`` is its full form, RLFN has the short one.

    Pooled maps are stretched to the image's size, so a crop of the image does not see the same
    attention.
    """

    LEAST = 15
    """Pixels along a side that a 7×7 pooling after a convolution of stride two asks for."""

    def __init__(self, features: int, squeezed: int, refined: bool) -> None:
        super().__init__()
        self.conv1 = conv1(features, squeezed)
        self.conv_f = conv1(squeezed, squeezed)
        self.conv2 = nn.Conv2d(squeezed, squeezed, 3, stride=2)
        self.conv3 = conv3(squeezed, squeezed)
        self.conv4 = conv1(squeezed, features)
        self.refined = refined
        if refined:
            self.conv_max = conv3(squeezed, squeezed)
            self.conv3_ = conv3(squeezed, squeezed)

    def forward(self, x: Tensor) -> Tensor:
        if min(x.shape[-2:]) < self.LEAST:
            raise BadInput(
                f"This network's attention needs {self.LEAST} × {self.LEAST} pixels at least. "
                "Take a larger tile."
            )
        squeezed = self.conv1(x)
        pooled = F.max_pool2d(self.conv2(squeezed), kernel_size=7, stride=3)
        if self.refined:
            pooled = self.conv3_(F.relu(self.conv3(F.relu(self.conv_max(pooled)))))
        else:
            pooled = self.conv3(pooled)
        coarse = F.interpolate(pooled, x.shape[-2:], mode="bilinear", align_corners=False)
        return x * torch.sigmoid(self.conv4(coarse + self.conv_f(squeezed)))
