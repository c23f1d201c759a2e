"""How good a trained network is on images held back from it, beside bicubic interpolation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.metrics.quality import bicubic, psnr, ssim
from srxai_plugin.engine.training.patches import Pair, tensor_of
from srxai_plugin.engine.training.recipe import Recipe
from srxai_plugin.engine.training.varied import MARGIN, Varied


@torch.inference_mode()
def score_bands(
    network: Callable[[Tensor], Tensor], images: list[np.ndarray], recipe: Recipe
) -> dict[str, Any]:
    """PSNR of each band and of all (peak 1) and the spectral angle in degrees, of the network and
    of bicubic interpolation, on images that the middle of the recipe's degradation shrinks."""
    degradation = recipe.degradation or Varied(clean=1.0)
    middle = sum(degradation.sigma) / 2
    plain = replace(
        degradation, clean=0.0, sigma=(middle, middle), ratio=1.0, noise=(0, 0), shot=(0, 0),
        jpeg=0.0, mosaic=0.0,
    )  # fmt: skip
    random, scale = np.random.default_rng(0), recipe.scale
    errors: list[list[np.ndarray]] = [[], []]
    angles: list[list[float]] = [[], []]
    for image in images:
        height, width = (side // scale * scale for side in image.shape[:2])
        hr = torch.from_numpy(image[:height, :width].copy()).permute(2, 0, 1)
        lr = plain(hr, scale, random)[None]
        margin = MARGIN * scale
        truth = hr[:, margin:-margin, margin:-margin][:, scale:-scale, scale:-scale]
        upsampled = F.interpolate(lr, scale_factor=scale, mode="bicubic", align_corners=False)
        for index, sr in enumerate((network(lr), upsampled)):
            found = sr[0, :, scale:-scale, scale:-scale]
            errors[index].append(((found - truth) ** 2).mean((1, 2)).numpy())
            angles[index].append(spectral_angle(found, truth))
    told: dict[str, Any] = {"validation_images": len(images)}
    for name, each, turned in zip(("", "_bicubic"), errors, angles):
        bands = np.mean(each, axis=0)
        told[f"psnr{name}"] = round(float(-10 * np.log10(bands.mean())), 4)
        told[f"psnr_bands{name}"] = [round(float(v), 4) for v in -10 * np.log10(bands)]
        told[f"spectral_angle{name}"] = round(float(np.mean(turned)), 4)
    return told


def spectral_angle(one: Tensor, other: Tensor) -> float:
    """Mean angle between the spectra of two images (C, h, w), in degrees."""
    cosine = F.cosine_similarity(one, other, dim=0).clamp(-1, 1)
    return float(torch.rad2deg(torch.arccos(cosine)).mean())


@torch.inference_mode()
def score(network: Callable[[Tensor], Tensor], pairs: list[Pair]) -> dict[str, float]:
    """Mean PSNR and SSIM on RGB of the network and of antialiased bicubic: 8 bits, s border pixels
    cut."""
    figures = []
    for lr, hr in pairs:
        scale = hr.shape[0] // lr.shape[0]
        sr = network(tensor_of(lr[None]))[0].clamp(0, 1).mul(255).round().byte()
        ours = sr.permute(1, 2, 0).numpy()
        plain = bicubic(lr, hr.shape[1], hr.shape[0])
        figures.append(
            [measure(hr, image, scale) for measure in (psnr, ssim) for image in (ours, plain)]
        )
    means = np.mean(figures, axis=0)
    names = ("psnr", "psnr_bicubic", "ssim", "ssim_bicubic")
    return {
        "validation_images": len(pairs),
        **{name: round(float(mean), 4) for name, mean in zip(names, means)},
    }
