from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from srxai_plugin.engine.metrics.truth import rank_agreement, shared


def test_ranks_count_only_where_the_truth_is():
    random = np.random.default_rng(0)
    truth = np.zeros((20, 20))
    truth[5:9, 5:9] = 1 + random.random((4, 4))
    map = random.random((20, 20))
    # 95 % of sixteen nearly equal values are held by all but the weakest one or none.
    order = np.argsort(-truth[5:9, 5:9], axis=None)
    held = np.cumsum(np.sort(truth[truth > 0])[::-1])
    kept = order[: int(np.searchsorted(held, 0.95 * held[-1])) + 1]
    expected = stats.spearmanr(map[5:9, 5:9].ravel()[kept], truth[5:9, 5:9].ravel()[kept])
    assert rank_agreement(map, truth) == pytest.approx(expected.statistic, abs=1e-9)
    assert rank_agreement(truth**2, truth) == 1
    assert rank_agreement(np.ones((20, 20)), truth) is None


def test_first_pixels_are_counted_by_hand():
    truth, map = np.zeros((10, 10)), np.zeros((10, 10))
    truth[0, :5] = [5, 4, 3, 2, 1]
    map[0, 3:8] = [5, 4, 3, 2, 1]
    assert shared(map, truth, 5.0) == pytest.approx(2 / 5)
    assert shared(map, truth, 1.0) == 0
    assert shared(truth, truth, 1.0) == 1
    assert shared(0 * map, truth, 5.0) is None
