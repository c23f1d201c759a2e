"""Does a map tell what the network uses? Measured by changing the image where the map points.

- Deletion and insertion: D while the strongest pixels are blurred, or alone kept sharp (Petsiuk,
  Das & Saenko, RISE, BMVC 2018, section 4.1, which blurs too for insertion).
- Infidelity: INFD = E_I [(I·Φ − (f(x) − f(x − I)))²] (Yeh et al., On the (In)fidelity and
  Sensitivity of Explanations, NeurIPS 2019, definition 2.1), as Captum computes it.
"""

from __future__ import annotations

from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.results import Curve
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.attribution.blur import SIGMA, blur
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import AREAS, top

STEPS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Shares of LR pixels at which curves are measured, in %."""
SQUARES = 50
"""Random squares that the infidelity blurs, one after another."""
DELETE_PASSES = 1 + len(AREAS)
"""Forward passes that ``delete`` alone takes: the image, and each area blurred."""
UNMOVED = 1e-6
"""Change of D, as a share of it, that is single precision's rounding and no change."""


class Masked:
    """D of an image whose strongest pixels by a map alone are sharp, or alone are blurred.

    Each value is worked out once, whichever curve asks for it.
    """

    def __init__(self, subject: Subject, tick: Tick = lambda: None) -> None:
        """``tick`` is called after each forward pass."""
        self._subject, self._tick = subject, tick
        self._blurred = blur(subject.lr, SIGMA)
        self._known: dict[tuple[str, float], float] = {}

    def kept(self, share: float) -> float:
        """D with only the top ``share`` % of the valid pixels sharp; 100 is the image itself."""
        return self._value("kept" if 0 < share < 100 else "whole", 100.0 if share == 100 else share)

    def without(self, share: float) -> float:
        """D with the top ``share`` % of the valid pixels blurred; 0 is the image itself."""
        if 0 < share < 100:
            return self._value("without", share)
        return self.kept(100 - share)

    @torch.no_grad()
    def _value(self, kind: str, share: float) -> float:
        if (kind, share) not in self._known:
            image = self._image(kind, share)
            self._known[kind, share] = self._subject.value(image)
            self._tick()
        return self._known[kind, share]

    def _image(self, kind: str, share: float) -> Tensor:
        lr, blurred = self._subject.lr, self._blurred
        if kind == "whole":
            return lr if share else blurred
        m = torch.from_numpy(top(self._subject.map, self._subject.valid, share)).to(lr.device)
        inside, outside = (lr, blurred) if kind == "kept" else (blurred, lr)
        return torch.where(m, inside, outside)


def passes(deletion: bool, insertion: bool) -> int:
    """Forward passes that the curves of one map take; the two ends are shared by all."""
    ends = {0.0, 100.0}
    removed = {*(AREAS if deletion else ()), *(STEPS if deletion or insertion else ())}
    inserted = {*(STEPS if insertion else ())}
    return len(ends) * (deletion or insertion) + len(removed - ends) + len(inserted - ends)


def delete(masked: Masked) -> dict[str, float]:
    """ATV in % when the top k % lose their detail, by k; all zero where there is no texture."""
    whole = masked.without(0)
    return {
        f"{share:g}": 100 * abs(masked.without(share) - whole) / abs(whole) if whole else 0.0
        for share in AREAS
    }


def deletion(masked: Masked) -> Curve:
    """D while ever more of the strongest pixels are blurred; a small area is better."""
    return _curve(masked, [masked.without(share) for share in STEPS])


def insertion(masked: Masked) -> Curve:
    """D while ever more of the strongest pixels come back on a blurred image; a large area is
    better."""
    return _curve(masked, [masked.kept(share) for share in STEPS])


def _curve(masked: Masked, values: list[float]) -> Curve:
    whole, blurred = masked.kept(100), masked.kept(0)
    area = None
    if abs(whole - blurred) > UNMOVED * max(abs(whole), abs(blurred)):
        relative = (np.array(values) - blurred) / (whole - blurred)
        area = float(np.trapezoid(relative, np.array(STEPS) / 100))
    return Curve(STEPS, tuple(values), area)


def infidelity(
    subject: Subject, raw: Tensor, seed: int, tick: Tick = lambda: None
) -> Optional[float]:
    """Share of the effect of blurring random squares that an attribution does not foretell.

    The image fades to its blurred self x' by a mask z, x − z ⊙ (x − x'), with z = 1 in a square. An
    attribution in units of D, as methods give it, foretells Σ z ⊙ Φ; it is scaled to fit best, as
    the paper's optimal scaling does, and the rest is divided by the mean squared effect. So 0 is
    foretold exactly and 1 not at all, whatever the objective's size.

    Args:
        raw: (C, h, w), what the subject's map was made from, signed; bands are added.
        tick: called after each forward pass; there are ``SQUARES`` + 1.

    Returns:
        0 to 1; None where no square has an effect.
    """
    from captum import metrics  # here, for it takes 0.8 s to import

    random, lr = np.random.default_rng(seed), subject.lr
    change = lr - blur(lr, SIGMA)
    whole = subject.value(lr)
    tick()
    effects: list[float] = []

    def faded(sharp: Tensor) -> Tensor:
        # Captum asks for the whole image again with every square: its value is known.
        if bool((sharp == 1).all()):
            return torch.tensor([whole], dtype=torch.float64)
        now = subject.value(lr - (1 - sharp[0]).to(lr) * change)
        tick()
        effects.append(whole - now)
        return torch.tensor([now], dtype=torch.float64)

    def square(sharp: Tensor) -> tuple[Tensor, Tensor]:
        z = torch.from_numpy(random_square(random, *lr.shape[-2:]))[None, None]
        return z, sharp - z

    found = metrics.infidelity(
        faded,
        square,
        torch.ones(1, 1, *lr.shape[-2:], dtype=torch.float64),
        raw.detach().sum(0).double().cpu()[None, None],
        n_perturb_samples=SQUARES,
        max_examples_per_batch=1,  # a cancel waits for one pass, and full tiles gain nothing
        normalize=True,
    ).item()
    size = float(np.mean(np.square(effects)))
    if size <= (UNMOVED * abs(whole)) ** 2:
        return None
    return float(np.clip(found / size, 0, 1))


def random_square(random: np.random.Generator, height: int, width: int) -> np.ndarray:
    """(h, w) float64: 1 in a square anywhere, its side 1 pixel to a quarter of the tile's."""
    side = int(random.integers(1, max(1, min(height, width) // 4) + 1))
    row, column = random.integers(0, height - side + 1), random.integers(0, width - side + 1)
    z = np.zeros((height, width))
    z[row : row + side, column : column + side] = 1
    return z
