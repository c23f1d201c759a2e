"""One window of a reliance map: how far the network looks there, and what it adds."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Optional

import numpy as np
import torch
from rasterio.io import DatasetReader
from torch import Tensor

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.scenes import RELIANCE_DETAIL_BANDS
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.objectives import FAINT, Texture
from srxai_plugin.engine.detail.evidence import of_region, tile_evidence
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.self_check import SelfCheck
from srxai_plugin.engine.detail.verdict import judged
from srxai_plugin.engine.explaining.outputs import pixels_hash
from srxai_plugin.engine.imagery.geotiff import Grid, read
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.imagery.radiometry import refuse_not_finite, to_network
from srxai_plugin.engine.imagery.region import place
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.imagery.whole_raster import WholeRaster
from srxai_plugin.engine.metrics.concentration import diffusion_index, gini, outside, reach
from srxai_plugin.engine.metrics.texture import AREAS, Intact, area_mean, intact
from srxai_plugin.engine.networks.base import SRNetwork

TOGETHER = 2**16
"""LR pixels of all images that go through a network at once: the masks of a window of 96 × 96."""
SUPPORT = 3
"""LR pixels around an enlarged one, beyond which bicubic interpolation looks at none."""

EMPTY, FLAT, EXPLAINED = "empty", "flat", "explained"


@dataclass(frozen=True)
class Judging:
    """What windows' detail is judged by, where it is to be."""

    check: Optional[SelfCheck]
    """The raster's; None where it has none."""
    is_doubted: bool = False
    """Whether the network fails the ramp or the proof, on a known piece or on this raster."""


@dataclass(frozen=True)
class Cell:
    """Place of a window: a pixel of the map."""

    column: int
    row: int


@dataclass(frozen=True)
class Figures:
    """Of one window; NaN what it does not have."""

    state: str
    """``explained``; ``flat`` without texture to explain; ``empty`` without data."""
    diffusion_index: float = math.nan
    atv: float = math.nan
    """Mean of the area curve, in %."""
    texture_added: float = math.nan
    """Mean gradient magnitude of the super-resolved window less that of its bicubic
    interpolation, in % of the value range for each SR pixel and band; negative where the network
    smooths. Over the bands that the network takes and gives; NaN where there are none."""
    radius: float = math.nan
    """Distance from the window that holds 95 % of the attribution: in metres, or in LR pixels
    where the raster has no CRS."""
    pixels: str = ""
    """SHA-256 of what was read."""
    share: float = math.nan
    """Estimated true share of what was added to the window; NaN where there is no verdict."""
    half_width: float = math.nan
    """Mean half-width of the 90 % interval, in raster units; NaN likewise."""


DETAIL = tuple(RELIANCE_DETAIL_BANDS)
BANDS = tuple(f.name for f in fields(Figures) if f.type == "float" and f.name not in DETAIL)


