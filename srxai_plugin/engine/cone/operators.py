"""Which operator is restricted how. What is not listed here takes its inputs whole."""

from __future__ import annotations

from typing import Any, Optional

from srxai_plugin.engine.cone import aligned, convolution, pooling, products, resampling, shapes
from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.graph import Call, Ref
from srxai_plugin.engine.cone.work import Work, everything
from srxai_plugin.engine.machine.torch_private import (
    FIXED_BATCH_NORM,
    PRELU,
    SOFTMAXES,
    UNSAFE_VIEW,
    aten,
)

MAKERS: dict[Any, aligned.Maker] = {
    aten.convolution.default: convolution.convolved,
    aten.pixel_shuffle.default: shapes.shuffled,
    aten.pixel_unshuffle.default: shapes.unshuffled,
    aten.cat.default: shapes.concatenated,
    aten.select.int: shapes.selected,
    aten.constant_pad_nd.default: shapes.framed,
    aten.slice.Tensor: lambda call, box: (
        shapes.sliced(call, box) or resampling.resampled(call, box)
    ),
    aten.max_pool2d_with_indices.default: pooling.pooled,
    aten.avg_pool2d.default: pooling.pooled,
    aten.permute.default: aligned.permuted,
    aten.transpose.int: aligned.permuted,
    aten.t.default: aligned.permuted,
    aten.unsqueeze.default: aligned.inserted,
    aten.expand.default: aligned.expanded,
    aten.copy.default: aligned.copied,
    PRELU: aligned.rectified,
    aten.native_batch_norm.default: aligned.batch_normalised,
    FIXED_BATCH_NORM: aligned.batch_normalised,
    **dict.fromkeys(SOFTMAXES, aligned.reduced_over_one),
    **dict.fromkeys((aten.flip.default, aten.roll.default), resampling.resampled),
    **dict.fromkeys((*resampling.INTERPOLATIONS, *resampling.PADDINGS), resampling.resampled),
    **dict.fromkeys((aten.view.default, UNSAFE_VIEW, aten.reshape.default), shapes.viewed),
    **dict.fromkeys((aten.squeeze.default, aten.squeeze.dim, aten.squeeze.dims), aligned.removed),
    **dict.fromkeys(
        (
            aten.alias.default,
            aten.detach.default,
            aten.clone.default,
            aten.lift_fresh_copy.default,
            aten.as_strided_.default,  # one that only puts strides in order: see trace
        ),
        aligned.same,
    ),
    **dict.fromkeys(
        (
            aten.mean.default,
            aten.mean.dim,
            aten.sum.default,
            aten.sum.dim_IntList,
            aten.amax.default,
            aten.amin.default,
        ),
        aligned.reduced,
    ),
    **dict.fromkeys(
        (aten.mm.default, aten.bmm.default, aten.addmm.default, aten.baddbmm.default),
        products.multiplied,
    ),
}
"""Each gives None where it cannot restrict a call after all."""


def maker(call: Call) -> Optional[aligned.Maker]:
    """What knows how to restrict an operator; None where nothing does."""
    if call.operator is aten.native_layer_norm.default and call.take == 0:
        return aligned.layer_normalised
    listed = MAKERS.get(call.operator)
    if listed is None and aligned.is_elementwise(call.operator) and _plain(call):
        return aligned.elementwise
    return listed


def work(call: Call, box: Box) -> Work:
    """The least of a call that gives ``box`` of its output."""
    known = maker(call) if any(call.varies) else None
    found = known(call, box) if known else None
    return found or everything(call, box)


def _plain(call: Call) -> bool:
    """Whether every tensor is an argument of its own, so that broadcasting says it all."""
    return not any(
        isinstance(a, tuple) and any(isinstance(part, Ref) for part in a) for a in call.arguments
    )
