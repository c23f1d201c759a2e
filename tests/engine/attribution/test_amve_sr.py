"""AMVE-SR as published: against its authors' arrays, and against its formulas written out again."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.amve_sr import AMVESR, relevance
from srxai_plugin.engine.attribution.objectives import Intensity, Texture
from srxai_plugin.engine.attribution.sobel import Sobel
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.registry import architecture
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import SHARED, network_of

REFERENCES = sorted((SHARED / "reference").glob("amve_sr_*.npz"))
LAYERS = {
    "head_0": "head.0",
    "body_5": "body.5.body.0",
    "body_10": "body.10.body.0",
    "tail_1": "tail.1",
}
CPU = torch.device("cpu")


def distance(found: object, expected: object) -> float:
    """Relative L2."""
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


@pytest.fixture
def authors_edsr():
    return load_checkpoint(SHARED / "reference" / "edsr_x4_authors_layout.pt", CPU)


def asked(reference: np.lib.npyio.NpzFile) -> Window:
    side = int(reference["window"])
    return Window(int(reference["w"]), int(reference["h"]), side, side)


every_reference = pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
needs_references = pytest.mark.skipif(not REFERENCES, reason="the authors' arrays are not at hand")


@needs_references
@every_reference
@pytest.mark.parametrize("type", [torch.float32, torch.float64])
def test_every_layer_has_the_relevance_that_the_authors_code_gives_it(path, type, authors_edsr):
    """Started in double precision: the last layer's map is moved by 3e-6 where it is not, the
    authors' own code on another processor no less."""
    reference = np.load(path)
    authors_edsr.module.to(type)
    lr = torch.from_numpy(reference["lr"]).to(type)
    _, maps = relevance(authors_edsr, lr, Sobel(asked(reference)), stretch=1.0)
    found = maps.named()
    for key, name in LAYERS.items():
        assert distance(found[name], reference[key]) <= 1e-6, key


@needs_references
@every_reference
def test_method_gives_the_authors_map_for_a_question_of_texture(path, authors_edsr):
    reference = np.load(path)
    lr = torch.from_numpy(reference["lr"])
    found = AMVESR().attribute(authors_edsr, lr, Texture(asked(reference)), nothing)
    assert distance(found.raw.sum(0), reference["head_0"]) <= 1e-6
    assert np.abs(found.normalised().numpy() - reference["normalised"]).max() <= 1e-6
    assert distance(
        dict(found.layers)["body.10.body.0"].numpy(), _stretch(reference["body_10"])
    ) < (1e-5)


def _stretch(map: np.ndarray) -> np.ndarray:
    return (map - map.min()) / (map.max() - map.min())


def written_out(network: EDSR, lr: Tensor, window: Window) -> dict[str, Tensor]:
    """Σ over channels of R at the input of every convolution of an EDSR, by hooks and autograd:
    the formulas of the paper once more, without graph or cone."""
    names = {m: n for n, m in network.named_modules() if isinstance(m, nn.Conv2d)}
    inputs: dict[nn.Module, Tensor] = {}
    answers: list[Tensor] = []

    def keep(module: nn.Module, given: tuple[Tensor], output: Tensor) -> None:
        inputs[module] = given[0].detach().clone()
        if module is network.tail[1]:
            output.retain_grad()
            answers.append(output)

    handles = [module.register_forward_hook(keep) for module in names]
    sr = network(lr[None].clone().requires_grad_())
    for handle in handles:
        handle.remove()
    patch = sr[..., window.row : window.bottom, window.column : window.right]
    patch = F.pad(patch, (1, 1, 1, 1), mode="replicate")
    across = torch.tensor([[1, 0, -1], [2, 0, -2], [1, 0, -1]]).to(sr)
    edges = [
        F.conv2d(patch, k[None, None].repeat(3, 1, 1, 1), groups=3)
        for k in (across, torch.tensor([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]).to(sr))
    ]
    (edges[0] ** 2 + edges[1] ** 2).sqrt().sum().backward()
    (answer,) = answers
    r = (answer.grad * answer.detach()).relu()

    def transposed(module: nn.Conv2d, weight: Tensor, s: Tensor, x: Tensor) -> Tensor:
        return torch.nn.grad.conv2d_input(x.shape, weight, s, padding=module.padding)

    found: dict[str, Tensor] = {}
    for module in reversed(list(names)):
        x, w = inputs[module], module.weight.detach()
        if r.shape[1] != w.shape[0]:  # behind a pixel shuffle
            r = F.pixel_unshuffle(r, int((w.shape[0] / r.shape[1]) ** 0.5))
        up, down = w.clamp(min=0), w.clamp(max=0)
        if module is network.head[0]:
            low, high = torch.full_like(x, x.min().item()), torch.full_like(x, x.max().item())
            terms = [(x, w, 1), (low, up, -1), (high, down, -1)]
        else:
            terms = [(x.clamp(min=0), up, 1), (x.clamp(max=0), down, 1)]
        z = sum(sign * F.conv2d(a, b, padding=module.padding) for a, b, sign in terms)
        s = torch.where(z == 0, torch.zeros_like(r), r / z)
        r = sum(sign * a * transposed(module, b, s, x) for a, b, sign in terms)
        found[names[module]] = r.sum(1)[0]
    return found


