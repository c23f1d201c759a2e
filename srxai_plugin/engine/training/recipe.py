"""Everything that decides a trained network's weights, apart from the images."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Optional

from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.training.varied import Varied


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, apart from the images.

    Raises:
        BadInput: the weight of the adversarial loss is negative or no number, or JPEG is to hold
            other than 3 bands.
    """

    architecture: str = "edsr"
    scale: int = 4
    features: int = 32
    blocks: int = 16
    steps: int = 20_000
    batch: int = 16
    patch: int = 32
    """Side of a training patch, in LR pixels."""
    colour: str = "rgb"
    """``y`` trains a network of the luma alone, as SRCNN, FSRCNN and ESPCN were published."""
    rate: float = 4e-4
    """Adam's learning rate at the start; cosine decay to zero."""
    precision: str = "float32"
    """``bfloat16`` computes all but the last tenth of the steps in it: twice as fast on CPUs that
    have it; the weights themselves stay float32."""
    seed: int = 0
    adversarial: float = 0.0
    """Weight of the adversarial loss beside L1 (on values from 0 to 1), 0 or more."""
    bands: int = 3
    """Of the images; others than 3 come from rasters."""
    relative: bool = False
    """Whether an error counts by the contrast of its patch and band: where bands and scenes are of
    different brightness, the darkest would else not be learned."""
    degradation: Optional[Varied] = None
    """How LR images are made; by antialiased bicubic, on 8 bits, where nothing is said."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.adversarial) and self.adversarial >= 0):
            raise BadInput(
                f"The weight of the adversarial loss cannot be {self.adversarial:g}: give 0, which "
                "leaves it out, or more."
            )
        if self.degradation and self.degradation.jpeg and self.bands != 3:
            raise BadInput(
                f"JPEG holds 3 bands, and these images have {self.bands}. Set jpeg of the "
                "degradation to 0."
            )

    @property
    def loss(self) -> str:
        """What the network learns by, for its card: ``l1`` or ``l1+adversarial``."""
        return "l1+adversarial" if self.adversarial else "l1"

    @property
    def shrinking(self) -> dict[str, Any]:
        """How the LR images were made, for the card and all that shrinks images as the network
        knows them: of a varied degradation, the Gaussian in the middle of its range."""
        if self.degradation is None:
            return {"degradation": "bicubic"}
        sigma = round(self.degradation.middle(self.scale), 3)
        return {"degradation": "gaussian", "psf_sigma": sigma}

    def as_dict(self) -> dict[str, Any]:
        """All of its settings, as cards and checkpoints have them; what came later and is as usual
        is not among them, as it is not on the cards of before."""
        settings = to_data(self)
        for name in ("adversarial", "bands", "relative", "degradation"):
            if getattr(self, name) == type(self).__dataclass_fields__[name].default:
                del settings[name]
        return settings
