"""The z⁺ rule and the zB rule of layers with weights (Montavon et al., Explaining nonlinear
classification decisions with deep Taylor decomposition, 2017), as AMVE-SR has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.packed import packed
from srxai_plugin.engine.cone.work import Work, needed

Back = Callable[[Tensor], Tensor]
"""The transposed product, from the output to the signal."""


@dataclass(frozen=True, eq=False)
class Product:
    """A convolution or a product of matrices, of any signal and any weights, without bias."""

    work: Work
    inputs: Sequence[Optional[Tensor]]
    signal: int
    weight: int

    def of(self, signal: Tensor, weight: Tensor) -> tuple[Tensor, Back]:
        """W * X on the work's box, and S ↦ WᵀS."""
        inputs = [None if t is None else torch.zeros_like(t) for t in self.inputs]
        inputs[self.signal], inputs[self.weight] = signal, weight
        constants = [None if v else t for t, v in zip(inputs, self.work.call.varies)]
        # Not by polynomials: relevance is divided by these sums, down to where they are hardly any.
        work = packed(self.work, constants)
        output, kept = work.forward(inputs, True)
        return output, lambda share: needed(work.adjoint(share, kept), self.signal)

    @property
    def weights(self) -> Tensor:
        """W"""
        return needed(self.inputs, self.weight)


def quotient(relevance: Tensor, whole: Tensor) -> Tensor:
    """R / Z, and 0 where Z is exactly 0: there nothing contributed. No stabiliser, which the
    published maps do not have."""
    return torch.where(whole == 0, 0, relevance / whole)


def z_plus(product: Product, signal: Tensor, relevance: Tensor) -> Tensor:
    """The z⁺ rule with signed inputs: relevance goes where a contribution w·x is positive.

    Z = W⁺ * X⁺ + W⁻ * X⁻, S = R / Z, R ← X⁺ ⊙ W⁺ᵀS + X⁻ ⊙ W⁻ᵀS (AMVE-SR's rule for convolutions).
    """
    weights = product.weights
    whole, parts = _sum(product, signal, weights.clamp(min=0), weights.clamp(max=0))
    return torch.zeros_like(signal) if whole is None else _back(parts, quotient(relevance, whole))


FORGOTTEN = 1e-5
"""Share of a layer's relevance that may be lost."""


def z_plus_complete(product: Product, signal: Tensor, relevance: Tensor) -> Tensor:
    """The z⁺ rule; but where no contribution is positive, it goes where they are negative, by
    Z = W⁻ * X⁺ + W⁺ * X⁻. Nothing is lost: a change has both signs, and so has its relevance."""
    weights = product.weights
    positive, negative = weights.clamp(min=0), weights.clamp(max=0)
    whole, parts = _sum(product, signal, positive, negative)
    if whole is None:
        return torch.zeros_like(signal)
    found = _back(parts, quotient(relevance, whole))
    lost = torch.where(whole == 0, relevance, 0)
    if lost.abs().sum() <= FORGOTTEN * relevance.abs().sum():
        return found
    against, parts = _sum(product, signal, negative, positive)
    return found if against is None else found + _back(parts, quotient(lost, against))


Parts = list[tuple[Tensor, Back]]


def _sum(
    product: Product, signal: Tensor, of_positive: Tensor, of_negative: Tensor
) -> tuple[Optional[Tensor], Parts]:
    """Two weights' products with the signal's positive and its negative part, added up, and both
    parts with their ways back; None where the signal is all zero."""
    parts: Parts = []
    whole: Optional[Tensor] = None
    low, high = (value.item() for value in signal.aminmax())
    # Behind a ReLU nothing is negative, which halves the work.
    if high > 0:
        part = signal.clamp(min=0) if low < 0 else signal
        whole, back = product.of(part, of_positive)
        parts.append((part, back))
    if low < 0:
        part = signal.clamp(max=0) if high > 0 else signal
        other, back = product.of(part, of_negative)
        whole = other if whole is None else whole + other
        parts.append((part, back))
    return whole, parts


def _back(parts: Parts, share: Tensor) -> Tensor:
    found = [part * back(share) for part, back in parts]
    return found[0] if len(found) == 1 else found[0] + found[1]


def z_box(product: Product, signal: Tensor, relevance: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """The zB rule of the first layer, whose inputs lie between ``low`` and ``high``.

    Z = W * X − W⁺ * B − W⁻ * H, S = R / Z, R ← X ⊙ WᵀS − B ⊙ W⁺ᵀS − H ⊙ W⁻ᵀS, with B = ``low`` and
    H = ``high`` all over what is read; zeros that pad stay zeros.
    """
    weights = product.weights
    lowest, highest = low.expand_as(signal), high.expand_as(signal)
    whole, back = product.of(signal, weights)
    of_lowest, back_lowest = product.of(lowest, weights.clamp(min=0))
    of_highest, back_highest = product.of(highest, weights.clamp(max=0))
    share = quotient(relevance, whole - of_lowest - of_highest)
    return signal * back(share) - lowest * back_lowest(share) - highest * back_highest(share)
