"""One window of a reliance map, or several at once: how far the network looks there, and what it
adds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

import numpy as np
import torch
from rasterio.io import DatasetReader
from torch import Tensor

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.engine.attribution.base import AttributionMethod, RawAttribution
from srxai_plugin.engine.attribution.objectives import FAINT, Texture
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.detail.evidence import of_region, tile_evidence
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.self_check import SelfCheck
from srxai_plugin.engine.detail.verdict import judged
from srxai_plugin.engine.explaining.outputs import pixels_hash
from srxai_plugin.engine.imagery.geotiff import Pixels, read
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.imagery.radiometry import refuse_not_finite, to_network
from srxai_plugin.engine.imagery.region import place
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.imagery.whole_raster import WholeRaster
from srxai_plugin.engine.metrics.concentration import diffusion_index, gini, outside, reach
from srxai_plugin.engine.metrics.texture import AREAS, Intact, area_mean, intact
from srxai_plugin.engine.metrics.texture_together import area_means
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.scene.cells import EMPTY, EXPLAINED, FLAT, Figures

TOGETHER = 2**16
"""LR pixels of all images that go through a network at once: the masks of a window of 96 × 96."""
MOST, BYTES = 16, 2**27
"""Windows at once, and bytes of all that the network makes of them."""
SUPPORT = 3
"""LR pixels around an enlarged one, beyond which bicubic interpolation looks at none."""


@dataclass(frozen=True)
class Judging:
    """What windows' detail is judged by, where it is to be."""

    check: Optional[SelfCheck]
    """The raster's; None where it has none."""
    is_doubted: bool = False
    """Whether the network fails the ramp or the proof, on a known piece or on this raster."""


@dataclass(frozen=True)
class Measuring:
    """What is the same for all windows of a map."""

    source: WholeRaster
    network: SRNetwork
    method: AttributionMethod
    context: Optional[int]
    """As of ``RelianceRequest``."""
    is_in_metres: bool
    """Whether the raster's CRS tells distances."""
    detail: Optional[Judging] = None
    """None where the windows' detail is not to be judged."""


def measure_cells(
    dataset: DatasetReader, how: Measuring, windows: Sequence[Window]
) -> list[Figures]:
    """Explain windows as ``explain`` does, and keep their figures alone.

    Those that lie alike in their tiles go through the network together, if the method can.
    """
    seen = [Seen.of(dataset, how, window) for window in windows]
    told: list[Optional[Figures]] = [None] * len(seen)
    alike: dict[Any, list[int]] = {}
    for number, each in enumerate(seen):
        alike.setdefault(each.kind, []).append(number)
    for kind, numbers in alike.items():
        group = [seen[number] for number in numbers]
        figures = None if kind is None else _together(how, group)
        for number, found in zip(numbers, figures or [_alone(how, each) for each in group]):
            told[number] = found
    return [figures for figures in told if figures is not None]