@pytest.mark.parametrize(
    ("scale", "window", "factor"),
    [
        (2, Window(20, 22, 14, 12), 1.0),
        (2, Window(0, 40, 9, 16), 0.1),  # two borders, residuals that are scaled
        (3, Window(52, 0, 20, 15), 1.0),
        (4, Window(8, 60, 24, 36), 1.0),
    ],
)
def test_formulas_written_out_with_hooks_agree_in_every_layer(scale, window, factor):
    torch.manual_seed(scale)
    module = EDSR(scale, 3, 8, 3, factor).double()
    network, lr = network_of(module, scale, 3), image(seed=3, side=24).double()
    expected = written_out(module, lr, window)
    _, maps = relevance(network, lr, Sobel(window))
    assert maps.named().keys() == expected.keys()
    for name, map in maps.named().items():
        assert distance(map, expected[name]) < 1e-9, name


def test_cone_sees_the_range_of_the_whole_image():
    """zB's smallest and largest value may lie where the region cannot look."""
    torch.manual_seed(0)
    module = EDSR(2, 3, 4, 1).double()
    lr = image(side=48).double() * 0.5 + 0.25
    lr[:, 0, 0], lr[:, 0, 1] = 0.0, 1.0
    window = Window(80, 80, 8, 8)
    found, _ = relevance(network_of(module, 2, 3), lr, Sobel(window))
    assert distance(found.image[0].sum(0), written_out(module, lr, window)["head.0"]) < 1e-9


def test_texture_is_scipys_sobel_of_the_cut_window():
    sr = torch.rand(2, 3, 20, 24, dtype=torch.float64)
    region = Window(4, 7, 9, 6)
    patch = sr[..., 7:13, 4:13].numpy()

    def edges(band: np.ndarray) -> np.ndarray:
        return np.hypot(*(scipy.ndimage.sobel(band, axis, mode="nearest") for axis in (0, 1)))

    magnitude = np.array([[edges(band) for band in bands] for bands in patch])
    assert np.allclose(Sobel(region)(sr), magnitude.sum((1, 2, 3)), rtol=1e-12)
    mask = (torch.rand(6, 9) > 0.5).float()
    masked = (magnitude * mask.numpy()).sum((1, 2, 3))
    assert np.allclose(Sobel(region, mask)(sr), masked, rtol=1e-12)


def test_flat_pixels_have_no_slope_and_move_no_other():
    """Of pixels half of which are flat, the slope is that of the others alone."""
    sr = torch.rand(1, 1, 8, 12, dtype=torch.float64)
    sr[..., :6] = 0.5
    sr.requires_grad_()
    (found,) = torch.autograd.grad(Sobel(Window(0, 0, 12, 8))(sr).sum(), sr)
    mask = torch.zeros(8, 12)
    mask[:, 5:] = 1  # where anything is seen that is not flat
    naive = Sobel(Window(0, 0, 12, 8), mask)
    (expected,) = torch.autograd.grad(naive(sr).sum(), sr)
    assert found.isfinite().all()
    assert (found[..., :4] == 0).all()
    assert torch.equal(found, expected)


@pytest.mark.parametrize("id", ["srcnn", "espcn"])
def test_plain_chain_has_no_skip_to_split(id):
    torch.manual_seed(0)
    network = network_of(architecture(id).build(2, 3, 8, 2), 2, 3)
    region = Texture(Window(12, 16, 10, 10))
    ignored, split = (
        AMVESR(skips=skips).attribute(network, image(), region, nothing).raw
        for skips in ("ignored", "split")
    )
    assert ignored.abs().max() > 0
    assert torch.equal(ignored, split)


