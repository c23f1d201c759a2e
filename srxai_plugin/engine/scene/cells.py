"""One window of a reliance map: how far the network looks there, and what it adds."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Optional

import numpy as np
import torch
from rasterio.io import DatasetReader
from torch import Tensor

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.scenes import RELIANCE_DETAIL_BANDS
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.objectives import Texture
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
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import atv
from srxai_plugin.engine.networks.base import SRNetwork

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
    detail: Optional[Judging] = None,
) -> Figures:
    """Explain one window as ``explain`` does, and keep its figures alone.

    Args:
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
    with torch.no_grad():
        sr = network(lr[None])
    refuse_not_finite(sr.cpu().numpy())
    told: dict[str, float] = {}
    if detail is not None:
        region = np.zeros(sr.shape[-2:], dtype=bool)
        region[placement.region_in_tile.slices] = counted
        told = _judged(detail, network, source, lr, sr, valid, region)
    both = network.matched
    added = texture_added(texture, both.of_sr(sr), both.of_lr(lr)) if both.sr else math.nan
    if texture.is_faint(sr):
        return Figures(FLAT, texture_added=added, pixels=seen, **told)
    found = method.attribute(network, lr, texture, lambda: None)
    map = np.where(valid, found.normalised().cpu().numpy(), 0.0)
    if not map.any():
        return Figures(FLAT, texture_added=added, pixels=seen, **told)
    steps = outside(placement.region_in_tile, network.scale, valid.shape)
    far = reach(map, steps, metres_per_pixel(pixels.grid))
    in_pixels = metres_per_pixel(source.grid) is None
    return Figures(
        EXPLAINED,
        diffusion_index=diffusion_index(gini(map[valid])),
        atv=atv(Subject(network, lr, texture, map, valid)).mean,
        texture_added=added,
        radius=far.pixels if in_pixels else _known(far.metres),
        pixels=seen,
        **told,
    )


def _judged(
    detail: Judging,
    network: SRNetwork,
    source: WholeRaster,
    lr: Tensor,
    sr: Tensor,
    valid: np.ndarray,
    region: np.ndarray,
) -> dict[str, float]:
    """Share and half-width of the region (s·h, s·w) bool, where there is a verdict."""
    run = Passes(Storage(source.radiometry, source.dtype))
    image, shown = lr.cpu().numpy().astype(np.float64), run.storage.rounded(sr[0].cpu().numpy())
    fine = valid.repeat(network.scale, 0).repeat(network.scale, 1)
    found = tile_evidence(network, image, shown, fine, run)
    verdict = judged(of_region(found, detail.check, region), detail.is_doubted)
    if verdict.share is None or detail.check is None:
        return {}
    half_width = run.storage.unit * detail.check.half_width(found.error)
    return {"share": verdict.share, "half_width": float(half_width[region].mean())}


@torch.no_grad()
def texture_added(texture: Texture, sr: Tensor, lr: Tensor) -> float:
    """Mean texture of the region of ``sr`` (1, C, s·h, s·w) less that of the bicubic enlargement
    of ``lr`` (C, h, w), in % of the value range."""
    height, width = sr.shape[-2:]
    plain = torch.from_numpy(bicubic(lr.cpu().numpy(), width, height)).to(sr)[None]
    difference = texture(sr).item() - texture(plain).item()
    region = texture.region
    counted = region.width * region.height if texture.mask is None else float(texture.mask.sum())
    return 100 * difference / (counted * sr.shape[1])


def _known(value: Optional[float]) -> float:
    return math.nan if value is None else value
