"""SRDenseNet: Image Super-Resolution Using Dense Skip Connections.

Tong et al., ICCV 2017. The authors published no weights; this is the layout of
yjn870/SRDenseNet-pytorch (``conv``, ``dense_blocks``, ``bottleneck``, ``deconv``,
``reconstruction``), on Y of YCbCr.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


class ConvLayer(nn.Module):
    """A convolution and ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = conv3(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.conv(x))


class DenseLayer(ConvLayer):
    """A layer that gives its input, and beside it what it finds."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, super().forward(x)], 1)


class DenseBlock(nn.Module):
    """Layers, the first of which replaces the input and the others append to it; the input is kept
    beside."""

    def __init__(self, inputs: int, growth: int, layers: int) -> None:
        super().__init__()
        dense = (DenseLayer(growth * index, growth) for index in range(1, layers))
        self.block = nn.Sequential(ConvLayer(inputs, growth), *dense)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.block(x)], 1)


class SRDenseNet(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w), doubled by each of ``doublings`` deconvolutions."""

    def __init__(
        self, doublings: int, bands: int, growth: int, blocks: int, layers: int, squeezed: int
    ) -> None:
        super().__init__()
        width = growth * layers
        self.conv = ConvLayer(bands, width)
        self.dense_blocks = nn.Sequential(
            *(DenseBlock(width * (index + 1), growth, layers) for index in range(blocks))
        )
        self.bottleneck = nn.Sequential(conv1(width * (blocks + 1), squeezed), nn.ReLU())
        upsampling: list[nn.Module] = []
        for _ in range(doublings):
            upsampling += [
                nn.ConvTranspose2d(squeezed, squeezed, 3, stride=2, padding=1, output_padding=1),
                nn.ReLU(),
            ]
        self.deconv = nn.Sequential(*upsampling)
        self.reconstruction = conv3(squeezed, bands)

    def forward(self, x: Tensor) -> Tensor:
        x = self.bottleneck(self.dense_blocks(self.conv(x)))
        return self.reconstruction(self.deconv(x))


class SRDenseNetArchitecture(Architecture):
    id = "srdensenet"
    name = "SRDenseNet"
    paper = "Tong et al., Image Super-Resolution Using Dense Skip Connections, 2017"
    layout = "yjn870/SRDenseNet-pytorch"
    local = True
    scales = (2, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(
            state, "conv.conv.weight", "dense_blocks.0.block.0.conv.weight", "deconv.0.weight"
        )

    def read(self, state: StateDict) -> Reading:
        bands = state["conv.conv.weight"].shape[1]
        doublings = count(state, r"deconv\.(\d+)\.weight")
        module = SRDenseNet(
            doublings,
            bands,
            growth=state["dense_blocks.0.block.0.conv.weight"].shape[0],
            blocks=count(state, r"dense_blocks\.(\d+)\."),
            layers=count(state, r"dense_blocks\.0\.block\.(\d+)\."),
            squeezed=state["bottleneck.0.weight"].shape[0],
        )
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, 2**doublings, 3, colour="y")
        return Reading(module, 2**doublings, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """``features`` is the growth rate; the paper has 16, and 8 blocks of 8 layers."""
        if scale not in self.scales:
            raise BadInput(f"SRDenseNet exists at ×2, ×4 and ×8, not at ×{scale}.")
        return SRDenseNet(scale.bit_length() - 1, bands, features, blocks, 8, 16 * features)
