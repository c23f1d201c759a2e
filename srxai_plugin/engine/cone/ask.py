"""A network and a question, ready to be asked about images: through the cone, or as they are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass, replace
from threading import Lock
from typing import Any, Optional
from weakref import WeakKeyDictionary, ref

import torch
from torch import Tensor, nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.cone.graph import TracedGraph
from srxai_plugin.engine.cone.onward.around import Base, base
from srxai_plugin.engine.cone.operators import maker
from srxai_plugin.engine.cone.plan import ConePlan, restrict
from srxai_plugin.engine.cone.run import Gate, Ready, answers, ready, slopes
from srxai_plugin.engine.cone.trace import Untraceable, join, trace
from srxai_plugin.engine.machine.byte_bounded import ByteBoundedCache, ByteBudget, storage_bytes
from srxai_plugin.engine.machine.torch_private import version
from srxai_plugin.engine.networks.base import SRNetwork

ScalarTarget = Callable[[Tensor], Tensor]
"""D: super-resolved images (N, C, H, W) → (N,) scalars, differentiable: a ``RegionObjective``
is one, and so is any function of that shape."""

PLANS = ByteBudget(2**24)
"""Of the plans and graphs of all networks: sixty of EDSR's plans, each of which takes 16 ms to make
anew, or four of a transformer's."""
LAID_OUT = ByteBudget(2**28)
"""Of the weights of all plans as their convolutions want them, so that the windows of a scene, and
the methods and figures of a region, find them ready: twice a network's own for each of its plans,
but those that were asked least recently go."""
CALL = 1250
"""Bytes of a call, or of a step, without tensors (EDSR, FSRCNN and RCAN, Python 3.11)."""


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
        return images[(..., *self.window.slices)]

    def placed(self, seen: Tensor, images: Tensor) -> Tensor:
        """What belongs to the window, among zeros in the shape of ``images``."""
        if seen.shape[-2:] == images.shape[-2:]:
            return seen
        full = seen.new_zeros((*seen.shape[:-2], *images.shape[-2:]))
        self.cut(full).copy_(seen)
        return full


@dataclass(frozen=True, eq=False)
class Cone(Asked):
    """The network computed only where the question looks, by a plan for this shape."""

    plan: ConePlan
    ready: Ready
    """The plan with the weights of now."""

    @property
    def window(self) -> Window:  # type: ignore[override]
        """The part of the image, on the LR grid, that the plan reads."""
        (top, bottom), (left, right) = self.plan.seen[2:]
        return Window.between(left, top, right, bottom)

    def value(
        self,
        seen: Tensor,
        see: Optional[Callable[[int, Tensor], None]] = None,
        check: Optional[Callable[[], None]] = None,
    ) -> Tensor:
        return answers(self.ready, _last(seen), see, check)

    def slope(self, seen: Tensor, gate: Optional[Gate] = None) -> tuple[Tensor, Tensor]:
        return slopes(self.ready, _last(seen), gate)

    def base(self, seen: Tensor) -> Base:
        """What images become in each layer, from which others like them are computed."""
        return base(self.plan, self.ready, _last(seen))


@dataclass(frozen=True, eq=False)
class Plain(Asked):
    """The whole network, for one that cannot be followed."""

    network: SRNetwork
    objective: ScalarTarget
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


def ask(network: SRNetwork, objective: ScalarTarget, images: Tensor) -> Asked:
    """A network and a question, ready for images of the shape, type and device of ``images``
    (N, C, h, w).

    Traced once for each shape and question; the plan is kept, no value of it is.
    """
    reason = None
    if network.is_watched:
        reason = "somebody watches its layers"
    else:
        try:
            return _cone(network, objective, images)
        except Untraceable as error:
            reason = str(error)
    height, width = images.shape[-2:]
    return Plain(network, objective, Window(0, 0, width, height), reason)


def slowness(network: SRNetwork, objective: ScalarTarget, images: Tensor) -> tuple[str, ...]:
    """A sentence for the result where the whole network is computed; none where the cone is."""
    reason = ask(network, objective, images).reason
    if reason is None:
        return ()
    return (
        f"{network.id} was computed over the whole tile for every gradient, which takes longer: "
        f"its operators cannot be followed ({reason}).",
    )


def answer(network: SRNetwork, objective: ScalarTarget, images: Tensor) -> Tensor:
    """D of each image (N, C, h, w) → (N,), which torch can differentiate by the images, once."""
    asked = ask(network, objective, images)
    if isinstance(asked, Plain):
        return objective(network(images))
    if torch.is_grad_enabled() and images.requires_grad:
        return _Answer.apply(images, asked)
    return asked.value(asked.cut(images))


