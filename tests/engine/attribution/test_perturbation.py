from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.occlusion import Occlusion
from srxai_plugin.engine.attribution.methods.perturbation import MeaningfulPerturbation
from tests.engine.attribution.linear import SIDE, linear_network, one_pixel, pixels
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of


@pytest.mark.parametrize("baseline", ["black", "blurred"])
def test_covering_single_pixels_gives_the_kernel_times_what_was_covered(baseline):
    network, kernel = linear_network()
    method = Occlusion(places=SIDE, overlap=1, baseline=baseline)
    found = method.attribute(network, pixels(), one_pixel, nothing)
    fill = 0 if baseline == "black" else blur(pixels(), 1.2)
    assert torch.allclose(found.raw, kernel * (pixels() - fill), atol=1e-6)


@pytest.mark.parametrize("shape", [(20, 20), (64, 48), (7, 33), (5, 5)])
def test_passes_are_bounded_by_what_was_promised_on_any_tile(shape):
    network = network_of(nn.Conv2d(1, 1, 3, padding=1), scale=1, bands=1)
    ticks: list[None] = []
    method = Occlusion(places=8)
    found = method.attribute(
        network, torch.rand(1, *shape), lambda sr: sr[:, 0, 2, 2], lambda: ticks.append(None)
    )
    assert found.raw.shape == (1, *shape)
    assert 0 < len(ticks) <= method.evaluations()


def test_mask_finds_the_pixels_that_matter():
    """D looks at one block of the image only, and at its texture."""
    network = network_of(nn.Conv2d(1, 1, 1), scale=1, bands=1)
    lr = image(bands=1, side=32)

    def block(sr: Tensor) -> Tensor:
        return sr[:, 0, 8:16, 16:24].diff(dim=-1).square().flatten(1).sum(1)

    method = MeaningfulPerturbation(cell=2, smoothness=0.0)
    found = method.attribute(network, lr, block, nothing).raw[0]
    inside = torch.zeros(32, 32, dtype=torch.bool)
    # The neighbouring cell reaches into the block bilinearly, and 3 pixels out of it.
    inside[5:19, 13:27] = True
    assert found[8:16, 16:24].mean() > 0.5
    assert found[~inside].max() < 0.01
    with torch.no_grad():
        rest = block(network((lr * (1 - found) + blur(lr, 1.2) * found)[None]))
        assert rest < 0.5 * block(network(lr[None]))
