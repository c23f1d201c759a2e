"""A network that comes with its computation: an exported program or an ONNX graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.machine.memory import bounded
from srxai_plugin.engine.networks.base import Reading

EXAMPLE = 24
"""Side of the image that tells a program's scale, where it takes any."""
MOST = 2**28
"""Values of any tensor for that image: a gigabyte."""


@dataclass(frozen=True)
class Input:
    """(N, C, h, w) that a program was exported for; None where a side is free."""

    batch: Optional[int]
    bands: Optional[int]
    height: Optional[int]
    width: Optional[int]


class Program(nn.Module):
    """Runs a computation on what it was exported for: one image at a time where it must."""

    def __init__(self, name: str, module: nn.Module, input: Input) -> None:
        super().__init__()
        self.name = name
        self.module = module
        self.input = input

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        wanted = (self.input.height or height, self.input.width or width)
        if (height, width) != wanted:
            raise BadInput(
                f"{self.name} was exported for images of {wanted[1]} × {wanted[0]} pixels only, "
                f"and the tile has {width} × {height}. Export it with dynamic height and width, or "
                "choose the region and its context so that the tile has that size."
            )
        if self.input.batch == 1 and len(x) > 1:
            return torch.cat([self.module(image) for image in x.split(1)])
        return self.module(x)


def _refuse_gigantic(module: nn.Module, _inputs: object, output: object) -> None:
    """A constant takes no memory however often it is repeated; what is computed with it takes its
    time all the same."""
    if isinstance(output, Tensor) and output.numel() > MOST:
        shape = " × ".join(str(side) for side in output.shape)
        raise ValueError(f"{type(module).__name__} makes a tensor of {shape} values.")


def read_program(name: str, module: nn.Module, input: Input) -> Reading:
    """Scale and bands of a program, from what it declares and from running it once.

    Raises:
        Unsupported: it takes or gives something else than images, at one whole scale.
    """
    program = Program(name, module.eval(), input)
    if input.batch not in (None, 1) or input.bands is None:
        raise Unsupported(
            f"{name} was exported for {input.batch or 'any number of'} images of "
            f"{input.bands or 'any number of'} bands at a time. Export it for one image, with a "
            "fixed number of bands."
        )
    lr = torch.full((1, input.bands, input.height or EXAMPLE, input.width or EXAMPLE), 0.5)
    hooks = [m.register_forward_hook(_refuse_gigantic) for m in program.modules()]
    try:
        with torch.no_grad(), bounded():
            sr = program(lr)
    except Exception as error:  # whatever a graph of another's making may raise
        reason = " ".join(str(error).split())[:200]
        raise Unsupported(f"{name} does not run on an image here: {reason}") from None
    finally:
        for hook in hooks:
            hook.remove()
    scale = sr.shape[-2] // lr.shape[-2] if isinstance(sr, Tensor) and sr.ndim == 4 else 0
    if scale < 2 or sr.shape != (1, input.bands, *(scale * side for side in lr.shape[-2:])):
        gives = tuple(sr.shape) if isinstance(sr, Tensor) else type(sr).__name__
        raise Unsupported(
            f"{name} is no super-resolution network: from an image of shape {tuple(lr.shape)} it "
            f"makes {gives}, not the same bands at a scale of 2 or more."
        )
    if not any(True for _ in program.parameters()):
        raise Unsupported(f"{name} holds no weights: it enlarges images, but nothing in it learnt.")
    return Reading(program, scale, input.bands)
