"""LR, SR and map side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.report.drawing import STYLE, png

WIDEST, TALLEST, MARGIN, TITLE = 2.4, 3.6, 0.1, 0.35
"""Inches of a panel, and around it."""


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
    panels = [
        (title, image) for title, image in zip(titles, (lr, sr, map**gamma)) if image is not None
    ]
    with matplotlib.rc_context(STYLE):
        height, width = map.shape
        slope = stretch * height / width
        wide = min(WIDEST, TALLEST / slope)
        size = ((wide + MARGIN) * len(panels), slope * wide + TITLE)
        figure = Figure(figsize=size, layout="constrained", dpi=110)
        extent = (0, width, height, 0)
        axes_of = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, (title, image) in zip(axes_of, panels):
            axes.imshow(
                image,
                extent=extent,
                cmap="inferno",
                vmin=0,
                vmax=1,
                interpolation="none",
                aspect=stretch,
            )
            outline(axes, region, scale)
            axes.set_title(title)
            axes.set_axis_off()
    return png(figure)


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
            )
        )
