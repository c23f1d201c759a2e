"""Images without the detail, against which a method compares the image itself."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from srxai_plugin.engine.attribution.blur import KERNEL, SIGMA, blur
from srxai_plugin.engine.attribution.parameters import parameter


def baseline_parameter() -> Any:
    """The field ``baseline`` of a method that lets one choose."""
    return parameter(
        "blurred",
        "What the image is compared with: blurred keeps brightness and takes the texture out; "
        "black takes both.",
        choices=("blurred", "black"),
    )


def baseline_image(kind: str, lr: Tensor) -> Tensor:
    """(C, h, w) in [0, 1]; blurred as LAM's path starts: σ = 1.2 LR pixels, 9 × 9."""
    return torch.zeros_like(lr) if kind == "black" else blur(lr, SIGMA, KERNEL)
