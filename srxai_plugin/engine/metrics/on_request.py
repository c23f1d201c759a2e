"""The measures that a request asks for by name, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.results import Measures, Randomisation
from srxai_plugin.engine.attribution.base import AttributionMethod, RawAttribution, Tick
from srxai_plugin.engine.metrics import faithfulness, sanity
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.networks.base import SRNetwork

Ticks = Callable[[str], Tick]
"""Stage, of ``STAGES`` → what to call after each pass of it."""


@dataclass(frozen=True)
class Made(Subject):
    """A map in [0, 1] as shown, 0 where there is no data, and how it was made."""

    method: AttributionMethod
    found: RawAttribution
    seed: int


def forward_passes(asked: Sequence[str]) -> int:
    """Forward passes that the measures of one map take."""
    curves = faithfulness.passes("deletion" in asked, "insertion" in asked)
    squares = (faithfulness.SQUARES + 1) * ("infidelity" in asked)
    return curves + squares + ("randomisation" in asked)


def maps_again(asked: Sequence[str]) -> int:
    """How often the measures make the map of another image or network, at most."""
    return sanity.SAMPLES * ("sensitivity" in asked) + sanity.GROUPS * ("randomisation" in asked)


def measure(
    asked: Sequence[str], made: Made, forward: Ticks, evaluation: Ticks
) -> tuple[Optional[Measures], Optional[dict[str, float]]]:
    """What was asked for, and ``ATV.delete`` where that was.

    An empty map has nothing to measure: all of its measures are None.

    Args:
        forward: ticks after each of the ``forward_passes``.
        evaluation: ticks after each gradient evaluation of a map made again.
    """
    if not asked:
        return None, None
    if not made.map.any():
        return Measures(), None
    masked = faithfulness.Masked(made, forward("curves"))
    deleted = faithfulness.delete(masked) if "deletion" in asked else None
    is_curved = "deletion" in asked or "insertion" in asked
    measures = Measures(
        insertion=faithfulness.insertion(masked) if "insertion" in asked else None,
        deletion=faithfulness.deletion(masked) if is_curved else None,
        sensitivity=_sensitivity(made, evaluation) if "sensitivity" in asked else None,
        infidelity=_infidelity(made, forward) if "infidelity" in asked else None,
        randomisation=_randomisation(made, forward, evaluation)
        if "randomisation" in asked
        else None,
    )
    return measures, deleted


def _sensitivity(made: Made, evaluation: Ticks) -> float:
    explain = _explain(made, evaluation("sensitivity"))
    return sanity.max_sensitivity(explain, made, made.seed)


def _infidelity(made: Made, forward: Ticks) -> Optional[float]:
    tick = forward("infidelity")
    return faithfulness.infidelity(made, made.found.raw, made.seed, tick)


def _randomisation(made: Made, forward: Ticks, evaluation: Ticks) -> Randomisation:
    explain = _explain(made, evaluation("randomisation"))
    return sanity.randomisation(explain, made, made.seed, tick=forward("randomisation"))


def _explain(made: Made, tick: Tick) -> sanity.Explain:
    """The same method on another image or network, its map as shown."""

    def explain(network: SRNetwork, lr: Tensor) -> np.ndarray:
        # Captum asks within no_grad, where a method that takes gradients its own way would fail.
        with torch.enable_grad():
            found = made.method.attribute(network, lr, made.objective, tick)
        return np.where(made.valid, found.normalised().detach().cpu().numpy(), 0.0)

    return explain