@pytest.mark.parametrize("id", ["edsr-x4", "rcan-x4", "pan-x4", "fsrcnn-x4"])
def test_split_relevance_of_bundled_networks_is_kept_to_a_hundredth(id):
    found = AMVESR(skips="split").attribute(
        load_network(id, CPU), image(side=24), Texture(Window(36, 36, 16, 16)), nothing
    )
    assert found.kept == pytest.approx(1, abs=0.01)
    assert found.warnings == ()


def test_relevance_lost_in_a_dead_branch_is_told(small_edsr):
    with torch.no_grad():
        small_edsr.module.body[1].body[2].weight.zero_()
    region = Texture(Window(16, 16, 16, 16))
    ignored = AMVESR().attribute(small_edsr, image(), region, nothing)
    assert ignored.kept == 0
    assert (ignored.normalised() == 0).all()
    (warning,) = ignored.warnings
    assert "Only 0.0% of the relevance" in warning
    assert "split" in warning
    split = AMVESR(skips="split").attribute(small_edsr, image(), region, nothing)
    assert split.kept > 0.9  # but for what the branch's bias contributes
    assert split.warnings == ()


def test_share_kept_is_the_image_to_the_last_layer(small_edsr):
    region, lr = Texture(Window(16, 16, 16, 16)), image()
    with torch.no_grad():
        sr = small_edsr(lr[None])
    sr.requires_grad_()
    (slope,) = torch.autograd.grad(Sobel(region.region)(sr).sum(), sr)
    shift = small_edsr.module.add_mean.bias.view(1, 3, 1, 1)
    started = (slope * (sr - shift)).clamp(min=0).sum().item()
    found = AMVESR().attribute(small_edsr, lr, region, nothing)
    assert found.kept == pytest.approx(found.raw.sum().item() / started, rel=1e-4)


def test_other_questions_start_from_themselves():
    """The mean of a network that is one 1 × 1 convolution of positive weights, by the zB rule."""
    module = nn.Conv2d(2, 1, 1, bias=False).double()
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[[[0.5]], [[2.0]]]]))
    lr = torch.rand(2, 6, 6, dtype=torch.float64)
    question = Intensity(Window(1, 2, 3, 2))
    found = AMVESR().attribute(network_of(module, 1, 2), lr, question, nothing)
    low = lr.min()
    started = (0.5 * lr[0] + 2 * lr[1]) / 6
    share = started / (0.5 * (lr[0] - low) + 2 * (lr[1] - low))
    expected = torch.stack([0.5 * (lr[0] - low) * share, 2 * (lr[1] - low) * share])
    inside = torch.zeros(6, 6)
    inside[2:4, 1:4] = 1
    assert torch.allclose(found.raw, expected * inside)


def test_nothing_outside_a_mask_starts_any_relevance(small_edsr):
    region, lr = Window(16, 16, 16, 16), image()
    mask = torch.zeros(16, 16)
    mask[:8, :8] = 1
    whole, part = (
        AMVESR().attribute(small_edsr, lr, Texture(region, m), nothing).raw.sum()
        for m in (None, mask)
    )
    assert 0 < part < whole


def test_network_that_cannot_be_followed_is_refused_with_the_reason():
    class Wilful(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.tail = nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x: Tensor) -> Tensor:
            return self.tail(x) if x.mean() > 0 else x

    with pytest.raises(Unsupported, match=r"cannot be followed through made: .+\. Choose a method"):
        AMVESR().attribute(
            network_of(Wilful(), 1, 3), image(), Texture(Window(8, 8, 8, 8)), nothing
        )


def test_operator_without_a_rule_is_refused_by_name():
    class Spectral(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Conv2d(3, 3, 3, padding=1)
            self.tail = nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x: Tensor) -> Tensor:
            return self.tail(torch.cumsum(self.head(x), 2))

    with pytest.raises(Unsupported, match=r"no rule is known for aten\.cumsum"):
        AMVESR().attribute(
            network_of(Spectral(), 1, 3), image(), Texture(Window(8, 8, 8, 8)), nothing
        )


def test_network_without_layers_is_refused():
    module = nn.Upsample(scale_factor=2, mode="bilinear")
    module.unused = nn.Parameter(torch.zeros(1))  # tells the device
    with pytest.raises(Unsupported, match="no trained convolution"):
        AMVESR().attribute(network_of(module, 2, 3), image(), Texture(Window(8, 8, 8, 8)), nothing)


def test_unknown_way_with_skips_is_refused():
    with pytest.raises(BadInput, match="ignored or split"):
        AMVESR.with_parameters({"skips": "copied"})
