from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import AttributionMethod, gradient
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.gradients import (
    Gradient,
    GradientXInput,
    IntegratedGradients,
)
from srxai_plugin.engine.attribution.methods.noise import SmoothGrad, VarGrad
from srxai_plugin.engine.attribution.objectives import Texture
from tests.engine.attribution.linear import linear_network, one_pixel, pixels
from tests.engine.attribution.test_lam import image, nothing

REGION = Texture(Window(16, 16, 16, 16))


@pytest.mark.parametrize(
    ("method", "factor"),
    [
        (Gradient(), torch.ones_like),
        (SmoothGrad(samples=3, noise=0.1), torch.ones_like),
        (VarGrad(samples=3, noise=0.1), torch.zeros_like),
        (GradientXInput(), lambda lr: lr),
        (IntegratedGradients(baseline="black", steps=3), lambda lr: lr),
        (IntegratedGradients(steps=3), lambda lr: lr - blur(lr, 1.2)),
    ],
    ids=lambda value: str(value) if isinstance(value, AttributionMethod) else "",
)
def test_linear_question_gives_the_kernel_times_what_the_method_says(method, factor):
    network, kernel = linear_network()
    found = method.attribute(network, pixels(), one_pixel, nothing)
    assert torch.allclose(found.raw, kernel * factor(pixels()), atol=1e-9)
    if isinstance(method, IntegratedGradients):
        assert found.completeness_gap == pytest.approx(0, abs=1e-6)


def test_gradient_and_its_product_are_the_one_gradient(small_edsr):
    slope, _ = gradient(small_edsr, REGION, image())
    found, product = (
        m.attribute(small_edsr, image(), REGION, nothing).raw
        for m in (Gradient(), GradientXInput())
    )
    assert torch.allclose(found, slope, atol=1e-6)
    assert torch.allclose(product, slope * image(), atol=1e-6)


@pytest.mark.parametrize("baseline", ["blurred", "black"])
def test_integrated_gradients_are_complete_to_a_hundredth_at_200_steps(small_edsr, baseline):
    lr = image()
    found = IntegratedGradients(baseline, steps=200).attribute(small_edsr, lr, REGION, nothing)
    start = torch.zeros_like(lr) if baseline == "black" else blur(lr, 1.2)
    with torch.no_grad():
        explained = REGION(small_edsr(lr[None])).item() - REGION(small_edsr(start[None])).item()
    assert found.raw.sum().item() == pytest.approx(explained, rel=0.01)
    assert found.completeness_gap <= 0.01


@pytest.mark.parametrize("cls", [SmoothGrad, VarGrad])
def test_mean_and_variance_are_those_of_the_gradients_that_were_taken(small_edsr, cls):
    """The noisy images are caught on their way into the network."""
    seen: list[torch.Tensor] = []
    small_edsr.module.double()
    lr, module = image().double(), small_edsr.module
    handle = module.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach()))
    found = cls(samples=5, noise=0.05, seed=3).attribute(small_edsr, lr, REGION, nothing)
    handle.remove()
    assert len(seen) == 5
    slopes = torch.stack([gradient(small_edsr, REGION, x[0])[0] for x in seen])
    expected = slopes.mean(0) if cls is SmoothGrad else slopes.var(0, unbiased=False)
    assert torch.allclose(found.raw, expected, atol=1e-9)
    assert 0.045 < torch.stack([x[0] - lr for x in seen]).std() < 0.055


def test_seed_decides_the_noise_and_leaves_torchs_own_generator_alone(small_edsr):
    before = torch.get_rng_state()
    maps = [
        SmoothGrad(samples=2, seed=seed).attribute(small_edsr, image(), REGION, nothing).raw
        for seed in (0, 0, 1)
    ]
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(maps[0], maps[1])
    assert not torch.equal(maps[0], maps[2])