@dataclass(frozen=True)
class Cells:
    """The grid of windows over a raster."""

    grid: Grid
    stride: int
    window: int

    @property
    def columns(self) -> int:
        """Of windows; the last may reach past the raster's right edge."""
        return -(-self.grid.width // self.stride)

    @property
    def rows(self) -> int:
        """Of windows; the last may reach past the raster's lower edge."""
        return -(-self.grid.height // self.stride)

    @property
    def map_grid(self) -> Grid:
        """Of the map: one pixel for each window, corner on corner with the raster."""
        coarse = self.grid.transform @ self.grid.transform.scale(self.stride)
        return Grid(coarse, self.grid.crs, self.columns, self.rows)

    def explained(self, cell: Cell) -> Window:
        """The window in the middle of a cell, moved inward at the raster's edge; in LR pixels."""
        left, width = _middle(cell.column, self.stride, self.window, self.grid.width)
        top, height = _middle(cell.row, self.stride, self.window, self.grid.height)
        return Window(left, top, width, height)


def _middle(index: int, stride: int, window: int, limit: int) -> tuple[int, int]:
    size = min(window, limit)
    start = index * stride + (stride - size) // 2
    return min(max(start, 0), limit - size), size


def measure_cell(
    dataset: DatasetReader,
    source: WholeRaster,
    network: SRNetwork,
    method: AttributionMethod,
    window: Window,
    context: Optional[int],
    is_in_metres: bool,
    detail: Optional[Judging] = None,
) -> Figures:
    """Explain one window as ``explain`` does, and keep its figures alone.

    Args:
        is_in_metres: whether the raster's CRS tells distances.
        detail: None where the window's detail is not to be judged.
    """
    placement = place(Region(window=window), source.grid, network.scale, context)
    pixels = read(dataset, placement.tile, source.bands)
    valid: np.ndarray = np.logical_or.reduce(pixels.valid)  # of any band
    seen = pixels_hash(pixels)
    counted = placement.counted(valid)
    if not counted.any():
        return Figures(EMPTY, pixels=seen)
    lr = torch.from_numpy(to_network(pixels, source.radiometry)).to(network.device)
    mask = None if counted.all() else torch.from_numpy(counted)
    texture = Texture(placement.region_in_tile, mask)
    # A method that meets the texture on its way saves a pass of the image; others are not asked
    # where there is nothing to explain.
    found = method.attribute(network, lr, texture, _never) if method.meets_texture else None
    whole = intact(network, lr, texture, texture=None if found is None else found.texture)
    refuse_not_finite(whole.texture.cpu().numpy())
    told: dict[str, float] = {}
    if detail is not None:
        told = _judged(detail, network, source, lr, valid, placement.region_in_tile, counted)
    pixels_asked = int(np.count_nonzero(counted))
    both = network.matched
    in_common = both.of_sr(whole.texture)
    added = math.nan
    if both.sr:
        added = texture_added(texture, in_common.sum().item(), both.of_lr(lr), network.scale)
        added *= 100 / (pixels_asked * len(in_common))
    if whole.total / (pixels_asked * len(whole.texture)) < FAINT:
        return Figures(FLAT, texture_added=added, pixels=seen, **told)
    if found is None:
        found = method.attribute(network, lr, texture, _never)
    map = np.where(valid, found.normalised().cpu().numpy(), 0.0)
    if not map.any():
        return Figures(FLAT, texture_added=added, pixels=seen, **told)
    steps = outside(placement.region_in_tile, network.scale, valid.shape)
    far = reach(map, steps, metres_per_pixel(pixels.grid))
    return Figures(
        EXPLAINED,
        diffusion_index=diffusion_index(gini(map[valid])),
        atv=area_mean(whole, map, valid, together(whole)),
        texture_added=added,
        radius=_known(far.metres) if is_in_metres else far.pixels,
        pixels=seen,
        **told,
    )


def _never() -> None:
    """A window is not cancelled within: the next one is not begun."""


def together(whole: Intact) -> int:
    """Masks of a window that go through the network at once: all, where what it sees is small."""
    window = whole.asked.window
    return max(1, min(len(AREAS), TOGETHER // (window.width * window.height)))


def _judged(
    detail: Judging,
    network: SRNetwork,
    source: WholeRaster,
    lr: Tensor,
    valid: np.ndarray,
    region: Window,
    counted: np.ndarray,
) -> dict[str, float]:
    """Share and half-width of the pixels of a region (SR pixels of the tile) that count, where
    there is a verdict."""
    with torch.no_grad():
        sr = network(lr[None])
    refuse_not_finite(sr.cpu().numpy())
    run = Passes(Storage(source.radiometry, source.dtype))
    image, shown = lr.cpu().numpy().astype(np.float64), run.storage.rounded(sr[0].cpu().numpy())
    fine = valid.repeat(network.scale, 0).repeat(network.scale, 1)
    asked = np.zeros(fine.shape, dtype=bool)
    asked[region.slices] = counted
    found = tile_evidence(network, image, shown, fine, run)
    verdict = judged(of_region(found, detail.check, asked), detail.is_doubted)
    if verdict.share is None or detail.check is None:
        return {}
    half_width = run.storage.unit * detail.check.half_width(found.error)
    return {"share": verdict.share, "half_width": float(half_width[asked].mean())}


@torch.no_grad()
def texture_added(texture: Texture, found: float, lr: Tensor, scale: int) -> float:
    """Texture ``found`` in the region of the super-resolved image less that of the bicubic
    enlargement of ``lr`` (C, h, w), of which only what the region sees is made."""
    height, width = lr.shape[-2:]
    region, whole = texture.region, Window(0, 0, scale * width, scale * height)
    # A pixel's texture is its difference from its right and lower neighbour.
    seen = Window(region.column, region.row, region.width + 1, region.height + 1).cut(whole)
    near = seen.coarser(scale).grown(SUPPORT).cut(Window(0, 0, width, height))
    part = lr[(..., *near.slices)].cpu().numpy()
    plain = bicubic(part, scale * near.width, scale * near.height)
    moved = replace(texture, region=region.moved(-scale * near.column, -scale * near.row))
    return found - moved(torch.from_numpy(plain).to(lr)[None]).item()


def _known(value: Optional[float]) -> float:
    return math.nan if value is None else value
