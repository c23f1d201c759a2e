"""The objectives that can be asked of a region, and the one way from a request to one of them.

One more is a class here, and its place in ``OBJECTIVES``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import Objective
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.attribution.region_objective import RegionObjective
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.added import added_by, difference

EPSILON = 1e-16
"""Inside the root, where the authors have none: it gives flat pixels a zero gradient instead of
NaN. Its root, 1e-8, is far below an 8-bit step (4e-3), so it moves nothing else."""

FAINT = 5e-4
"""Mean gradient magnitude, in [0, 1] values, that is no texture: an eighth of an 8-bit step, twice
what edsr-x4 makes of a constant image. A map of it, divided by its maximum, would be noise."""


@dataclass(frozen=True)
class Texture(RegionObjective):
    """T_R(y) = Σ over bands and the region of sqrt(∂_y y² + ∂_x y² + ε), on the SR image.

    Forward differences, as in the LAM authors' demo: a pixel against its right and lower neighbour.
    At the tile's last row or column, which has no neighbour, that difference is zero.
    """

    id: ClassVar[str] = "texture"
    name: ClassVar[str] = "Texture"
    sentence: ClassVar[str] = "Where did the region's edges and patterns come from?"
    asks_for_texture: ClassVar[bool] = True
    measured: ClassVar[str] = ""

    def __call__(self, sr: Tensor) -> Tensor:
        return self._sum((self._squares(sr) + EPSILON).sqrt())

    def of_pixels(self, sr: Tensor) -> Tensor:
        """Terms of the sum, (N, C, height, width); 0 where a pixel does not count."""
        values = (self._squares(sr) + EPSILON).sqrt()
        if self.mask is not None:
            values = torch.where(self.mask.to(values.device).bool(), values, 0)
        return values

    def is_faint(self, sr: Tensor) -> bool:
        """Whether the region of this one image (1, C, H, W) has no texture to speak of."""
        return self._mean((self._squares(sr) + EPSILON).sqrt()).item() < FAINT

    def flat_pixels(self, sr: Tensor) -> int:
        """Pixels of the region where a band is exactly flat, so that its root has no gradient."""
        flat = (self._squares(sr) == 0).any(dim=1)
        if self.mask is not None:
            flat = flat & self.mask.to(flat)
        return int(flat.sum())

    def secant(self, sr: Tensor, reference: Tensor) -> Tensor:
        """A slope between two images (N, C, H, W), of their shape: its product with sr − reference
        adds up to the difference of their textures.

        With d and d' a pixel's differences and r and r' their roots, r − r' = (d + d')(d − d') /
        (r + r'), and d + d' is the gradient of d² at the images' middle.
        """
        roots = [(self._squares(image) + EPSILON).sqrt() for image in (sr, reference)]
        with torch.enable_grad():
            middle = ((sr + reference) / 2).detach().requires_grad_()
            total = self._sum(self._squares(middle) / (roots[0] + roots[1])).sum()
            (slope,) = torch.autograd.grad(total, middle)
        return slope

    def _squares(self, sr: Tensor) -> Tensor:
        """(N, C, height, width): squared gradient magnitude over the region."""
        region = self.region
        patch = sr[..., region.row : region.bottom + 1, region.column : region.right + 1]
        height, width = region.height, region.width
        if patch.shape[-2] == height:
            patch = torch.cat([patch, patch[..., -1:, :]], dim=-2)
        if patch.shape[-1] == width:
            patch = torch.cat([patch, patch[..., -1:]], dim=-1)
        here = patch[..., :height, :width]
        down = here - patch[..., 1:, :width]
        right = here - patch[..., :height, 1:]
        return down**2 + right**2


@dataclass(frozen=True)
class PixelTexture:
    """t(y), the terms of ``Texture``: (N, C, H, W) → (N, C, height, width) of the region.

    Not a question with one answer, so that it has no gradient; asked of a network as one, it gives
    T and all that is hidden in its sum in one pass.
    """

    region: Window
    """In SR pixels of the tile."""
    mask: Optional[Tensor] = None
    """As of ``Texture``."""

    def __call__(self, sr: Tensor) -> Tensor:
        return Texture(self.region, self.mask).of_pixels(sr)


@dataclass(frozen=True)
class Added(Texture):
    """The texture of SR − bicubic(LR): ``Texture``, asked of a network that gives this difference.

    The interpolation is Pillow's, and a function of the LR image: what a method changes there
    changes it too.
    """

    id: ClassVar[str] = "added"
    name: ClassVar[str] = "Added detail"
    sentence: ClassVar[str] = (
        "Where did the detail come from that the network adds to bicubic interpolation?"
    )
    nothing: ClassVar[str] = (
        "The network adds no detail to bicubic interpolation in the region: there is nothing to "
        "explain."
    )

    measured: ClassVar[str] = (
        "ATV and the verdict ask of the added detail too: they are not to be compared with those "
        "of the whole texture."
    )

    def put_to(self, network: SRNetwork) -> tuple[SRNetwork, RegionObjective]:
        if not network.matched.sr:
            raise BadInput(
                f"{network.id} gives none of the bands that it takes, or nobody says which: what "
                "it adds to their interpolation cannot be asked. Choose another objective, or name "
                "the bands by band_names and band_names_out in its JSON file."
            )
        return added_by(network), Texture(self.region, self.mask)

    def looked_at(self, network: SRNetwork, sr: Tensor, lr: Tensor) -> Tensor:
        return difference(sr, lr, network.matched)


@dataclass(frozen=True)
class Intensity(RegionObjective):
    """Mean of all bands over the region, in [0, 1] (Gu & Dong, 2021, compare it with texture)."""

    id: ClassVar[str] = "intensity"
    name: ClassVar[str] = "Mean intensity"
    sentence: ClassVar[str] = "Which pixels made the region as bright as it is?"

    def __call__(self, sr: Tensor) -> Tensor:
        return self._mean(self._cut(sr))


@dataclass(frozen=True)
class Band(Texture):
    """The texture of one band alone."""

    id: ClassVar[str] = "band"
    name: ClassVar[str] = "Texture of one band"
    sentence: ClassVar[str] = "Where did the edges and patterns of one band come from?"
    measured: ClassVar[str] = RegionObjective.measured

    band: int = parameter(1, "Band among the network's own, counted from 1.", low=1, high=1000)

    def check(self, bands: int) -> None:
        _check_band("The band to explain", self.band, bands)

    def _squares(self, sr: Tensor) -> Tensor:
        return super()._squares(sr[:, self.band - 1 : self.band])


@dataclass(frozen=True)
class SpectralIndex(RegionObjective):
    """Mean normalised difference (a − b) / (a + b) of two bands: NDVI with near infrared and red.

    It is taken of the network's values in [0, 1]. A scaling by percentiles moves the bands against
    each other, so that it is no NDVI of reflectances then.
    """

    id: ClassVar[str] = "index"
    name: ClassVar[str] = "Spectral index"
    sentence: ClassVar[str] = "Which pixels made the region's index, such as NDVI, what it is?"

    LEAST: ClassVar[float] = 1e-3
    """Sum of two bands below which both are black; there the index counts as 0."""

    plus: int = parameter(
        4, "Band a of (a - b) / (a + b): near infrared for NDVI.", low=1, high=1000
    )
    minus: int = parameter(1, "Band b of (a - b) / (a + b): red for NDVI.", low=1, high=1000)

    def check(self, bands: int) -> None:
        _check_band("The index's first band", self.plus, bands)
        _check_band("The index's second band", self.minus, bands)

    def __call__(self, sr: Tensor) -> Tensor:
        cut = self._cut(sr)
        a, b = cut[:, self.plus - 1 : self.plus], cut[:, self.minus - 1 : self.minus]
        bright = (a + b) > self.LEAST
        return self._mean(torch.where(bright, (a - b) / torch.where(bright, a + b, 1), 0))


@dataclass(frozen=True)
class Gabor(RegionObjective):
    """Σ over the region of the magnitude of a complex Gabor filter, on the mean of the bands.

    The filter is scikit-image's, one octave wide, its mean taken off so that brightness alone gives
    nothing. Beyond the tile the image goes on as its last row and column.
    """

    id: ClassVar[str] = "gabor"
    name: ClassVar[str] = "Gabor"
    sentence: ClassVar[str] = "Where did stripes of one width and direction come from?"
    asks_for_texture: ClassVar[bool] = True

    frequency: float = parameter(
        0.25, "Stripes in an SR pixel: 0.25 is one in four pixels.", low=0.02, high=0.5
    )
    angle: float = parameter(
        0.0,
        "Direction across the stripes, in degrees: 0 crosses upright stripes, 90 level ones.",
        low=-180.0,
        high=180.0,
    )

    def __call__(self, sr: Tensor) -> Tensor:
        kernel = _kernel(float(self.frequency), float(self.angle)).to(sr)
        down, across = (side // 2 for side in kernel.shape[-2:])
        grey = F.pad(sr.mean(1, keepdim=True), (across, across, down, down), "replicate")
        region = self.region
        patch = grey[
            ...,
            region.row : region.bottom + 2 * down,
            region.column : region.right + 2 * across,
        ]
        squares = F.conv2d(patch, kernel).square().sum(1, keepdim=True)
        return self._sum((squares + EPSILON).sqrt())


OBJECTIVES: tuple[type[RegionObjective], ...] = (
    Texture,
    Added,
    Band,
    Intensity,
    SpectralIndex,
    Gabor,
)
"""In the order in which they are offered."""


def objective(
    asked: Objective, region: Window, mask: Optional[Tensor], bands: int
) -> RegionObjective:
    """The question of a request, put to a region of an image of ``bands`` bands.

    Raises:
        BadInput: an unknown objective or parameter, or a band that the image does not have.
    """
    for cls in OBJECTIVES:
        if cls.id == asked.id:
            found = cls.with_parameters(asked.parameters, region, mask)
            found.check(bands)
            return found
    known = ", ".join(cls.id for cls in OBJECTIVES)
    raise BadInput(f"Unknown objective '{asked.id}'. Choose from: {known}.")


def describe_objectives() -> list[dict[str, Any]]:
    """Id, name, sentence and parameters of every objective, for those who offer them."""
    return [cls.described() for cls in OBJECTIVES]


def _check_band(what: str, band: int, bands: int) -> None:
    """Raises BadInput for a 1-based band that the network's output does not have."""
    if not 1 <= band <= bands:
        raise BadInput(f"{what} is {band}, but the network gives bands 1 to {bands}.")


@lru_cache(maxsize=8)
def _kernel(frequency: float, angle: float) -> Tensor:
    """(2, 1, k, l): real and imaginary part, each of mean zero."""
    import skimage.filters  # a sixth of a second, which the other questions need not wait for

    kernel = skimage.filters.gabor_kernel(frequency, theta=np.deg2rad(angle))
    parts = np.stack([kernel.real, kernel.imag])
    parts -= parts.mean((1, 2), keepdims=True)
    return torch.from_numpy(parts)[:, None]
