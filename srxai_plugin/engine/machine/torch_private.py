"""All that is taken of torch beyond what torch documents; nothing else in the engine names it.

torch promises nothing for these names: any release may rename or drop them, which is one reason for
the single version of torch in ``pyproject.toml``. Each was tried with torch 2.13.0 (CPU, Linux), by
``tests/engine/cone`` and ``tests/engine/networks``. Whoever raises the version runs both. Where one
is gone, this file alone changes; each docstring says what to do then, and what can be done without.
"""

from __future__ import annotations

import linecache
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Optional, TypeGuard

import torch
from torch import Tensor, fx, nn
from torch._ops import OpOverload
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch.func import functionalize
from torch.fx import graph_module
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten
"""torch's own operators, which a trace is made of. Their names are those of torch's exported
programs too, and the steadiest here: torch keeps files readable that were written with them."""

MOST_SHAPES = 512
"""Of operators' inputs, for which torch keeps what it found out about their outputs."""


# Operators whose names begin with an underscore. One that is gone has another in its place in what
# a trace then shows; until that is listed, it takes its inputs whole, and nothing else changes.

UNSAFE_VIEW = aten._unsafe_view.default
"""``view`` of a tensor that nobody else holds."""
SOFTMAXES = (aten._softmax.default, aten._log_softmax.default)
"""(input, dimension, half to float)."""
FIXED_BATCH_NORM = aten._native_batch_norm_legit_no_training.default
"""``native_batch_norm`` with the statistics that were trained."""
LIVE_BATCH_NORMS = (
    aten._native_batch_norm_legit.default,
    aten._native_batch_norm_legit.no_stats,
)
"""``native_batch_norm`` with the statistics of the batch."""
TO_COPY = aten._to_copy.default
"""Another type or place of the same values."""
ADAPTIVE_MEAN = aten._adaptive_avg_pool2d.default
"""Mean over as many windows as asked for."""
PRELU = aten._prelu_kernel.default
"""(input, weight), the weight in a shape that broadcasts."""
prelu_backward = aten._prelu_kernel_backward
"""(slope, input, weight) → slopes of the input and of the weight."""
NEAREST_EXACT = aten._upsample_nearest_exact2d.default
"""Interpolation ``nearest-exact``."""
BILINEAR_ANTIALIASED = aten._upsample_bilinear2d_aa.default
"""Interpolation ``bilinear`` with ``antialias``."""
BICUBIC_ANTIALIASED = aten._upsample_bicubic2d_aa.default
"""Interpolation ``bicubic`` with ``antialias``."""


class OperatorMode(TorchDispatchMode):
    """Within it, each operator that torch is about to compute is shown to ``__torch_dispatch__``.

    Where it is gone, ``Recorder`` of ``cone.recording`` is, and all is ``traced``.
    """

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Whether torch's compiler is kept out of it; it would be imported for that, which takes
        longer than an explanation, and nothing here is compiled."""
        return False


def without_changes(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """A function as it is, but no operator is seen to write into a tensor of another's."""
    return functionalize(function, remove="mutations")


def traced(function: Callable[[Tensor], Tensor], image: Tensor, real: bool) -> fx.GraphModule:
    """A function as a graph of torch's operators, at the shape, type and strides of ``image``.

    ``make_fx`` on ``FakeTensor``, which imports torch's compiler; raises whatever the function, or
    torch, does on such tensors.
    Where it is gone: ``torch.export``, which refuses more networks. Without it every network is
    computed whole (``cone.ask.Plain``), to the same maps.

    Args:
        real: compute while tracing.
    """
    # Imported here, for most networks are recorded and never traced.
    from torch.fx.experimental.proxy_tensor import make_fx

    pure = without_changes(function)
    mode: Literal["real", "fake"] = "real" if real else "fake"
    with _quiet():
        return make_fx(pure, tracing_mode=mode, _allow_non_fake_inputs=True)(image)


@contextmanager
def _quiet() -> Iterator[None]:
    """torch logs an error for every operator that fails, though we go on without."""
    log = logging.getLogger("torch._subclasses.fake_tensor")
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before


def forget_traces() -> None:
    """Drop the source of every trace, which torch keeps for whoever debugs it as long as the
    process lives, and its facts of shapes where they are many.

    Where the first is gone there is nothing to drop; ``make soak`` shows whether memory grows.
    """
    kept = getattr(getattr(graph_module, "_loader", None), "eval_cache", None)
    if isinstance(kept, dict):
        for name in [*kept]:
            kept.pop(name, None)
            linecache.cache.pop(name, None)
    if len(FakeTensorMode.cache) > MOST_SHAPES:
        FakeTensorMode.cache_clear()


def is_empty(tensor: Tensor) -> bool:
    """Whether a tensor has a shape and no content, as those have that a trace works with."""
    return isinstance(tensor, FakeTensor) or tensor.is_meta


def is_operator(target: Any) -> TypeGuard[OpOverload]:
    """Whether it is one of torch's operators, with its overload: ``aten.add.Tensor``."""
    return isinstance(target, OpOverload)


