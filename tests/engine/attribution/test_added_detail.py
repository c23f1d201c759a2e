"""The question of the added detail alone, against the interpolation and the sum written out."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import Objective
from srxai_plugin.engine.attribution.base import gradient, value
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.gradients import Gradient
from srxai_plugin.engine.attribution.methods.intervention import Intervention
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.methods.occlusion import Occlusion
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance
from srxai_plugin.engine.attribution.objectives import Added, Texture, objective
from srxai_plugin.engine.attribution.registry import METHODS
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork, freeze
from srxai_plugin.engine.networks.behaviour.added import added_by, interpolated
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_every_method import FAST, assert_same, bare
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of

SIDE = 18
"""LR pixels of the images here."""


def enlarging(side: int, scale: int) -> Tensor:
    """(s·side, side) float64: cubic convolution with a = −0.5, pixel by pixel; beyond the image no
    pixel has a weight, and those left add up to 1."""
    rows = np.zeros((scale * side, side))
    for row in range(len(rows)):
        centre = (row + 0.5) / scale - 0.5
        for pixel in range(side):
            d = abs(pixel - centre)
            if d < 1:
                rows[row, pixel] = 1.5 * d**3 - 2.5 * d**2 + 1
            elif d < 2:
                rows[row, pixel] = -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2
    return torch.from_numpy(rows / rows.sum(1, keepdims=True))


def enlarged(lr: Tensor, scale: int) -> Tensor:
    """Bicubic interpolation of (..., h, w), a product of matrices."""
    down, across = (enlarging(side, scale).to(lr) for side in lr.shape[-2:])
    return down @ lr @ across.T


def directly(network: SRNetwork, region: Window, images: Tensor) -> Tensor:
    """(N,): the texture of what the network adds, for regions that end before the tile does."""
    detail = network(images) - enlarged(images, network.scale)
    here = detail[..., region.row : region.bottom, region.column : region.right]
    below = detail[..., region.row + 1 : region.bottom + 1, region.column : region.right]
    beside = detail[..., region.row : region.bottom, region.column + 1 : region.right + 1]
    return ((here - below) ** 2 + (here - beside) ** 2 + 1e-16).sqrt().flatten(1).sum(1)


class Interpolation(nn.Module):
    """Bicubic interpolation, and a checkerboard as strong as one pixel (row 4, column 5) of the
    first band says."""

    def __init__(self, strength: float) -> None:
        super().__init__()
        board = np.indices((200, 200)).sum(0) % 2
        self.board = nn.Parameter(strength * torch.from_numpy(board).float())
        self.register_buffer("down", enlarging(SIDE, 2).float())

    def forward(self, lr: Tensor) -> Tensor:
        height, width = 2 * lr.shape[-2], 2 * lr.shape[-1]
        if height == width == len(self.down):  # which a trace can follow
            fine = self.down @ lr @ self.down.T
        else:
            fine = enlarged(lr, 2)
        return fine + self.board[:height, :width] * lr[:, :1, 4:5, 5:6]


def made(scale: int, bands: int, own: int, **how: object) -> Callable[[], SRNetwork]:
    """A small EDSR whose module takes ``own`` bands of the raster's ``bands``."""

    def make() -> SRNetwork:
        torch.manual_seed(scale)
        module = freeze(EDSR(scale=scale, bands=own, features=6, blocks=1))
        return SRNetwork("made", "edsr", scale, bands, module, sha256="0" * 64, **how)

    return make


def bundled(id: str) -> Callable[[], SRNetwork]:
    """One that comes with SRXAI."""
    return lambda: load_network(id, torch.device("cpu"))


NETWORKS = {
    "edsr-x4": bundled("edsr-x4"),
    "edsr-x2": bundled("edsr-x2"),
    "pan-x4": bundled("pan-x4"),
    "fsrcnn-x4, luma": bundled("fsrcnn-x4"),
    "luma x3": made(3, 3, 1, colour="y"),
    "ycbcr x2": made(2, 3, 3, colour="ycbcr"),
    "values to 255": made(2, 3, 3, value_range=255.0),
    "one band": made(4, 1, 1),
    "five bands": made(3, 5, 5),
}


@pytest.mark.parametrize("scale", [2, 3, 4])
@pytest.mark.parametrize(("height", "width"), [(17, 23), (3, 5), (2, 2)])
def test_interpolation_is_pillows_up_to_the_borders(scale, height, width):
    lr = np.random.default_rng(scale).random((height, width), dtype=np.float32)
    fine = Image.fromarray(lr).resize((scale * width, scale * height), Image.Resampling.BICUBIC)
    found = interpolated(torch.from_numpy(lr)[None, None], scale)[0, 0]
    assert np.abs(found.numpy() - np.asarray(fine)).max() <= 1e-5
    by_hand = enlarged(torch.from_numpy(lr).double(), scale)
    assert np.abs(by_hand.numpy() - np.asarray(fine)).max() <= 1e-5


