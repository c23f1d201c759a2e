"""What networks make of imagery that no ideal bicubic has shrunk.

    .venv/bin/python benchmarks/real.py HELD_OUT edsr-x4 edsr-x4-real [--limit N]
    .venv/bin/python benchmarks/real.py RASTERS s2-x4 --bands 4
    .venv/bin/python benchmarks/real.py SCENES edsr-x4 edsr-x4-real --as-is

HELD_OUT is a folder of true images. Each is shrunk by the ideal bicubic, and by ``real`` of
resources/degradations at a seed of its own (``satellite`` for rasters of four bands). PSNR is of
all bands (peak 1), with bicubic interpolation beside it. ``flat`` is the
texture that is drawn where the truth has none, as rms of 255: each image in its mean colour all
over, shrunk in the same way, with the same noise. ``drawn`` is what of it the input cannot hold: SR
less the interpolation of SR shrunk to the input's size, so that noise which is merely passed on
does not count. ``even`` is the same of what differs from the
truth in blocks of 16 × 16 true pixels, the flattest twentieth of them all, which have noise of
their own. With ``--as-is`` nothing is shrunk: the rasters themselves are the input, and nobody
knows their truth. ``added plain`` is the rms of what the network puts on top of bicubic
interpolation in the plainest twentieth of their blocks of 8 × 8 pixels, where there is least to be
found, and ``added elsewhere`` that in all others.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.training.images import read_hr
from srxai_plugin.engine.training.scores import spectral_angle
from srxai_plugin.engine.training.varied import MARGIN, Varied, varied

BLOCK = 16
FLATTEST = 0.05
CLEAN = Varied(clean=1.0)


def cases(images: list[np.ndarray], scale: int, degradation: Varied) -> list[tuple[Tensor, Tensor]]:
    """LR and HR of each image, as degraded by its own seed; 8 bits where it has three bands."""
    found = []
    for number, image in enumerate(images):
        height, width = (side // scale * scale for side in image.shape[:2])
        hr = torch.from_numpy(image[:height, :width].copy()).permute(2, 0, 1)
        lr = degradation(hr, scale, np.random.default_rng(number))
        if len(lr) == 3:
            lr = lr.clamp(0, 1).mul(255).round() / 255
        margin = MARGIN * scale
        found.append((lr[None], hr[:, margin:-margin, margin:-margin]))
    return found


def flat_blocks(truths: list[Tensor]) -> float:
    """Standard deviation under which a block has no detail."""
    every = np.concatenate([_blocks(truth).std((1, 2)).numpy() for truth in truths])
    return float(np.quantile(every, FLATTEST))


def _blocks(image: Tensor, block: int = BLOCK) -> Tensor:
    """(n, C, pixels)"""
    rows, columns = (side // block * block for side in image.shape[1:])
    cut = image[:, :rows, :columns].unfold(1, block, block).unfold(2, block, block)
    return cut.permute(1, 2, 0, 3, 4).reshape(-1, len(image), block * block)


@torch.inference_mode()
def measure(
    network: SRNetwork | None, given: list[tuple[Tensor, Tensor]], scale: int
) -> dict[str, Any]:
    """None is bicubic interpolation."""
    bound = flat_blocks([truth for _, truth in given])
    errors, angles, even = [], [], []
    for lr, truth in given:
        plain = F.interpolate(lr, scale_factor=scale, mode="bicubic", align_corners=False)
        sr = (plain if network is None else network(lr))[0]
        inside = slice(scale, -scale), slice(scale, -scale)
        difference = (sr.clamp(0, None) - truth)[:, inside[0], inside[1]]
        errors.append((difference**2).mean((1, 2)).numpy())
        angles.append(spectral_angle(sr[:, inside[0], inside[1]], truth[:, inside[0], inside[1]]))
        is_flat = _blocks(truth).std((1, 2)) <= bound
        if is_flat.any():
            even.append(_texture(_blocks(sr - truth)[is_flat]))
    bands = np.mean(errors, axis=0)
    each = [-10 * np.log10(e.mean()) for e in errors]
    return {
        "psnr, mean of images": round(float(np.mean(each)), 2),
        "psnr of bands": [round(float(v), 2) for v in -10 * np.log10(bands)],
        "spectral angle": round(float(np.mean(angles)), 3),
        "even": round(255 * float(np.sqrt(np.concatenate(even).mean())), 3),
    }


@torch.inference_mode()
def measure_flat(
    network: SRNetwork | None, given: list[tuple[Tensor, Tensor]], scale: int
) -> dict[str, Any]:
    """Of images that have no detail at all."""
    textures, drawn = [], []
    for lr, _ in given:
        plain = F.interpolate(lr, scale_factor=scale, mode="bicubic", align_corners=False)
        sr = (plain if network is None else network(lr))[0]
        textures.append(_texture(sr.flatten(1)[None]))
        held = F.interpolate(sr[None], lr.shape[-2:], mode="bicubic", antialias=True)
        held = F.interpolate(held, scale_factor=scale, mode="bicubic", align_corners=False)
        drawn.append(_texture((sr - held[0])[:, scale:-scale, scale:-scale].flatten(1)[None]))
    found = {"flat": textures, "drawn": drawn}
    return {k: round(255 * float(np.sqrt(np.concatenate(v).mean())), 3) for k, v in found.items()}


@torch.inference_mode()
def measure_as_is(networks: dict[str, SRNetwork], images: list[np.ndarray], scale: int) -> None:
    """Prints what each network adds to bicubic interpolation of real rasters, of 255."""
    found: dict[str, list[np.ndarray]] = {id: [] for id in networks}
    contrast = []
    for image in images:
        lr = torch.from_numpy(image.copy()).permute(2, 0, 1)[None]
        contrast.append(_blocks(lr[0], 8).std(2).mean(1).numpy())
        plain = F.interpolate(lr, scale_factor=scale, mode="bicubic", align_corners=False)
        for id, network in networks.items():
            found[id].append(_blocks((network(lr) - plain)[0], 8 * scale).square().mean((1, 2)))
    every = np.concatenate(contrast)
    is_plain = every <= np.quantile(every, FLATTEST)
    for id, squares in found.items():
        each = np.concatenate(squares)
        figures = {"added plain": each[is_plain], "added elsewhere": each[~is_plain]}
        told = {k: round(255 * float(np.sqrt(v.mean())), 3) for k, v in figures.items()}
        print(json.dumps({"network": id, "tiles": len(images), **told}), flush=True)


def _texture(values: Tensor) -> np.ndarray:
    """Variance of (n, C, pixels) by image or block."""
    return values.var(2, correction=0).mean(1).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path)
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--bands", type=int, default=3)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--as-is", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    images = read_hr(given.images, given.bands, smallest=64)[: given.limit]
    networks = {id: load_network(id, torch.device("cpu")) for id in given.networks}
    (scale,) = {network.scale for network in networks.values()}
    if given.as_is:
        measure_as_is(networks, images, scale)
        return
    degradation = varied("real" if given.bands == 3 else "satellite") or CLEAN
    degradation = replace(degradation, clean=0.0, gain=(1.0, 1.0))
    for name, kind in (("bicubic", CLEAN), ("varied", degradation)):
        made = cases(images, scale, kind)
        flats = cases([np.zeros_like(i) + i.mean((0, 1)) for i in images], scale, kind)
        for id, network in (("bicubic interpolation", None), *networks.items()):
            told = {"shrunk by": name, "network": id, "images": len(made)}
            figures = {**measure(network, made, scale), **measure_flat(network, flats, scale)}
            print(json.dumps({**told, **figures}), flush=True)


if __name__ == "__main__":
    main()
