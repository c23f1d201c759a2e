"""What a super-resolution network is to the rest of the engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import NetworkFacts
from srxai_plugin.engine.imagery.spectrum import sources_of
from srxai_plugin.engine.machine.torch_private import held_by
from srxai_plugin.engine.machine.torch_private import hooks as hooks_of
from srxai_plugin.engine.networks.colour import through_y, through_ycbcr

StateDict = Mapping[str, Tensor]


@dataclass(frozen=True)
class Guide:
    """A second image that a network takes, on a grid as fine as the first one's or finer.

    It travels with the first one, in the same tensor: each square of ``ratio`` × ``ratio`` pixels
    as so many more bands, behind those of the first image.
    """

    bands: int
    ratio: int
    """Pixels along one of the first image's."""

    @property
    def channels(self) -> int:
        """Bands that it adds to the tensor."""
        return self.bands * self.ratio**2

    def packed(self, image: Tensor) -> Tensor:
        """(…, bands, r·h, r·w) → (…, channels, h, w)."""
        return functional.pixel_unshuffle(image, self.ratio)

    def unpacked(self, image: Tensor) -> Tensor:
        """(…, channels, h, w) → (…, bands, r·h, r·w)."""
        return functional.pixel_shuffle(image, self.ratio)


@dataclass(frozen=True)
class Reading:
    """A module rebuilt from weights, with what those weights tell of it."""

    module: nn.Module
    scale: int
    bands: int
    value_range: float = 1.0
    """Largest value of the images that the module was trained on: 1 or 255."""
    colour: str = "rgb"
    """What the module takes of a raster: see ``fields.COLOURS``. ``bands`` counts the raster's."""
    scales: tuple[int, ...] = ()
    """All scales that these weights serve, or that they may have, where it is more than one."""
    gives: Optional[int] = None
    """Bands of the module's image; None for those that it takes."""
    guide: Optional[Guide] = None
    """The second image, where it takes two."""

    @property
    def bands_out(self) -> int:
        """How many bands the SR image has."""
        return self.bands if self.gives is None else self.gives

    def ranged(self, images: Tensor) -> Tensor:
        """The module's answer to images in [0, 1], at its value range."""
        return self.module(images * self.value_range) / self.value_range

    def at(self, scale: int) -> Reading:
        """A reading of these weights at another of their scales, by the module's ``scale``."""
        if scale == self.scale:
            return self
        if scale not in self.scales:
            served = ", ".join(f"×{s}" for s in self.scales or (self.scale,))
            raise BadInput(f"These weights serve {served}, not ×{scale}.")
        self.module.scale = scale  # type: ignore[assignment]
        return replace(self, scale=scale)


class Architecture(ABC):
    """One network family, in spandrel's idiom: how it is recognised and read from weights alone."""

    id: str
    """Lower-case name, as in ``srxai train --architecture ID``."""
    name: str
    paper: str
    layout: str
    """Whose state dicts it loads strictly, for the table of architectures."""
    local: bool
    """Whether every output pixel sees a bounded window only, and sees the same in any crop that
    holds this window. False with global pooling, non-local attention or resizing by image size."""
    scales: tuple[int, ...] = (2, 3, 4)
    """Those that the architecture exists at."""

    @abstractmethod
    def detect(self, state: StateDict) -> bool:
        """Whether these keys and shapes are this architecture's own layout."""

    @abstractmethod
    def read(self, state: StateDict) -> Reading:
        """Rebuild the module, every hyper-parameter taken from the shapes, and load it strictly.

        Raises:
            BadInput: the layout is this architecture's, but the tensors contradict each other.
        """

    @abstractmethod
    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """A new module with random weights, for training; it takes and gives values in [0, 1]."""


@dataclass(frozen=True)
class Matched:
    """Bands that two images have in common: band ``sr[i]`` of one is band ``lr[i]`` of the other,
    both counted from 0. Empty where there are none."""

    sr: tuple[int, ...]
    lr: tuple[int, ...]

    def of_sr(self, image: Any) -> Any:
        """An SR image, (..., D, H, W) → (..., n, H, W), as array or tensor."""
        return _taken(image, self.sr)

    def of_lr(self, image: Any) -> Any:
        """An LR image, (..., C, h, w) → (..., n, h, w), as array or tensor."""
        return _taken(image, self.lr)


