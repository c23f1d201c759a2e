"""Operators that are linear along each image side by itself: interpolation of any kind, padding by
reflection or repetition, rolls, flips and strided slices.

What such an operator does to a side of n pixels is a matrix, which the operator tells itself when
it is given the n unit vectors. Its rows in the box say which columns are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.work import Slopes, Work, needed
from srxai_plugin.engine.machine.byte_bounded import ByteBoundedCache, ByteBudget, storage_bytes
from srxai_plugin.engine.machine.torch_private import (
    BICUBIC_ANTIALIASED,
    BILINEAR_ANTIALIASED,
    NEAREST_EXACT,
    aten,
)


@dataclass(frozen=True, eq=False)
class Resampled(Work):
    """A product with one small matrix for each image side that the operator mixes."""

    matrices: tuple[tuple[int, Tensor], ...]
    """Dimension, and what it is multiplied by: (given, read), in double precision."""

    @property
    def tensors(self) -> Sequence[Tensor]:
        return [matrix for _, matrix in self.matrices]

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        output = needed(inputs)
        for dimension, matrix in self.matrices:
            output = _along(matrix.to(output), output, dimension)
        return output, None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        for dimension, matrix in reversed(self.matrices):
            slope = _along(matrix.to(slope).T, slope, dimension)
        return [slope]


def _along(matrix: Tensor, image: Tensor, dimension: int) -> Tensor:
    return (image.movedim(dimension, -1) @ matrix.T).movedim(-1, dimension)


@dataclass(frozen=True, eq=False)
class Picked(Work):
    """An operator whose every pixel is a copy of one."""

    places: tuple[tuple[int, Tensor], ...]
    """Dimension, and for each pixel that is given which of those read it copies."""

    @property
    def tensors(self) -> Sequence[Tensor]:
        return [index for _, index in self.places]

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        output = needed(inputs)
        for dimension, index in self.places:
            output = output.index_select(dimension, index.to(output.device))
        return output, None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        for dimension, index in reversed(self.places):
            low, high = needed(self.reads)[dimension]
            index = index.to(slope.device)
            if len(index) == high - low and len(index.unique()) == len(index):  # a mere order
                slope = slope.index_select(dimension, index.argsort())
                continue
            size = list(slope.shape)
            size[dimension] = high - low
            slope = slope.new_zeros(size).index_add_(dimension, index, slope)
        return [slope]


def resampled(call: Call, box: Box) -> Optional[Work]:
    """Work of an operator that is linear along each side; None where a box copies nothing."""
    reads, matrices = list(box), []
    for dimension, side in enumerate(call.input_shapes[0]):
        matrix = _matrix(call, dimension, side)
        if matrix is None:
            continue
        low, high = box[dimension]
        rows = matrix[low:high]
        used = rows.ne(0).any(0).nonzero().flatten()
        if not len(used):
            return None
        first, last = int(used[0]), int(used[-1]) + 1
        reads[dimension] = first, last
        matrices.append((dimension, rows[:, first:last].clone()))
    copies = all(
        bool(((m == 0) | (m == 1)).all()) and bool((m.sum(1) == 1).all()) for _, m in matrices
    )
    if copies:
        places = tuple((d, m.argmax(1)) for d, m in matrices)
        return Picked(call, box, (tuple(reads),), places)
    return Resampled(call, box, (tuple(reads),), tuple(matrices))


def _matrix(call: Call, dimension: int, side: int) -> Optional[Tensor]:
    """(given, read) of one dimension; None where it is left alone."""
    rank = len(call.shape)
    operator = call.operator
    unit = torch.eye(side, dtype=torch.float64)
    if operator in (aten.flip.default, aten.roll.default):
        return _turned(call, dimension, rank, unit)
    if operator is aten.slice.Tensor:
        if dimension != call.argument(1, 0) % rank:
            return None
        return aten.slice.Tensor(unit, 0, *call.arguments[2:])
    from_end = rank - 1 - dimension
    if from_end > 1:
        return None
    if operator in PADDINGS:
        before, after = call.argument(1)[2 * from_end : 2 * from_end + 2]
        # As rows of images of one pixel less than nothing else: (side, 1, side) → (side, 1, given).
        return PADDINGS[operator](unit[:, None], [before, after])[:, 0].T
    return _stretched(call, from_end, side, call.shape[dimension])


MATRICES = ByteBudget(2**25)
"""Of interpolations: four of 512 pixels to 2048, or many small ones."""
_known: ByteBoundedCache[tuple[Any, ...], Tensor]
_known = ByteBoundedCache(MATRICES, lambda matrix: storage_bytes([matrix]))


def _interpolated(operator: Any, side: int, given: int, options: tuple, factor: Any) -> Tensor:
    """(given, side), in double precision."""
    key = (operator, side, given, options, factor)
    found = _known.find(key)
    return _known.keep(key, _told(*key)) if found is None else found


def _told(operator: Any, side: int, given: int, options: tuple, factor: Any) -> Tensor:
    # Two columns: with one alone, torch 2.13 confuses the sides where it smooths.
    unit = torch.eye(side, dtype=torch.float64)[None, :, :, None].repeat(1, 1, 1, 2)
    return operator(unit, [given, 2], *options, factor, 1.0 if factor else None)[0, :, :, 0].T


def _stretched(call: Call, from_end: int, side: int, given: int) -> Tensor:
    arguments = list(call.arguments[2:])
    options = arguments[:1] if call.operator not in NEAREST else []
    factors = arguments[len(options) :]
    factor = factors[1 - from_end] if len(factors) == 2 else None
    return _interpolated(call.operator, side, given, tuple(options), factor)


def _turned(call: Call, dimension: int, rank: int, unit: Tensor) -> Optional[Tensor]:
    dimensions = [d % rank for d in call.argument(1 if call.operator is aten.flip.default else 2)]
    if dimension not in dimensions:
        return None
    if call.operator is aten.flip.default:
        return unit.flip(0)
    return unit.roll(call.argument(1)[dimensions.index(dimension)], 0)


NEAREST = (aten.upsample_nearest2d.default, NEAREST_EXACT)
INTERPOLATIONS = (
    *NEAREST,
    aten.upsample_bilinear2d.default,
    BILINEAR_ANTIALIASED,
    aten.upsample_bicubic2d.default,
    BICUBIC_ANTIALIASED,
)
PADDINGS = {
    aten.reflection_pad2d.default: aten.reflection_pad1d.default,
    aten.replication_pad2d.default: aten.replication_pad1d.default,
}
