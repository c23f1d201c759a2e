"""A map's evidence on axes of a report: outlines over dimmed imagery, as the map in QGIS shows it,
and its specks where it has no outlines."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from srxai_plugin.contract.appearance import DIMMED, GAMMA, OPAQUE, OUTLINE_COLOURS
from srxai_plugin.contract.results import OUTLINED
from srxai_plugin.engine.explaining.outlines import Outlined

DARK = "#101014"
"""What the lines stand on, and what dims."""
LINE, HALO = {50: 2.0, 80: 1.6, 95: 1.3}, 1.1
"""Points: of a line by the share it surrounds, and of what is dark on each side of it."""
SAID = (
    "Each line surrounds the area that holds so much of the evidence; what is dimmed was hardly "
    "used."
)


def draw_evidence(axes: Axes, map: np.ndarray, found: Sequence[Outlined], stretch: float) -> None:
    """Draw over the imagery of axes in LR pixels of the tile.

    Args:
        map: (h, w) from 0 to 1.
        found: of ``Result.outlined``; empty: the map's pixels stand for them.
        stretch: height of a pixel on the ground against its width.
    """
    height, width = map.shape
    if not found:
        axes.imshow(
            heat(map), extent=(0, width, height, 0), interpolation="none", aspect=stretch, zorder=2
        )
        return
    rest = shapely.box(0, 0, width, height).difference(found[-1].area)
    axes.add_patch(PathPatch(_path(rest), facecolor=DARK, alpha=DIMMED, lw=0, zorder=2))
    for one in reversed(found):
        line, path = LINE[one.percent], _path(one.area)
        for colour, thick, alpha in (
            (DARK, line + 2 * HALO, 0.7),
            (OUTLINE_COLOURS[one.percent], line, 1.0),
        ):
            axes.add_patch(PathPatch(path, fill=False, ec=colour, lw=thick, alpha=alpha, zorder=3))


def heat(map: np.ndarray) -> np.ndarray:
    """(h, w) from 0 to 1 → RGBA as the map's specks in QGIS are."""
    strength = map**GAMMA
    colours = matplotlib.colormaps["inferno"](strength)
    colours[..., 3] = OPAQUE * strength
    return colours


def key_of_outlines() -> list[Artist]:
    """For a legend: from used most to used little."""
    words = [f"{share} % of the evidence" for share in OUTLINED]
    lines: list[Artist] = [
        Line2D([], [], color=OUTLINE_COLOURS[share], lw=3, label=label)
        for share, label in zip(OUTLINED, words)
    ]
    return [*lines, Patch(facecolor=DARK, alpha=DIMMED, label="dimmed: used little")]


def meaning(found: Sequence[Outlined]) -> str:
    """One sentence for a caption: what the lines mean, or the specks where there are none."""
    if found:
        return SAID
    return f"Colour and opacity follow value^{GAMMA:g}, 1 being the pixel that was used most."


def _path(area: BaseGeometry) -> Path:
    """Its parts and holes; those are filled by winding, so that each turns the other way."""
    parts = [p for p in getattr(area, "geoms", [area]) if isinstance(p, Polygon) and not p.is_empty]
    rings = [
        ring
        for part in map(shapely.geometry.polygon.orient, parts)
        for ring in (part.exterior, *part.interiors)
    ]
    if not rings:
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*(Path(np.asarray(r.coords), closed=True) for r in rings))
