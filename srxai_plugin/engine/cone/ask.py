"""A network and a question, ready to be asked about images: through the cone, or as they are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, is_dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Optional
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from srxai_plugin.contract import Window
from srxai_plugin.engine.cone.graph import Graph
from srxai_plugin.engine.cone.plan import Plan, restrict
from srxai_plugin.engine.cone.run import Values, answers, fixed_values, slopes
from srxai_plugin.engine.cone.trace import Untraceable, join, trace
from srxai_plugin.engine.networks.base import SRNetwork

Objective = Callable[[Tensor], Tensor]

KEPT = 16
"""Plans of one network."""


class Asked(ABC):
    """D(S(x)) for images (N, C, h, w) of one shape, of which only a window counts."""

    window: Window
    """On the LR grid: no pixel outside moves D."""
    reason: Optional[str] = None
    """Why the whole network is computed; None where only the cone is."""

    @abstractmethod
    def value(self, seen: Tensor) -> Tensor:
        """(N,) from the window of the images (N, C, window.height, window.width)."""

    @abstractmethod
    def slope(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        """∂D/∂x on the window, and D (N,)."""

    def cut(self, images: Tensor) -> Tensor:
        """(..., h, w) → (..., window.height, window.width), a view."""
        window = self.window
        return images[..., window.row : window.bottom, window.column : window.right]


@dataclass(frozen=True, eq=False)
class Cone(Asked):
    plan: Plan

    @property
    def window(self) -> Window:  # type: ignore[override]
        (top, bottom), (left, right) = self.plan.seen[2:]
        return Window(left, top, right - left, bottom - top)

    @cached_property
    def _fixed(self) -> Values:
        return fixed_values(self.plan)

    def value(self, seen: Tensor) -> Tensor:
        return answers(self.plan, self._fixed, _last(seen))

    def slope(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        return slopes(self.plan, self._fixed, _last(seen))


@dataclass(frozen=True, eq=False)
class Plain(Asked):
    network: SRNetwork
    objective: Objective
    window: Window
    reason: Optional[str] = None

    @torch.no_grad()
    def value(self, seen: Tensor) -> Tensor:
        return self.objective(self.network(_last(seen)))

    def slope(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        with torch.enable_grad():
            images = _last(seen.detach()).requires_grad_()
            value = self.objective(self.network(images))
            (slope,) = torch.autograd.grad(value.sum(), images)
        return slope, value.detach()


def ask(network: SRNetwork, objective: Objective, images: Tensor) -> Asked:
    """For images of the shape, type and device of ``images`` (N, C, h, w).

    Traced once for each shape and question; the plan is kept, no value of it is.
    """
    reason = None
    if network.is_watched:
        reason = "somebody watches its layers"
    else:
        try:
            return Cone(_plan(network, objective, images))
        except Untraceable as error:
            reason = str(error)
    height, width = images.shape[-2:]
    return Plain(network, objective, Window(0, 0, width, height), reason)


@dataclass
class _Traces:
    """Of one network."""

    graphs: OrderedDict[Any, Graph | Untraceable] = field(default_factory=OrderedDict)
    plans: OrderedDict[Any, tuple[Objective, Plan]] = field(default_factory=OrderedDict)


_known: WeakKeyDictionary[SRNetwork, _Traces] = WeakKeyDictionary()
_lock = Lock()


def _plan(network: SRNetwork, objective: Objective, images: Tensor) -> Plan:
    weights = tuple(id(t) for t in (*network.module.parameters(), *network.module.buffers()))
    shape = (tuple(images.shape), images.dtype, images.device, hash(weights))
    with _lock:
        traces = _known.setdefault(network, _Traces())
        known = traces.plans.get((shape, id(objective)))
        if known and known[0] is objective:
            return known[1]
        graph = traces.graphs.get(shape)
    if graph is None:
        graph = _traced(network, images)
        with _lock:
            _keep(traces.graphs, shape, graph)
    if isinstance(graph, Untraceable):
        raise graph
    example = images.new_zeros(1).expand(graph.shape(graph.output))
    plan = restrict(join(graph, trace(objective, example, real=True)))
    if is_dataclass(objective) and objective.__dataclass_params__.frozen:  # it will not change
        with _lock:
            _keep(traces.plans, (shape, id(objective)), (objective, plan))
    return plan


def _traced(network: SRNetwork, images: Tensor) -> Graph | Untraceable:
    try:
        return trace(network, _last(torch.zeros_like(images)))
    except Untraceable as error:
        return error


def _keep(known: OrderedDict, key: Any, value: Any) -> None:
    known[key] = value
    while len(known) > KEPT:
        known.popitem(last=False)


def _last(images: Tensor) -> Tensor:
    """Channels last, which convolutions are faster with."""
    return images.contiguous(memory_format=torch.channels_last)
