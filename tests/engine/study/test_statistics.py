from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from srxai_plugin.engine.study.measure import area_of_interest
from srxai_plugin.engine.study.statistics import (
    attention_against_plain,
    bootstrap,
    paired,
    regular_against_complex,
    wider_is_better,
)
from srxai_plugin.engine.study.table import Row

BLANK = Row("a.png", "0", "", "n", "0", "edsr", 4, "lam", "{}", 32, True)


def test_interval_of_equal_values_has_no_width():
    found = bootstrap([3.0] * 5)
    assert (found.mean, found.low, found.high, found.count) == (3, 3, 3, 5)
    assert bootstrap([]) is None


def test_interval_of_two_values_spans_them():
    """Of two values a resample's mean is 0, 1/2 or 1, with chances 1/4, 1/2, 1/4: the 2.5 and the
    97.5 % quantiles are the ends."""
    found = bootstrap([0.0, 1.0])
    assert (found.mean, found.low, found.high) == (0.5, 0, 1)
    assert not found.is_certain


def test_interval_of_many_values_is_that_of_the_normal_law():
    values = np.random.default_rng(1).normal(5, 2, 400)
    found = bootstrap(values)
    error = values.std() / 20
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.25 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.25 * error)
    assert bootstrap(values) == found


def test_paired_takes_what_both_have_and_averages_an_images_networks():
    def row(image: str, network: str, method: str, atv: float) -> Row:
        return replace(BLANK, image=image, network_sha256=network, method=method, atv_mean=atv)

    rows = [
        row("a", "1", "lam", 4),
        row("a", "1", "amve-sr", 2),
        row("a", "2", "lam", 4),
        row("a", "2", "amve-sr", 4),
        row("b", "1", "lam", 9),
        row("b", "1", "amve-sr", 6),
        row("c", "1", "lam", 99),
    ]
    found = paired(rows, "amve-sr", "lam", seed=0)
    assert (found.mean, found.count) == (-2, 2)


def test_findings_by_hand():
    rows = [
        replace(
            BLANK,
            image=image,
            image_class=image,
            network_sha256=architecture,
            architecture=architecture,
            diffusion_index=index + extra,
            psnr=20.0 + index,
        )
        for image, extra in (("runway", 4.0), ("forest", 0.0))
        for architecture, index in (("fsrcnn", 1.0), ("edsr", 2.0), ("rcan", 3.0))
    ]
    wider = wider_is_better(rows, seed=0)
    assert (wider.over_networks, wider.networks, wider.per_image.mean) == (1, 3, 1)
    assert attention_against_plain(rows, seed=0).mean == 1.5
    assert regular_against_complex(rows, seed=0).mean == 4
    assert regular_against_complex(rows[:3], seed=0) is None


def test_area_of_interest_counts_the_strongest_pixels():
    map = np.zeros((10, 10))
    map[3, 4] = 1
    assert area_of_interest(map) == 1
    assert area_of_interest(np.ones((10, 10))) == 95
