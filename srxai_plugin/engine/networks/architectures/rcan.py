"""RCAN: Image Super-Resolution Using Very Deep Residual Channel Attention Networks.

Zhang et al., ECCV 2018. spandrel has it, in the authors' layout (``head``,
``body.N.body.M.body.3.conv_du``, ``tail``), and reads it; here it gets what training needs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.reading import has
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import value_range
from srxai_plugin.engine.networks.foreign.spandrel_networks import foreign_package, read_foreign

SQUEEZED = 4
"""Channels in the middle of a channel attention: 64 features reduced 16 times, in the paper."""


class RCANArchitecture(Architecture):
    id = "rcan"
    name = "RCAN"
    paper = (
        "Zhang et al., Image Super-Resolution Using Very Deep Residual Channel Attention "
        "Networks, 2018"
    )
    layout = "yulunzhang/RCAN (the authors), through spandrel"
    local = False
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "body.0.body.0.body.3.conv_du.0.weight", "tail.1.weight") and (
            "head.0.weight" in state or "head.1.weight" in state
        )

    def read(self, state: StateDict) -> Reading:
        found = read_foreign(state)
        if found is None:
            raise BadInput("These weights look like RCAN, but do not fit together.")
        return _ranged(found[1], state)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """RCAN of as many blocks in a group as there are groups, or a few more; the authors' own
        has 64 features and 10 groups of 20 blocks. No mean shift, so that any bands will do."""
        groups = max(1, int(blocks**0.5))
        module = foreign_package("RCAN").RCAN(
            scale=scale,
            n_resgroups=groups,
            n_resblocks=max(1, blocks // groups),
            n_feats=features,
            n_colors=bands,
            norm=False,
            reduction=max(1, features // SQUEEZED),
        )
        # It multiplies in place: its input would change, which a leaf of a gradient cannot.
        module.register_forward_pre_hook(lambda _, images: (images[0].clone(),))
        return module


def _ranged(reading: Reading, state: StateDict) -> Reading:
    """With the value range that the mean shift tells, about 114 or 0.45, or else a smooth ramp.

    spandrel takes 255 for granted, and multiplies inside of the module, where no card reaches;
    HSENet's, TransENet's and HAUNet's code trains RCAN on 0-1.
    """
    module: Any = reading.module
    module.module.rgb_range = 1
    shift = state.get("add_mean.bias")
    if shift is None:
        range_ = value_range(reading.module, reading.scale, reading.bands)
    else:
        range_ = 255.0 if shift.abs().max().item() > 1.5 else 1.0
    return replace(reading, value_range=range_)
