"""What makes a network invent: a discriminator that learns to tell its detail from the true one.

The adversarial loss of SRGAN (Ledig et al., 2017, equations 2 and 6; the network's own part is the
non-saturating one). As in PatchGAN (Isola et al., 2017) each piece of the image is judged for
itself, and what is judged is the detail, the image without bicubic(LR): what the input fixes
anyway gives nothing away.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, softplus

LEAK = 0.2
"""Slope of the discriminator's leaky ReLUs below zero, as in SRGAN."""


def discriminator(bands: int, features: int = 32) -> nn.Sequential:
    """Strided convolutions, (N, bands, H, W) → (N, 1, ⌊H/8⌋, ⌊W/8⌋): above 0 it is thought true.

    Each value sees 46×46 pixels. There is no batch normalisation, for which our batches are small.
    """
    layers: list[nn.Module] = []
    for before, after in (
        (bands, features),
        (features, 2 * features),
        (2 * features, 4 * features),
    ):
        layers += [nn.Conv2d(before, after, 4, stride=2, padding=1), nn.LeakyReLU(LEAK)]
    return nn.Sequential(*layers, nn.Conv2d(4 * features, 1, 3, padding=1))


class Adversary:
    """A discriminator with the optimiser that trains it, beside the network that it judges.

    Args:
        bands: of the images, 1 or more.
        rate: Adam's learning rate, which stays: a discriminator that follows the network to the
            end keeps it drawing.

    Images are (N, bands, H, W), LR (N, bands, h, w), float in [0, 1].
    """

    def __init__(self, bands: int, rate: float) -> None:
        self._judge = discriminator(bands).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimiser = torch.optim.Adam(self._judge.parameters(), rate)

    def loss(self, lr: Tensor, sr: Tensor) -> Tensor:
        """How clearly the detail of SR is seen to be made up: the mean of −log D, 0 or more, to be
        lowered by the network. The discriminator learns nothing from it."""
        self._judge.requires_grad_(False)
        return softplus(-self._judge(detail(lr, sr))).mean()

    def learn(self, lr: Tensor, sr: Tensor, hr: Tensor) -> None:
        """Train the discriminator by one step, with SR as it was drawn and HR."""
        self._judge.requires_grad_(True)
        made_up, true = (self._judge(detail(lr, image)) for image in (sr.detach(), hr))
        self._optimiser.zero_grad()
        (softplus(made_up).mean() + softplus(-true).mean()).backward()
        self._optimiser.step()

    def state_dict(self) -> dict[str, Any]:
        """All that a resumed training needs of it."""
        return {"judge": self._judge.state_dict(), "optimiser": self._optimiser.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what ``state_dict`` gave."""
        self._judge.load_state_dict(state["judge"])
        self._optimiser.load_state_dict(state["optimiser"])


def detail(lr: Tensor, image: Tensor) -> Tensor:
    """What an image (N, C, s·h, s·w) holds beyond the bicubic interpolation of LR (N, C, h, w)."""
    return image - interpolate(lr, image.shape[-2:], mode="bicubic", align_corners=False)
