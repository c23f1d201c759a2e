"""Values of the first tensors of a graph over the whole image, of which a cone sees a part."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from srxai_plugin.engine.cone.plan import ConePlan
from srxai_plugin.engine.cone.relevance.rules import Range


def extremes(plan: ConePlan, images: Tensor) -> Callable[[int], Range]:
    """Gives the smallest and largest value of a tensor by its number, on the whole ``images``."""
    graph = plan.graph
    known = {0: images, **dict(enumerate(graph.constants, 1))}

    def value(number: int) -> Tensor:
        if number not in known:
            call = graph.calls[number - graph.first]
            known[number] = call([value(source) for source in call.inputs])
        return known[number]

    @torch.no_grad()
    def found(number: int) -> Range:
        whole = value(number)
        return whole.min(), whole.max()

    return found