def changes_in_place(operator: Any) -> bool:
    """Whether an operator writes into one of its arguments, as its schema says.

    Where ``_schema`` is gone: ``torch.library`` and the text of ``str(operator)`` have the same.
    """
    return operator._schema.is_mutable


def gives_views(operator: Any) -> bool:
    """Whether what an operator gives may share its values with an argument, as its schema says."""
    return any(value.alias_info for value in operator._schema.returns)


def pure_twin(operator: Any) -> Optional[Any]:
    """The operator that gives what ``operator`` writes in place: ``aten.add.Tensor`` of
    ``aten.add_.Tensor``; None where there is none."""
    name, overload = operator._schema.name.removeprefix("aten::"), operator._overloadname
    packet = getattr(aten, name.removesuffix("_"), None) if name.endswith("_") else None
    if packet is None or overload not in packet.overloads():
        return None
    return getattr(packet, overload)


def packs_convolutions() -> bool:
    """Whether oneDNN's own convolutions, of float32 images on a CPU, are there to be called.

    Where they are gone this is False, and torch's own are taken: 4 % slower.
    """
    return (
        torch.backends.mkldnn.is_available()
        and bool(torch.backends.mkldnn.enabled)
        and hasattr(torch.ops.mkldnn, "_reorder_convolution_weight")
    )


def packed_weight(
    weight: Tensor,
    padding: list[int],
    stride: list[int],
    dilation: list[int],
    groups: int,
    size: list[int],
) -> Tensor:
    """A kernel (O, I / groups, k, l) laid out as oneDNN wants it for images of ``size`` (N, I, h,
    w); others may be slow with it."""
    return torch.ops.mkldnn._reorder_convolution_weight(
        weight, padding, stride, dilation, groups, size
    )


def packed_convolution(
    image: Tensor,
    weight: Tensor,
    bias: Optional[Tensor],
    padding: list[int],
    stride: list[int],
    dilation: list[int],
    groups: int,
    activation: str = "none",
) -> Tensor:
    """The convolution of an image (N, I, h, w) with a kernel of ``packed_weight``.

    Args:
        activation: "relu" or "none", of what comes out.
    """
    return torch.ops.mkldnn._convolution_pointwise(
        image, weight, bias, padding, stride, dilation, groups, activation, [], ""
    )


def packed_sum(
    image: Tensor,
    added: Tensor,
    weight: Tensor,
    bias: Optional[Tensor],
    padding: list[int],
    stride: list[int],
    dilation: list[int],
    groups: int,
) -> Tensor:
    """``packed_convolution``, and ``added``, of its shape, to it."""
    return torch.ops.mkldnn._convolution_pointwise.binary(
        *(image, added, weight, bias, padding, stride, dilation, groups),
        *("add", 1.0, None, [], None),
    )


def softmax_backward(slope: Tensor, weights: Tensor) -> Tensor:
    """∂D/∂scores from ∂D/∂weights, where weights are the softmax of scores along the last side.

    Where it is gone: weights · (slope − Σ slope · weights).
    """
    return aten._softmax_backward_data(slope, weights, -1, weights.dtype)


def slopes_of(
    output: Tensor, inputs: Sequence[Tensor], slope: Tensor
) -> Sequence[Optional[Tensor]]:
    """What ``torch.autograd.grad`` gives for one output and its slope, of the same shape; None for
    an input that the output does not depend on.

    torch's own first imports half a second of symbolic mathematics, to compare the two shapes.
    """
    run = getattr(torch.autograd.graph, "_engine_run_backward", None)
    if run is None:
        return torch.autograd.grad(output, inputs, slope, allow_unused=True)
    return run((output,), (slope,), False, False, tuple(inputs), True, accumulate_grad=False)


def held_by(part: nn.Module) -> Iterator[Tensor]:
    """Weights and buffers that a module itself holds, those of its parts left out.

    ``parameters(recurse=False)`` and ``buffers(recurse=False)`` give the same in thrice the time,
    which a reliance map asks for at every window.
    """
    for kind in (part._parameters, part._buffers):
        yield from (tensor for tensor in kind.values() if tensor is not None)


def hooks(modules: Iterable[nn.Module]) -> frozenset[int]:
    """Identities of all hooks in these modules.

    Where one of the three is gone, its kind of hook is not noticed: the cone would then be computed
    without calling them.
    """
    return frozenset(
        id(hook)
        for part in modules
        for kind in (part._forward_hooks, part._forward_pre_hooks, part._backward_hooks)
        for hook in kind.values()
    )


def version(tensor: Tensor) -> int:
    """How often a tensor's values were changed in place, as torch counts for its own gradients.

    What is written through ``tensor.data`` is not counted. Where ``_version`` is gone, or not
    counted as of tensors made in inference mode, this is 0: weights that change in place are then
    to be loaded anew.
    """
    return 0 if tensor.is_inference() else getattr(tensor, "_version", 0)
