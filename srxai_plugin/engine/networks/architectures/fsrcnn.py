"""FSRCNN: Accelerating the Super-Resolution Convolutional Neural Network.

Dong et al., ECCV 2016. The authors published Caffe and MATLAB weights. Two layouts load:
yjn870/FSRCNN-pytorch (``first_part``, ``mid_part``, ``last_part``, Y of YCbCr) and
Nhat-Thanh/FSRCNN-Pytorch (``feature_extract`` … ``deconv``, all of YCbCr, one activation after all
mapping layers instead of one after each).
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, rename
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import ramp_error


class FSRCNN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); d = ``features``, s = ``shrunk``, m = ``blocks`` in the
    paper. The weights of the 9×9 deconvolution are the same for every stride ``scale``."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int = 56,
        shrunk: int = 12,
        blocks: int = 4,
        activate_each: bool = True,
    ) -> None:
        super().__init__()
        self.scale = scale
        self.first_part = nn.Sequential(
            nn.Conv2d(bands, features, 5, padding=2), nn.PReLU(features)
        )
        layers: list[nn.Module] = [conv1(features, shrunk), nn.PReLU(shrunk)]
        for block in range(blocks):
            layers.append(conv3(shrunk, shrunk))
            if activate_each or block == blocks - 1:
                layers.append(nn.PReLU(shrunk))
        self.mid_part = nn.Sequential(*layers, conv1(shrunk, features), nn.PReLU(features))
        self.last_part = nn.ConvTranspose2d(
            features, bands, 9, stride=scale, padding=4, output_padding=scale - 1
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.mid_part(self.first_part(x))
        return F.conv_transpose2d(
            x,
            self.last_part.weight,
            self.last_part.bias,
            stride=self.scale,
            padding=4,
            output_padding=self.scale - 1,
        )


class FSRCNNArchitecture(Architecture):
    id = "fsrcnn"
    name = "FSRCNN"
    paper = "Dong et al., Accelerating the Super-Resolution Convolutional Neural Network, 2016"
    layout = "yjn870/FSRCNN-pytorch; Nhat-Thanh/FSRCNN-Pytorch"
    local = True

    def detect(self, state: StateDict) -> bool:
        return has(state, "first_part.0.weight", "mid_part.0.weight", "last_part.weight") or (
            has(state, "feature_extract.weight", "shrink.weight", "deconv.weight")
        )

    def read(self, state: StateDict) -> Reading:
        whole_colour = "deconv.weight" in state
        if whole_colour:
            state = _from_nhat_thanh(state)
        features, bands = state["first_part.0.weight"].shape[:2]
        shrunk = state["mid_part.0.weight"].shape[0]
        blocks = sum(w.ndim == 4 and w.shape[-1] == 3 for w in state.values())
        module = FSRCNN(4, bands, features, shrunk, blocks, activate_each=not whole_colour)
        load_strictly(module, state, self.name)
        scale = _smoothest_scale(module, bands)
        module.scale = scale
        if bands == 1:
            return Reading(module, scale, 3, colour="y", scales=self.scales)
        colour = "ycbcr" if whole_colour and bands == 3 else "rgb"
        return Reading(module, scale, bands, colour=colour, scales=self.scales)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        module = FSRCNN(scale, bands, features, max(4, round(features * 12 / 56)), blocks)
        nn.init.normal_(module.last_part.weight, std=0.001)
        nn.init.zeros_(module.last_part.get_parameter("bias"))
        return module


def _smoothest_scale(module: FSRCNN, bands: int) -> int:
    """A deconvolution at another stride than its own paints a grid on a smooth ramp."""
    errors = {}
    for scale in FSRCNNArchitecture.scales:
        module.scale = scale
        errors[scale] = ramp_error(module, scale, bands)
    return min(errors, key=lambda scale: errors[scale])


def _from_nhat_thanh(state: StateDict) -> dict[str, Tensor]:
    maps = count(state, r"map_(\d+)\.weight")
    return rename(
        state,
        [
            (r"^feature_extract\.", "first_part.0."),
            (r"^activation_1\.", "first_part.1."),
            (r"^shrink\.", "mid_part.0."),
            (r"^activation_2\.", "mid_part.1."),
            *((rf"^map_{i}\.", f"mid_part.{i + 1}.") for i in range(1, maps + 1)),
            (r"^activation_3\.", f"mid_part.{maps + 2}."),
            (r"^expand\.", f"mid_part.{maps + 3}."),
            (r"^activation_4\.", f"mid_part.{maps + 4}."),
            (r"^deconv\.", "last_part."),
        ],
    )
