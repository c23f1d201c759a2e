"""SRCNN: Image Super-Resolution Using Deep Convolutional Networks.

Dong et al., TPAMI 2016 (arXiv 1501.00092): three convolutions (9-5-5) on an image that bicubic
interpolation has enlarged. The authors published MATLAB matrices. Two layouts load:
yjn870/SRCNN-pytorch (``conv1``, ``conv2``, ``conv3``), whose state dicts take Y of YCbCr, and
Nhat-Thanh/SRCNN-Pytorch (``patch_extraction``, ``nonlinear_map``, ``recon``; 9-1-5, 9-3-5 or
9-5-5), which takes all of YCbCr and gives an image without its edges: no convolution pads.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.reading import load_strictly, rename
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

PRE_UPSAMPLED = (2, 3, 4)
"""The scale of a network on an enlarged image leaves no trace in its weights: a model card's
``scale`` decides, and ×4 where there is none."""

UNPADDED = [
    (r"^patch_extraction\.", "conv1."),
    (r"^nonlinear_map\.", "conv2."),
    (r"^recon\.", "conv3."),
]


class SRCNN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); all convolutions work at the output's resolution."""

    def __init__(
        self, scale: int, bands: int, features: int = 64, mapped: int = 32, middle: int = 5
    ) -> None:
        super().__init__()
        self.scale = scale
        self.conv1 = nn.Conv2d(bands, features, 9, padding=4)
        self.conv2 = nn.Conv2d(features, mapped, middle, padding=middle // 2)
        self.conv3 = nn.Conv2d(mapped, bands, 5, padding=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.refine(enlarge(x, self.scale))

    def refine(self, x: Tensor) -> Tensor:
        """The three convolutions, on an enlarged image."""
        return self.conv3(F.relu(self.conv2(F.relu(self.conv1(x)))))


class UnpaddedSRCNN(SRCNN):
    """SRCNN on an image that is continued at its edges by what its convolutions take away."""

    def __init__(
        self, scale: int, bands: int, features: int = 64, mapped: int = 32, middle: int = 5
    ) -> None:
        super().__init__(scale, bands, features, mapped, middle)
        self.edge = 4 + middle // 2 + 2
        for conv in (self.conv1, self.conv2, self.conv3):
            conv.padding = (0, 0)

    def forward(self, x: Tensor) -> Tensor:
        return self.refine(F.pad(enlarge(x, self.scale), [self.edge] * 4, "replicate"))


def enlarge(x: Tensor, scale: int) -> Tensor:
    """Bicubic with the kernel of MATLAB and Pillow (a = −0.5), which is torch's antialiased one."""
    size = (x.shape[-2] * scale, x.shape[-1] * scale)
    return F.interpolate(x, size, mode="bicubic", align_corners=False, antialias=True)


class SRCNNArchitecture(Architecture):
    id = "srcnn"
    name = "SRCNN"
    paper = "Dong et al., Image Super-Resolution Using Deep Convolutional Networks, 2016"
    layout = "yjn870/SRCNN-pytorch; Nhat-Thanh/SRCNN-Pytorch"
    local = True

    def detect(self, state: StateDict) -> bool:
        state = rename(state, UNPADDED)
        weights = {"conv1.weight", "conv2.weight", "conv3.weight"}
        return set(state) == weights | {w.replace("weight", "bias") for w in weights} and (
            state["conv1.weight"].shape[-1] == 9
        )

    def read(self, state: StateDict) -> Reading:
        unpadded = "recon.weight" in state
        state = rename(state, UNPADDED)
        features, bands = state["conv1.weight"].shape[:2]
        mapped, _, middle, _ = state["conv2.weight"].shape
        kind = UnpaddedSRCNN if unpadded else SRCNN
        module = kind(4, bands, features, mapped, middle)
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, 4, 3, colour="y", scales=PRE_UPSAMPLED)
        colour = "ycbcr" if unpadded and bands == 3 else "rgb"
        return Reading(module, 4, bands, colour=colour, scales=PRE_UPSAMPLED)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return SRCNN(scale, bands, features, max(1, features // 2))
