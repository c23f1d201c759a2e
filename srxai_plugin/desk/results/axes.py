"""What the plots of the panel show, drawn on axes of matplotlib; imports nothing of it."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Comparison, Explanation

translate = QCoreApplication.translate

SHARE = 95.0
"""Of the attribution in %, that 'looks at' is the distance of."""
QUIET = "#888888"
"""Of baselines; at least 3 : 1 on light and on dark paper."""
FIRST = "#3b82c4"

Axes = Any
Layers = dict[str, dict[str, list]]
"""By method's name: ``names`` of its layers and the ``diffusion_index`` of each one's map."""


def draw_atv(axes: Axes, explanation: Explanation) -> None:
    """ATV against the share of pixels that keep their detail."""
    for attribution in explanation.attributions:
        area = attribution.statistics.atv.area
        axes.plot([float(a) for a in area], list(area.values()), ".-", label=attribution.name)
    names = {
        "random": translate("Curves", "random"),
        "distance": translate("Curves", "distance"),
        "detail": translate("Curves", "detail"),
    }
    shares: list[float] = []
    for (name, baseline), dashes in zip(explanation.baselines.items(), (":", "--", "-.")):
        area = baseline.atv.area
        shares = [float(a) for a in area]
        label = names.get(name, name)
        axes.plot(shares, list(area.values()), dashes, color=QUIET, label=label)
    axes.set_xscale("log")
    axes.set_xticks(shares)
    axes.set_xticklabels([f"{share:g}" for share in shares])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel(translate("Curves", "LR pixels that keep their detail, %"))
    axes.set_ylabel(translate("Curves", "ATV, %"))


def draw_distance(axes: Axes, explanation: Explanation) -> None:
    """Share of each map within a distance of the region."""
    unit = "px"
    for attribution in explanation.attributions:
        profile = attribution.statistics.radial_profile
        if profile is not None:
            unit = profile.unit
            within = [100 * share for share in accumulate(profile.share)]
            axes.plot(profile.distance, within, ".-", label=attribution.name)
    axes.axhline(SHARE, color=QUIET, linestyle=":", linewidth=1)
    axes.set_ylim(top=102)
    axes.set_xlim(left=0)
    words = {
        "m": translate("Curves", "Distance from the region, m"),
        "px": translate("Curves", "Distance from the region, LR pixels"),
    }
    axes.set_xlabel(words.get(unit, unit))
    axes.set_ylabel(translate("Curves", "Attribution within it, %"))


def draw_layers(axes: Axes, layers: Layers) -> None:
    """Diffusion index of each layer's map."""
    for name, found in layers.items():
        values = [float("nan") if v is None else v for v in found["diffusion_index"]]
        axes.plot(range(1, len(values) + 1), values, ".-", label=name)
    axes.set_ylim(bottom=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel(translate("Curves", "Layer, the deepest last"))
    axes.set_ylabel(translate("Curves", "Diffusion index"))


def draw_networks(axes: Axes, comparison: Comparison) -> None:
    """Diffusion index of each network, the widest look on top."""
    ranked = sorted(comparison.networks, key=lambda compared: compared.rank)
    values = [compared.diffusion_index or 0.0 for compared in ranked]
    axes.barh(range(len(ranked)), values, color=FIRST)
    axes.set_yticks(range(len(ranked)))
    axes.set_yticklabels([compared.network.id for compared in ranked])
    axes.invert_yaxis()
    axes.set_xlabel(translate("Curves", "Diffusion index"))
