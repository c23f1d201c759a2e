"""A network of four bands, as small as can be, such as Sentinel-2 needs."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import interpolate

from srxai_plugin.engine.networks.architectures.edsr import EDSR

CARD = {"band_names": ["blue", "green", "red", "nir"], "scaling": "reflectance", "colour": "rgb"}


class Doubling(nn.Module):
    """Each pixel four times."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Parameter(torch.ones(()))

    def forward(self, image: Tensor) -> Tensor:
        return self.one * interpolate(image, scale_factor=2, mode="nearest")


def picking_checkpoint(folder: Path, bands: int, picks: tuple[int, ...], **card: object) -> str:
    """Path of an EDSR ×2 that gives some of its bands, counted from 0, each pixel four times."""
    module = EDSR(scale=2, bands=bands, features=bands, blocks=1, given=len(picks))
    state = {key: torch.zeros_like(value) for key, value in module.state_dict().items()}
    for band in range(bands):
        state["head.0.weight"][band, band, 1, 1] = 1
        state["tail.0.0.weight"][4 * band : 4 * band + 4, band, 1, 1] = 1
    for out, band in enumerate(picks):
        state["tail.1.weight"][out, band, 1, 1] = 1
    for name, size in (("sub_mean", bands), ("add_mean", len(picks))):
        state[f"{name}.weight"] = torch.eye(size)[..., None, None]
    path = folder / "picking.safetensors"
    save_file(state, path)
    path.with_suffix(".json").write_text(json.dumps(card))
    return str(path)


def four_band_checkpoint(folder: Path, **card: object) -> str:
    """Path of an EDSR ×2 with random weights, and its card beside it."""
    torch.manual_seed(1)
    path = folder / "s2-x2.safetensors"
    save_file(EDSR(scale=2, bands=4, features=8, blocks=1).state_dict(), path)
    path.with_suffix(".json").write_text(json.dumps({**CARD, **card}))
    return str(path)
