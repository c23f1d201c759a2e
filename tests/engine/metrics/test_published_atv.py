"""ATV as published, against figures that its authors' own code gave."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import ndimage

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.metrics.published_atv import kept, published_atv, sobel_magnitude
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.attribution.test_lam import image
from tests.engine.conftest import SHARED
from tests.engine.metrics.test_texture import IDENTITY

TILES = ("buildings80_h96_w128_win32", "freeway80_h0_w200_win16_border")


def reference(name: str) -> np.lib.npyio.NpzFile:
    path = SHARED / "reference" / f"amve_sr_{name}.npz"
    if not path.is_file():
        pytest.skip("the authors' figures are not here")
    return np.load(path)


@pytest.mark.parametrize("name", TILES)
def test_green_of_viridis_keeps_the_pixels_that_the_authors_code_keeps(name):
    found = reference(name)
    assert np.array_equal(kept(found["normalised"], "viridis"), found["kept"])
    assert kept(found["normalised"]).sum() < found["kept"].sum()


@pytest.mark.parametrize("name", TILES)
def test_losses_are_those_of_the_authors_code(name):
    found = reference(name)
    network = load_checkpoint(
        SHARED / "reference" / "edsr_x4_authors_layout.pt", torch.device("cpu")
    )
    side = int(found["window"])
    measured = published_atv(
        network,
        torch.from_numpy(found["lr"]),
        Window(int(found["w"]), int(found["h"]), side, side),
        found["kept"],
        torch.from_numpy(found["hr"]).float() / 255,
    )
    assert measured.loss == pytest.approx(float(found["edge_loss"]), abs=1e-5)
    assert measured.loss_masked == pytest.approx(float(found["edge_loss_masked"]), abs=1e-5)
    drop = abs(found["edge_loss_masked"] - found["edge_loss"]) / found["edge_loss"]
    assert measured.drop == pytest.approx(100 * float(drop), rel=1e-3)
    assert measured.area == pytest.approx(100 * found["kept"].mean())


def test_edges_are_scipys_sobel_of_each_band():
    values = image(side=12).double()
    found = sobel_magnitude(values[None])[0].numpy()
    for band, edges in zip(values.numpy(), found):
        sides = [ndimage.sobel(band, axis, mode="nearest") for axis in (0, 1)]
        assert np.allclose(edges, np.hypot(*sides), atol=1e-12)


def test_drop_is_the_formula_on_an_identity_network():
    lr, truth = image(side=20, seed=1), image(side=20, seed=2)
    mask = np.random.default_rng(0).random((20, 20)) > 0.5
    found = published_atv(IDENTITY, lr, Window(4, 5, 8, 9), mask, truth)
    there = (slice(None), slice(5, 14), slice(4, 12))
    x, hr = lr.numpy()[there], truth.numpy()[there]
    sides = [[ndimage.sobel(b, axis, mode="nearest") for b in hr] for axis in (0, 1)]
    edges = np.hypot(*np.array(sides))
    before = np.abs(edges * (x - hr)).mean()
    after = np.abs(edges * (x * mask[5:14, 4:12] - hr)).mean()
    assert found.drop == pytest.approx(100 * abs(after - before) / before, rel=1e-4)
    assert found.has_truth


def test_without_a_truth_the_image_itself_stands_for_it_and_the_result_says_so():
    lr = image(side=20)
    nothing = published_atv(IDENTITY, lr, Window(4, 5, 8, 9), np.zeros((20, 20), bool))
    everything = published_atv(IDENTITY, lr, Window(4, 5, 8, 9), np.ones((20, 20), bool))
    assert (nothing.has_truth, nothing.loss) == (False, 0)
    assert (nothing.drop, everything.drop) == (pytest.approx(100), 0)
    assert (nothing.area, everything.area) == (0, 100)


def test_image_that_is_reproduced_exactly_has_no_drop():
    lr = image(side=20)
    assert published_atv(IDENTITY, lr, Window(4, 5, 8, 9), np.ones((20, 20), bool), lr).drop is None


def test_green_of_lams_picture_keeps_what_is_low():
    map = np.linspace(0, 1, 101)[None]
    found = kept(map, "seismic")[0]
    assert found[:40].all()
    assert not found[45:].any()
    assert kept(map)[0].tolist() == [False] * 16 + [True] * 85  # 0.15 itself is not above
    assert not kept(np.full((3, 3), 0.7)).any()
    with pytest.raises(BadInput, match="plain, viridis, seismic"):
        kept(map, "jet")
