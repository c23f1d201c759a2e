"""Architectures that are not written here, through spandrel: RRDB, SwinIR, HAT, DAT, CRAFT, ….

A descriptor of spandrel is callable, but computes in inference mode and clamps: no gradients. So
its module is taken with the function that calls it, and the image is brought to the sizes it needs
here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.networks.base import Reading, StateDict
from srxai_plugin.engine.networks.foreign.without_torchvision import import_without_torchvision


class Padded(nn.Module):
    """Pads the image to the sizes that a module takes, by reflection, and cuts its output back.

    (N, C, h, w) → (N, C, s·h, s·w) for any h and w. ``call`` runs the module on an image, for
    some want more than that: IPT cuts it into patches, MM-RealSR gives its degradations, too.
    """

    def __init__(
        self,
        module: nn.Module,
        call: Callable[[nn.Module, Tensor], Tensor],
        requirements: Any,
        scale: int,
    ) -> None:
        super().__init__()
        self.module = module
        self.call = call
        self.requirements = requirements
        self.scale = scale
        if type(module).__name__ == "IPT":  # it takes views of outputs that are channels-last here
            for tail in module.tail:
                tail.register_forward_hook(lambda _, __, output: output.contiguous())

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        right, below = self.requirements.get_padding(width, height)
        # A copy, for RCAN takes its mean off in place: the image would change, a leaf cannot.
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)  # AuraSR draws noise: two passes must not differ by it
            y = self.call(self.module, reflect(x.clone(), below, right))
        return y[..., : height * self.scale, : width * self.scale]

    def train(self, mode: bool = True) -> Padded:
        """PLKSR's convolutions write into their input when evaluated, which no gradient outlives;
        as in training they compute the same into a new tensor."""
        super().train(mode)
        for module in self.modules():
            if type(module).__name__.endswith("PLKConv2d"):
                module.training = True
        return self


def reflect(x: Tensor, below: int, right: int) -> Tensor:
    """Pad at the lower and right edge, repeatedly where an image is smaller than its padding."""
    while below or right:
        rows, columns = min(below, x.shape[-2] - 1), min(right, x.shape[-1] - 1)
        if not (rows or columns):  # one pixel has nothing to reflect
            return F.pad(x, (0, right, 0, below), "replicate")
        x = F.pad(x, (0, columns, 0, rows), "reflect")
        below, right = below - rows, right - columns
    return x


def read_foreign(state: StateDict) -> Optional[tuple[str, Reading]]:
    """Id and reading of what spandrel recognises; None where it recognises nothing.

    Raises:
        BadInput: recognised, but the tensors contradict each other.
        Unsupported: recognised as no super-resolution network, or spandrel is not installed.
    """
    spandrel = _spandrel()
    found = [
        s.architecture for s in spandrel.MAIN_REGISTRY.architectures("detection") if s.detect(state)
    ]
    if not found:
        return None
    name = found[0].name
    try:
        descriptor = found[0].load(dict(state))
    except Exception as error:  # whatever shapes may break on the way through foreign code
        reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        raise BadInput(
            f"These weights look like {name}, but do not fit together: {reason[0].strip()}"
        ) from None
    if descriptor.purpose != "SR" or descriptor.scale < 2:
        raise Unsupported(
            f"This is {name}, a network for {descriptor.purpose.lower()} at scale "
            f"{descriptor.scale}. Only super-resolution networks, of scale 2 or more, are "
            "explained here."
        )
    module = Padded(
        descriptor.model.float(),
        descriptor._call_fn,
        descriptor.size_requirements,
        descriptor.scale,
    )
    bands, given = descriptor.input_channels, descriptor.output_channels
    reading = Reading(module, descriptor.scale, bands, gives=None if given == bands else given)
    return found[0].id.lower(), reading


def foreign_package(architecture: str) -> Any:
    """spandrel's package of one architecture, which holds its module class of the same name."""
    return getattr(_spandrel().architectures, architecture)


def _spandrel() -> Any:
    try:
        return import_without_torchvision("spandrel")
    except ImportError as missing:
        raise Unsupported(
            "These weights are of no architecture of SRXAI's own, and the package that knows the "
            f"others cannot be imported ({missing}). Install it into the engine's environment: "
            "pip install einops, then pip install --no-deps spandrel==0.4.2."
        ) from None
