"""LR patches as sensors give them: blurred, shrunk, noisy, compressed, resampled.

A network that learned from an ideal bicubic draws herringbones on anything else. What a patch went
through is drawn anew for each, from the ranges of a recipe, after Real-ESRGAN's and BSRGAN's first
order (Wang et al., 2021; Zhang et al., 2021), in units of the LR pixel, so that one recipe serves
every scale. All of it keeps corner on corner: nothing moves against the truth.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Optional

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.constraints import Between, Checked, OneOf
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.resource import resource

MARGIN = 4
"""LR pixels around a patch that is degraded, so that no border of it is seen."""
SHRINKING = ("bicubic", "area", "sample")
Share = Annotated[float, Between(0, 1)]


@dataclass(frozen=True)
class Varied(Checked):
    """Ranges from which the degradation of each patch is drawn, evenly.

    Raises:
        BadInput: a range that runs backwards, or JPEG of other images than RGB.
    """

    clean: Share = 0.3
    """Share of patches that antialiased bicubic shrinks, and nothing else happens to."""
    gain: tuple[float, float] = (1.0, 1.0)
    """Factor of all values before anything else happens: darker or brighter ground than theirs."""
    plain: Share = 0.0
    """Share of patches without any detail, in their mean colour all over: what is drawn on noise
    alone is not true."""
    sigma: tuple[float, float] = (0.1, 0.6)
    """Of the Gaussian PSF, in LR pixels."""
    ratio: Annotated[float, Between(1, 4)] = 1.0
    """Up to which one axis of the PSF is wider than the other, at any angle."""
    per_band: bool = False
    """Whether each band has a PSF of its own, as the bands of a satellite do."""
    shrinking: tuple[Annotated[str, OneOf(SHRINKING)], ...] = ("sample",)
    """After the PSF: ``sample`` takes the values at the centres, ``area`` means, ``bicubic``."""
    noise: tuple[float, float] = (0.0, 0.0)
    """Standard deviation of what is added, of values from 0 to 1."""
    shot: tuple[float, float] = (0.0, 0.0)
    """Variance for each unit of signal of what is added besides, as photons have it."""
    mosaic: Share = 0.0
    """Share of patches that were resampled to another grid, by less than a pixel, and back."""
    jpeg: Share = 0.0
    """Share of patches that were compressed."""
    quality: tuple[float, float] = (60.0, 95.0)
    """Of the JPEG."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("gain", "sigma", "noise", "shot", "quality"):
            low, high = getattr(self, name)
            if not 0 <= low <= high:
                raise BadInput(f"{name} runs from {low:g} to {high:g}. Give 0 or more, upwards.")

    def middle(self, scale: int) -> float:
        """Of the PSF's standard deviation, in HR pixels."""
        return scale * sum(self.sigma) / 2

    def __call__(self, hr: Tensor, scale: int, draws: np.random.Generator) -> Tensor:
        """LR of one patch: (C, s·h, s·w) → (C, h − 2·MARGIN, w − 2·MARGIN), both in [0, 1]."""
        if draws.random() < self.clean:
            return _inside(_shrunk(hr, scale, "bicubic"))
        blurred = self._blurred(hr, scale, draws)
        lr = _shrunk(blurred, scale, str(draws.choice(self.shrinking)))
        if draws.random() < self.mosaic:
            lr = resampled(
                lr, draws.uniform(-0.5, 0.5, 2), str(draws.choice(("bilinear", "bicubic")))
            )
        lr = _inside(lr)
        deviation = draws.uniform(*self.noise)
        variance = deviation**2 + draws.uniform(*self.shot) * lr.clamp(min=0)
        noise = torch.from_numpy(draws.standard_normal(tuple(lr.shape), dtype=np.float32))
        lr = lr + noise * variance.sqrt()
        if draws.random() < self.jpeg:
            return compressed(lr, round(draws.uniform(*self.quality)))
        return lr

    def _blurred(self, hr: Tensor, scale: int, draws: np.random.Generator) -> Tensor:
        count = len(hr) if self.per_band else 1
        kernels = []
        for _ in range(count):
            sigma = scale * draws.uniform(*self.sigma)
            stretch = math.sqrt(draws.uniform(1, self.ratio))
            kernels.append(psf(sigma * stretch, sigma / stretch, draws.uniform(0, math.pi)))
        side = max(k.shape[0] for k in kernels)
        weight = torch.stack([F.pad(k, [(side - k.shape[0]) // 2] * 4) for k in kernels])
        weight = weight.expand(len(hr), -1, -1)[:, None].to(hr)
        padded = F.pad(hr[None], [side // 2] * 4, mode="reflect")
        return F.conv2d(padded, weight, groups=len(hr))[0]


def varied(named: Optional[str]) -> Optional[Varied]:
    """The degradation of a name or of a JSON file; None where nothing is named.

    Raises:
        BadInput: there is none of that name, or the file is none.
    """
    if named is None:
        return None
    path = resource("degradations", f"{named}.json")
    if not path.is_file():
        path = Path(named)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError):
        names = ", ".join(sorted(p.stem for p in resource("degradations").glob("*.json")))
        raise BadInput(
            f"There is no degradation '{named}'. Give a JSON file, or one of: {names}."
        ) from None
    return from_json(Varied, text)


def psf(wide: float, narrow: float, angle: float) -> Tensor:
    """A Gaussian of two standard deviations in pixels, of an odd side, that sums to 1."""
    reach = max(1, math.ceil(3 * wide))
    y, x = torch.meshgrid(
        *[torch.arange(-reach, reach + 1, dtype=torch.float64)] * 2, indexing="ij"
    )
    along = (x * math.cos(angle) + y * math.sin(angle)) / max(wide, 1e-3)
    across = (y * math.cos(angle) - x * math.sin(angle)) / max(narrow, 1e-3)
    kernel = torch.exp(-(along**2 + across**2) / 2)
    return (kernel / kernel.sum()).float()


def resampled(image: Tensor, shift: np.ndarray, mode: str) -> Tensor:
    """(C, h, w) as it is after a journey to a grid that is ``shift`` pixels off, and back."""
    for sign in (1, -1):
        height, width = image.shape[1:]
        y = torch.arange(height) + sign * float(shift[0])
        x = torch.arange(width) + sign * float(shift[1])
        grid = torch.stack(
            torch.broadcast_tensors(
                (2 * x + 1)[None] / width - 1, (2 * y + 1)[:, None] / height - 1
            ),
            -1,
        )
        image = F.grid_sample(
            image[None], grid[None].to(image), mode, padding_mode="border", align_corners=False
        )[0]
    return image


def compressed(image: Tensor, quality: int) -> Tensor:
    """(3, h, w) in [0, 1] through JPEG. Raises BadInput for other numbers of bands."""
    if len(image) != 3:
        raise BadInput(f"JPEG holds 3 bands, and these images have {len(image)}. Set jpeg to 0.")
    pixels = image.clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).numpy()
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    found = np.array(Image.open(file))
    return torch.from_numpy(found).permute(2, 0, 1).float() / 255


def _shrunk(image: Tensor, scale: int, how: str) -> Tensor:
    if how == "area":
        return F.avg_pool2d(image[None], scale)[0]
    if how == "sample":
        first, last = (scale - 1) // 2, scale // 2
        rows = (image[:, first::scale] + image[:, last::scale]) / 2
        return (rows[:, :, first::scale] + rows[:, :, last::scale]) / 2
    size = (image.shape[1] // scale, image.shape[2] // scale)
    return F.interpolate(image[None], size, mode="bicubic", antialias=True)[0]


def _inside(image: Tensor) -> Tensor:
    return image[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
