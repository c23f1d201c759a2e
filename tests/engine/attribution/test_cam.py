from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.cam import GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM
from srxai_plugin.engine.attribution.methods.captum_bridge import CaptumForward, leaf
from srxai_plugin.engine.attribution.objectives import Texture
from tests.engine.attribution.test_gated_gradient import TwoLayers
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of

REGION = Texture(Window(10, 10, 16, 16))


def by_hand(layer: str) -> tuple[np.ndarray, np.ndarray]:
    """A and ∂D/∂A of ``TwoLayers``, (4, 20, 20) each, without any hook."""
    module, lr = TwoLayers().double(), image(bands=1, side=20).double()
    with torch.no_grad():
        a = module.first(lr[None])
        a = module.last(F.relu(a)) if layer == "last" else a
    a.requires_grad_()
    REGION(module.shuffle(a if layer == "last" else module.last(F.relu(a)))).backward()
    return a.detach()[0].numpy(), a.grad[0].numpy()


def grad_cam(a: np.ndarray, g: np.ndarray) -> np.ndarray:
    return sum(g[k].sum() / g[k].size * a[k] for k in range(len(a)))


def grad_cam_plus_plus(a: np.ndarray, g: np.ndarray) -> np.ndarray:
    map = np.zeros(a.shape[1:])
    for k in range(len(a)):
        weight = 0.0
        for i, j in np.ndindex(*map.shape):
            below = 2 * g[k, i, j] ** 2 + a[k].sum() * g[k, i, j] ** 3
            alpha = g[k, i, j] ** 2 / below if below else 0.0
            weight += alpha * max(g[k, i, j], 0)
        map += weight * a[k]
    return map


def layer_cam(a: np.ndarray, g: np.ndarray) -> np.ndarray:
    return (np.maximum(g, 0) * a).sum(0)


def hires_cam(a: np.ndarray, g: np.ndarray) -> np.ndarray:
    return np.einsum("kij,kij->ij", g, a)


@pytest.mark.parametrize("layer", ["first", "last"])
@pytest.mark.parametrize(
    ("cls", "formula"),
    [
        (GradCAM, grad_cam),
        (GradCAMPlusPlus, grad_cam_plus_plus),
        (LayerCAM, layer_cam),
        (HiResCAM, hires_cam),
    ],
)
def test_map_is_the_published_formula(cls, formula, layer):
    network = network_of(TwoLayers().double(), scale=2, bands=1)
    lr = image(bands=1, side=20).double()
    found = cls(layer).attribute(network, lr, REGION, nothing)
    a, g = by_hand(layer)
    expected = formula(a, g)
    assert expected.any()
    weighed = cls.weigh(torch.from_numpy(a), torch.from_numpy(g)).numpy()
    assert np.allclose(weighed, expected, rtol=1e-9, atol=1e-12)
    assert np.allclose(found.raw[0].numpy(), np.maximum(expected, 0), rtol=1e-9, atol=1e-12)
    assert found.layers[0][0] == layer


def test_captum_finds_the_same_where_no_relu_is_in_place():
    from captum.attr import LayerGradCam

    module = TwoLayers().double()
    module.relu.inplace = False
    network, lr = network_of(module, scale=2, bands=1), image(bands=1, side=20).double()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asked = LayerGradCam(CaptumForward(network, REGION, nothing), module.first)
        theirs = asked.attribute(leaf(lr), relu_attributions=True)[0]
    found = GradCAM("first").attribute(network, lr, REGION, nothing)
    assert torch.allclose(found.raw, theirs.detach(), atol=1e-12)


def test_without_a_name_it_is_the_deepest_layer_on_the_lr_grid(small_edsr):
    found = GradCAM().attribute(small_edsr, image(), Texture(Window(16, 16, 16, 16)), nothing)
    convolutions = [
        n for n, m in small_edsr.module.named_modules() if isinstance(m, torch.nn.Conv2d)
    ]
    assert found.layers[0][0] in convolutions[-3:]


@pytest.mark.parametrize(
    ("layer", "says"),
    [("nope", "has no layer 'nope'.*first, last"), ("first,last", "Give one layer")],
)
def test_wrong_layer_is_refused(layer, says):
    network = network_of(TwoLayers(), scale=2, bands=1)
    with pytest.raises(BadInput, match=says):
        GradCAM(layer).attribute(network, image(bands=1, side=20), REGION, nothing)
