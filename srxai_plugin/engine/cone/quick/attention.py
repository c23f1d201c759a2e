"""Attention as one step: scores, what is added to them, softmax and the sum of values.

Done one by one, each of these passes over all scores of all windows, megabytes at a time. Here the
scores of a few windows go through all of them while they are near, and what is given is laid so
that joining the heads moves nothing. Same values, but for the order of sums.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.products import multiply
from srxai_plugin.engine.cone.work import Slopes, Work, all_needed
from srxai_plugin.engine.machine.torch_private import softmax_backward

NEAR = 2**21
"""Bytes of scores that are worked on at a time; with fewer, products of matrices lose what memory
gains."""


@dataclass(frozen=True, eq=False)
class Attention(Work):
    """softmax(factor · q k + Σ addends) v, of windows and heads.

    Its inputs are q (B, h, n, d), k (B, h, d, m) and v (B, h, m, e), or the same with windows and
    heads in one dimension; it gives (B, h, n, e), in memory as (B, n, h, e).
    """

    heads: int
    factor: float
    addends: tuple[Tensor, ...]
    """Each (B, h, n, m), of which most repeat."""
    gives_fresh: ClassVar[bool] = True

    @property
    def tensors(self) -> Sequence[Tensor]:
        return self.addends

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        q, k, v = map(self._by_head, all_needed(inputs))
        windows, heads, queries, _ = q.shape
        output = _by_rows(q, (windows, heads, queries, v.shape[3]))
        size = windows, heads, queries, k.shape[3]
        weights = q.new_empty(size) if keep else None
        for some in _portions(size, q):
            scores = None if weights is None else weights[some].flatten(0, 1)
            near = torch.bmm(q[some].flatten(0, 1), k[some].flatten(0, 1), out=scores)
            scores = near.unflatten(0, (-1, heads))
            if self.factor != 1:
                scores *= self.factor
            for addend in self.addends:
                scores += addend[some]
            torch.softmax(near, -1, out=near)
            output[some] = multiply(near, v[some].flatten(0, 1)).unflatten(0, (-1, heads))
        return output.reshape(self._given), (q, k, v, weights) if keep else None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        q, k, v, weights = kept
        heads, slope = q.shape[1], self._by_head(slope)
        of_q, of_v = _by_rows(q, q.shape), _by_rows(v, v.shape)
        of_k = _by_rows(k, k.transpose(2, 3).shape).transpose(2, 3)
        for some in _portions(weights.shape, weights):
            near, weight = slope[some].flatten(0, 1), weights[some].flatten(0, 1)
            found = multiply(weight.transpose(1, 2), near)
            of_v[some] = found.unflatten(0, (-1, heads))
            scores = torch.bmm(near, v[some].flatten(0, 1).transpose(1, 2))
            scores = softmax_backward(scores, weight)
            if self.factor != 1:
                scores *= self.factor
            found = multiply(scores, k[some].flatten(0, 1).transpose(1, 2))
            of_q[some] = found.unflatten(0, (-1, heads))
            found = torch.bmm(q[some].flatten(0, 1).transpose(1, 2), scores)
            of_k[some] = found.unflatten(0, (-1, heads))
        return [
            found.reshape([stop - start for start, stop in read])
            for found, read in zip((of_q, of_k, of_v), all_needed(self.reads))
        ]

    @property
    def _given(self) -> list[int]:
        return [stop - start for start, stop in self.box]

    def _by_head(self, tensor: Tensor) -> Tensor:
        return tensor if tensor.dim() == 4 else tensor.unflatten(0, (-1, self.heads))


def _portions(size: Sequence[int], like: Tensor) -> Iterator[slice]:
    """Windows of which the scores (windows, heads, n, m) are near together."""
    windows, *others = size
    parts = max(1, round(windows * math.prod(others) * like.element_size() / NEAR))
    some = math.ceil(windows / parts)
    for start in range(0, windows, some):
        yield slice(start, min(start + some, windows))


def _by_rows(like: Tensor, size: Sequence[int]) -> Tensor:
    """Room for (B, h, n, d), with a query's heads side by side: joining them then moves nothing."""
    windows, heads, rows, width = size
    return like.new_empty(windows, rows, heads, width).transpose(1, 2)
