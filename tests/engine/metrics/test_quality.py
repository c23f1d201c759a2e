from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.reference import Truth
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.metrics.quality import against_truth

REGION = Window(8, 4, 20, 24)
INSIDE = np.s_[:, 4:28, 8:28]
EVERYWHERE = np.ones((32, 40), bool)


def pair() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    truth = random.random((3, 32, 40))
    return truth, np.clip(truth + random.normal(0, 0.05, truth.shape), 0, 1), truth[:, 1::4, 1::4]


def test_scores_are_scikit_images_over_tile_and_region():
    truth, sr, lr = pair()
    found = against_truth(sr, lr, Truth(truth, EVERYWHERE, False), EVERYWHERE, REGION)
    settings = {
        "data_range": 1.0,
        "channel_axis": 0,
        "gaussian_weights": True,
        "sigma": 1.5,
        "use_sample_covariance": False,
    }
    for name, image in {"super_resolved": sr, "bicubic": bicubic(lr, 40, 32)}.items():
        psnr = peak_signal_noise_ratio(truth, image, data_range=1.0)
        assert found.tile[name].psnr == pytest.approx(psnr)
        assert found.tile[name].ssim == pytest.approx(
            structural_similarity(truth, image, **settings)
        )
        inner = peak_signal_noise_ratio(truth[INSIDE], image[INSIDE], data_range=1.0)
        assert found.region[name].psnr == pytest.approx(inner)
    _, at = structural_similarity(truth, sr, full=True, **settings)
    # Rows 5 to 26 of 32 have whole windows, of which the region's are 5 to 26 of 4 to 27.
    assert found.region["super_resolved"].ssim == pytest.approx(at[:, 5:27, 8:28].mean())
    assert (found.covered, found.resampled) == (100, False)
    assert found.tile["super_resolved"].psnr > found.tile["bicubic"].psnr


def test_pixels_without_truth_do_not_count():
    truth, sr, lr = pair()
    known = EVERYWHERE.copy()
    known[:, 30:] = False
    spoilt = np.where(known, sr, 9.0)
    found = against_truth(spoilt, lr, Truth(truth, known, True), EVERYWHERE, REGION)
    expected = against_truth(sr, lr, Truth(truth, known, True), EVERYWHERE, REGION)
    assert found == expected
    assert found.covered == 75
    psnr = peak_signal_noise_ratio(truth[..., :30], sr[..., :30], data_range=1.0)
    assert found.tile["super_resolved"].psnr == pytest.approx(psnr)


def test_equal_images_and_small_ones_have_a_defined_answer():
    truth, _, lr = pair()
    same = against_truth(truth, lr, Truth(truth, EVERYWHERE, False), EVERYWHERE, REGION)
    assert same.tile["super_resolved"].psnr is None
    assert same.tile["super_resolved"].ssim == pytest.approx(1)
    small = truth[:, :8, :8]
    valid = np.ones((8, 8), bool)
    found = against_truth(
        small * 0.9, lr[:, :2, :2], Truth(small, valid, False), valid, Window(0, 0, 2, 2)
    )
    assert found.tile["super_resolved"].ssim is None
    assert found.region["super_resolved"].psnr > 0


def test_interpolation_is_pillows_to_the_rounding():
    values = np.random.default_rng(1).integers(60, 200, (1, 8, 10)).astype(np.uint8)
    expected = np.asarray(Image.fromarray(values[0]).resize((40, 32), Image.Resampling.BICUBIC))
    assert np.abs(bicubic(values, 40, 32)[0] - expected).max() < 1.5
