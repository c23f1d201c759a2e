"""The part of a report that holds several networks' pictures of one region beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Optional

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from srxai_plugin.contract.appearance import DETAIL_SIGNS, DISAGREEMENT_COLOURS, SILENT_SIGN
from srxai_plugin.contract.commands import COMPARISON_FILE
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.moved import read_result as read_comparison
from srxai_plugin.contract.results import Compared, Comparison
from srxai_plugin.engine.explaining.outlines import Outlined
from srxai_plugin.engine.imagery.geotiff import open_raster
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.report.drawing import STYLE, png
from srxai_plugin.engine.report.evidence import SAID, draw_evidence, key_of_outlines
from srxai_plugin.engine.report.map import pixel_stretch
from srxai_plugin.engine.report.page import figure, image, table, text
from srxai_plugin.engine.report.pictures import LARGE, LARGE_TALL, MARGIN, TITLE, near, outline
from srxai_plugin.engine.report.result import Result, read_result

UNKNOWN = "–"
ENDLESS = 1e30
"""Above all differences."""
COLUMNS = 3
"""Pictures beside each other."""
MEANINGS = ("the same to the eye", "differ a little", "differ", "contradict each other")
"""Of a difference up to each of ``Disagreement.limits``, and above them."""


def newest_comparison(folder: Path) -> Optional[Path]:
    """The folder of the comparison that was made last of a result, in its own folder."""
    found = sorted(folder.glob(f"*/{COMPARISON_FILE}"), key=lambda file: file.stat().st_mtime)
    return found[-1].parent if found else None


def compared_part(folder: Optional[Path]) -> str:
    """HTML with its heading; nothing where there is no comparison, or what belongs to it is gone.

    Args:
        folder: of a ``comparison.json``.
    """
    if folder is None:
        return ""
    try:
        comparison = read_comparison(Comparison, folder / COMPARISON_FILE)
        # What belongs to it lies beside it, whatever it says.
        results = [read_result(folder / _name(one.result, 2)) for one in comparison.networks]
        drawn = _pictures(comparison, results, folder) + _evidence(comparison, results)
    except BadInput:
        return ""
    return (
        "<h2>Networks compared</h2>"
        + f"<p>{text(comparison.region_words)}</p>"
        + drawn
        + _table(comparison)
    )


def _pictures(comparison: Comparison, results: list[Result], folder: Path) -> str:
    """Every network's picture of the region, and where they disagree."""
    panels = [
        (one.network.id, result.super_resolved(), one.network.scale)
        for one, result in zip(comparison.networks, results)
    ]
    found, first = comparison.disagreement, results[0].explanation
    region, scale = first.region_window, first.network.scale
    tile = comparison.tile.window
    left, right, top, bottom = near(region, scale, tile.width, tile.height)
    count = len(panels) + (found is not None)
    columns = count if count == COLUMNS + 1 else min(COLUMNS, count)
    with matplotlib.rc_context(STYLE):
        drawn, places = _places(count, columns, (bottom - top) / (right - left))
        extent = (0, tile.width, tile.height, 0)
        for axes, (name, pixels, own) in zip(places, panels):
            axes.imshow(pixels, extent=extent, interpolation="none")
            axes.set_title(f"{name}, SR ×{own}")
        if found is not None:
            with open_raster(str(folder / _name(found.raster, 1))) as dataset:
                values = dataset.read(1)
            axes = places[count - 1]
            colours = ListedColormap(DISAGREEMENT_COLOURS)
            axes.imshow(
                values,
                extent=extent,
                cmap=colours,
                norm=BoundaryNorm([0.0, *found.limits, ENDLESS], len(DISAGREEMENT_COLOURS)),
                interpolation="none",
            )
            axes.set_title("where they disagree")
            drawn.legend(
                handles=_legend(found.limits), loc="outside lower center", ncols=4, frameon=False
            )
        for axes in places[:count]:
            axes.set_xlim(left, right)
            axes.set_ylim(bottom, top)
            outline(axes, region, scale)
    caption = "What each network made of the same region; the outline is the region."
    if found is not None:
        caption += (
            f" Where they disagree: the largest difference between any two, in raster units; "
            f"{found.region:.3g} on average in the region."
        )
    return figure(image(png(drawn), caption), caption)


