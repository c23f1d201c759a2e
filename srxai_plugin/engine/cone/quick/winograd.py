"""Convolutions of 3 × 3 pixels with a quarter of the products.

Lavin & Gray, Fast Algorithms for Convolutional Neural Networks, CVPR 2016: F(4 × 4, 3 × 3). Rows
and columns of an image are taken as coefficients of polynomials, which are multiplied by their
values at six points: 36 products give 4 × 4 pixels, where 144 would. The transforms before and
after cost most of what that saves where images or features are few.

The points are 0, ±√½, ±√2 and ∞. In single precision the error of a convolution is then 3e-7 to
8e-7 of its norm, where that of torch's is 2e-7 to 4e-7 (0, ±1, ±2 and ∞, which are usual, err twice
as much); and as a kernel turned round has at 1/a what it had at a, the way back uses the same
weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.work import Slopes, Work, needed
from srxai_plugin.engine.machine.torch_private import aten

SIDE, POINTS = 4, 6
"""Pixels along a tile that is given, and those that are read for it."""
FEATURES = 48, 128
"""Fewer gain nothing; the weights of more, four times as many as they were, take much memory."""
TILES = 36
"""The fewest that are quicker so."""
NEAR = 5 * 2**18
"""Bytes of transformed tiles that are worked on at a time."""


@dataclass(frozen=True, eq=False)
class Winograd(Convolution):
    """A convolution with the values of torch's own to some 1e-6, in float32 on a CPU."""

    weight: Tensor
    """The kernel's values at all pairs of points, (36, I, O)."""
    rectifies: bool = False
    """Whether what is below 0 becomes 0, as by ``relu``."""

    @property
    def is_linear(self) -> bool:
        return not self.rectifies

    @property
    def tensors(self) -> Sequence[Tensor]:
        return [self.weight]

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        bias = inputs[2] if len(inputs) > 2 else None
        output = _convolved(
            needed(inputs), self.weight, bias, self.outside, FORTH, rectifies=self.rectifies
        )
        return output, output if keep and self.rectifies else None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        margins = [(2 - before, 2 - after) for before, after in self.outside]
        weight = self.weight.transpose(1, 2)
        found = _convolved(slope, weight, None, margins, BACK, where=kept)
        return [found, *[None] * (len(self.call.inputs) - 1)]


def winograd(work: Work, constants: Sequence[Optional[Tensor]]) -> Optional[Work]:
    """The work done so; None where that would not be quicker, or is not possible: on a GPU, in
    double precision, with another kernel.

    Args:
        constants: the inputs that do not depend on the image, None in the place of the others.
    """
    weight = constants[1] if len(constants) > 1 else None
    if type(work) is not Convolution or weight is None:
        return None
    settings, (rows, columns) = work.settings, sides(work.box)[-2:]
    tiles = work.call.shape[0] * math.ceil(rows / SIDE) * math.ceil(columns / SIDE)
    least, most = FEATURES
    fits = (
        tuple(weight.shape[2:]) == (3, 3)
        and settings.stride == settings.dilation == [1, 1]
        and settings.groups == 1
        and all(0 <= margin <= 2 for pair in work.outside for margin in pair)
    )
    pays = all(least <= n <= most for n in weight.shape[:2]) and tiles >= TILES
    if not (fits and pays and weight.dtype == torch.float32 and weight.device.type == "cpu"):
        return None
    values = torch.einsum("ai,bj,ocij->baco", KERNEL, KERNEL, weight.double())
    values = values.reshape(POINTS**2, *values.shape[2:]).to(weight.dtype)
    return Winograd(work.call, work.box, work.reads, settings, work.outside, values)


Transforms = tuple[Tensor, Tensor]
"""Of six pixels to their values at the points, (6, 6), and of those to four pixels, (4, 6)."""


