"""Checkpoints of foreign architectures, made with spandrel's own classes and random weights."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from srxai_plugin.engine.networks.foreign.without_torchvision import import_without_torchvision
from tests.engine.conftest import texture

WINDOWED = {"img_size": 16, "window_size": 8, "depths": [2], "embed_dim": 24, "num_heads": [2]}
SHUFFLED = {**WINDOWED, "upsampler": "pixelshuffle"}


@dataclass(frozen=True)
class Foreign:
    """How to make a small network of one of spandrel's classes."""

    settings: dict[str, Any]
    scale: str = "upscale"
    """Name of the setting."""
    scales: tuple[int, ...] = (2, 3, 4)
    bands: tuple[str, ...] = ()
    """Names of the settings for the number of bands; none where the network is for RGB alone."""
    package: str | None = None
    """Where it is not the class's name."""


IN = ("in_chans",)
IN_OUT = ("num_in_ch", "num_out_ch")
CUGAN = {"settings": {}, "package": "RealCUGAN"}
CONVOLVED = {"dim": 16, "n_blocks": 1}

FOREIGN = {
    "ATD": Foreign({**SHUFFLED, "category_size": 16, "num_tokens": 8}, bands=IN),
    "AuraSR": Foreign(
        {
            "dim": 8,
            "image_size": None,
            "input_image_size": None,
            "style_network": {"dim_in": 8, "dim_out": 32, "depth": 2},
            "up_dim_mults": (1,) * 5,
            "down_dim_mults": (1,) * 3,
            "attn_depths": (1,) * 5,
            "mid_attn_depth": 1,
            "self_attn_dim_head": 8,
            "num_conv_kernels": 2,
        },
        scales=(4,),
        bands=("channels",),
    ),
    "CRAFT": Foreign(
        {"embed_dim": 24, "depths": [2], "num_heads": [6], "window_size": 8}, bands=IN
    ),
    "Compact": Foreign({"num_feat": 8, "num_conv": 2}, bands=IN_OUT),
    "DAT": Foreign({"embed_dim": 24, "depth": [2], "num_heads": [2]}, bands=IN),
    "DCTLSA": Foreign({"nf": 20}, bands=("in_nc", "out_nc")),
    "DITN": Foreign({"dim": 12, "ITL_blocks": 1, "SAL_blocks": 1}),
    "DRCT": Foreign({**SHUFFLED, "gc": 8}, bands=IN),
    "ESRGAN": Foreign(
        {"num_filters": 16, "num_blocks": 1}, "scale", (2, 4), bands=("in_nc", "out_nc")
    ),
    "FDAT": Foreign(
        {"embed_dim": 24, "num_groups": 1, "depth_per_group": 2, "num_heads": 2, "mid_dim": 16},
        "scale",
        bands=IN_OUT,
    ),
    "GRL": Foreign(
        {
            "img_size": 16,
            "embed_dim": 12,
            "window_size": 4,
            "stripe_size": [4, 4],
            "depths": [1],
            "num_heads_window": [2],
            "num_heads_stripe": [2],
            "upsampler": "pixelshuffle",
        },
    ),
    "HAT": Foreign({**SHUFFLED, "embed_dim": 60}, bands=IN),
    "IPT": Foreign({"n_feats": 12, "num_layers": 1, "patch_size": 12}, "scale"),
    "MMRealSR": Foreign(
        {
            "num_in_ch": 3,
            "num_out_ch": 3,
            "num_feat": 8,
            "num_block": 1,
            "num_grow_ch": 8,
            "num_feats": [8] * 4,
            "num_blocks": [1] * 4,
        },
        "scale",
        scales=(4,),
        bands=IN_OUT,
    ),
    "MoESR": Foreign(
        {**CONVOLVED, "n_block": 1, "upsample_dim": 16}, "scale", bands=("in_ch", "out_ch")
    ),
    "MoSR": Foreign({"dim": 16, "n_block": 1}, bands=("in_ch", "out_ch")),
    "OmniSR": Foreign({"num_feat": 16}, "up_scale", bands=IN_OUT),
    "PLKSR": Foreign({**CONVOLVED, "n_blocks": 2}, "upscaling_factor"),
    "RealPLKSR": Foreign(CONVOLVED, "upscaling_factor", package="PLKSR"),
    "RCAN": Foreign(
        {"n_resgroups": 1, "n_resblocks": 1, "n_feats": 16, "reduction": 4},
        "scale",
    ),
    "UpCunet2x": Foreign(**CUGAN, scales=(2,), bands=("in_channels", "out_channels")),
    "UpCunet3x": Foreign(**CUGAN, scales=(3,)),
    "UpCunet4x": Foreign(**CUGAN, scales=(4,)),
    "RGT": Foreign({"embed_dim": 24, "depth": [2], "num_heads": [2]}, bands=IN),
    "SAFMN": Foreign(CONVOLVED, "upscaling_factor"),
    "SPAN": Foreign({"num_in_ch": 3, "num_out_ch": 3, "feature_channels": 16}),
    "SeemoRe": Foreign({"num_experts": 2, "num_layers": 1, "embedding_dim": 16}, "scale"),
    "SwiftSRGAN": Foreign(
        {"num_channels": 8, "num_blocks": 1}, "upscale_factor", (2, 4), bands=("in_channels",)
    ),
    "Swin2SR": Foreign(SHUFFLED, bands=IN),
    "SwinIR": Foreign(SHUFFLED, bands=IN),
}


def image(bands: int, side: int = 17) -> torch.Tensor:
    """(bands, side, side + 1) in [0, 1], of odd and even sides."""
    return torch.from_numpy(texture(bands, side, side + 1) / 255).float()


def needs(*packages: str) -> None:
    """Skip where one is not installed; without an import, which would ask for torchvision."""
    for package in packages:
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")


def foreign(name: str, scale: int | None = None, bands: int = 3) -> nn.Module:
    """One of FOREIGN with random weights, at its first scale unless told."""
    needs("spandrel", "einops")
    import_without_torchvision("spandrel")
    torch.manual_seed(0)
    made = FOREIGN[name]
    settings = dict(made.settings)
    if name == "IPT":
        settings[made.scale] = [scale or made.scales[0]]
    elif name != "AuraSR" and made.package != "RealCUGAN":  # which have one scale to a class
        settings[made.scale] = scale or made.scales[0]
    if bands != 3:
        settings |= dict.fromkeys(made.bands, bands)
    module = importlib.import_module(f"spandrel.architectures.{made.package or name}")
    return getattr(module, name)(**settings).eval()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[object], Path]:
    def save(content: object, name: str = "net.pth") -> Path:
        torch.save(content, tmp_path / name)
        return tmp_path / name

    return save
