from __future__ import annotations

import warnings

import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.cam import GradCAM
from srxai_plugin.engine.attribution.methods.captum_bridge import CaptumForward, leaf
from srxai_plugin.engine.attribution.methods.guided import GuidedBackpropagation, GuidedGradCAM
from srxai_plugin.engine.attribution.objectives import Texture
from tests.engine.attribution.test_gated_gradient import TwoLayers
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of

REGION = Texture(Window(8, 8, 16, 16))


class OneRectifier(nn.Module):
    """y = w · ReLU(x) − x, called twice where asked: a skip connection brings −1 past the ReLU."""

    def __init__(self, inplace: bool, again: bool) -> None:
        super().__init__()
        self.relu = nn.ReLU(inplace)
        self.weight = nn.Parameter(torch.tensor([2.0, -3.0, 5.0, 7.0]).double())
        self.again = again

    def forward(self, x: Tensor) -> Tensor:
        copy = x + 0  # a non-leaf, for the ReLU may be in place
        y = self.weight * self.relu(copy)
        return (self.relu(y) if self.again else y) - x


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("again", [False, True])
def test_one_relu_by_hand(inplace, again):
    """x = (1, 1, −1, 2), D = Σ y: through the ReLU goes ReLU(w) where x > 0, past it −1."""
    network = network_of(OneRectifier(inplace, again), scale=1, bands=1)
    lr = torch.tensor([[[1.0, 1.0, -1.0, 2.0]]]).double()
    found = GuidedBackpropagation().attribute(network, lr, lambda sr: sr.flatten(1).sum(1), nothing)
    # w = −3 is dropped: its gradient speaks against; x = −1 is dropped by the ReLU itself.
    assert found.raw.flatten().tolist() == [2 - 1, 0 - 1, 0 - 1, 7 - 1]


def test_where_nothing_skips_a_relu_captum_finds_the_same():
    from captum.attr import GuidedBackprop

    network = network_of(TwoLayers().double(), scale=2, bands=1)
    lr = image(bands=1, side=20).double()
    found = GuidedBackpropagation().attribute(network, lr, REGION, nothing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = GuidedBackprop(CaptumForward(network, REGION, nothing)).attribute(leaf(lr))[0]
    assert torch.allclose(found.raw, theirs, atol=1e-12)


def test_guided_grad_cam_is_the_product():
    network = network_of(TwoLayers(), scale=2, bands=1)
    lr = image(bands=1, side=20)
    guided, cam, both = (
        m.attribute(network, lr, REGION, nothing).raw
        for m in (GuidedBackpropagation(), GradCAM("first"), GuidedGradCAM("first"))
    )
    assert torch.equal(both, guided * cam)


@pytest.mark.parametrize("method", [GuidedBackpropagation(), GuidedGradCAM()], ids=lambda m: m.id)
def test_network_without_relu_modules_is_refused_with_what_else_works(method):
    module = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.PReLU())
    with pytest.raises(BadInput, match=r"needs ReLU modules, and made has none\. Choose another"):
        method.attribute(network_of(module, 1, 3), image(), REGION, nothing)
