"""The curves of one result as SVG, for the report and for a QGIS without matplotlib."""

from __future__ import annotations

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.engine.metrics.concentration import SHARE, diffusion_index, gini
from srxai_plugin.engine.report.drawing import STYLE, svg
from srxai_plugin.engine.report.result import Result

HEIGHT = 3.0


def atv_curve(explanation: Explanation, width: float = 6.4) -> str:
    """ATV against the share of pixels that keep their detail, baselines dashed in grey."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, HEIGHT), layout="constrained")
        axes = figure.subplots()
        for attribution in explanation.attributions:
            area = attribution.statistics.atv.area
            axes.plot([float(a) for a in area], list(area.values()), ".-", label=attribution.name)
        x: list[float] = []
        for (name, baseline), dashes in zip(explanation.baselines.items(), (":", "--", "-.")):
            area = baseline.atv.area
            x = [float(a) for a in area]
            axes.plot(x, list(area.values()), dashes, color="#777", label=name)
        axes.set_xscale("log")
        axes.set_xticks(x, [f"{a:g}" for a in x])
        axes.minorticks_off()
        axes.set_ylim(bottom=0)
        axes.set_xlabel("LR pixels that keep their detail, in %")
        axes.set_ylabel("ATV in %, lower is better")
        axes.legend(frameon=False)
        return svg(figure)


def radial_profile(explanation: Explanation, width: float = 6.4) -> str:
    """Share of each map within a distance of the region."""
    profiles = [(a.name, a.statistics.radial_profile) for a in explanation.attributions]
    drawn = [(name, profile) for name, profile in profiles if profile is not None]
    unit = next((profile.unit for _, profile in drawn), "px")
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, HEIGHT), layout="constrained")
        axes = figure.subplots()
        for name, profile in drawn:
            within = 100 * np.cumsum(profile.share)
            axes.plot(profile.distance, within, ".-", label=name)
        axes.axhline(100 * SHARE, color="#777", ls=":", lw=1)
        axes.set_ylim(top=102)
        axes.set_xlim(left=0)
        names = {"m": "metres on the ground", "px": "LR pixels"}
        axes.set_xlabel(f"distance from the region in {names.get(unit, unit)}")
        axes.set_ylabel("attribution within it, in %")
        if drawn:
            axes.legend(frameon=False, loc="lower right")
        return svg(figure)


def layer_indices(result: Result, attribution: Attribution) -> dict[str, list]:
    """``names`` of the layers that a method followed and the ``diffusion_index`` of each one's
    map; both empty where they were not asked for. An empty map has None."""
    found = result.layers(attribution)
    if found is None:
        return {"names": [], "diffusion_index": []}
    names, maps = found
    index = [diffusion_index(gini(map)) if map.any() else None for map in maps]
    return {"names": names, "diffusion_index": index}


def layer_curve(indices: dict[str, dict[str, list]], width: float = 6.4) -> str:
    """Diffusion index layer by layer, by method's name."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, HEIGHT), layout="constrained")
        axes = figure.subplots()
        for name, layers in indices.items():
            values = [np.nan if v is None else v for v in layers["diffusion_index"]]
            axes.plot(range(1, len(values) + 1), values, ".-", label=name)
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("layer, the deepest last")
        axes.set_ylabel("diffusion index")
        if indices:
            axes.legend(frameon=False)
        return svg(figure)


def figures(result: Result, width: float = 3.4) -> dict[str, dict]:
    """``svg`` by figure (``atv``, ``distance``, ``layers``) and ``layers`` by method's name."""
    explanation = result.explanation
    found = {a.name: layer_indices(result, a) for a in explanation.attributions}
    indices = {name: layers for name, layers in found.items() if layers["names"]}
    drawn = {
        "atv": atv_curve(explanation, width),
        "distance": radial_profile(explanation, width),
    }
    if indices:
        drawn["layers"] = layer_curve(indices, width)
    return {"svg": drawn, "layers": indices}
