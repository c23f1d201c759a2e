from __future__ import annotations

import numpy as np
import pytest

from srxai_plugin.engine.metrics.hallucination import difference, mean_shares, shares

BEST = 1 / (1 + 2 * np.exp(-4))
"""Share of what lies on an ideal: scores 0, 1 and 1 at a temperature of ¼."""


def triple(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A super-resolved image between its interpolation and the truth, more or less."""
    random = np.random.default_rng(seed)
    truth = random.uniform(0.1, 0.9, (3, 24, 20))
    plain = np.clip(truth + random.normal(0, 0.08, truth.shape), 0.01, 1)
    way = random.uniform(-0.5, 1.5, truth.shape)
    noise = random.normal(0, 0.04, truth.shape)
    return np.clip(plain + way * (truth - plain) + noise, 0.01, 1), plain, truth


EVERYWHERE = np.ones((24, 20), bool)

# By opensr-test 1.3.3's own functions on these arrays as they are (neither cropped nor harmonised),
# interpolation given: get_distances(plain, sr, truth, "nd", "pixel"); Metrics._create_mask with
# "auto"; tc_hallucination, tc_omission and tc_improvement of d_im / d_ref and d_om / d_ref with
# λ = 0.05; get_correctness_stats with "softmin" and a temperature of 0.25: Config's defaults.
PUBLISHED = {
    0: (0.2933556, 0.3337725, 0.3728719),
    1: (0.2892852, 0.3410272, 0.3696875),
    2: (0.2785567, 0.3150519, 0.4063915),
}
PUBLISHED_PIXELS = {
    (0, 12, 3): (0.366888, 0.617465, 0.015647),
    (1, 5, 7): (0.033041, 0.905516, 0.061443),
    (2, 5, 7): (0.044849, 0.107910, 0.847241),
}


@pytest.mark.parametrize("seed", PUBLISHED)
def test_means_are_those_of_the_published_code(seed):
    found = shares(*triple(seed), EVERYWHERE)
    assert mean_shares(found, EVERYWHERE) == pytest.approx(PUBLISHED[seed], abs=1e-6)


@pytest.mark.parametrize(("seed", "row", "column"), PUBLISHED_PIXELS)
def test_pixels_are_those_of_the_published_code(seed, row, column):
    found = shares(*triple(seed), EVERYWHERE)
    assert found[:, row, column] == pytest.approx(PUBLISHED_PIXELS[seed, row, column], abs=2e-6)


def test_half_way_from_input_to_truth_by_hand():
    # Five pixels alike, one hardly other: the limit. Then 1 → 2 → 3, and one that is the truth.
    plain = np.array([[[1.0, 1, 1, 1, 1, 1, 1, 1]]])
    truth = np.array([[[1.0, 1, 1, 1, 1, 1.1, 3, 3]]])
    sr = np.array([[[1.0, 1, 1, 1, 1, 1, 2, 3]]])
    found = shares(sr, plain, truth, np.ones((1, 8), bool))
    assert np.isnan(found[:, 0, :6]).all()
    # d_im = (1/5) / (1/2) and d_om = (1/3) / (1/2); scores 0.98676, 0.66800 and 0.40222.
    assert found[:, 0, 6] == pytest.approx((0.06693, 0.23953, 0.69354), abs=2e-5)
    assert found[2, 0, 7] == pytest.approx(BEST)


def test_each_ideal_gets_its_share():
    _, plain, truth = triple(0)
    hallucination, omission, improvement = range(3)
    for image, ideal in ((truth, improvement), (plain, omission)):
        means = mean_shares(shares(image, plain, truth, EVERYWHERE), EVERYWHERE)
        assert means[ideal] == pytest.approx(BEST)
    drawn = np.where(np.indices((24, 20)).sum(0) % 2, 20.0, 0.001)[None].repeat(3, 0)
    # Where next to nothing is between input and truth, all that was drawn is invented.
    means = mean_shares(shares(drawn, truth * 1.001, truth, EVERYWHERE), EVERYWHERE)
    assert means[hallucination] > 0.99


def test_interpolation_that_is_the_truth_leaves_nothing_to_improve():
    sr, plain, _ = triple(1)
    found = shares(sr, plain, plain, EVERYWHERE)
    assert mean_shares(found, EVERYWHERE) == pytest.approx((1, 0, 0), abs=1e-12)


def test_images_that_are_alike_tell_nothing():
    _, plain, _ = triple(1)
    found = shares(plain, plain, plain, EVERYWHERE)
    assert np.isnan(found).all()
    assert mean_shares(found, EVERYWHERE) is None


def test_nothing_is_told_where_the_truth_is_not_known():
    sr, plain, truth = triple(2)
    known = EVERYWHERE.copy()
    known[:, 12:] = False
    found = shares(sr, plain, np.where(known, truth, 9.0), known)
    assert np.isnan(found[..., 12:]).all()
    cut = shares(*(image[..., :12] for image in (sr, plain, truth)), known[:, :12])
    np.testing.assert_array_equal(found[..., :12], cut)
    assert np.isnan(shares(sr, plain, truth, ~EVERYWHERE)).all()


def test_shares_do_not_depend_on_the_unit():
    images = triple(0)
    tenfold = [10_000 * image for image in images]
    np.testing.assert_allclose(shares(*tenfold, EVERYWHERE), shares(*images, EVERYWHERE), rtol=1e-9)


def test_difference_is_bounded_for_negative_values_too():
    one, other = np.array([[[0.0, -1, 3, -2]]]), np.array([[[0.0, 1, 1, -6]]])
    assert difference(one, other).tolist() == [[0, 1, 0.5, 0.5]]
