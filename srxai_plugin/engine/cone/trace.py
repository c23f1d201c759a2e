"""From Python code to a graph of torch's own operators, at the shape of the image at hand: every
branch on a size is taken as it would be, and code that asks for a pixel's value cannot be followed.

A small image is computed, and what torch does is noted (``recording``). Where a pass would take
long, or code cannot be watched so, torch itself traces what the code does to tensors that have a
shape and no content.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Optional, cast

import torch
from torch import Tensor, fx

from srxai_plugin.engine.cone.graph import Call, Ref, TracedGraph
from srxai_plugin.engine.cone.recording import recorded
from srxai_plugin.engine.machine.memory import lacks
from srxai_plugin.engine.machine.torch_private import (
    aten,
    changes_in_place,
    forget_traces,
    gives_views,
    is_empty,
    is_operator,
    pure_twin,
    traced,
)

REFUSED = (torch.Tag.nondeterministic_seeded, torch.Tag.data_dependent_output)
"""Kinds of operators whose answer a trace would freeze."""

SMALL = 2**14
"""Pixels of an image that is computed to be followed: a pass takes no longer than the import of
torch's compiler, with which a trace begins (benchmarks/cold.py)."""
FEW = 2**17
"""Pixels of several images together."""
LARGE = 2**19
"""Pixels of images of which shapes alone are computed, such as the tiles of a raster."""

_one_at_a_time = Lock()
"""While torch traces, it replaces functions of its own, for all threads."""


class Untraceable(Exception):
    """Says why, in a few words."""


def trace(function: Callable[[Tensor], Tensor], image: Tensor, real: bool = False) -> TracedGraph:
    """The graph of ``function`` at the shape, type and strides of ``image``.

    Args:
        real: compute while tracing; for code that may keep tensors of its own for the next time,
            which must not be ones without content.
    """
    briefly = not real and image.device.type == "cpu"
    one, all_of_them = (LARGE, LARGE) if briefly else (SMALL, FEW)
    if real or (image[0, 0].numel() <= one and image[:, 0].numel() <= all_of_them):
        try:
            with _one_at_a_time, torch.no_grad():
                return _graph(recorded(function, image, briefly), tuple(image.shape))
        except Exception as error:
            # Whatever foreign code may do that cannot be watched: torch may know a way.
            if lacks(error):
                raise
    return _traced(function, image, real)


def _traced(function: Callable[[Tensor], Tensor], image: Tensor, real: bool) -> TracedGraph:
    try:
        with _one_at_a_time, torch.no_grad():
            found = traced(function, image, real).graph
    except Exception as error:  # whatever foreign code may do when it meets such tensors
        if lacks(error):
            raise
        if isinstance(error, ImportError):  # of torch's own parts: they are there, room was not
            raise MemoryError(str(error)) from error
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Untraceable(reason[:120].rstrip(".: ")) from error
    finally:
        forget_traces()
    return _graph(found, tuple(image.shape))


def join(first: TracedGraph, second: TracedGraph) -> TracedGraph:
    """``second`` of the output of ``first``."""
    constants = first.constants + second.constants
    names = [*range(first.first), *(n + len(second.constants) for n in _calls(first))]
    calls = [_renumbered(call, names) for call in first.calls]
    begun = names[first.output]
    names = [begun, *range(first.first, 1 + len(constants))]
    names += [1 + len(constants) + len(calls) + i for i in range(len(second.calls))]
    calls += [_renumbered(call, names, tuple(v for v in call.varies)) for call in second.calls]
    return TracedGraph(first.image, constants, tuple(calls), names[second.output], joint=begun)


def _calls(graph: TracedGraph) -> range:
    return range(graph.first, graph.first + len(graph.calls))


def _renumbered(call: Call, names: Sequence[int], varies: Any = None) -> Call:
    return Call(
        call.operator,
        call.arguments,
        call.keywords,
        tuple(names[n] for n in call.inputs),
        call.input_shapes,
        call.shape,
        varies or call.varies,
        call.take,
    )


def _graph(found: fx.Graph, image: tuple[int, ...]) -> TracedGraph:
    nodes = list(found.nodes)
    attributes = [node for node in nodes if node.op == "get_attr"]
    constants = tuple(getattr(found.owning_module, node.target) for node in attributes)
    if not all(isinstance(value, Tensor) and not is_empty(value) for value in constants):
        raise Untraceable("it makes its weights anew whenever it runs")
    numbers = {node: number for number, node in enumerate(attributes, 1)}
    calls: list[Call] = []
    varying: set[fx.Node] = set()
    for node in nodes:
        if node.op == "placeholder":
            numbers[node] = 0
            varying.add(node)
        elif node.op == "output":
            (output,) = node.args
        elif node.op == "call_function" and _is_tensor(node):
            if any(n in varying for n in node.all_input_nodes):
                varying.add(node)
            numbers[node] = 1 + len(constants) + len(calls)
            calls.append(_call(node, numbers, varying))
        elif node.op == "call_function":  # a list of tensors; those who pick one look into it
            _check(node)
            if any(n in varying for n in node.all_input_nodes):
                varying.add(node)
    if not isinstance(output, fx.Node) or output not in numbers:
        raise Untraceable("it gives something else than one tensor")
    return TracedGraph(image, constants, tuple(calls), numbers[output])


