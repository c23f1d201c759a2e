"""The study's figures as inline SVG; drawn by matplotlib without a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from srxai_plugin.engine.metrics.texture import AREAS
from srxai_plugin.engine.report.drawing import COLOUR, STYLE, svg
from srxai_plugin.engine.study.statistics import Estimate
from srxai_plugin.engine.study.table import BASELINES


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
        return svg(figure)


def curves(by_method: Mapping[str, Sequence[float]]) -> str:
    """ATV against the share of pixels kept."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 3.4), layout="constrained")
        axes = figure.subplots()
        for name, values in by_method.items():
            dashed = "--" if name in BASELINES else "-"
            axes.plot(AREAS, values, dashed, marker=".", label=name)
        axes.set_xscale("log")
        axes.set_xticks(AREAS, [f"{area:g}" for area in AREAS])
        axes.minorticks_off()
        axes.set_xlabel("LR pixels that keep their detail, in %")
        axes.set_ylabel("ATV in %")
        figure.legend(loc="outside right upper", frameon=False)
        return svg(figure)


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
        return svg(figure)


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
        return svg(figure)
