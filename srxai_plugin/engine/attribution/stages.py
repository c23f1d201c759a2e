"""The layers inside a network whose outputs lie on the LR grid: which they are, and how to see
them as images.

A stage's output is an image (N, C, H, W), an image with its channels last (N, H, W, C), or the
tokens of a transformer (N, H·W, C). Working resolution H × W is the first convolution's output
size, not the image's: networks with windows pad inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.networks.base import SRNetwork

Resolution = tuple[int, int]
"""(H, W)"""

LISTED = 6
"""Names that a sentence about a wrong one lists."""


def fold(output: Any, resolution: Resolution) -> Optional[Tensor]:
    """A stage's output as an image (N, C, H, W), a view of it; None where it is none of this
    resolution."""
    if not isinstance(output, Tensor):
        return None
    shape = tuple(output.shape)
    if len(shape) == 4 and shape[2:] == resolution:
        return output
    if len(shape) == 4 and shape[1:3] == resolution:
        return output.permute(0, 3, 1, 2)
    if len(shape) == 3 and shape[1] == resolution[0] * resolution[1]:
        return output.transpose(1, 2).unflatten(2, resolution)
    return None


def unfold(image: Tensor, output: Tensor) -> Tensor:
    """An image (N, 1, H, W) in the layout of a stage's ``output``: what ``fold`` did, undone."""
    if output.ndim == 3:
        return image.flatten(2).transpose(1, 2)
    return image if output.shape[2:] == image.shape[2:] else image.permute(0, 2, 3, 1)


def onto_lr(map: Tensor, working: Resolution, size: Resolution) -> Tensor:
    """(H, W) of any layer → (h, w) of the image; what the network padded at the right and bottom is
    cut off."""
    if tuple(map.shape) != working:
        map = _resized(map, working)
    is_multiple = working[0] * size[1] == working[1] * size[0]
    if working != size and not is_multiple and working[0] >= size[0] and working[1] >= size[1]:
        return map[: size[0], : size[1]]
    return _resized(map, size)


def _resized(map: Tensor, size: Resolution) -> Tensor:
    if tuple(map.shape) == tuple(size):
        return map
    image = map[None, None]
    return F.interpolate(image, size=size, mode="bilinear", antialias=True)[0, 0]


@dataclass(frozen=True)
class Recording:
    """Stages in the order in which one pass called them, and their outputs in that pass."""

    working: Resolution
    outputs: dict[nn.Module, list[Tensor]]
    """Copies, folded to (N, C, H, W); one for each call of the module."""


def record(network: SRNetwork, image: Tensor, modules: list[nn.Module]) -> Recording:
    """One pass over ``image`` (C, h, w) without gradients.

    Raises Unsupported for a network without any convolution.
    """
    working: list[Resolution] = []
    outputs: dict[nn.Module, list[Tensor]] = {}

    def measure(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        working[:] = working or [(output.shape[-2], output.shape[-1])]

    def keep(module: nn.Module, _inputs: object, output: Any) -> None:
        image = fold(output, working[0]) if working else None
        if image is not None:
            # A copy: the next layer may well be an in-place ReLU.
            outputs.setdefault(module, []).append(image.clone())

    convolutions = _of(network.module, nn.Conv2d)
    with hooked(convolutions, measure), hooked(modules, keep), torch.no_grad():
        network(image[None].contiguous(memory_format=torch.channels_last))
    if not working:
        raise Unsupported(
            f"{network.id} has no convolution whose output could be followed. Choose a method that "
            "looks at no layers: LAM, Integrated gradients, Gradient or Occlusion."
        )
    return Recording(working[0], outputs)


def candidates(module: nn.Module) -> list[nn.Module]:
    """Convolutions, and the linear layers that are their like for tokens."""
    return _of(module, nn.Conv2d, nn.Linear)


def named(network: SRNetwork, names: str) -> list[nn.Module]:
    """Modules by their comma-separated names. Raises BadInput for one that does not exist."""
    known = dict(network.module.named_modules())
    known.pop("", None)
    chosen = []
    for name in (part.strip() for part in names.split(",")):
        if name not in known:
            is_layer = candidates(network.module)
            some = [n for n, m in known.items() if any(m is layer for layer in is_layer)]
            step = max(1, -(-len(some) // LISTED))
            listed = ", ".join(some[::step]) or "none"
            raise BadInput(f"{network.id} has no layer '{name}'. Some that it has: {listed}.")
        chosen.append(known[name])
    return chosen


def name_of(network: SRNetwork, module: nn.Module) -> str:
    """Dotted name of a layer in its network, as ``stages`` and ``layer`` take it.

    Raises:
        KeyError: the module is none of the network's.
    """
    return network.names[module]


def layer_parameter() -> Any:
    """The field ``layer`` of a method that looks at one."""
    return parameter(
        "", "Name of the layer to look at; left empty, the deepest at LR working resolution."
    )


@contextmanager
def hooked(modules: list[nn.Module], hook: Callable[..., Any]) -> Iterator[None]:
    """A context in which ``hook`` sees the modules' outputs, and may replace them."""
    handles = [module.register_forward_hook(hook) for module in modules]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _of(module: nn.Module, *kinds: type[nn.Module]) -> list[nn.Module]:
    return [m for m in module.modules() if isinstance(m, kinds)]