@pytest.mark.parametrize("name", NETWORKS)
def test_answer_and_gradient_are_those_of_the_formula_written_out(name):
    loaded = NETWORKS[name]()
    network = replace(loaded, module=deepcopy(loaded.module).double())
    s = network.scale
    lr = image(side=SIDE, bands=network.bands).double()
    for region in (Window(6 * s, 7 * s, 3 * s, 2 * s + 1), Window(0, 0, 2 * s, 3 * s)):
        asked, question = objective(Objective("added"), region, None, network.bands).put_to(network)
        images = lr.clone()[None].requires_grad_()
        expected = directly(network, region, images)
        (slope,) = torch.autograd.grad(expected.sum(), images)
        found, answered = gradient(asked, question, lr)
        assert answered == pytest.approx(expected.item(), rel=1e-9)
        assert (found - slope[0]).abs().max() <= 1e-8 * slope.abs().max()
        assert isinstance(ask(asked, question, lr[None]), Cone)


def test_network_that_only_interpolates_has_nothing_to_explain():
    network, lr = network_of(Interpolation(0.0), 2, 3), image(side=SIDE)
    question = Added(Window(8, 8, 12, 12))
    asked, texture = question.put_to(network)
    assert value(asked, texture, lr) <= 3 * 144 * 1e-6
    sr = network(lr[None])
    assert question.is_faint(question.looked_at(network, sr, lr[None]))
    assert not question.is_faint(sr)


@pytest.mark.parametrize(
    "method",
    [Gradient(), LAM(steps=5), Intervention(block=1), Occlusion(places=18)],
    ids=lambda m: m.id,
)
def test_map_points_at_the_one_pixel_that_the_detail_comes_from(method):
    """Texture's map points at the region, where nearly all of the edges are the image's own."""
    network, lr = network_of(Interpolation(0.03), 2, 3), image(side=SIDE)
    region = Window(22, 22, 8, 8)
    asked, question = Added(region).put_to(network)
    map = method.attribute(asked, lr, question, nothing).normalised()
    rows, columns = (map >= 1e-2).nonzero(as_tuple=True)
    near = 1 if method.id == "occlusion" else 0  # its patch may be two pixels wide
    assert map[4, 5] > 0.99
    assert (rows - 4).abs().max() <= near
    assert (columns - 5).abs().max() <= near
    usual = method.attribute(network, lr, Texture(region), nothing).normalised()
    row, column = divmod(int(usual.argmax()), SIDE)
    assert 9 <= row <= 16
    assert 9 <= column <= 16


@pytest.mark.parametrize(
    ("method", "gap"),
    [(LAM(steps=400), 0.01), (TextureRelevance(), 1e-5)],
    ids=lambda m: getattr(m, "id", ""),
)
def test_map_adds_up_to_what_the_sharp_image_has_more_of_added_detail(method, gap):
    network, lr = load_network("fsrcnn-x4", torch.device("cpu")), image(side=SIDE)
    region = Window(28, 24, 12, 16)
    asked, question = Added(region).put_to(network)
    found = method.attribute(asked, lr, question, nothing)
    with torch.no_grad():
        sharp, smooth = directly(network, region, torch.stack([lr, blur(lr, 1.2)])).tolist()
    assert found.raw.double().sum().item() == pytest.approx(sharp - smooth, rel=gap)
    assert found.completeness_gap <= gap


@pytest.mark.parametrize("cls", METHODS, ids=lambda cls: cls.id)
@pytest.mark.parametrize("id", ["edsr-x4", "fsrcnn-x4"])
def test_every_method_gives_a_map_or_its_sentence(cls, id):
    network = load_network(id, torch.device("cpu"))
    asked, question = Added(Window(36, 36, 16, 16)).put_to(network)
    method, before = cls(**FAST.get(cls.id, {})), bare(network)
    if id == "fsrcnn-x4" and cls.id.startswith("guided"):
        with pytest.raises(BadInput, match="fsrcnn-x4 has none"):
            method.attribute(asked, image(side=24), question, nothing)
    else:
        found = method.attribute(asked, image(side=24), question, nothing)
        usual = method.attribute(network, image(side=24), Texture(question.region), nothing)
        assert found.raw.isfinite().all()
        assert found.normalised().max() == 1
        assert not torch.allclose(found.normalised(), usual.normalised(), atol=1e-3)
    assert_same(before, bare(network))


def test_network_of_the_added_detail_is_one_and_goes_with_its_network(small_edsr):
    first = added_by(small_edsr)
    assert added_by(small_edsr) is first
    assert first.facts == small_edsr.facts
    assert added_by(replace(small_edsr)) is not first
    lr, question = image(side=SIDE), Texture(Window(8, 8, 8, 8))
    ask(first, question, lr[None])
    passing = replace(small_edsr)
    gone = weakref.ref(added_by(passing))
    ask(added_by(passing), question, lr[None])
    del passing
    gc.collect()
    assert gone() is None


def test_hook_of_somebody_who_watches_is_not_taken_for_the_networks_own(small_edsr):
    watcher = next(small_edsr.module.children()).register_forward_hook(lambda *_: None)
    asked, lr = added_by(small_edsr), image(side=SIDE)
    question = Texture(Window(8, 8, 8, 8))
    assert ask(asked, question, lr[None]).reason == "somebody watches its layers"
    watcher.remove()
    assert ask(asked, question, lr[None]).reason is None
