"""LAM: Local Attribution Maps (Gu & Dong, Interpreting Super-Resolution Networks, CVPR 2021).

Path-integrated gradients of the region's texture, along a path that goes from the blurred image to
the image itself by blurring less and less:

    LAM = Σ_i ∂D/∂x (x(σ_i)) ⊙ (x(σ_{i+1}) − x(σ_i))

The two other paths are straight lines, as in integrated gradients (Sundararajan et al., 2017): from
the blurred image, and from black, which the paper finds to miss what makes the texture.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Optional, cast

import torch
from torch import Tensor

from srxai_plugin.engine.attribution.base import (
    Anytime,
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
)
from srxai_plugin.engine.attribution.blur import KERNEL, SIGMA
from srxai_plugin.engine.attribution.methods.path import IntegrationPath, path, slopes
from srxai_plugin.engine.attribution.methods.refinement import refined
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.cone.ask import Asked, ask
from srxai_plugin.engine.networks.base import SRNetwork

STEPS = {"midpoint": 25, "official": 50, "anytime": 81}
"""Evaluations by mode, at most for ``anytime``. 25 midpoints are nearer the converged integral than
the published 50 right ends: relative L2 error 0.016 against 0.025, median of six real regions (EDSR
1.37 M)."""


@dataclass(frozen=True)
class LAM(AttributionMethod, Anytime):
    """Local Attribution Map along progressive blurring."""

    id: ClassVar[str] = "lam"
    name: ClassVar[str] = "LAM"
    sentence: ClassVar[str] = (
        "Adds up how the region's texture responds while the image sharpens from blurred to itself."
    )

    mode: str = parameter(
        "midpoint",
        "midpoint takes each gradient in the middle of its step; official repeats the authors' "
        "demo, which takes it at the sharper end; anytime starts with three steps of equal length "
        "and divides them until the map stands still.",
        choices=("midpoint", "official", "anytime"),
    )
    path: str = parameter(
        "blur",
        "blur sharpens the image little by little, as published; linear mixes the blurred image "
        "with the image; black brightens the image from nothing.",
        choices=("blur", "linear", "black"),
    )
    steps: Optional[int] = parameter(
        None,
        "Gradient evaluations along the path; if not given, 25 for midpoint, 50 for official and "
        "at most 81 for anytime.",
        low=1,
        high=10_000,
    )
    sigma: float = parameter(
        SIGMA, "Blur at the start of the path, in LR pixels.", low=0.1, high=10.0
    )
    kernel: int = parameter(
        KERNEL, "Side of the blur's kernel, in LR pixels.", low=3, high=63, odd=True
    )

    tolerance: float = parameter(
        0.03,
        "For anytime: the change of the map, and the share of the texture that its sum misses, "
        "under which it is done.",
        low=0.0,
        high=1.0,
    )

    def __post_init__(self) -> None:
        if self.steps is None:
            object.__setattr__(self, "steps", STEPS[self.mode])

    def evaluations(self) -> int:
        return cast(int, self.steps)  # given or set above

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        for found in self.refine(network, lr, objective, tick):
            last = found
        return last

    def refine(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> Iterator[RawAttribution]:
        """One map in the fixed modes; whole levels and sketches between them in ``anytime``."""
        asked = ask(network, objective, lr[None])
        way = path(self.path, lr, asked.window, self.sigma, self.kernel)
        explained = _explained(asked, way)
        if self.mode != "anytime":
            total, spent = self._fixed(network, lr, objective, way, tick)
            gap = _gap(total.sum().item(), explained)
            yield RawAttribution(asked.placed(total, lr), spent, gap)
            return
        levels = refined(
            way,
            lambda nodes: slopes(network, objective, lr, nodes, tick),
            self.evaluations(),
        )
        for level in levels:
            gap = _gap(level.map.sum().item(), explained)
            yield RawAttribution(
                asked.placed(level.map, lr), level.evaluations, gap, change=level.change
            )
            if not level.is_whole or level.change is None:
                continue
            if max(level.change, gap or 0.0) <= self.tolerance:
                return

    def _fixed(
        self,
        network: SRNetwork,
        lr: Tensor,
        objective: ScalarTarget,
        way: IntegrationPath,
        tick: Tick,
    ) -> tuple[Tensor, int]:
        """The sum on the window, and its evaluations: where the path does not move, which a blur
        below an eighth of a pixel does not, there is nothing to weigh a gradient with."""
        # The authors' grid: evenly spaced, from the start of the path (0) to the image (1).
        places = torch.linspace(0, 1, self.evaluations() + 1, dtype=torch.float64).tolist()
        weights: deque[Tensor] = deque()
        moved = 0

        def nodes() -> Iterator[Tensor]:
            nonlocal moved
            before = way.at(0.0)
            for left, right in zip(places, places[1:]):
                after = way.at(right)
                if (after != before).any():
                    moved += 1
                    weights.append(after - before)
                    yield after if self.mode == "official" else way.at((left + right) / 2)
                else:
                    tick()
                before = after

        total = torch.zeros_like(way.at(0.0))
        for slope in slopes(network, objective, lr, nodes(), tick):
            total += slope * weights.popleft()
        return total, moved


def _explained(asked: Asked, way: IntegrationPath) -> float:
    """D(x) − D(x')"""
    return (asked.value(way.at(1.0)[None]) - asked.value(way.at(0.0)[None])).item()


def _gap(found: float, explained: float) -> Optional[float]:
    """Share of D(x) − D(x') that the map's sum misses; None where nothing is to be explained."""
    return abs(found - explained) / abs(explained) if explained else None
