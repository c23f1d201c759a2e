"""Degradations that are drawn for each patch: true to their ranges, and nothing moves."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.detail.degradation import Degradation
from srxai_plugin.engine.training.patches import sample_varied
from srxai_plugin.engine.training.recipe import Recipe
from srxai_plugin.engine.training.varied import (
    MARGIN,
    Varied,
    compressed,
    psf,
    resampled,
    varied,
)

NOTHING = Varied(clean=0.0, sigma=(0.4, 0.4))


def drawn(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def patch(bands: int = 3, side: int = 96) -> torch.Tensor:
    return torch.from_numpy(drawn(1).random((bands, side, side), dtype=np.float32))


def centroid(image: torch.Tensor) -> tuple[float, float]:
    """Row and column in pixels from the image's corner."""
    weight = image.double() / image.double().sum()
    rows, columns = (torch.arange(side) + 0.5 for side in image.shape)
    return float((weight.sum(1) * rows).sum()), float((weight.sum(0) * columns).sum())


def blob(side: int) -> torch.Tensor:
    at = torch.arange(side) + 0.5
    bump = torch.exp(-((at - side / 2 - 1) ** 2) / 50)
    return (bump[:, None] * bump[None]).expand(3, -1, -1).contiguous()


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_a_gaussian_psf_is_that_which_the_details_verdict_assumes(scale):
    hr = patch(side=24 * scale)
    found = NOTHING(hr, scale, drawn()).numpy()
    expected = Degradation("gaussian", 0.4 * scale)(hr.double().numpy(), scale)
    inside = expected[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert np.abs(found - inside).max() < 2e-3  # kernels that end at 3 and at 4 deviations


def test_clean_patches_are_those_of_antialiased_bicubic():
    hr = patch()
    found = replace(NOTHING, clean=1.0)(hr, 4, drawn()).numpy()
    expected = Degradation("bicubic")(hr.double().numpy(), 4)[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert np.abs(found - expected).max() < 1e-3


def test_a_psf_is_as_wide_as_is_said_along_its_axis():
    kernel = psf(3.0, 1.0, math.pi / 2).double()
    at = torch.arange(kernel.shape[0]) - kernel.shape[0] // 2
    rows, columns = ((kernel.sum(d) * at**2).sum().sqrt().item() for d in (1, 0))
    assert kernel.sum().item() == pytest.approx(1, abs=1e-6)
    assert (rows, columns) == (pytest.approx(3, abs=0.1), pytest.approx(1, abs=0.05))


@pytest.mark.parametrize("shrinking", ["sample", "area", "bicubic"])
def test_nothing_moves_against_the_truth(shrinking):
    degradation = replace(NOTHING, shrinking=(shrinking,), mosaic=1.0, ratio=2.0)
    hr = blob(128)
    truth = centroid(hr[0, 4 * MARGIN : -4 * MARGIN, 4 * MARGIN : -4 * MARGIN])
    for seed in range(4):
        found = centroid(degradation(hr, 4, drawn(seed))[0])
        assert np.abs(np.subtract(np.multiply(found, 4), truth)).max() < 0.4, "a tenth of a pixel"


def test_a_resampled_mosaic_is_smoother_and_not_displaced():
    image = patch(side=40)
    found = resampled(image, np.array([0.5, 0.5]), "bilinear")
    assert found.std() < 0.6 * image.std()
    inside = (slice(None), slice(2, -2), slice(2, -2))
    ahead = torch.roll(image, 1, 2)[inside].flatten()
    own = np.corrcoef(found[inside].flatten(), image[inside].flatten())[0, 1]
    assert own > np.corrcoef(found[inside].flatten(), ahead)[0, 1] + 0.2


def test_jpeg_is_the_libraries_own():
    image = patch(side=32)
    file = io.BytesIO()
    pixels = (image * 255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(pixels).save(file, "JPEG", quality=70)
    expected = np.asarray(Image.open(file)).transpose(2, 0, 1)
    assert np.array_equal(np.rint(compressed(image, 70).numpy() * 255), expected)
    with pytest.raises(BadInput, match="JPEG holds 3 bands"):
        compressed(patch(bands=4), 70)


def test_noise_has_the_deviation_that_is_said():
    flat = torch.full((3, 400, 400), 0.5)
    both = replace(NOTHING, noise=(0.03, 0.03), shot=(0.0032, 0.0032))
    assert both(flat, 4, drawn()).std().item() == pytest.approx(0.05, rel=0.03)


def test_patches_are_those_of_their_step_and_of_the_hr_beside_them():
    images = [patch(4, 260).permute(1, 2, 0).numpy() for _ in range(2)]
    recipe = Recipe(bands=4, batch=3, degradation=replace(NOTHING, gain=(0.5, 0.5)))
    (lr, hr), (again, _) = (sample_varied(images, recipe, 7) for _ in range(2))
    assert torch.equal(lr, again)
    assert lr.shape == (3, 4, 32, 32) and hr.shape == (3, 4, 128, 128)
    assert hr.max() <= 0.5
    small = torch.nn.functional.avg_pool2d(hr, 4)
    assert np.corrcoef(lr.flatten(), small.flatten())[0, 1] > 0.8
    assert not torch.equal(sample_varied(images, recipe, 8)[0], lr)


def test_plain_patches_have_the_mean_colour_of_their_ground_and_the_noise_of_the_others():
    images = [patch(3, 260).permute(1, 2, 0).numpy()]
    recipe = Recipe(batch=3, degradation=replace(NOTHING, plain=1.0, noise=(0.02, 0.02)))
    lr, hr = sample_varied(images, recipe, 7)
    assert hr.std((2, 3)).max() < 1e-6, "no detail at all"
    assert torch.allclose(lr.mean((2, 3)), hr.mean((2, 3)), atol=3e-3)
    assert lr.std((2, 3)).numpy() == pytest.approx(np.full((3, 3), 0.02), rel=0.1)
    others = sample_varied(images, replace(recipe, degradation=NOTHING), 7)[1]
    assert torch.allclose(others.mean((2, 3)), hr.mean((2, 3)), atol=0.1), "of the same ground"


def test_a_named_degradation_survives_json_and_others_are_told():
    for name in ("real", "satellite"):
        assert from_json(Varied, to_json(varied(name))) == varied(name)
    assert varied(None) is None
    with pytest.raises(BadInput, match="one of: real, satellite"):
        varied("nope")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"sigma": [2, 1]}', "sigma runs from 2 to 1"),
        ('{"clean": 2}', "clean"),
        ('{"shrinking": ["magic"]}', "magic"),
        ('{"sharpness": 1}', "no field 'sharpness'"),
        ("[", "Not valid JSON"),
    ],
)
def test_a_recipe_that_is_none_is_refused_in_a_sentence(text, words, tmp_path):
    (tmp_path / "own.json").write_text(text)
    with pytest.raises(BadInput, match=words):
        varied(str(tmp_path / "own.json"))
