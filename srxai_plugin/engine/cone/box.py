"""Boxes: which part of a tensor is computed, one half-open interval to each dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from torch import Tensor

Interval = tuple[int, int]
Box = tuple[Interval, ...]

Narrowing = tuple[tuple[int, int, int], ...]
"""Dimension, start and length of every narrowing that takes one box out of another."""


def whole(shape: Sequence[int]) -> Box:
    """The box that holds all of a tensor of this shape."""
    return tuple((0, side) for side in shape)


def sides(box: Box) -> list[int]:
    """The shape of what a box holds."""
    return [stop - start for start, stop in box]


def union(first: Box, second: Box) -> Box:
    """The smallest box that holds both."""
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(first, second))


def cut(inner: Box, outer: Box) -> Narrowing:
    """How to take ``inner`` out of a tensor that holds ``outer``."""
    return tuple(
        (dimension, start - left, stop - start)
        for dimension, ((start, stop), (left, right)) in enumerate(zip(inner, outer))
        if (start, stop) != (left, right)
    )


def narrowed(tensor: Tensor, cuts: Narrowing) -> Tensor:
    """A view."""
    for dimension, start, length in cuts:
        tensor = tensor.narrow(dimension, start, length)
    return tensor


def common(first: Box, second: Box) -> Optional[Box]:
    """What both hold; None where they do not meet."""
    found = tuple((max(a, c), min(b, d)) for (a, b), (c, d) in zip(first, second))
    return found if all(start < stop for start, stop in found) else None


def holds(outer: Box, inner: Box) -> bool:
    """Whether all of one box lies within another."""
    return all(a <= c and d <= b for (a, b), (c, d) in zip(outer, inner))
