from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from srxai_plugin.engine.metrics.ring_correlation import (
    resolution,
    ring_correlation,
    whole_part,
)


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


def low_passed(image: np.ndarray, limit: float) -> np.ndarray:
    """Without all above ``limit`` periods per pixel."""
    fy, fx = (np.fft.fftfreq(n) for n in image.shape[1:])
    kept = np.hypot(fy[:, None], fx) <= limit
    return np.fft.ifft2(np.fft.fft2(image) * kept).real


@pytest.mark.parametrize(("sigma", "strength"), [(2.0, 0.5), (1.5, 0.2), (3.0, 0.1)])
def test_blurred_and_noisy_image_resolves_what_theory_says(sigma, strength):
    truth = noise(0, 3, 256, 256)
    blurred = ndimage.gaussian_filter(truth, (0, sigma, sigma), mode="wrap")
    image = blurred + strength * noise(1, *truth.shape)
    # With G = exp(−2π²σ²f²) correlation is G / √(G² + strength²), which is 1/7 where
    # G² = strength² / 48.
    frequency = np.sqrt(np.log(48 / strength**2)) / (2 * np.pi * sigma)
    assert resolution(image, truth) == pytest.approx(1 / frequency, rel=0.05)
    at = np.arange(129) / 256
    gain = np.exp(-2 * (np.pi * sigma * at) ** 2)
    expected = gain / np.hypot(gain, strength)
    found = ring_correlation(image, truth)
    assert np.abs(found - expected)[8:].max() < 0.1
    assert np.abs(found - expected)[8:].mean() < 0.02


def test_structure_that_is_shared_up_to_a_frequency_is_resolved_up_to_it():
    common = low_passed(noise(0, 2, 200, 240), 0.2)
    one, other = (
        common + own - low_passed(own, 0.2)
        for own in (noise(1, 2, 200, 240), noise(2, 2, 200, 240))
    )
    assert resolution(one, other) == pytest.approx(5, rel=0.03)


def test_blur_without_noise_costs_no_resolution():
    truth = noise(0, 1, 96, 96)
    blurred = ndimage.gaussian_filter(truth, (0, 1, 1), mode="wrap")
    assert ring_correlation(blurred, truth).min() > 0.95
    assert resolution(0.3 * blurred + 7, truth) is None
    assert resolution(truth, truth) is None


def test_images_that_share_nothing_resolve_nothing():
    assert resolution(noise(0, 3, 64, 80), noise(1, 3, 64, 80)) == 64
    assert resolution(np.zeros((3, 64, 80)), noise(1, 3, 64, 80)) == 64


def test_correlation_keeps_its_sign():
    image = noise(0, 1, 64, 64)
    np.testing.assert_allclose(ring_correlation(-image, image), -1)


def test_largest_square_that_is_known_is_measured():
    known = np.ones((70, 90), bool)
    assert whole_part(known) == (slice(None), slice(None))
    known[:, :40] = False
    rows, columns = whole_part(known)
    assert known[rows, columns].all()
    # 70 × 50 are left, of which a square of an odd side is 49.
    assert rows.stop - rows.start == columns.stop - columns.start == 49
    known[::30] = False
    assert whole_part(known) is None
    assert whole_part(np.ones((31, 90), bool)) is None
    assert whole_part(np.ones((32, 90), bool)) is not None