def _places(count: int, columns: int, slope: float) -> tuple[Figure, Sequence[Axes]]:
    """A figure with room for so many pictures, each ``slope`` times as high as it is wide."""
    rows = -(-count // columns)
    wide = min(LARGE, LARGE_TALL / slope)
    size = ((wide + MARGIN) * columns, (slope * wide + TITLE) * rows + TITLE)
    drawn = Figure(figsize=size, layout="constrained", dpi=110)
    places = drawn.subplots(rows, columns, squeeze=False).ravel()
    for axes in places:
        axes.set_axis_off()
    return drawn, list(places)


def _evidence(comparison: Comparison, results: list[Result]) -> str:
    """What each network used for its picture of the region."""
    tile, first = comparison.tile.window, results[0].explanation
    region, scale = first.region_window, first.network.scale
    stretch = pixel_stretch(metres_per_pixel(results[0].grid))
    shown = [result.explanation.attributions[0] for result in results]
    found = [result.outlined(one) for result, one in zip(results, shown)]
    left, right, top, bottom = _around(found, near(region, scale, tile.width, tile.height))
    columns = min(COLUMNS, len(results))
    with matplotlib.rc_context(STYLE):
        slope = stretch * (bottom - top) / (right - left)
        drawn, places = _places(len(results), columns, slope)
        for axes, result, attribution, outlines in zip(places, results, shown, found):
            lr = result.lr()
            axes.imshow(
                result.super_resolved() if lr is None else lr,
                extent=(0, tile.width, tile.height, 0),
                interpolation="none",
                aspect=stretch,
            )
            draw_evidence(axes, result.map(attribution), outlines, stretch)
            axes.set_xlim(left, right)
            axes.set_ylim(bottom, top)
            outline(axes, region, scale)
            axes.set_title(f"{result.explanation.network.id}: {attribution.name}")
        drawn.legend(handles=key_of_outlines(), loc="outside lower center", ncols=4, frameon=False)
    caption = f"What each network used; the white frame is the region. {SAID}"
    return figure(image(png(drawn), caption), caption)


def _around(
    found: list[tuple[Outlined, ...]], region: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a region and of all outlines."""
    left, right, top, bottom = region
    areas = [one.area.bounds for outlines in found for one in outlines if not one.area.is_empty]
    return (
        min([left, *(area[0] for area in areas)]),
        max([right, *(area[2] for area in areas)]),
        min([top, *(area[1] for area in areas)]),
        max([bottom, *(area[3] for area in areas)]),
    )


def _name(written: str, from_the_end: int) -> str:
    """A part of a path that another system may have written: a name, never a way elsewhere."""
    parts = PureWindowsPath(PurePosixPath(written).as_posix()).parts
    found = parts[-from_the_end] if len(parts) >= from_the_end else ""
    return found if found not in ("", ".", "..") and ":" not in found else "nowhere"


def _legend(limits: tuple[float, ...]) -> list[Patch]:
    words = [f"{name} (up to {limit:.3g})" for name, limit in zip(MEANINGS, limits)]
    return [
        Patch(facecolor=colour, edgecolor="#888888", linewidth=0.5, label=label)
        for colour, label in zip(DISAGREEMENT_COLOURS, [*words, MEANINGS[-1]])
    ]


def _table(comparison: Comparison) -> str:
    ranked = sorted(comparison.networks, key=lambda one: one.rank)
    header = ["network", "DI", "ATV mean", "detail"]
    return table(header, [_line(one) for one in ranked])


def _line(one: Compared) -> list[str]:
    index = UNKNOWN if one.diffusion_index is None else f"{one.diffusion_index:.1f}"
    return [one.network.id, index, f"{one.atv:.1f} %", _verdict(one)]


def _verdict(one: Compared) -> str:
    if one.detail is None:
        return UNKNOWN
    sign = DETAIL_SIGNS.get(one.detail.level, SILENT_SIGN)
    return f"{sign} {one.detail.words.removeprefix('Detail ')}"
