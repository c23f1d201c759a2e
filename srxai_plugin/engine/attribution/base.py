"""What an attribution method is, and the one place where a gradient is taken."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

import torch
from torch import Tensor

from srxai_plugin.contract import Parameter
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.errors import BadInput

Objective = Callable[[Tensor], Tensor]
"""(N, C, H, W) super-resolved images → (N,) scalars."""

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

    def normalised(self) -> Tensor:
        """(h, w): |Σ over bands|, divided by its maximum; all zero where there is nothing."""
        return normalise(self.raw.sum(0).abs())


class AttributionMethod(ABC):
    """A method is a frozen dataclass whose fields are its parameters, each declared by
    ``parameter``; adding one is a file here and a line in the registry."""

    id: ClassVar[str]
    """As in requests: lower case, with hyphens."""
    name: ClassVar[str]
    """As people write it."""
    sentence: ClassVar[str]
    """What it shows, for an analyst who chooses."""
    family: ClassVar[str] = "super-resolution"
    """Kin that work alike: ``super-resolution`` (made for it), ``gradient``, ``class activation``
    or ``perturbation``."""
    note: ClassVar[str] = ""
    """One sentence on when it is not valid for super-resolution; empty where nothing is known."""

    @abstractmethod
    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: Objective, tick: Tick
    ) -> RawAttribution:
        """Explain ``objective(network(lr))`` for one image ``lr`` (C, h, w) in [0, 1].

        Raises:
            Cancelled: from ``tick``.
        """

    @abstractmethod
    def evaluations(self) -> int:
        """Gradient evaluations that ``attribute`` will take, for the progress estimate."""

    @classmethod
    def fields(cls) -> tuple[dataclasses.Field, ...]:
        return dataclasses.fields(cls)  # type: ignore[arg-type]

    @classmethod
    def with_parameters(cls, given: Mapping[str, Parameter]) -> AttributionMethod:
        """Raises BadInput for an unknown parameter, or one of a wrong type or range."""
        known = {f.name: f for f in cls.fields()}
        for key, value in given.items():
            if key not in known:
                names = ", ".join(known) or "none"
                raise BadInput(f"{cls.name} has no parameter '{key}'. It has: {names}.")
            _check(cls.name, known[key], value)
        return cls(**given)

    def parameters(self) -> dict[str, Parameter]:
        """All of them, the defaults too."""
        return {f.name: getattr(self, f.name) for f in self.fields()}


def parameter(
    default: Any,
    help: str,
    choices: tuple[str, ...] = (),
    low: Optional[float] = None,
    high: Optional[float] = None,
    odd: bool = False,
) -> Any:
    """A field of a method: its default, its one-sentence help and what values it takes."""
    kind = str if isinstance(default, str) else int if odd or isinstance(low, int) else float
    rules = {"help": help, "choices": choices, "low": low, "high": high, "odd": odd, "kind": kind}
    return dataclasses.field(default=default, metadata=rules)


def _check(method: str, field: dataclasses.Field, value: Parameter) -> None:
    rules = field.metadata
    what = f"{method}'s {field.name}"
    if rules["choices"]:
        if value not in rules["choices"]:
            raise BadInput(f"{what} is '{value}'; it can be {' or '.join(rules['choices'])}.")
        return
    if rules["kind"] is str:
        if not isinstance(value, str):
            raise BadInput(f"{what} is '{value}'; it can be a text.")
        return
    kinds = (int,) if rules["kind"] is int else (int, float)
    fits = (
        isinstance(value, kinds)
        and not isinstance(value, bool)
        and rules["low"] <= value <= rules["high"]
        and not (rules["odd"] and value % 2 == 0)
    )
    if not fits:
        sort = (
            "an odd whole number"
            if rules["odd"]
            else ("a whole number" if rules["kind"] is int else "a number")
        )
        raise BadInput(
            f"{what} is '{value}'; it can be {sort} from {rules['low']} to {rules['high']}."
        )


def gradient(network: SRNetwork, objective: Objective, lr: Tensor) -> tuple[Tensor, float]:
    """∂D/∂x and D(x) for one image (C, h, w). The weights are frozen: no gradient reaches them."""
    with torch.enable_grad():
        image = lr.detach()[None].contiguous(memory_format=torch.channels_last).requires_grad_()
        value = objective(network(image)).sum()
        (slope,) = torch.autograd.grad(value, image)
    return slope[0], value.item()


@torch.no_grad()
def value(network: SRNetwork, objective: Objective, lr: Tensor) -> float:
    """D(x) for one image (C, h, w)."""
    return objective(network(lr[None])).item()


def normalise(map: Tensor) -> Tensor:
    """Divided by its maximum; unchanged where that is zero."""
    highest = map.max()
    return map / highest if highest > 0 else map