def _taken(image: Any, bands: tuple[int, ...]) -> Any:
    """Those bands; the image itself where it is all of them, which costs and changes nothing."""
    if bands == tuple(range(image.shape[-3])):
        return image
    return image[..., list(bands), :, :]


@dataclass(frozen=True, eq=False)  # one loaded network equals itself only, and can be a key
class SRNetwork:
    """A loaded network: frozen, in evaluation mode, on its device.

    Calling it maps an LR image (N, bands, h, w) in [0, 1] to the unclamped SR image
    (N, bands_out, s·h, s·w), differentiable with respect to the image only.
    """

    id: str
    """Name of a bundled network, or the checkpoint's file name without its ending."""
    architecture: str
    scale: int
    bands: int
    module: nn.Module
    sha256: str
    """Of the checkpoint file, so that a result names exactly the weights that made it."""
    value_range: float = 1.0
    colour: str = "rgb"
    """As in ``Reading``: the raster supplies ``bands``, which are 3 for "y" and "ycbcr"."""
    card: Mapping[str, Any] = field(default_factory=dict)
    """The model card beside the weights: data, licence, training command, PSNR; may be empty."""
    gives: Optional[int] = None
    """As in ``Reading``."""
    guide: Optional[Guide] = None
    """As in ``Reading``; images then have ``channels`` bands."""
    hooks: frozenset[int] = field(init=False, repr=False)
    """Those that belong to the module itself."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "hooks", hooks_of(self.module.modules()))

    @property
    def bands_out(self) -> int:
        """How many bands the SR image has."""
        return self.bands if self.gives is None else self.gives

    @property
    def channels(self) -> int:
        """Bands of the tensor that it is called with."""
        return self.bands + (0 if self.guide is None else self.guide.channels)

    @cached_property
    def sources(self) -> tuple[Optional[int], ...]:
        """For each band of the SR image, the place from 0 of the same band of the LR image; None
        where there is none, or nobody says which it is."""
        return sources_of(self)

    @property
    def matched(self) -> Matched:
        """The bands that SR and LR image have in common."""
        pairs = [(i, source) for i, source in enumerate(self.sources) if source is not None]
        return Matched(tuple(i for i, _ in pairs), tuple(source for _, source in pairs))

    @property
    def gives_what_it_takes(self) -> bool:
        """Whether the SR image has the bands of the LR image, in their order, and they are all that
        it takes."""
        return self.guide is None and self.sources == tuple(range(self.bands))

    @property
    def facts(self) -> NetworkFacts:
        """What a result tells of its network."""
        return NetworkFacts(self.id, self.architecture, self.scale, self.parameters, self.sha256)

    @property
    def is_watched(self) -> bool:
        """Whether anybody has hooked a layer since the network was loaded."""
        return not hooks_of(self.parts) <= self.hooks

    @cached_property
    def parts(self) -> tuple[nn.Module, ...]:
        """The module and all that it is made of, which stay the same once it is loaded."""
        return tuple(self.module.modules())

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Weights and buffers as they are now, each once for each part that holds it."""
        return tuple(tensor for part in self.parts for tensor in held_by(part))

    @cached_property
    def names(self) -> Mapping[nn.Module, str]:
        """Dotted name of each part, its first one where it has several."""
        return {part: name for name, part in self.module.named_modules()}

    @property
    def parameters(self) -> int:
        """Number of trained values."""
        return sum(p.numel() for p in self.module.parameters())

    @property
    def device(self) -> torch.device:
        """The device that the weights lie on; images have to lie there too."""
        return next(self.module.parameters()).device

    def __call__(self, lr: Tensor) -> Tensor:
        if self.colour == "y":
            return through_y(self._ranged, lr, self.scale)
        if self.colour == "ycbcr":
            return through_ycbcr(self._ranged, lr)
        return self._ranged(lr)

    def _ranged(self, lr: Tensor) -> Tensor:
        if self.value_range == 1.0:
            return self.module(lr)
        return self.module(lr * self.value_range) / self.value_range


def freeze(module: nn.Module) -> nn.Module:
    """Evaluation mode and no gradient for any parameter: an explanation asks about the image.

    Freezing alone makes a gradient evaluation 1.4 times as fast (EDSR 1.37 M, one thread).
    """
    return module.eval().requires_grad_(False)


def channels_last(module: nn.Module) -> nn.Module:
    """Convolve channels-last, which is faster here. By parameter, for ``Module.to`` refuses those
    of five dimensions that serve no 3-D convolution (AuraSR)."""
    for parameter in module.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return module
