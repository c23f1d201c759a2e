"""The selective scan of state-space networks (Gu & Dao, Mamba, 2023), in plain operators.

h₀ = 0, hₜ = exp(δₜ A) hₜ₋₁ + δₜ Bₜ uₜ, yₜ = Cₜ hₜ + D uₜ, with N states for each channel. The
sequence is cut into as many pieces as each is long. All are walked at once, each from nothing; then
what every piece starts from is walked, and its share, which decays within the piece, is added.
"""

from __future__ import annotations

import math
from typing import Any, Optional

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F


def selective_scan(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """u, delta (K, C, L), a (K, C, N), b and c (K, N, L), d (K, C) → y (K, C, L).

    The states of a piece are as many values as N times its input: where a gradient is asked for,
    they are computed again and not kept.
    """
    if torch.is_grad_enabled() and u.requires_grad:
        return Recomputed.apply(u, delta, a, b, c) + d[..., None] * u
    return _scan(u, delta, a, b, c) + d[..., None] * u


class Recomputed(torch.autograd.Function):
    """A scan that keeps its inputs alone. torch.utils.checkpoint does it, too, but imports a
    compiler first, which takes seconds."""

    @staticmethod
    def forward(ctx: Any, *inputs: Tensor) -> Tensor:
        ctx.save_for_backward(*inputs)
        return _scan(*inputs)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Optional[Tensor], ...]:
        asked = ctx.needs_input_grad
        inputs = [x.detach().requires_grad_(a) for x, a in zip(ctx.saved_tensors, asked)]
        with torch.enable_grad():
            found = _scan(*inputs)
        slopes = iter(torch.autograd.grad(found, [x for x in inputs if x.requires_grad], slope))
        return tuple(next(slopes) if a else None for a in asked)


def _scan(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    length = u.shape[-1]
    size = math.isqrt(length - 1) + 1
    pieces = -(-length // size)

    def cut(x: Tensor) -> tuple[Tensor, ...]:
        """(K, X, L) → (pieces, K, X) for each place in a piece, so that every step reads one block
        of memory. What is missing at the end changes nothing there."""
        x = F.pad(x, (0, pieces * size - length)).unflatten(-1, (pieces, size))
        return x.permute(3, 2, 0, 1).contiguous().unbind(0)

    states = torch.zeros_like(a)  # broadcast over the pieces; what it decays to is nothing
    within: list[Tensor] = []
    passed: list[Tensor] = []
    for step, put, into, out in zip(cut(delta), cut(delta * u), cut(b), cut(c)):
        brought = put[..., None] * into[..., None, :]
        states = (step[..., None] * a).exp() * states + brought
        passed.append(passed[-1] + step if passed else step)
        within.append((states @ out[..., None])[..., 0])
    kept, starts = (passed[-1][..., None] * a).exp(), [torch.zeros_like(a)]
    for piece in range(pieces - 1):
        starts.append(kept[piece] * starts[-1] + states[piece])
    begun = torch.stack(starts)
    found = []
    for since, own, out in zip(passed, within, cut(c)):
        left = (since[..., None] * a).exp() * begun
        found.append(own + (left @ out[..., None])[..., 0])
    return torch.stack(found).permute(2, 3, 1, 0).flatten(2)[..., :length]
