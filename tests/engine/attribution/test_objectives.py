"""Objectives beside the texture, against sums written out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from srxai_plugin.contract.choices import OBJECTIVE_NAMES
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import Objective
from srxai_plugin.engine.attribution.objectives import (
    OBJECTIVES,
    Band,
    Gabor,
    Intensity,
    SpectralIndex,
    Texture,
    objective,
)

REGION = Window(2, 1, 3, 2)
"""Columns 2 to 4, rows 1 and 2."""


def random_image(bands: int = 4, side: int = 6) -> torch.Tensor:
    return torch.rand(1, bands, side, side, generator=torch.Generator().manual_seed(0))


def test_contract_offers_what_the_engine_has():
    assert {cls.id: cls.name for cls in OBJECTIVES} == OBJECTIVE_NAMES


def test_intensity_is_the_mean_of_what_counts():
    sr = random_image()
    assert Intensity(REGION)(sr).item() == pytest.approx(sr[0, :, 1:3, 2:5].mean().item())
    mask = torch.tensor([[1, 0, 0], [0, 0, 1]])
    two = (sr[0, :, 1, 2] + sr[0, :, 2, 4]).mean().item() / 2
    assert Intensity(REGION, mask)(sr).item() == pytest.approx(two)


def test_band_asks_for_the_texture_of_that_band_alone():
    sr = random_image()
    expected = Texture(REGION)(sr[:, 2:3]).item()
    assert Band(REGION, band=3)(sr).item() == pytest.approx(expected)
    sr.requires_grad_()
    Band(REGION, band=3)(sr).sum().backward()
    assert sr.grad[0, 2].abs().sum() > 0
    assert sr.grad[0, [0, 1, 3]].abs().sum() == 0


def test_index_is_ndvi_of_the_bands_and_zero_where_both_are_black():
    sr = random_image()
    sr[0, :, 1, 2] = 0
    red, infrared = sr[0, 0, 1:3, 2:5], sr[0, 3, 1:3, 2:5]
    ndvi = (infrared - red) / (infrared + red).clamp(min=1e-9)
    sr.requires_grad_()
    found = SpectralIndex(REGION)(sr)
    assert found.item() == pytest.approx(ndvi.mean().item())
    found.sum().backward()
    assert sr.grad.isfinite().all()


def stripes(period: float, angle: float, side: int = 48) -> torch.Tensor:
    """Waves across ``angle`` degrees; 0 varies along the columns: upright stripes."""
    rows, columns = np.indices((side, side))
    across = columns * np.cos(np.deg2rad(angle)) + rows * np.sin(np.deg2rad(angle))
    wave = 0.5 + 0.3 * np.sin(2 * np.pi * across / period)
    return torch.from_numpy(wave).expand(1, 3, side, side)


@pytest.mark.parametrize("angle", [0.0, 45.0, 90.0, 135.0])
def test_gabor_hears_stripes_of_its_own_width_and_direction(angle):
    region = Window(16, 16, 16, 16)
    sr = stripes(4, angle)
    own = Gabor(region, frequency=0.25, angle=angle)(sr).item()
    assert own > 10 * Gabor(region, frequency=0.25, angle=angle + 90 - 180 * (angle > 90))(sr)
    assert own > 5 * Gabor(region, frequency=0.08, angle=angle)(sr)
    brighter = Gabor(region, frequency=0.25, angle=angle)(sr + 0.2).item()
    assert brighter == pytest.approx(own, rel=1e-6)


def test_gabor_works_at_the_corner_of_a_tile_smaller_than_its_filter():
    sr = stripes(12, 0, side=20).float().requires_grad_()
    Gabor(Window(0, 0, 4, 4), frequency=0.05)(sr).sum().backward()
    assert sr.grad.isfinite().all()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Objective("colour"), r"Unknown objective 'colour'\. Choose from: texture"),
        (Objective("band", {"band": 4}), "bands 1 to 3"),
        (Objective("index"), "bands 1 to 3"),
        (Objective("gabor", {"frequency": 2.0}), "0.02 to 0.5"),
        (Objective("texture", {"band": 1}), r"no parameter 'band'\. It has: none"),
        (Objective("band", {"region": 1}), "no parameter 'region'"),
    ],
)
def test_question_that_cannot_be_asked_is_refused_in_words(asked, words):
    with pytest.raises(BadInput, match=words):
        objective(asked, REGION, None, bands=3)
