"""What the weights of some architectures cannot tell, from the card: set in the module.

A field that an architecture has no use for is refused: whoever writes ``res_scale`` into a card
expects it to be computed with, and a map of another computation would say nothing.
Whoever reads cards alone does not wait for torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Optional

from srxai_plugin.contract.errors import BadInput

if TYPE_CHECKING:
    from torch import nn

_NAMES = """
    act act_mode activation body_norm conv_type embed_dim expand gc growth growth_rate kernel_size
    mean mean_shift mlp_ratio n_blocks n_feats n_features n_resblocks n_resgroups n_layers
    negative_slope nb nf norm norm_mean norm_std normalisation normalization num_blocks num_feat
    num_features num_heads out_channels out_nc padding padding_mode reduction rgb_mean rgb_std
    shift_mean shift squeeze std stride sub_mean upsampler upsampling window_size window
"""
MEANT = {
    **dict.fromkeys(("residual_scale", "residual_scaling"), "res_scale"),
    **dict.fromkeys(("rgb_range", "img_range", "input_range", "range"), "value_range"),
    **dict.fromkeys(("n_colors", "in_channels", "in_chans", "in_nc", "n_channels"), "bands"),
    "dilated": "dilation",
}
"""Hyper-parameters by other authors' names, with what is read here in their place."""
HYPERPARAMETERS = frozenset((*_NAMES.split(), *MEANT))
"""Names of the field that change what a network computes, none of which is read here."""


def _res_scale(module: nn.Module, value: float) -> bool:
    from srxai_plugin.engine.networks.architectures.blocks import ResBlock

    blocks = [each for each in module.modules() if isinstance(each, ResBlock)]
    for block in blocks:
        block.residual_scale = value
    return bool(blocks)


def _dilation(module: nn.Module, value: int) -> bool:
    """Of RFDN's shallow residual convolutions, which keep the image's size."""
    from srxai_plugin.engine.networks.architectures.rfdn import RFDB

    blocks = [each for each in module.modules() if isinstance(each, RFDB)]
    for block in blocks:
        for step in (1, 2, 3):
            conv: nn.Conv2d = getattr(block, f"c{step}_r")
            conv.dilation = conv.padding = (value, value)
    return bool(blocks)


UNTOLD: dict[str, Callable[[nn.Module, Any], bool]] = {
    "res_scale": _res_scale,
    "dilation": _dilation,
}
"""Fields of the ``Sidecar``, each with what sets it and says whether the module has such a part."""


def refuse_unknown(card: Mapping[str, Any], known: tuple[str, ...], source: str) -> None:
    """Raises BadInput for a card's field that looks like one that changes what is computed, and
    is not read: a hyper-parameter's name, or a known field's spelt otherwise."""
    for name in card:
        if name in known:
            continue
        plain = name.lower().replace("-", "_").replace(" ", "_").replace("color", "colour")
        close = get_close_matches(plain, known, 1, 0.85)
        if plain not in HYPERPARAMETERS and not close:
            continue
        meant = MEANT.get(plain) or (close[0] if close else None)
        way = f"write {meant}" if meant else "delete it, or put it into the remarks"
        raise BadInput(
            f"{source}: the field '{name}' is not read, so its value would be lost: {way}."
        )


def set_untold(told: Any, module: nn.Module, architecture: str) -> None:
    """Set in the module what a sidecar tells of it.

    Raises:
        BadInput: the architecture has no such part.
    """
    for name, apply in UNTOLD.items():
        value = getattr(told, name)
        if value is not None and not apply(module, value):
            raise BadInput(
                f"The JSON file beside the network says {name} {value:g}, and {architecture} has "
                "none that is read from there. Delete it, or export the network to .pt2 or .onnx."
            )


ALTERNATIVES = {"res_scale": (0.1, 1.0), "dilation": (1, 2)}
"""Values that authors use."""


def alternatives(
    module: nn.Module,
) -> Iterator[tuple[str, float, Callable[[nn.Module], bool]]]:
    """Other values that weights may have been trained with: a field, a value, and what sets it in a
    copy of the module."""
    for name, values in ALTERNATIVES.items():
        now = _now(module, name)
        for value in values:
            if now is not None and value != now:
                yield name, value, partial(_set, name, value)


def _set(name: str, value: float, module: nn.Module) -> bool:
    return UNTOLD[name](module, value)


def _now(module: nn.Module, name: str) -> Optional[float]:
    from srxai_plugin.engine.networks.architectures.blocks import ResBlock
    from srxai_plugin.engine.networks.architectures.rfdn import RFDB

    for each in module.modules():
        if name == "res_scale" and isinstance(each, ResBlock):
            return each.residual_scale
        if name == "dilation" and isinstance(each, RFDB):
            conv: nn.Conv2d = each.c1_r  # type: ignore[assignment]
            return conv.dilation[0]
    return None
