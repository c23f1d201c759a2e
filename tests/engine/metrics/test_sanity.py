from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import ndimage
from skimage.metrics import structural_similarity

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.sanity import (
    GROUPS,
    RADIUS,
    SAMPLES,
    max_sensitivity,
    randomisation,
    rank_correlation,
    similarity,
)
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.metrics.test_texture import IDENTITY

OBJECTIVE = Texture(Window(48, 48, 32, 32))


def of(network: SRNetwork, lr: torch.Tensor, map: np.ndarray) -> Subject:
    """All of its pixels have data."""
    return Subject(network, lr, OBJECTIVE, map, np.ones(map.shape, bool))


def amve(network: SRNetwork, lr: torch.Tensor) -> np.ndarray:
    method = GatedGradient(gate="hard")
    with torch.enable_grad():
        return method.attribute(network, lr, OBJECTIVE, nothing).normalised().numpy()


def edges(_network: SRNetwork, lr: torch.Tensor) -> np.ndarray:
    """A map of the image, whatever the network."""
    found = ndimage.gaussian_gradient_magnitude(lr.mean(0).numpy(), 1.0)
    return found / found.max()


def test_map_that_never_changes_has_no_sensitivity():
    lr, map = image(side=16), np.random.default_rng(0).random((16, 16))
    assert max_sensitivity(lambda *_: map, of(IDENTITY, lr, map), 0) == 0


def test_sensitivity_is_the_largest_relative_change_of_the_map():
    lr, seen = image(side=16), []

    def mean(_network: SRNetwork, x: torch.Tensor) -> np.ndarray:
        seen.append(x)
        return x.mean(0).numpy()

    map = lr.mean(0).numpy()
    subject = of(IDENTITY, lr, map)
    measured = max_sensitivity(mean, subject, 0)
    changes = [np.linalg.norm(x.mean(0).numpy() - map) / np.linalg.norm(map) for x in seen]
    assert measured == pytest.approx(max(changes), rel=1e-6)
    assert len(seen) == SAMPLES
    assert all((x - lr).abs().max() <= RADIUS + 1e-6 for x in seen)
    assert max((x - lr).abs().max().item() for x in seen) > 0.9 * RADIUS
    assert max_sensitivity(mean, subject, 0) == measured
    assert max_sensitivity(mean, subject, 1) != measured


@pytest.fixture(scope="module")
def trained() -> SRNetwork:
    return load_network("edsr-x4", torch.device("cpu"))


def test_map_of_a_trained_network_falls_apart_and_leaves_the_network_alone(trained):
    lr = image(side=32)
    before = {key: value.clone() for key, value in trained.module.state_dict().items()}
    found = randomisation(amve, of(trained, lr, amve(trained, lr)), 0)
    assert len(found.share) == GROUPS
    assert found.share == tuple(sorted(found.share))
    assert found.share[-1] == pytest.approx(100)
    assert found.spearman[-1] < 0.6
    assert found.ssim[-1] < 0.6
    after = trained.module.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)
    assert not any(m._forward_hooks for m in trained.module.modules())


def test_map_of_the_image_alone_does_not_fall_apart(trained):
    lr = image(side=32)
    map = edges(trained, lr)
    found = randomisation(edges, of(trained, lr, map), 0)
    assert found.spearman == pytest.approx((1,) * GROUPS)
    assert found.ssim == pytest.approx((1,) * GROUPS)


def test_output_layers_go_first(small_edsr):
    """The first copy's last layer differs from the network's, its first layer does not yet."""
    copies = []

    def keep(network: SRNetwork, lr: torch.Tensor) -> np.ndarray:
        copies.append([p.clone() for p in network.module.parameters()])
        return np.zeros((16, 16))

    found = randomisation(keep, of(small_edsr, image(side=16), np.zeros((16, 16))), 0)
    own = list(small_edsr.module.parameters())
    layers = [name for name, m in small_edsr.module.named_modules() if m._parameters]
    same = [torch.equal(a, b) for a, b in zip(own, copies[0])]
    assert same[0], layers
    assert not same[-1]
    assert not any(torch.equal(a, b) for a, b in zip(own, copies[-1]) if a.numel() > 1)
    assert found.spearman == (0,) * GROUPS


def test_rank_correlation_agrees_with_the_hand_and_a_constant_map_has_none():
    one = np.array([1.0, 2, 3, 4])
    assert rank_correlation(one, one**3) == pytest.approx(1)
    assert rank_correlation(one, -one) == pytest.approx(-1)
    # 1 − 6 Σ d² / (n (n² − 1)), d = (1, 1, 0, 0)
    assert rank_correlation(one, np.array([2.0, 1, 3, 4])) == pytest.approx(1 - 6 * 2 / 60)
    assert rank_correlation(one, np.ones(4)) == 0


def test_similarity_is_scikit_images_and_small_tiles_are_defined():
    one, other = np.random.default_rng(0).random((2, 20, 20))
    _, at = structural_similarity(one, other, data_range=1, full=True)
    assert similarity(one, other, np.ones((20, 20), bool)) == pytest.approx(at.mean())
    corner = np.zeros((20, 20), bool)
    corner[2:5, 3:9] = True
    assert similarity(one, other, corner) == pytest.approx(at[2:5, 3:9].mean())
    small = np.ones((4, 9), bool)
    assert similarity(one[:4, :9], one[:4, :9], small) == pytest.approx(1)
    assert similarity(one[:2], other[:2], np.ones((2, 20), bool)) is None