def _transforms() -> tuple[Tensor, Transforms, Transforms]:
    """That of a kernel, (6, 3), and those of an image, with the kernel as it is and turned."""
    points = [0.0, 0.5**0.5, -(0.5**0.5), 2**0.5, -(2**0.5)]
    others = [[b for b in points if b != a] for a in points]
    norms = [math.prod(a - b for b in rest) for a, rest in zip(points, others)]
    kernel = [[a**i / norm for i in range(3)] for a, norm in zip(points, norms)]
    image = [_with_roots(rest) for rest in others]
    given = [[a**i for a in points] + [float(i == SIDE - 1)] for i in range(SIDE)]
    forth = _double([*image, _with_roots(points)]), _double(given)
    inverse = [5, 3, 4, 1, 2, 0]
    scales = [a**2 * norms[inverse[i]] / norms[i] for i, a in enumerate(points) if a]
    factors = _double([[1 / norms[0], *scales, norms[0]]]).T
    back = (forth[0] * factors)[inverse], forth[1][:, inverse]
    return _double([*kernel, [0.0, 0.0, 1.0]]), forth, back


def _with_roots(roots: Sequence[float]) -> list[float]:
    """Coefficients of Π (x − root), the lowest first, filled up to six."""
    found = [1.0]
    for root in roots:
        found = [x - root * y for x, y in zip([0.0, *found], [*found, 0.0])]
    return found + [0.0] * (POINTS - len(found))


def _double(rows: Sequence[Sequence[float]]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float64)


KERNEL, FORTH, BACK = _transforms()


def _convolved(
    image: Tensor,
    weight: Tensor,
    bias: Optional[Tensor],
    margins: Sequence[tuple[int, int]],
    transforms: Transforms,
    *,
    where: Optional[Tensor] = None,
    rectifies: bool = False,
) -> Tensor:
    """(N, I, h, w) with zeros around → (N, O, h', w'), channels last.

    Args:
        where: only where this is above 0 does the image count.
        rectifies: as of ``Winograd``.
    """
    before, after = (matrix.to(image.dtype) for matrix in transforms)
    count, features, rows, columns = image.shape
    (top, bottom), (left, right) = margins
    height, width = rows + top + bottom - 2, columns + left + right - 2
    down, across = math.ceil(height / SIDE), math.ceil(width / SIDE)
    framed = image.new_zeros(count, SIDE * down + 2, SIDE * across + 2, features)
    inside = framed[:, top : top + rows, left : left + columns]
    if where is None:
        inside.copy_(image.permute(0, 2, 3, 1))
    else:
        slope, output = image.permute(0, 2, 3, 1), where.permute(0, 2, 3, 1)
        aten.threshold_backward(slope, output, 0, grad_input=inside)
    given = image.new_empty(count, down, SIDE, across, SIDE, weight.shape[2])
    for one, start, stop in _portions(count, down, across * features * image.element_size()):
        seen = framed[one, SIDE * start : SIDE * stop + 2]
        found = _tiles(seen, weight, before, after).permute(2, 1, 3, 0, 4)
        target = given[one, start:stop]
        if bias is None:
            target.copy_(found)
        else:
            torch.add(found, bias, out=target)
        if rectifies:
            target.relu_()
    found = given.view(count, SIDE * down, SIDE * across, -1).permute(0, 3, 1, 2)
    return found[:, :, :height, :width]


def _portions(count: int, down: int, size: int) -> Iterator[tuple[int, int, int]]:
    """Images, and rows of tiles of which the values are near together, each of ``size`` bytes for a
    point."""
    parts = max(1, round(POINTS**2 * size * down / NEAR))
    some = math.ceil(down / parts)
    for one in range(count):
        for start in range(0, down, some):
            yield one, start, min(start + some, down)


def _tiles(framed: Tensor, weight: Tensor, before: Tensor, after: Tensor) -> Tensor:
    """(4 m + 2, 4 n + 2, I) → tiles (4, 4, m, n, O), the first two columns and rows of a tile."""
    rows, columns, features = framed.shape
    down, across, row = rows // SIDE, columns // SIDE, columns * features
    lines = framed.as_strided((down, POINTS, row), (SIDE * row, row, 1), framed.storage_offset())
    lines = torch.bmm(before.expand(down, -1, -1), lines)
    places = lines.as_strided(
        (POINTS, POINTS, down, across, features), (features, row, POINTS * row, SIDE * features, 1)
    )
    values = (before @ places.reshape(POINTS, -1)).view(POINTS**2, down * across, features)
    products = torch.bmm(values, weight)
    found = (after @ products.view(POINTS, -1)).view(SIDE, POINTS, -1)
    found = torch.bmm(after.expand(SIDE, -1, -1), found)
    return found.view(SIDE, SIDE, down, across, -1)
