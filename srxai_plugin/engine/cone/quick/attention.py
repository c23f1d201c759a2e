"""Attention as one step: scores, what is added to them, softmax and the sum of values.

Done one by one, each of these passes over all scores of all windows, megabytes at a time. Here the
scores of one head and a few windows go through all of them while they are near, and queries, keys
and values are read where they lie. Same values, but for the order of sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.products import multiply
from srxai_plugin.engine.cone.work import Slopes, Work, all_needed
from srxai_plugin.engine.machine.torch_private import softmax_backward

NEAR = 2**20
"""Bytes of scores that are worked on at a time: they and what is made of them stay in a core's
caches."""


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
        size = heads, windows, queries, k.shape[3]
        weights = q.new_empty(size) if keep else None
        for head, some in self._portions(size, q):
            scores = None if weights is None else weights[head, some]
            scores = torch.bmm(_dense(q[some, head]), _dense(k[some, head]), out=scores)
            if self.factor != 1:
                scores *= self.factor
            for addend in self.addends:
                scores += addend[some, head]
            torch.softmax(scores, -1, out=scores)
            output[some, head] = multiply(scores, _dense(v[some, head]))
        return output.reshape(self._given), (q, k, v, weights) if keep else None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        q, k, v, weights = kept
        slope = self._by_head(slope)
        of_q, of_v = _by_rows(q, q.shape), _by_rows(v, v.shape)
        of_k = _by_rows(k, k.transpose(2, 3).shape).transpose(2, 3)
        for head, some in self._portions(weights.shape, weights):
            near, weight = _dense(slope[some, head]), weights[head, some]
            of_v[some, head] = multiply(weight.transpose(1, 2), near)
            scores = torch.bmm(near, _dense(v[some, head]).transpose(1, 2))
            scores = softmax_backward(scores, weight)
            if self.factor != 1:
                scores *= self.factor
            of_q[some, head] = multiply(scores, _dense(k[some, head]).transpose(1, 2))
            of_k[some, head] = torch.bmm(_dense(q[some, head]).transpose(1, 2), scores)
        return [
            found.reshape([stop - start for start, stop in read])
            for found, read in zip((of_q, of_k, of_v), all_needed(self.reads))
        ]

    @property
    def _given(self) -> list[int]:
        return [stop - start for start, stop in self.box]

    def _by_head(self, tensor: Tensor) -> Tensor:
        return tensor if tensor.dim() == 4 else tensor.unflatten(0, (-1, self.heads))

    def _portions(self, size: Sequence[int], like: Tensor) -> Iterator[tuple[int, slice]]:
        """Heads, and windows of which the scores (heads, windows, n, m) are near together."""
        heads, windows, queries, keys = size
        count = max(1, NEAR // max(1, queries * keys * like.element_size()))
        for head in range(heads):
            for start in range(0, windows, count):
                yield head, slice(start, min(start + count, windows))


def _by_rows(like: Tensor, size: Sequence[int]) -> Tensor:
    """Room for (B, h, n, d), with a query's heads side by side: joining them then moves nothing."""
    windows, heads, rows, width = size
    return like.new_empty(windows, rows, heads, width).transpose(1, 2)


def _dense(batch: Tensor) -> Tensor:
    """Matrices (B, n, m) whose rows or columns lie so that BLAS takes them as they are."""
    by_rows = batch.stride(2) == 1 and batch.stride(1) >= batch.shape[2]
    by_columns = batch.stride(1) == 1 and batch.stride(2) >= batch.shape[1]
    return batch if by_rows or by_columns else batch.contiguous()
