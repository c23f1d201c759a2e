from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from srxai_plugin.contract.errors import Cancelled
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.conftest import SHARED, network_of, texture

REFERENCES = sorted((SHARED / "reference").glob("lam_*.npz"))


def usual(paths: list[Path], quick: str) -> Iterator[object]:
    """All of them, of which a plain run takes those with ``quick`` in their name."""
    for path in paths:
        marks = () if quick in path.stem else pytest.mark.exhaustive
        yield pytest.param(path, id=path.stem, marks=marks)


def nothing() -> None:
    """A tick that counts nothing."""


def image(seed: int = 0, side: int = 32, bands: int = 3) -> torch.Tensor:
    return torch.from_numpy(texture(bands, side, side, seed)).float() / 255


@pytest.mark.skipif(not REFERENCES, reason="the authors' reference arrays are not at hand")
@pytest.mark.parametrize("path", [*usual(REFERENCES, "border")])
def test_official_mode_repeats_the_authors_arrays(path):
    reference = np.load(path)
    network = load_checkpoint(
        SHARED / "reference" / "edsr_x4_authors_layout.pt", torch.device("cpu")
    )
    side = int(reference["window"])
    objective = Texture(Window(int(reference["w"]), int(reference["h"]), side, side))
    found = LAM(mode="official").attribute(
        network, torch.from_numpy(reference["lr"]), objective, nothing
    )
    error = np.linalg.norm(found.raw.numpy() - reference["raw"])
    assert error / np.linalg.norm(reference["raw"]) <= 1e-4
    assert np.allclose(found.normalised().numpy(), reference["normalised"], atol=1e-3)


def test_official_mode_is_the_published_sum_written_out_by_hand(small_edsr):
    """Σ_i ∂D/∂x (x(σ_{i+1})) ⊙ (x(σ_{i+1}) − x(σ_i)), the kernel in two dimensions."""
    lr, steps, sigma = image().double(), 4, 1.2
    small_edsr.module.double()
    objective = Texture(Window(20, 24, 16, 16))

    def blurred(s: float) -> torch.Tensor:
        r = torch.arange(9, dtype=torch.float64) - 4
        kernel = torch.exp(-(r[:, None] ** 2 + r[None] ** 2) / (2 * (s + 1e-5) ** 2))
        kernel = (kernel / kernel.sum()).repeat(3, 1, 1, 1)
        padded = nn.functional.pad(lr[None], (4, 4, 4, 4), mode="reflect")
        return nn.functional.conv2d(padded, kernel, groups=3)[0]

    expected = torch.zeros_like(lr)
    sigmas = [sigma * (1 - i / steps) for i in range(steps + 1)]
    for left, right in zip(sigmas, sigmas[1:]):
        node = blurred(right).requires_grad_()
        sr = small_edsr.module(node[None])
        window = sr[..., 24:41, 20:37]
        down = window[..., :16, :16] - window[..., 1:, :16]
        across = window[..., :16, :16] - window[..., :16, 1:]
        (down**2 + across**2).sqrt().sum().backward()
        expected += node.grad * (node.detach() - blurred(left))

    found = LAM(mode="official", steps=steps).attribute(small_edsr, lr, objective, nothing)
    assert torch.allclose(found.raw, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_midpoint_map_sums_to_what_the_blur_took_from_the_texture(small_edsr, seed):
    lr = image(seed)
    objective = Texture(Window(16, 16, 32, 32))
    found = LAM().attribute(small_edsr, lr, objective, nothing)
    with torch.no_grad():
        sharp, soft = (objective(small_edsr(x[None])).item() for x in (lr, blur(lr, 1.2)))
    assert abs(found.raw.sum().item() - (sharp - soft)) <= 0.05 * abs(sharp - soft)
    assert found.completeness_gap == pytest.approx(
        abs(found.raw.sum().item() - (sharp - soft)) / abs(sharp - soft), rel=1e-3, abs=1e-5
    )


def test_linear_network_and_linear_question_give_gradient_times_difference():
    """For a linear D the path does not matter: the map is the kernel times what the blur took."""
    convolution = nn.Conv2d(1, 1, 3, padding=1, bias=False).double()
    network = network_of(convolution, scale=1, bands=1)
    lr = image(bands=1, side=16).double()
    found = LAM(steps=3).attribute(network, lr, lambda sr: sr[:, 0, 8, 7], nothing)
    kernel = torch.zeros(1, 16, 16, dtype=torch.float64)
    kernel[0, 7:10, 6:9] = convolution.weight[0, 0]
    assert torch.allclose(found.raw, kernel * (lr - blur(lr, 1.2)), atol=1e-12)
    assert found.completeness_gap == pytest.approx(0, abs=1e-9)


def test_flat_image_gives_a_map_of_zeros_and_no_nan(small_edsr):
    lr = torch.full((3, 24, 24), 0.5)
    found = LAM(steps=3).attribute(small_edsr, lr, Texture(Window(8, 8, 16, 16)), nothing)
    assert torch.equal(found.normalised(), torch.zeros(24, 24))


def test_each_evaluation_ticks_once(small_edsr):
    ticks: list[None] = []
    method = LAM(steps=6)
    method.attribute(small_edsr, image(), Texture(Window(0, 0, 8, 8)), lambda: ticks.append(None))
    assert len(ticks) == method.evaluations() == 6


def test_modes_have_their_own_default_number_of_steps():
    assert LAM().steps == 25
    assert LAM(mode="official").steps == 50


@pytest.mark.parametrize("path", ["linear", "black"])
def test_straight_paths_sum_to_the_difference_of_their_ends(small_edsr, path):
    """Completeness of the line integral to 1 % at 200 steps (Sundararajan et al., 2017)."""
    lr, objective = image(), Texture(Window(16, 16, 32, 32))
    start = torch.zeros_like(lr) if path == "black" else blur(lr, 1.2)
    found = LAM(path=path, steps=200).attribute(small_edsr, lr, objective, nothing)
    with torch.no_grad():
        ends = [objective(small_edsr(x[None])).item() for x in (lr, start)]
    assert found.raw.sum().item() == pytest.approx(ends[0] - ends[1], rel=0.01)
    assert found.completeness_gap < 0.01


def test_straight_path_of_a_linear_network_is_kernel_times_change():
    """∂D/∂x is the same all along the path, so that one step gives the integral exactly."""
    conv = nn.Conv2d(1, 1, 3, padding=1, bias=False)
    network = network_of(conv, scale=1, bands=1)
    lr = image(bands=1, side=9)

    def centre(sr: torch.Tensor) -> torch.Tensor:
        return sr[:, 0, 4, 4]

    found = LAM(path="black", steps=1).attribute(network, lr, centre, nothing)
    expected = torch.zeros(1, 9, 9)
    expected[0, 3:6, 3:6] = conv.weight[0, 0].detach()
    assert torch.allclose(found.raw, expected * lr, atol=1e-6)


def test_thousands_of_steps_begin_at_once_and_are_soon_cancelled(small_edsr, monkeypatch):
    made = []

    def counted(*given: object) -> torch.Tensor:
        made.append(given)
        return blur(*given)

    def stop() -> None:
        raise Cancelled

    monkeypatch.setattr("srxai_plugin.engine.attribution.methods.path.blur", counted)
    with pytest.raises(Cancelled):
        LAM(steps=10_000).attribute(small_edsr, image(), Texture(Window(20, 24, 16, 16)), stop)
    assert 0 < len(made) < 100
