"""The measures that a request asks for by name, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract import MEASURE_NAMES, Measures, Randomisation
from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
)
from srxai_plugin.engine.metrics import faithfulness, sanity
from srxai_plugin.engine.networks.base import SRNetwork

Ticks = Callable[[str], Tick]
"""What is going on, in words → what to call after each pass of it."""


@dataclass(frozen=True)
class Subject:
    """One map, and all that it was made from."""

    network: SRNetwork
    lr: Tensor
    """(C, h, w) in [0, 1]."""
    objective: ScalarTarget
    method: AttributionMethod
    found: RawAttribution
    map: np.ndarray
    """(h, w) in [0, 1], as shown: 0 where there is no data."""
    valid: np.ndarray
    """(h, w) bool."""
    seed: int

    def masked(self, tick: Tick) -> faithfulness.Masked:
        """The network on images of which the map keeps or blurs a part.

        Args:
            tick: called after each pass of the network.
        """
        return faithfulness.Masked(
            self.network, self.lr, self.objective, self.map, self.valid, tick
        )


def forward_passes(asked: Sequence[str]) -> int:
    """Forward passes that the measures of one map take."""
    curves = faithfulness.passes("deletion" in asked, "insertion" in asked)
    squares = (faithfulness.SQUARES + 1) * ("infidelity" in asked)
    return curves + squares + ("randomisation" in asked)


def maps_again(asked: Sequence[str]) -> int:
    """How often the measures make the map of another image or network, at most."""
    return sanity.SAMPLES * ("sensitivity" in asked) + sanity.GROUPS * ("randomisation" in asked)


def measure(
    asked: Sequence[str], subject: Subject, forward: Ticks, evaluation: Ticks
) -> tuple[Optional[Measures], Optional[dict[str, float]]]:
    """What was asked for, and ``ATV.delete`` where that was.

    An empty map has nothing to measure: all of its measures are None.

    Args:
        forward: ticks after each of the ``forward_passes``.
        evaluation: ticks after each gradient evaluation of a map made again.
    """
    if not asked:
        return None, None
    if not subject.map.any():
        return Measures(), None
    s = subject
    masked = s.masked(forward("Deletion and insertion"))
    deleted = faithfulness.delete(masked) if "deletion" in asked else None
    is_curved = "deletion" in asked or "insertion" in asked
    measures = Measures(
        insertion=faithfulness.insertion(masked) if "insertion" in asked else None,
        deletion=faithfulness.deletion(masked) if is_curved else None,
        sensitivity=_sensitivity(s, evaluation) if "sensitivity" in asked else None,
        infidelity=_infidelity(s, forward) if "infidelity" in asked else None,
        randomisation=_randomisation(s, forward, evaluation) if "randomisation" in asked else None,
    )
    return measures, deleted


def _sensitivity(s: Subject, evaluation: Ticks) -> float:
    explain = _explain(s, evaluation(MEASURE_NAMES["sensitivity"]))
    return sanity.max_sensitivity(explain, s.network, s.lr, s.map, s.seed)


def _infidelity(s: Subject, forward: Ticks) -> Optional[float]:
    tick = forward(MEASURE_NAMES["infidelity"])
    return faithfulness.infidelity(s.network, s.lr, s.objective, s.found.raw, s.seed, tick)


def _randomisation(s: Subject, forward: Ticks, evaluation: Ticks) -> Randomisation:
    words = MEASURE_NAMES["randomisation"]
    explain = _explain(s, evaluation(words))
    return sanity.randomisation(
        explain, s.network, s.lr, s.map, s.valid, s.seed, tick=forward(words)
    )


def _explain(s: Subject, tick: Tick) -> sanity.Explain:
    """The same method on another image or network, its map as shown."""

    def explain(network: SRNetwork, lr: Tensor) -> np.ndarray:
        # Captum asks within no_grad, where a method that takes gradients its own way would fail.
        with torch.enable_grad():
            found = s.method.attribute(network, lr, s.objective, tick)
        return np.where(s.valid, found.normalised().detach().cpu().numpy(), 0.0)

    return explain
