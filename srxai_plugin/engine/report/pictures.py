"""LR, SR and map side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.explaining.outlines import Outlined
from srxai_plugin.engine.report.drawing import STYLE, png
from srxai_plugin.engine.report.evidence import draw_evidence, key_of_outlines

WIDEST, TALLEST, MARGIN, TITLE = 2.4, 3.6, 0.1, 0.35
"""Inches of a panel, and around it."""
LARGE, LARGE_TALL, BAR = 3.0, 4.2, 1.0
"""Inches of a panel of crops, and of the colour bar beside them."""
AROUND, LEAST = 0.2, 1.0
"""Around a region in its crops: a share of its longer side, and LR pixels at least."""
TICKS = (0.0, 0.02, 0.1, 0.25, 0.5, 1.0)
"""Values that a colour bar names."""


def side_by_side(
    lr: Optional[np.ndarray],
    sr: np.ndarray,
    map: np.ndarray,
    region: Window,
    scale: int,
    titles: Sequence[str] = ("LR", "SR", "map"),
    gamma: float = 1.0,
    stretch: float = 1.0,
) -> str:
    """LR (h, w, 3), SR (s·h, s·w, 3), both uint8, and map (h, w) from 0 to 1, as a PNG data URI.

    Args:
        lr: None leaves it out.
        region: in SR pixels of the tile; drawn as an outline.
        gamma: the map's colours follow value ** gamma.
        stretch: height of a pixel on the ground against its width.
    """
    panels = _there(titles, (lr, sr, map**gamma))
    with matplotlib.rc_context(STYLE):
        height, width = map.shape
        slope = stretch * height / width
        wide = min(WIDEST, TALLEST / slope)
        size = ((wide + MARGIN) * len(panels), slope * wide + TITLE)
        figure = Figure(figsize=size, layout="constrained", dpi=110)
        extent = (0, width, height, 0)
        axes_of = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, (title, image) in zip(axes_of, panels):
            _panel(axes, title, image, extent, stretch)
            outline(axes, region, scale)
    return png(figure)


def crops(
    lr: Optional[np.ndarray],
    sr: np.ndarray,
    map: np.ndarray,
    found: Sequence[Outlined],
    region: Window,
    scale: int,
    titles: Sequence[str] = ("LR", "SR", "map"),
    gamma: float = 1.0,
    stretch: float = 1.0,
) -> str:
    """LR, SR and evidence as of ``side_by_side``, cut to the region, which fills them, and what the
    evidence's lines or colours mean.

    Args:
        found: outlines of the map, over the imagery; without any, the map's pixels are shown.
    """
    evidence = map**gamma if not found else sr if lr is None else lr
    panels = _there(titles, (lr, sr, evidence))
    height, width = map.shape
    left, right, top, bottom = near(region, scale, width, height)
    slope = stretch * (bottom - top) / (right - left)
    wide = min(LARGE, LARGE_TALL / slope)
    with matplotlib.rc_context(STYLE):
        beside, below = (0.0, TITLE) if found else (BAR, 0.0)
        size = ((wide + MARGIN) * len(panels) + beside, max(slope * wide, 1.5) + TITLE + below)
        figure = Figure(figsize=size, layout="constrained", dpi=110)
        axes_of = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, (title, image) in zip(axes_of, panels):
            drawn = _panel(axes, title, image, (0, width, height, 0), stretch)
            if found and axes is axes_of[-1]:
                draw_evidence(axes, map, found, stretch)
            axes.set_xlim(left, right)
            axes.set_ylim(bottom, top)
            outline(axes, region, scale)
        if found:
            figure.legend(
                handles=key_of_outlines(), loc="outside lower center", ncols=4, frameon=False
            )
        else:
            name_ticks(figure.colorbar(drawn, ax=axes_of[-1], fraction=0.08, pad=0.03), gamma)
    return png(figure)


def _there(
    titles: Sequence[str], images: Sequence[Optional[np.ndarray]]
) -> list[tuple[str, np.ndarray]]:
    """Titles and images, without those that are none."""
    return [(title, image) for title, image in zip(titles, images) if image is not None]


def _panel(
    axes: Axes,
    title: str,
    image: np.ndarray,
    extent: tuple[float, float, float, float],
    stretch: float,
) -> AxesImage:
    """An image of colours as it is, one of values from 0 to 1 in those of a map."""
    axes.set_title(title)
    axes.set_axis_off()
    return axes.imshow(
        image,
        extent=extent,
        cmap="inferno",
        vmin=0,
        vmax=1,
        interpolation="none",
        aspect=stretch,
    )


def near(region: Window, scale: int, width: int, height: int) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of what is shown of a region: with a little around it, as far as
    the tile (width × height LR pixels) goes; in LR pixels of the tile."""
    around = max(AROUND * max(region.width, region.height) / scale, LEAST)
    return (
        max(region.column / scale - around, 0.0),
        min(region.right / scale + around, float(width)),
        max(region.row / scale - around, 0.0),
        min(region.bottom / scale + around, float(height)),
    )


def name_ticks(bar: Colorbar, gamma: float) -> None:
    """Of a colour bar over value ** gamma: its ticks are values, and its ends have words."""
    bar.set_ticks([value**gamma for value in TICKS], labels=[f"{value:g}" for value in TICKS])
    bar.ax.set_title("used most", size=8)
    bar.ax.set_xlabel("used little", size=8)
    bar.outline.set_visible(False)


def outline(axes: Axes, region: Window, scale: int) -> None:
    """A window of SR pixels on axes of LR pixels: white with a dark halo, seen on everything."""
    corner = (region.column / scale, region.row / scale)
    for colour, thickness in (("black", 2.5), ("white", 1.2)):
        axes.add_patch(
            Rectangle(
                corner,
                region.width / scale,
                region.height / scale,
                fill=False,
                edgecolor=colour,
                lw=thickness,
                zorder=4,
            )
        )
