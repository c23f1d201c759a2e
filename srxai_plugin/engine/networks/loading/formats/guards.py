"""Image sizes that an exported program may be run at: its guards, read as arithmetic.

``torch.export`` specialises a program to facts of its example's size, and writes each down as a
Python comparison of sizes (``guards_code``), as in ``(L['x'].size()[2] // 8) == 8``. torch's loader
refuses any other size; a program that is run at one all the same computes something else. Guards
are parsed and computed here, operator by operator: nothing of the file is evaluated.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Optional

import numpy as np

STRIDE = "max(1, "
"""What torch writes for the strides of a tensor in memory, on which no value depends. Python's own
``max`` of two sizes leaves a comparison."""
FURTHEST = 64
"""Pixels that an image is padded by at most on an axis, to a size that is allowed."""
LONGEST = 1_000_000
"""Characters of all guards together, beyond which nobody reads them."""

Value = Any
"""A whole number or a truth of numpy, or an array of them."""

BINARY: dict[type, Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
COMPARISONS: dict[type, Callable[[Value, Value], Value]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
FUNCTIONS: dict[str, Callable[[Value, Value], Value]] = {"max": np.maximum, "min": np.minimum}


class Unreadable(Exception):
    """A guard of a form that is not known here."""


@dataclass(frozen=True)
class Side:
    """What a program declares of one side: step · n + first, from least to most; None is no end."""

    step: int = 1
    first: int = 0
    least: int = 1
    most: Optional[int] = None

    def holds(self, side: Value) -> Value:
        """Where a side is one of those."""
        fits = (side >= self.least) & ((side - self.first) % self.step == 0)
        return fits if self.most is None else fits & (side <= self.most)


@dataclass(frozen=True)
class Sizes:
    """Sizes (h, w) that a program allows, from its guards and from what it declares."""

    guards: tuple[ast.expr, ...]
    bands: int
    height: Side = Side()
    width: Side = Side()
    known: dict[tuple[int, int], Optional[tuple[int, int]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def allows(self, height: Value, width: Value) -> Value:
        """Whether each pair of sides is allowed; shapes broadcast."""
        image = (np.int64(1), np.int64(self.bands), height, width)
        allowed = self.height.holds(height) & self.width.holds(width)
        with np.errstate(all="ignore"):
            for guard in self.guards:
                allowed = allowed & _truth(guard, image)
        return allowed

    def next(self, height: int, width: int) -> Optional[tuple[int, int]]:
        """The smallest (h, w) allowed that an image of this size fits into, each side at most
        ``FURTHEST`` pixels longer; None where there is none."""
        asked = (height, width)
        if asked not in self.known:
            self.known[asked] = self._next(height, width)
        return self.known[asked]

    def free(self, height: int, width: int) -> tuple[bool, bool]:
        """Whether height and width go on beyond the double of an example's."""
        both = self.next(2 * height, 2 * width) is not None
        return (
            both or self.next(2 * height, width) is not None,
            both or self.next(height, 2 * width) is not None,
        )

    def _next(self, height: int, width: int) -> Optional[tuple[int, int]]:
        here = np.int64(height), np.int64(width)
        if self.allows(*here):
            return height, width
        rows = np.arange(height, height + FURTHEST + 1, dtype=np.int64)[:, None]
        columns = np.arange(width, width + FURTHEST + 1, dtype=np.int64)[None]
        allowed = np.broadcast_to(self.allows(rows, columns), (len(rows), columns.shape[1]))
        if not allowed.any():
            return None
        area = np.where(allowed, rows * columns, np.iinfo(np.int64).max)
        row, column = np.unravel_index(int(area.argmin()), area.shape)
        return height + int(row), width + int(column)


