"""The report's figures as inline SVG and PNG; drawn by matplotlib without a screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from srxai_plugin.contract import Window
from srxai_plugin.engine.metrics.texture import AREAS
from srxai_plugin.engine.study.statistics import Estimate

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # real text: searchable, and read by screen readers
    "svg.hashsalt": "srxai",  # the same study gives the same file
    "text.parse_math": False,  # a $ in a file's name is a dollar
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
COLOUR = "#3b528b"


def atv_by_method(estimates: Mapping[str, Estimate]) -> str:
    """Mean ATV with its interval, a line for each method."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 0.6 + 0.32 * len(estimates)), layout="constrained")
        axes = figure.subplots()
        for y, found in enumerate(estimates.values()):
            axes.plot([found.low, found.high], [y, y], color=COLOUR, lw=2)
            axes.plot(found.mean, y, "o", color=COLOUR)
        axes.set_yticks(range(len(estimates)), list(estimates))
        axes.invert_yaxis()
        axes.set_xlabel("mean ATV in %, lower is better; 95 % bootstrap interval over images")
        axes.set_xlim(left=0)
        return _svg(figure)


def curves(by_method: Mapping[str, Sequence[float]]) -> str:
    """ATV against the share of pixels kept."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 3.4), layout="constrained")
        axes = figure.subplots()
        for name, values in by_method.items():
            dashed = "--" if name in ("random", "distance") else "-"
            axes.plot(AREAS, values, dashed, marker=".", label=name)
        axes.set_xscale("log")
        axes.set_xticks(AREAS, [f"{area:g}" for area in AREAS])
        axes.minorticks_off()
        axes.set_xlabel("LR pixels that keep their detail, in %")
        axes.set_ylabel("ATV in %")
        figure.legend(loc="outside right upper", frameon=False)
        return _svg(figure)


def diffusion_against_psnr(points: Mapping[str, tuple[float, float]], method: str) -> str:
    """(PSNR, diffusion index) of each network, by one method's maps."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(4.6, 3.2), layout="constrained")
        axes = figure.subplots()
        for name, (psnr, index) in points.items():
            axes.plot(psnr, index, "o", color=COLOUR)
            axes.annotate(name, (psnr, index), xytext=(4, 4), textcoords="offset points")
        axes.margins(0.2)
        axes.set_xlabel("mean PSNR in dB")
        axes.set_ylabel(f"mean diffusion index by {method}")
        return _svg(figure)


def seconds_by_method(seconds: Mapping[str, Sequence[float]]) -> str:
    """Median time, with the range from the tenth to the ninetieth percentile."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 0.6 + 0.32 * len(seconds)), layout="constrained")
        axes = figure.subplots()
        for y, values in enumerate(seconds.values()):
            low, middle, high = np.maximum(np.quantile(values, (0.1, 0.5, 0.9)), 1e-4)
            axes.plot([low, high], [y, y], color=COLOUR, lw=2)
            axes.plot(middle, y, "o", color=COLOUR)
        axes.set_xscale("log")
        axes.set_yticks(range(len(seconds)), list(seconds))
        axes.invert_yaxis()
        axes.set_xlabel("seconds a map: median, 10th to 90th percentile")
        return _svg(figure)


def side_by_side(
    lr: np.ndarray, sr: np.ndarray, map: np.ndarray, region: Window, scale: int
) -> str:
    """LR (h, w, 3), SR (s·h, s·w, 3), both uint8, and map (h, w) from 0 to 1, as a PNG data URI.

    The outline is the window (in SR pixels of the tile).
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.5, 2.7), layout="constrained", dpi=110)
        height, width = map.shape
        extent = (0, width, height, 0)
        panels = (("LR", lr), ("SR", sr), ("map", map))
        for axes, (title, image) in zip(figure.subplots(1, 3), panels):
            axes.imshow(image, extent=extent, cmap="inferno", vmin=0, vmax=1, interpolation="none")
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
            axes.set_title(title)
            axes.set_axis_off()
        held = io.BytesIO()
        FigureCanvasAgg(figure).print_png(held)
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()


def _svg(figure: Figure) -> str:
    """The element alone, fit to stand in HTML; matplotlib escapes all text in it."""
    held = io.StringIO()
    figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    text = held.getvalue()
    return text[text.index("<svg") :]
