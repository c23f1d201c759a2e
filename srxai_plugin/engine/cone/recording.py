"""From Python code to a graph of torch's own operators, by computing once and looking on.

What ``machine.torch_private.traced`` finds without computing, at the price of torch's compiler,
whose import takes longer than a whole explanation. A pass over a small image is cheap.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor, fx, nn
from torch.overrides import TorchFunctionMode

from srxai_plugin.engine.machine.torch_private import PRELU, OperatorMode, aten, without_changes

MARK = "srxai_recorded"
"""Attribute of a tensor that a recorded operator gave: the recorder, and the tensor's node."""
OF_IMAGE = "of image"
"""In a node's facts: what it gives depends on the image."""
LAST = torch.channels_last
REFUSED = (
    torch.Tag.nondeterministic_seeded,
    torch.Tag.data_dependent_output,
    torch.Tag.dynamic_output_shape,
)
"""Kinds of operators that do something else the next time, or by which code may look at values and
go another way for others."""


ELEMENTWISE = (
    *(aten.relu.default, aten.leaky_relu.default, aten.sigmoid.default, aten.tanh.default, PRELU),
    *(aten.add.Tensor, aten.sub.Tensor, aten.mul.Tensor, aten.div.Tensor),
)
"""Operators whose answer is like their first input, where others broadcast to it."""
CONTENT = (
    *(Tensor.numpy, Tensor.__array__, Tensor.tolist, Tensor.data_ptr, Tensor.__dlpack__),
    *(Tensor.storage, Tensor.untyped_storage),
)
"""Ways to values that are no operators."""


class NoRule(Exception):
    """Raised where code asks for a pixel's value or draws lots: what it does then is no rule."""


class Closed(TorchFunctionMode):
    """Within it, nobody gets at a tensor's content beside torch's operators."""

    def __torch_function__(
        self, function: Any, types: Any, arguments: Any = (), keywords: Any = None
    ) -> Any:
        if function in CONTENT:
            raise NoRule(f"{function.__name__} depends on values")
        return function(*arguments, **(keywords or {}))


class Recorder(OperatorMode):
    """Notes each operator that is computed within it, with what it is given and what it gives."""

    def __init__(self, briefly: bool = False) -> None:
        """
        Args:
            briefly: of the usual operators nothing is computed but shapes, where they depend on the
                image; that nothing stands in them makes no difference to what is noted. What code
                makes of its own weights is computed, for it may keep that.
        """
        super().__init__()
        self._compute = _without_computing if briefly else _as_asked
        self.root = nn.Module()
        self.graph = fx.Graph(cast(fx.GraphModule, self.root))
        self._constants: dict[int, tuple[Tensor, fx.Node]] = {}
        """By identity, which is a tensor's own as long as it is held."""

    def begin(self, image: Tensor) -> None:
        """Begin with the image that the graph will be a function of."""
        node = self.graph.placeholder("image")
        node.meta[OF_IMAGE] = True
        self._mark(image, node)

    def finish(self, output: Any) -> None:
        """End with what the function gives; nothing that it does not need stays."""
        self.graph.output(self._node(output) if isinstance(output, Tensor) else None)
        self.graph.eliminate_dead_code()

    def __torch_dispatch__(
        self, function: Any, types: Any, arguments: Any = (), keywords: Any = None
    ) -> Any:
        if any(tag in function.tags for tag in REFUSED):
            raise NoRule(f"{function} depends on chance or on values")
        if function is aten.lift_fresh.default:  # as a trace has it: a constant's own copy
            function = aten.lift_fresh_copy.default
        keywords = keywords or {}
        given = [fx.node.map_aggregate(a, self._noted) for a in (arguments, keywords)]
        node = self.graph.call_function(function, *given)
        is_of_image = any(OF_IMAGE in of.meta for of in node.all_input_nodes)
        found = (self._compute if is_of_image else _as_asked)(function, arguments, keywords)
        if is_of_image:
            node.meta[OF_IMAGE] = True
        if isinstance(found, Tensor):
            self._mark(found, node)
        elif isinstance(found, (tuple, list)):
            node.meta["val"] = tuple(map(_described, found))
            for place, value in enumerate(found):
                if isinstance(value, Tensor):
                    part = self.graph.call_function(operator.getitem, (node, place))
                    part.meta |= {OF_IMAGE: True} if is_of_image else {}
                    self._mark(value, part)
        return found

    def _noted(self, argument: Any) -> Any:
        return self._node(argument) if isinstance(argument, Tensor) else argument

    def _node(self, tensor: Tensor) -> fx.Node:
        """What stands for a tensor: where it was made, or a constant."""
        owner, node = cast(tuple[Any, fx.Node], getattr(tensor, MARK, (None, None)))
        if owner is self:
            return node
        if id(tensor) not in self._constants:
            name = f"constant_{len(self._constants)}"
            self.root.register_buffer(name, tensor)
            self._constants[id(tensor)] = tensor, self.graph.get_attr(name)
        return self._constants[id(tensor)][1]

    def _mark(self, tensor: Tensor, node: fx.Node) -> None:
        node.meta["val"] = _described(tensor)
        setattr(tensor, MARK, (self, node))


