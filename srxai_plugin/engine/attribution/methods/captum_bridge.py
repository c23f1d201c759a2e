"""A network and a question as Captum (Kokhlikyan et al., 2020) wants them: one module that maps
images to one number each.

Captum is imported by those who run it, when they run: it takes 0.8 s, and a worker that starts
must not wait for it.
"""

from __future__ import annotations

from torch import Tensor, nn

from srxai_plugin.engine.attribution.base import ScalarTarget, Tick
from srxai_plugin.engine.cone.ask import answer
from srxai_plugin.engine.networks.base import SRNetwork


class CaptumForward(nn.Module):
    """(N, C, h, w) in [0, 1] → (N,): D(S(x)); ticks after each ``every`` forward passes, so that
    a cancel is noticed inside Captum's loops."""

    def __init__(
        self, network: SRNetwork, objective: ScalarTarget, tick: Tick, every: int = 1
    ) -> None:
        super().__init__()
        self.module = network.module  # in the tree, where Captum looks for layers
        self._network, self._objective = network, objective
        self._tick, self._every, self._passes = tick, every, 0

    def forward(self, images: Tensor) -> Tensor:
        values = answer(self._network, self._objective, images)
        self._passes += 1
        if self._passes % self._every == 0:
            self._tick()
        return values


def leaf(lr: Tensor) -> Tensor:
    """One image (C, h, w) as a batch (1, C, h, w) of its own, with a gradient."""
    return lr.detach()[None].clone().requires_grad_()
