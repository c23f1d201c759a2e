"""The map of a report: imagery, heatmap and region, with a scale bar and a north arrow."""

from __future__ import annotations

import math
from typing import Any, Optional

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

from srxai_plugin.contract.appearance import GAMMA
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Attribution
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.report.drawing import STYLE, png
from srxai_plugin.engine.report.evidence import draw_evidence, heat, key_of_outlines
from srxai_plugin.engine.report.pictures import BAR, name_ticks, outline
from srxai_plugin.engine.report.result import Result

INK: dict[str, Any] = {
    "color": "white",
    "path_effects": [withStroke(linewidth=2.5, foreground="black")],
}
WIDEST, TALLEST = 6.1, 6.4
"""Inches of the map."""
KEY = 1.9
"""Inches of the legend beside it."""
LONGEST_BAR = 0.3
"""Of the map's width."""


def draw_map(result: Result, attribution: Attribution) -> str:
    """A PNG data URI; without the raster, the super-resolved tile stands in for it."""
    map, found = result.map(attribution), result.outlined(attribution)
    explanation = result.explanation
    tile, region = explanation.tile.window, explanation.region_window
    scale = explanation.network.scale
    around = result.surroundings()
    imagery, shown = around or (result.super_resolved(), tile)
    ground = metres_per_pixel(result.grid)
    stretch = pixel_stretch(ground)
    left, top = shown.column - tile.column, shown.row - tile.row
    with matplotlib.rc_context(STYLE):
        slope = stretch * shown.height / shown.width
        width = min(WIDEST, TALLEST / slope)
        beside = KEY if found else BAR
        share = width / (width + beside)
        figure = Figure(figsize=(width + beside, slope * width), dpi=120)
        axes = figure.add_axes((0, 0, share, 1))
        axes.set_axis_off()
        axes.imshow(
            imagery,
            extent=(left, left + shown.width, top + shown.height, top),
            interpolation="none",
            aspect=stretch,
        )
        draw_evidence(axes, map, found, stretch)
        axes.set_xlim(left, left + shown.width)
        axes.set_ylim(top + shown.height, top)
        if around is not None:
            _mark(axes, tile)
        outline(axes, region, scale)
        if ground is not None:
            _scale_bar(axes, ground, shown.width, stretch)
            _north(axes, ground, stretch)
        if found:
            figure.legend(
                handles=key_of_outlines(),
                frameon=False,
                loc="center left",
                bbox_to_anchor=(share, 0.5),
            )
        else:
            _colour_bar(figure, share)
        return png(figure)


def _colour_bar(figure: Figure, left: float) -> None:
    """To the right of ``left``, a share of the figure's width, over the map's own colours."""
    steps = np.linspace(0, 1, 256)
    over_white = heat(steps ** (1 / GAMMA))[:, None]
    colours = over_white[..., 3:] * over_white[..., :3] + 1 - over_white[..., 3:]
    shown = ScalarMappable(Normalize(0, 1), ListedColormap(colours[:, 0]))
    axes = figure.add_axes((left + 0.06 * (1 - left) / 0.14, 0.2, 0.022, 0.6))
    name_ticks(figure.colorbar(shown, cax=axes), GAMMA)


def pixel_stretch(ground: Optional[np.ndarray]) -> float:
    """Height of a pixel on the ground against its width."""
    return 1.0 if ground is None else float(np.hypot(*ground[:, 1]) / np.hypot(*ground[:, 0]))


def bar_length(longest: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten up to ``longest`` metres."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step * power for step in (1, 2, 5) if step * power <= longest * (1 + 1e-9))


def length_words(metres: float) -> str:
    """A length in words, such as ``5 m``, ``20 cm``, ``2 km``."""
    unit, one = ("km", 1000) if metres >= 1000 else ("m", 1) if metres >= 1 else ("cm", 0.01)
    return f"{metres / one:g} {unit}"


def north(ground: np.ndarray, stretch: float) -> tuple[float, float]:
    """Unit vector (right, down) on the picture towards north."""
    columns, rows = np.linalg.solve(ground, (0.0, 1.0))
    length = math.hypot(columns, stretch * rows)
    return columns / length, stretch * rows / length


def _mark(axes: Axes, tile: Window) -> None:
    """The tile: all that the network was given."""
    for colour, style in (("black", "-"), ("white", (0, (4, 3)))):
        axes.add_patch(
            Rectangle((0, 0), tile.width, tile.height, fill=False, ec=colour, lw=1.1, ls=style)
        )


def _scale_bar(axes: Axes, ground: np.ndarray, columns: int, stretch: float) -> None:
    across = float(np.hypot(*ground[:, 0]))
    length = bar_length(LONGEST_BAR * columns * across)
    part = length / across / columns
    for width, colour in ((7, "black"), (4, "white")):
        axes.plot(
            (0.03, 0.03 + part),
            (0.045, 0.045),
            transform=axes.transAxes,
            lw=width,
            color=colour,
            solid_capstyle="butt",
        )
    axes.text(0.03, 0.07, length_words(length), transform=axes.transAxes, size=10, **INK)


def _north(axes: Axes, ground: np.ndarray, stretch: float) -> None:
    """An arrow at the upper right; the raster's grid may be turned."""
    right, down = north(ground, stretch)
    towards = np.array((right, -down))
    centre, half = np.array((-34.0, -38.0)), 20.0
    corner = _points_from_corner(axes)
    for width, colour in ((4.5, "black"), (2.0, "white")):
        axes.annotate(
            "",
            xy=tuple(centre + half * towards),
            xytext=tuple(centre - half * towards),
            xycoords=corner,
            textcoords=corner,
            arrowprops={"arrowstyle": "-|>", "lw": width, "color": colour, "mutation_scale": 14},
        )
    beyond = tuple(centre + (half + 9) * towards)
    axes.annotate("N", beyond, xycoords=corner, size=10, ha="center", va="center", **INK)


def _points_from_corner(axes: Axes) -> Affine2D:
    """Points to the right of and above the axes' upper right corner → pixels."""
    axes.apply_aspect()  # else done only when it is drawn, and the corner moves
    corner = axes.transAxes.transform((1, 1))
    return Affine2D().scale(axes.figure.dpi / 72).translate(*corner)
