"""Patches to learn from: drawn by the step, so that a resumed training sees the same ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.metrics.quality import bicubic
from srxai_plugin.engine.training.varied import MARGIN, Varied

if TYPE_CHECKING:
    from srxai_plugin.engine.training.recipe import Recipe

Pair = tuple[np.ndarray, np.ndarray]
"""LR (h, w, 3) and HR (s·h, s·w, 3), both uint8."""


def read_pairs(folder: Path, scale: int, smallest: int = 1) -> list[Pair]:
    """LR and HR of every image in a folder, sorted by name; HR cut to a multiple of the scale."""
    pairs = []
    for path in sorted(p for p in folder.glob("*") if p.is_file()):
        try:
            image = np.asarray(Image.open(path).convert("RGB"))
        except (UnidentifiedImageError, OSError):
            continue
        height, width = (side // scale for side in image.shape[:2])
        if min(height, width) < smallest:
            continue
        hr = image[: height * scale, : width * scale]
        pairs.append((bicubic(hr, width, height), hr))
    if not pairs:
        raise BadInput(f"No image of at least {smallest * scale} pixels a side in {folder}.")
    return pairs


def sample(pairs: list[Pair], recipe: Recipe, step: int) -> tuple[Tensor, Tensor]:
    """The batch of one step: LR and HR patches (N, 3, p, p) and (N, 3, s·p, s·p) in [0, 1].

    Seeded by the step, so that a resumed run sees the same patches.
    """
    random = np.random.default_rng((recipe.seed, step))
    lr_patches: list[np.ndarray] = []
    hr_patches: list[np.ndarray] = []
    for _ in range(recipe.batch):
        lr, hr = pairs[random.integers(len(pairs))]
        row, column = (random.integers(side - recipe.patch + 1) for side in lr.shape[:2])
        turns, flip = random.integers(4), random.integers(2)
        for image, patches, s in ((lr, lr_patches, 1), (hr, hr_patches, recipe.scale)):
            patch = image[
                row * s : (row + recipe.patch) * s, column * s : (column + recipe.patch) * s
            ]
            patch = np.rot90(patch, int(turns))
            patches.append(patch[:, ::-1] if flip else patch)
    return tensor_of(np.stack(lr_patches)), tensor_of(np.stack(hr_patches))


def sample_varied(images: list[np.ndarray], recipe: Recipe, step: int) -> tuple[Tensor, Tensor]:
    """``sample`` of a recipe with a degradation, from HR images of ``read_hr``."""
    draws = np.random.default_rng((recipe.seed, step))
    degradation = recipe.degradation or Varied(clean=1.0)
    side, margin = (recipe.patch + 2 * MARGIN) * recipe.scale, MARGIN * recipe.scale
    pairs = []
    for _ in range(recipe.batch):
        image = images[draws.integers(len(images))]
        row, column = (draws.integers(length - side + 1) for length in image.shape[:2])
        turns, flip = draws.integers(4), draws.integers(2)
        patch = np.rot90(image[row : row + side, column : column + side], int(turns))
        patch = patch[:, ::-1] if flip else patch
        hr = torch.from_numpy(patch.copy()).permute(2, 0, 1)
        if degradation.gain != (1.0, 1.0):
            hr = hr * draws.uniform(*degradation.gain)
        if degradation.plain and draws.random() < degradation.plain:
            hr = hr.mean((1, 2), keepdim=True).expand_as(hr)
        inside = hr[:, margin:-margin, margin:-margin]
        pairs.append((degradation(hr, recipe.scale, draws), inside))
    lr, hr = (
        torch.stack(each).contiguous(memory_format=torch.channels_last) for each in zip(*pairs)
    )
    if recipe.bands == 3:  # images of 8 bits
        lr = lr.clamp(0, 1).mul(255).round() / 255
    return lr, hr


def tensor_of(images: np.ndarray) -> Tensor:
    """(N, h, w, 3) uint8 → (N, 3, h, w) float in [0, 1], channels last in memory."""
    return torch.from_numpy(images.copy()).permute(0, 3, 1, 2).float() / 255