def _is_tensor(node: fx.Node) -> bool:
    return isinstance(node.meta.get("val"), Tensor)


def _call(node: fx.Node, numbers: dict[fx.Node, int], varying: set[fx.Node]) -> Call:
    source, take = node, None
    if node.target is operator.getitem:
        source, take = cast(tuple[fx.Node, int], node.args)
        split = _part(source, take)
        if split is not None:
            target, arguments = split
            return _made(node, numbers, varying, target, arguments, {}, None)
    target = _check(source)
    return _made(node, numbers, varying, target, source.args, source.kwargs, take)


def _part(source: fx.Node, take: int) -> Optional[tuple[Any, tuple[Any, ...]]]:
    """A piece of a split tensor is a slice of it."""
    packet = getattr(source.target, "overloadpacket", None)
    if packet is aten.unbind:
        dimension = source.args[1] if len(source.args) > 1 else 0
        return aten.select.int, (source.args[0], dimension, take)
    if packet not in (aten.split, aten.split_with_sizes):
        return None
    dimension = source.args[2] if len(source.args) > 2 else 0
    lengths = [value.shape[dimension] for value in source.meta["val"]]
    start = sum(lengths[:take])
    return aten.slice.Tensor, (source.args[0], dimension, start, start + lengths[take])


def _made(
    node: fx.Node,
    numbers: dict[fx.Node, int],
    varying: set[fx.Node],
    target: Any,
    arguments: Any,
    keywords: Any,
    take: Any,
) -> Call:
    inputs: list[fx.Node] = []

    def reference(argument: Any) -> Any:
        if isinstance(argument, fx.Node):
            if argument not in numbers:
                raise Untraceable(f"{argument} is no tensor")
            inputs.append(argument)
            return Ref(len(inputs) - 1)
        if isinstance(argument, (tuple, list)):
            return tuple(reference(a) for a in argument)
        if isinstance(argument, dict):
            return {name: reference(a) for name, a in argument.items()}
        return argument

    return Call(
        target,
        reference(tuple(arguments)),
        reference(dict(keywords)),
        tuple(numbers[n] for n in inputs),
        tuple(tuple(_shape(n)) for n in inputs),
        tuple(node.meta["val"].shape),
        tuple(n in varying for n in inputs),
        take,
    )


def _shape(node: fx.Node) -> Sequence[int]:
    if node.op == "get_attr":
        return getattr(node.graph.owning_module, str(node.target)).shape
    return node.meta["val"].shape


def _check(node: fx.Node) -> Any:
    """The node's operator. Raises Untraceable for one that would not do the same a second time."""
    target = node.target
    if not is_operator(target):
        raise Untraceable(f"{target} is no operator of torch's")
    if any(tag in target.tags for tag in REFUSED):
        raise Untraceable(f"{target} depends on chance or on values")
    is_harmless = target is aten.as_strided_.default and _only_orders(node)
    if is_harmless or not changes_in_place(target):
        return target
    changed, twin = node.args[0], pure_twin(target)
    alone = isinstance(changed, fx.Node) and len(changed.users) == 1 and _is_fresh(changed)
    if not alone or twin is None:
        raise Untraceable(f"{target} changes a tensor in place")
    return twin


def _is_fresh(node: fx.Node) -> bool:
    """Whether a tensor shares its values with no other."""
    source = node.args[0] if node.args else None
    if node.target is operator.getitem:
        return isinstance(source, fx.Node) and _is_fresh(source)
    if not is_operator(node.target):
        return False
    if not gives_views(node.target):
        return True
    # A view of what nobody else looks at.
    return isinstance(source, fx.Node) and len(source.users) == 1 and _is_fresh(source)


def _only_orders(node: fx.Node) -> bool:
    """Whether a view is the same values: adaptive pooling tidies the strides of sides of one."""
    arguments: Any = node.args
    source, sides, strides, *offset = arguments
    value = source.meta["val"]
    at_start = not any(offset) and value.storage_offset() == 0
    places = zip(sides, strides, value.stride())
    same = all(side == 1 or new == old for side, new, old in places)
    return tuple(sides) == tuple(value.shape) and same and at_start
