"""Published checkpoints score as published."""

from __future__ import annotations

import pytest
import torch

from benchmarks.published import scores
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.conftest import SHARED

CPU = torch.device("cpu")

WEIGHTS = SHARED / "data" / "weights"
TILES = sorted((SHARED / "data" / "ucmerced" / "val").glob("*"))[::5]

PUBLISHED = {
    "FSRCNN-x4.pt": ("fsrcnn", 28.23),
    "ESPCN-x4.pt": ("espcn", 28.33),
    "carn_m.pth": ("carn-m", 30.17),
    "team04_rlfn.pth": ("rlfn", 30.37),
}
"""PSNR-Y in dB as the shared data's README states it."""


@pytest.mark.skipif(not TILES, reason="the published checkpoints and tiles are not at hand")
@pytest.mark.parametrize("file", PUBLISHED)
def test_published_checkpoint_scores_as_published(file):
    id, expected = PUBLISHED[file]
    network = load_checkpoint(WEIGHTS / file, CPU)
    assert (network.architecture, network.scale, network.bands) == (id, 4, 3)
    ours, theirs = scores(network, TILES)
    assert theirs == pytest.approx(28.08, abs=0.01)
    assert ours == pytest.approx(expected, abs=0.15)


@pytest.mark.skipif(not TILES, reason="the published checkpoints and tiles are not at hand")
def test_published_vdsr_is_better_than_bicubic():
    """Twenty convolutions at the output's size take a second a tile: a few tiles are enough."""
    network = load_checkpoint(WEIGHTS / "VDSR.pt", CPU)
    assert (network.architecture, network.colour) == ("vdsr", "ycbcr")
    ours, theirs = scores(network, TILES[::7])
    assert ours > theirs + 0.03