def read_guards(texts: list[str], bands: int, height: Side, width: Side) -> Sizes:
    """Sizes that guards allow, those of strides left out.

    Raises:
        Unreadable: one has another form than the arithmetic of sizes.
    """
    if sum(len(text) for text in texts) > LONGEST:
        raise Unreadable
    with _unreadable():
        guards = tuple(
            ast.parse(text.strip(), mode="eval").body for text in texts if STRIDE not in text
        )
        sizes = Sizes(guards, bands, height, width)
        sizes.allows(np.int64(64), np.int64(64))
        return sizes


def read_side(expression: str, ranges: Mapping[str, Mapping[str, Optional[int]]]) -> Side:
    """A side of the image as the program declares it, ``Mul(Integer(8), Symbol('s0', …))``.

    Raises:
        Unreadable: it is no whole multiple of one symbol and a constant.
    """
    with _unreadable():
        symbol, step, first = _affine(ast.parse(expression, mode="eval").body)
        if symbol is None or step < 1:
            raise Unreadable
        range_ = ranges.get(symbol, {})
        least, most = range_.get("min_val") or 0, range_.get("max_val")
        # torch counts any symbol from 2, as 0 and 1 are specialised, and holds nobody to it.
        least = 1 if least <= 2 and step == 1 else step * least + first
        return Side(step, first, max(least, 1), None if most is None else step * most + first)


@contextmanager
def _unreadable() -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise Unreadable from None
    except (MemoryError, ArithmeticError):
        raise Unreadable from None


def _affine(node: ast.expr) -> tuple[Optional[str], int, int]:
    """(symbol, factor, constant) of sympy's printed form of a size."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise Unreadable
    kind = node.func.id
    if kind in ("Symbol", "Integer"):
        value = ast.literal_eval(node.args[0])
        return (value, 1, 0) if kind == "Symbol" else (None, 0, int(value))
    symbol: Optional[str] = None
    factor, constant = (0, 0) if kind == "Add" else (0, 1)
    for argument in node.args:
        name, step, first = _affine(argument)
        if name and symbol:
            raise Unreadable
        if kind == "Add":
            factor, constant = factor + step, constant + first
        elif kind == "Mul":
            factor, constant = factor * first + constant * step, constant * first
        else:
            raise Unreadable
        symbol = symbol or name
    return symbol, factor, constant


def _truth(node: ast.expr, image: tuple[Value, ...]) -> Value:
    """Where a comparison holds; nowhere where it divides by nothing."""
    if isinstance(node, ast.BoolOp):
        join = np.logical_or if isinstance(node.op, ast.Or) else np.logical_and
        found = _truth(node.values[0], image)
        for value in node.values[1:]:
            found = join(found, _truth(value, image))
        return found
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return np.logical_not(_truth(node.operand, image))
    if not isinstance(node, ast.Compare):
        raise Unreadable
    valid: list[Value] = []
    sides = [_value(side, image, valid) for side in (node.left, *node.comparators)]
    found = np.bool_(True)
    for compare, left, right in zip(node.ops, sides, sides[1:]):
        if type(compare) not in COMPARISONS:
            raise Unreadable
        found = found & COMPARISONS[type(compare)](left, right)
    for each in valid:
        found = found & each
    return found


def _value(node: ast.expr, image: tuple[Value, ...], valid: list[Value]) -> Value:
    """A whole number; ``valid`` receives where each divisor is not zero."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return np.int64(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        left, right = _value(node.left, image, valid), _value(node.right, image, valid)
        if isinstance(node.op, (ast.FloorDiv, ast.Mod)):
            valid.append(right != 0)
        return BINARY[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, image, valid)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        found = _value(node.args[0], image, valid)
        for argument in node.args[1:]:
            found = FUNCTIONS[node.func.id](found, _value(argument, image, valid))
        return found
    return image[_axis(node)]


def _axis(node: ast.expr) -> int:
    """k of ``L['x'].size()[k]``."""
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and type(node.slice.value) is int
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "size"
        and isinstance(node.value.func.value, ast.Subscript)
        and isinstance(node.value.func.value.value, ast.Name)
        and node.value.func.value.value.id == "L"
    ):
        return node.slice.value
    raise Unreadable
