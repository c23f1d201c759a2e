"""A network that comes with its computation: an exported program or an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.machine.memory import bounded
from srxai_plugin.engine.networks.base import Reading
from srxai_plugin.engine.networks.foreign.spandrel_networks import reflect
from srxai_plugin.engine.networks.loading.formats.guards import FURTHEST, Sizes

EXAMPLES = (64, 24, 32, 48)
"""Sides of the image that tells a program's scale, where it takes any; tried in this order, for
networks of windows or strides want more than some, or other multiples."""
ROUNDING, FAR = 1e-5, 1e-3
"""Parts of the largest value by which two passes may differ, and by which they do not agree."""
NAMED = 4
"""Inputs that a sentence names."""
MOST = 2**28
"""Values of any tensor for that image: a gigabyte."""


@dataclass(frozen=True)
class Input:
    """(N, C, h, w) that a program was exported for; None where a side is free."""

    batch: Optional[int]
    bands: Optional[int]
    height: Optional[int]
    width: Optional[int]
    sizes: Optional[Sizes] = None
    """Those that a program with free sides allows; None where it tells of none."""


def refuse_several(
    name: str, inputs: Sequence[tuple[str, Sequence[Optional[int]]]], outputs: int
) -> None:
    """Raises Unsupported for what does not make one image of one image.

    Args:
        inputs: name and sides of each, those of an example where they are free, else None.
    """
    if (len(inputs), outputs) == (1, 1):
        return
    listed = "; ".join(
        f"'{input[:40]}' of {' × '.join('any' if n is None else str(n) for n in sides)}"
        for input, sides in inputs[:NAMED]
    )
    more = f" ({listed}{'; …' * (len(inputs) > NAMED)})" if inputs else ""
    several = (
        " Two are a raster and its guide where both have fixed sizes, and one is the other's or a "
        "whole multiple of it. Else wrap the network, so that it takes one image."
    )
    raise Unsupported(
        f"{name} takes {len(inputs)} input{'s' * (len(inputs) != 1)}{more} and gives {outputs} "
        f"output{'s' * (outputs != 1)}. Only networks that make one image of one image are "
        f"explained here.{several * (len(inputs) > 1)}"
    )


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
        taken = (height, width) if self.input.sizes is None else self._allowed(height, width)
        if taken == (height, width):
            return self._run(x)
        padded = reflect(x, taken[0] - height, taken[1] - width)
        y = self._run(padded)
        scale = y.shape[-2] // taken[0]
        return y[..., : height * scale, : width * scale]

    def _run(self, x: Tensor) -> Tensor:
        guarded = self.input.sizes is not None and bool(self.input.sizes.guards)
        if (self.input.batch == 1 or guarded) and len(x) > 1:
            return torch.cat([self.module(image) for image in x.split(1)])
        return self.module(x)

    def _allowed(self, height: int, width: int) -> tuple[int, int]:
        """The next size that the program's own guards allow."""
        sizes = self.input.sizes
        wanted = (height, width) if sizes is None else sizes.next(height, width)
        if wanted is None:
            raise BadInput(
                f"{self.name} allows no image of {width} × {height} pixels, nor of up to "
                f"{FURTHEST} more: its export was specialised to other sizes. Export it with "
                "Dim.AUTO and an example of that size, or for that one size."
            )
        return wanted


def _refuse_gigantic(module: nn.Module, _inputs: object, output: object) -> None:
    """A constant takes no memory however often it is repeated; what is computed with it takes its
    time all the same."""
    if isinstance(output, Tensor) and output.numel() > MOST:
        shape = " × ".join(str(side) for side in output.shape)
        raise ValueError(f"{type(module).__name__} makes a tensor of {shape} values.")


def _tried(program: Program, input: Input) -> tuple[Tensor, Tensor]:
    """An image that the program runs on, and what it makes of it."""
    hooks = [m.register_forward_hook(_refuse_gigantic) for m in program.modules()]
    first: Optional[Exception] = None
    try:
        for side in EXAMPLES[: None if None in (input.height, input.width) else 1]:
            lr = torch.full((1, input.bands or 1, input.height or side, input.width or side), 0.5)
            try:
                with torch.no_grad(), bounded():
                    return lr, program(lr)
            except Exception as error:  # whatever a graph of another's making may raise
                first = first or error
    finally:
        for hook in hooks:
            hook.remove()
    reason = " ".join(str(first).split())[:200]
    raise Unsupported(f"{program.name} does not run on an image here: {reason}") from None


def read_program(name: str, module: nn.Module, input: Input) -> Reading:
    """Scale and bands of a program, from what it declares and from running it once; it may give
    other bands than it takes.

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
    lr, sr = _tried(program, input)
    is_image = isinstance(sr, Tensor) and sr.ndim == 4 and sr.shape[1] > 0
    scale = sr.shape[-2] // lr.shape[-2] if is_image else 0
    if scale < 2 or sr.shape != (1, sr.shape[1], *(scale * side for side in lr.shape[-2:])):
        gives = tuple(sr.shape) if isinstance(sr, Tensor) else type(sr).__name__
        raise Unsupported(
            f"{name} is no super-resolution network: from an image of shape {tuple(lr.shape)} it "
            f"makes {gives}, no image at a scale of 2 or more."
        )
    if not torch.isfinite(sr).all():
        raise BadInput(
            f"{name} is damaged: from an even grey image it makes values that are not finite."
        )
    if not any(True for _ in program.parameters()):
        raise Unsupported(f"{name} holds no weights: it enlarges images, but nothing in it learnt.")
    if input.sizes is None and (input.height, input.width) == (None, None):
        program.input = _two_sizes(program, lr.shape[-1], scale)
    given = None if sr.shape[1] == input.bands else sr.shape[1]
    return Reading(program, scale, input.bands, gives=given)


@torch.no_grad()
def _two_sizes(program: Program, side: int, scale: int) -> Input:
    """What a program takes that declares any size and has no guards: a tracer may have written
    down its example's size all the same.

    Of a strip, the end that does not depend on the other half must come out as from its own half
    alone. Where it does depend on it, the network looks everywhere, and nothing can be told.

    Raises:
        Unsupported: it comes out otherwise.
    """
    bands = program.input.bands or 1
    strip = torch.rand(1, bands, side, 2 * side, generator=torch.Generator().manual_seed(0))
    # Darker too, for what normalises by means and deviations would not see a mere flip.
    other = torch.cat([strip[..., :side].flip(-1, -2) / 2, strip[..., side:]], -1)
    end = slice(-side // 4 * scale, None)
    try:
        with bounded():
            ends = [program(x)[..., end] for x in (strip, other, strip[..., side:])]
    except Exception:  # it runs at the size that was tried, and at no other
        return replace(program.input, height=side, width=side)
    peak = max(float(ends[0].abs().max()), 1e-6)
    if _apart(ends[0], ends[1]) < ROUNDING * peak and _apart(ends[0], ends[2]) > FAR * peak:
        raise Unsupported(
            f"{program.name} gives the same pixels other values in an image of another size, "
            "though they see the same: its export keeps the size of its example. Export it for one "
            f"size, as {side} × {side}, without dynamic axes."
        )
    return program.input


def _apart(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max()) if one.shape == other.shape else float("inf")
