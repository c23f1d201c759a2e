"""The evidence in a picture, as the map in QGIS shows it: imagery dimmed where it was hardly used,
and lines that hold shares of the attribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from srxai_plugin.contract.appearance import DIMMED, OUTLINE_COLOURS
from srxai_plugin.contract.results import OUTLINED
from srxai_plugin.engine.explaining.outlines import Outlined

DARK = "#101014"
"""What the lines stand on, and what dims."""
LINE, HALO = {50: 1.8, 80: 1.4, 95: 1.1}, 1.6
"""Points: of each line, and of the dark beside it."""
HOLD = f"hold {', '.join(map(str, OUTLINED[:-1]))} and {OUTLINED[-1]} % of the evidence"
"""What the lines do, in words."""


def draw_evidence(axes: Axes, areas: Sequence[Outlined], width: int, height: int) -> None:
    """The areas over a picture of the tile, on axes of LR pixels; nothing where there are none."""
    if not areas:
        return
    outside = shapely.box(0, 0, width, height).difference(areas[-1].area)
    axes.add_patch(PathPatch(_path(outside), fc=DARK, ec="none", alpha=DIMMED))
    for one in reversed(areas):
        axes.add_patch(PathPatch(_path(one.area), fill=False, **_line(one.percent)))


def name_lines(axes: Axes, **placed: Any) -> None:
    """A legend of the lines, placed as matplotlib's ``legend`` is told."""
    handles = [Line2D([], [], label=f"{share} %", **_line(share)) for share in OUTLINED]
    axes.legend(handles=handles, frameon=False, handlelength=1.4, **placed)


def _line(share: int) -> dict[str, Any]:
    return {
        "color": OUTLINE_COLOURS[share],
        "lw": LINE[share],
        "path_effects": [withStroke(linewidth=LINE[share] + 2 * HALO, foreground=DARK)],
    }


def _path(area: BaseGeometry) -> Path:
    """All rings of an area; its holes turn the other way, and stay empty."""
    polygons = [orient(part) for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    if not rings:
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*(Path(np.array(ring.coords), closed=True) for ring in rings))