class _Answer(torch.autograd.Function):
    """The gradient is taken along with the value: who asks so will want it."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, asked: Asked) -> Tensor:
        slope, value = asked.slope(asked.cut(images))
        ctx.save_for_backward(asked.placed(slope, images))
        return value

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, weights: Tensor) -> tuple[Tensor, None]:
        (slope,) = ctx.saved_tensors
        return slope * weights.view(-1, 1, 1, 1), None


class _Traces:
    """Of one network: its graphs by the images' shape, and its plans by the question too."""

    def __init__(self, network: SRNetwork) -> None:
        itself = ref(network)

        def size(kept: TracedGraph | ConePlan | str) -> int:
            """Without the network's own weights, which are there anyway."""
            if isinstance(kept, str):
                return len(kept)
            own = itself()
            weights = own.tensors if own else ()
            return CALL * kept.parts + storage_bytes(kept.tensors, but=weights)

        def laid_out(kept: Ready) -> int:
            own = itself()
            opaque = sum(t.nbytes for t in kept.tensors if t.is_mkldnn)
            plain = (t for t in kept.tensors if not t.is_mkldnn)
            return opaque + storage_bytes(plain, but=own.tensors if own else ())

        self.graphs: ByteBoundedCache[Any, TracedGraph | str] = ByteBoundedCache(PLANS, size)
        """The reason in words where a network cannot be traced: the error would hold it."""
        self.plans: ByteBoundedCache[Any, ConePlan] = ByteBoundedCache(PLANS, size)
        self.ready: ByteBoundedCache[Any, Ready] = ByteBoundedCache(LAID_OUT, laid_out)
        """By the plan and what the weights have come to."""


_known: WeakKeyDictionary[SRNetwork, _Traces] = WeakKeyDictionary()
_lock = Lock()


def _cone(network: SRNetwork, objective: ScalarTarget, images: Tensor) -> Cone:
    """Raises Untraceable for a network that cannot be followed."""
    weights = network.tensors
    with _lock:
        traces = _known.get(network) or _known.setdefault(network, _Traces(network))
    places = hash(tuple(tensor.data_ptr() for tensor in weights))
    shape = (tuple(images.shape), images.dtype, images.device, places)
    question = _question(objective)
    plan = _plan(network, objective, images, traces, (shape, question))
    if question is None:  # the plan is not kept
        return Cone(plan, ready(plan))
    key = (plan, tuple(map(version, weights)))
    return Cone(plan, traces.ready.find(key) or traces.ready.keep(key, ready(plan)))


def _plan(
    network: SRNetwork,
    objective: ScalarTarget,
    images: Tensor,
    traces: _Traces,
    key: tuple[Any, Any],
) -> ConePlan:
    """By the images' shape and the question."""
    shape, question = key
    plan = traces.plans.find(key)
    if plan is not None:
        return plan
    graph = traces.graphs.find(shape)
    if graph is None:
        graph = traces.graphs.keep(shape, _traced(network, images))
    if isinstance(graph, str):
        raise Untraceable(graph)
    example = images.new_zeros(1).expand(graph.shape(graph.output))
    plan = _proven(restrict(join(graph, trace(objective, example, real=True))), images)
    return plan if question is None else traces.plans.keep(key, plan)


@dataclass(frozen=True, eq=False)
class _Itself:
    """Equal to nothing else, such as a mask: its pixels are part of a plan."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def _question(objective: ScalarTarget) -> Optional[tuple[Any, ...]]:
    """Equal for objectives that ask the same, as the windows of a scene do of their tiles; None
    for one that may change."""
    if not (is_dataclass(objective) and objective.__dataclass_params__.frozen):
        return None
    values = [getattr(objective, each.name) for each in fields(objective)]
    return type(objective), *(
        _Itself(value) if isinstance(value, Tensor) or value.__hash__ is None else value
        for value in values
    )


def _traced(network: SRNetwork, images: Tensor) -> TracedGraph | str:
    try:
        return trace(_replica(network), _last(torch.zeros_like(images)))
    except Untraceable as error:
        return str(error)


def _replica(network: SRNetwork) -> SRNetwork:
    """With the same weights in the same memory, but modules of its own: some keep what they meet
    when they run, and a trace would leave tensors without content in them."""
    same: dict[int, Any] = {}
    for tensor in network.tensors:
        alias = tensor.detach()
        same[id(tensor)] = (
            nn.Parameter(alias, requires_grad=False) if isinstance(tensor, nn.Parameter) else alias
        )
    try:
        return replace(network, module=deepcopy(network.module, same))
    except Exception as error:  # whatever a foreign module may hold
        raise Untraceable("it cannot be copied") from error


@torch.no_grad()
def _proven(plan: ConePlan, images: Tensor) -> ConePlan:
    """Operators that nothing is known of are tried once: they may have no gradient."""
    if any(any(step.work.call.varies) and maker(step.work.call) is None for step in plan.steps):
        try:
            (top, bottom), (left, right) = plan.seen[2:]
            seen = _last(torch.zeros_like(images[..., top:bottom, left:right]))
            slopes(ready(plan), seen)
        except (RuntimeError, TypeError) as error:
            raise Untraceable(str(error).splitlines()[0][:120]) from error
    return plan


def _last(images: Tensor) -> Tensor:
    """Channels last, which convolutions are faster with."""
    return images.contiguous(memory_format=torch.channels_last)