def windows_at_once(how: Measuring, window: Window) -> int:
    """Windows that go through the network together: more than one where a pass of one is too short
    to fill the time that it takes to begin its steps.

    Args:
        window: one that stands for all.
    """
    network, source = how.network, how.source
    placement = place(Region(window=window), source.grid, network.scale, how.context)
    tile = placement.tile
    images = torch.zeros(1, network.channels, tile.height, tile.width, device=network.device)
    asked = ask(network, Texture(placement.region_in_tile), images)
    if not how.method.meets_texture or not isinstance(asked, Cone):
        return 1
    kept = sum(4 * math.prod(sides(step.work.box)) for step in asked.plan.steps)
    return max(1, min(MOST, BYTES // kept))


@dataclass(frozen=True, eq=False)
class Seen:
    """A window, as it was read."""

    tile: Window
    pixels: Pixels
    valid: np.ndarray
    """(h, w) bool: where any band has data."""
    hash: str
    counted: np.ndarray
    """(height, width) bool of the region: pixels that count."""
    lr: Tensor
    """(C, h, w) in [0, 1]; nothing in it where no pixel counts."""
    texture: Texture

    @staticmethod
    def of(dataset: DatasetReader, how: Measuring, window: Window) -> Seen:
        """Read a window and what surrounds it."""
        source = how.source
        placement = place(Region(window=window), source.grid, how.network.scale, how.context)
        pixels = read(dataset, placement.tile, source.bands)
        valid: np.ndarray = np.logical_or.reduce(pixels.valid)
        counted = placement.counted(valid)
        lr = torch.empty(0)
        if counted.any():
            lr = torch.from_numpy(to_network(pixels, source.radiometry)).to(how.network.device)
        mask = None if counted.all() else torch.from_numpy(counted)
        texture = Texture(placement.region_in_tile, mask)
        return Seen(placement.tile, pixels, valid, pixels_hash(pixels), counted, lr, texture)

    @property
    def kind(self) -> Optional[tuple[Any, ...]]:
        """Equal for windows that a network can be asked of together; None for one that is asked
        alone."""
        is_whole = self.texture.mask is None and bool(len(self.lr))
        return (*self.lr.shape, self.texture.region) if is_whole else None


def _together(how: Measuring, group: Sequence[Seen]) -> Optional[list[Figures]]:
    """Figures of windows of one kind; None where each is to be asked alone."""
    images, texture = torch.stack([each.lr for each in group]), group[0].texture
    found = how.method.together(how.network, images, texture)
    if found is None:
        return None
    looked = [
        _looked(how, each, t.double(), RawAttribution(raw, 1))
        for each, t, raw in zip(group, found.texture, found.raw)
    ]
    maps = [
        np.zeros(each.valid.shape) if isinstance(m, Figures) else m.map
        for each, m in zip(group, looked)
    ]
    means = area_means(found, images, texture, maps, [each.valid for each in group])
    return [
        one if isinstance(one, Figures) else one.figures(mean) for one, mean in zip(looked, means)
    ]


def _alone(how: Measuring, seen: Seen) -> Figures:
    if not len(seen.lr):
        return Figures(EMPTY, pixels=seen.hash)
    network, method, texture = how.network, how.method, seen.texture
    # A method that meets the texture on its way saves a pass of the image; others are not asked
    # where there is nothing to explain.
    found = method.attribute(network, seen.lr, texture, _never) if method.meets_texture else None
    whole = intact(network, seen.lr, texture, texture=None if found is None else found.texture)
    looked = _looked(how, seen, whole.texture, found)
    if isinstance(looked, Figures):
        return looked
    return looked.figures(area_mean(whole, looked.map, seen.valid, together(whole)))


@dataclass(frozen=True, eq=False)
class Looked:
    """A window that is explained, all but for its ATV."""

    map: np.ndarray
    """(h, w): the attribution, 1 at most; 0 where there is no data."""
    told: Figures

    def figures(self, atv: float) -> Figures:
        """With its ATV."""
        return replace(self.told, atv=atv)


def _looked(
    how: Measuring, seen: Seen, texture: Tensor, found: Optional[RawAttribution]
) -> Figures | Looked:
    """A window's map; its figures where there is nothing to explain.

    Args:
        texture: (D, height, width), double: of the super-resolved region.
    """
    network, source, region = how.network, how.source, seen.texture.region
    refuse_not_finite(texture.cpu().numpy())
    told: dict[str, float] = {}
    if how.detail is not None:
        told = _judged(how.detail, network, source, seen.lr, seen.valid, region, seen.counted)
    pixels_asked = int(np.count_nonzero(seen.counted))
    both = network.matched
    in_common = both.of_sr(texture)
    added = math.nan
    if both.sr:
        sum = in_common.sum().item()
        added = texture_added(seen.texture, sum, both.of_lr(seen.lr), network.scale)
        added *= 100 / (pixels_asked * len(in_common))
    flat = Figures(FLAT, texture_added=added, pixels=seen.hash, **told)
    if texture.sum().item() / (pixels_asked * len(texture)) < FAINT:
        return flat
    if found is None:
        found = how.method.attribute(network, seen.lr, seen.texture, _never)
    map = np.where(seen.valid, found.normalised().cpu().numpy(), 0.0)
    if not map.any():
        return flat
    steps = outside(region, network.scale, seen.valid.shape)
    far = reach(map, steps, metres_per_pixel(seen.pixels.grid))
    explained = replace(
        flat,
        state=EXPLAINED,
        diffusion_index=diffusion_index(gini(map[seen.valid])),
        radius=_known(far.metres) if how.is_in_metres else far.pixels,
    )
    return Looked(map, explained)


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