def recorded(
    function: Callable[[Tensor], Tensor], image: Tensor, briefly: bool = False
) -> fx.Graph:
    """The graph of ``function`` at the shape, type and strides of ``image``, as it is computed for
    ``image``; constants are buffers of ``graph.owning_module``.

    Args:
        briefly: as of ``Recorder``; not for code that keeps what it computes for the next time.

    Raises:
        NoRule: it may do something else for other images.
        Exception: whatever the function raises.
    """
    recorder = Recorder(briefly)
    recorder.begin(image)
    with Closed(), recorder:
        output = without_changes(function)(image)
    recorder.finish(output)
    return recorder.graph


def _as_asked(function: Any, arguments: Any, keywords: Any) -> Any:
    return function(*arguments, **keywords)


def _without_computing(function: Any, arguments: Any, keywords: Any) -> Any:
    """What an operator gives; of the usual ones the shape and the order in memory alone, in memory
    that nobody touches, which costs nothing."""
    first: Any = arguments[0] if arguments else None
    shape: Any = None
    if isinstance(first, Tensor) and first.dim() == 4 and first.is_floating_point():
        if function is aten.convolution.default:
            shape = _convolved(*arguments)
        elif function is aten.pixel_shuffle.default:
            (images, channels, height, width), factor = first.shape, arguments[1]
            shape = images, channels // factor**2, height * factor, width * factor
        elif function in ELEMENTWISE:
            others = [a for a in arguments[1:] if isinstance(a, Tensor)]
            if all(o.dtype == first.dtype and _broadcasts(o, first) for o in others):
                shape = first.shape
    if shape is None:
        return function(*arguments, **keywords)
    is_last = not first.is_contiguous() and first.is_contiguous(memory_format=LAST)
    order = LAST if is_last else torch.contiguous_format
    return torch.empty(shape, dtype=first.dtype, device=first.device, memory_format=order)


def _convolved(image: Tensor, kernel: Tensor, *arguments: Any) -> Any:
    """The shape that ``aten.convolution`` gives; None for a transposed one."""
    _, strides, paddings, dilations, transposed = arguments[:5]
    if transposed:
        return None
    sides = zip(image.shape[2:], kernel.shape[2:], strides, paddings, dilations)
    found = [(n + 2 * pad - far * (k - 1) - 1) // step + 1 for n, k, step, pad, far in sides]
    return (image.shape[0], kernel.shape[0], *found)


def _broadcasts(other: Tensor, first: Tensor) -> bool:
    sides = zip(reversed(other.shape), reversed(first.shape))
    return other.dim() <= first.dim() and all(n in (1, side) for n, side in sides)


def _described(value: Any) -> Any:
    """A tensor's shape, strides, offset and type, without its content."""
    if not isinstance(value, Tensor):
        return value
    start, sides, strides = value.storage_offset(), value.shape, value.stride()
    length = start + 1 + sum((n - 1) * step for n, step in zip(sides, strides) if n)
    base = torch.empty(length, dtype=value.dtype, device="meta")
    return base.as_strided(sides, strides, start)
