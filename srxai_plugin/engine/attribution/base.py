"""What an attribution method is, and the one place where a gradient is taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Optional

from torch import Tensor

from srxai_plugin.engine.attribution.parameters import Parameterised
from srxai_plugin.engine.cone.ask import ScalarTarget, ask
from srxai_plugin.engine.cone.onward.around import Base
from srxai_plugin.engine.networks.base import SRNetwork

Tick = Callable[[], None]
"""Called after each gradient evaluation; raises Cancelled to stop."""


@dataclass(frozen=True)
class RawAttribution:
    """What a method found, signed and in units of the objective."""

    raw: Tensor
    """(C, h, w) on the LR grid, or (1, h, w) where a method does not tell bands apart; for path
    methods its sum is what the path explains of D."""
    evaluations: int
    """Gradient evaluations spent."""
    completeness_gap: Optional[float] = None
    """|Σ raw − (D(x) − D(x'))| / |D(x) − D(x')|; None where the method claims no completeness."""
    layers: tuple[tuple[str, Tensor], ...] = ()
    """Name and map (h, w) on the LR grid of every layer that the method looked at, shallowest first
    and deepest last; empty where it looks at none."""
    change: Optional[float] = None
    """‖map − the one before‖ / ‖map‖ of an anytime method's last two maps: how far it converged;
    None for the first, and for other methods."""
    kept: Optional[float] = None
    """Σ raw / Σ of the relevance that a method started with; None where it follows none."""
    warnings: tuple[str, ...] = ()
    """Sentences for the result, on what to beware of with this map."""
    is_stretched: bool = False
    """Whether the map is shown from its smallest value on, as the method's authors do."""

    texture: Optional[Tensor] = None
    """(C, height, width): the region's texture in S(x), pixel by pixel, where a method that was
    asked for it met it on its way."""

    def normalised(self) -> Tensor:
        """(h, w): |Σ over bands|, divided by its maximum; all zero where there is nothing. Where
        ``is_stretched``, Σ over bands from its smallest value (0) to its largest (1)."""
        map = self.raw.sum(0)
        return normalise(map - map.min() if self.is_stretched else map.abs())


@dataclass(frozen=True, eq=False)
class Together:
    """What a method found of several images of one shape that were asked for the same texture."""

    raw: Tensor
    """(N, C, h, w): each as of ``RawAttribution``."""
    texture: Tensor
    """(N, D, height, width): each as of ``RawAttribution``."""
    blurred: Tensor
    """(N, C, h, w): the images blurred as for ATV."""
    known: Base
    """What these become in each layer."""


class AttributionMethod(Parameterised, ABC):
    """A method is a frozen dataclass whose fields are its parameters, each declared by
    ``parameter``; adding one is a file here and a line in the registry."""

    family: ClassVar[str] = "super-resolution"
    """Kin that work alike: ``super-resolution`` (made for it), ``gradient``, ``class activation``
    or ``perturbation``."""
    meets_texture: ClassVar[bool] = False
    """Whether its maps come with ``RawAttribution.texture``, mostly."""
    note: ClassVar[str] = ""
    """One sentence on when it is not valid for super-resolution; empty where nothing is known."""

    @abstractmethod
    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        """Explain ``objective(network(lr))`` for one image ``lr`` (C, h, w) in [0, 1].

        Raises:
            Cancelled: from ``tick``.
        """

    def together(
        self, network: SRNetwork, images: Tensor, objective: ScalarTarget
    ) -> Optional[Together]:
        """``attribute`` for images (N, C, h, w) at once; None where each is to be asked alone."""
        return None

    @abstractmethod
    def evaluations(self) -> int:
        """Gradient evaluations that ``attribute`` will take, for the progress estimate."""


class Anytime(ABC):
    """A method whose map can be looked at while it still gets better."""

    @abstractmethod
    def refine(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> Iterator[RawAttribution]:
        """Ever better maps of what ``attribute`` explains; that gives the last of them. Whoever
        stops asking for the next keeps the one in hand.

        Raises:
            Cancelled: from ``tick``.
        """


def gradient(network: SRNetwork, objective: ScalarTarget, lr: Tensor) -> tuple[Tensor, float]:
    """∂D/∂x and D(x) for one image (C, h, w). The weights are frozen: no gradient reaches them.

    Only what the objective looks at is computed, wherever the network can be traced: see
    ``engine.cone``.
    """
    images = lr.detach()[None]
    asked = ask(network, objective, images)
    slope, value = asked.slope(asked.cut(images))
    return asked.placed(slope, images)[0], value.item()


def value(network: SRNetwork, objective: ScalarTarget, lr: Tensor) -> float:
    """D(x) for one image (C, h, w)."""
    asked = ask(network, objective, lr[None])
    return asked.value(asked.cut(lr[None])).item()


def normalise(map: Tensor) -> Tensor:
    """Divided by its maximum; unchanged where that is zero."""
    highest = map.max()
    return map / highest if highest > 0 else map
