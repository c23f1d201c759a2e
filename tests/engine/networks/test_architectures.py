"""What holds for each registered architecture."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.architectures import csnln, nlrn, san
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES, architecture
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.ramp import value_range
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.attribution.test_lam import nothing
from tests.engine.networks.conftest import image

CPU = torch.device("cpu")

LUMA = {"srcnn", "fsrcnn", "espcn", "vdsr", "lapsrn", "srdensenet", "nlrn"}
"""Their weights for one band take Y of YCbCr, and a raster of three."""

SMALL = {id: (16, 2) for id in (a.id for a in ARCHITECTURES)}
"""Features and blocks of a quick instance of each architecture."""
SMALL |= {"ddbpn": (6, 3), "srdensenet": (4, 2), "rnan": (8, 3), "csnln": (8, 2), "fsrcnn": (14, 2)}
SMALL |= {"nlrn": (8, 2), "mambasr": (8, 1)}


@dataclass(frozen=True)
class Case:
    id: str
    scale: int
    bands: int

    def __str__(self) -> str:
        return f"{self.id}-x{self.scale}-{self.bands}bands"

    def module(self) -> nn.Module:
        torch.manual_seed(0)
        module = architecture(self.id).build(self.scale, self.bands, *SMALL[self.id])
        # Some begin as nothing: FSRCNN's deconvolution nearly, SAN's gates entirely.
        with torch.no_grad():
            for name, value in module.named_parameters():
                if "_mean." not in name and value.abs().max() < 0.01:
                    value.normal_(std=0.1)
        return module.eval()

    def network(self, folder: Path, module: nn.Module) -> SRNetwork:
        torch.save(module.state_dict(), folder / "net.pt")
        # For those whose weights do not tell their scale.
        (folder / "net.json").write_text(json.dumps({"scale": self.scale}))
        return load_checkpoint(folder / "net.pt", CPU)


def cases() -> list[Case]:
    """Each architecture at each of its scales, and with one, four and six bands at the first."""
    return [
        Case(a.id, scale, bands)
        for a in ARCHITECTURES
        for scale in a.scales
        for bands in (1, 3, 4, 6)
        if scale <= 4 and (bands == 3 or scale == a.scales[0])
    ]


def explained() -> list[object]:
    """All of them, of which one of each architecture is quick, and all that there are together meet
    every scale and every number of bands."""
    params = []
    for index, candidate in enumerate(ARCHITECTURES):
        its = [case for case in cases() if case.id == candidate.id]
        quick = its[(index + 1) % len(its)]
        for case in its:
            marks = () if case == quick else pytest.mark.exhaustive
            params.append(pytest.param(case, marks=marks, id=str(case)))
    return params


every_case = pytest.mark.parametrize("case", cases(), ids=str)
every_architecture = pytest.mark.parametrize("candidate", ARCHITECTURES, ids=lambda a: a.id)


@every_case
def test_saved_instance_is_read_back_as_it_was(tmp_path, case):
    module = case.module()
    network = case.network(tmp_path, module)
    luma = case.bands == 1 and case.id in LUMA
    assert (network.architecture, network.scale) == (case.id, case.scale)
    assert (network.bands, network.colour) == ((3, "y") if luma else (case.bands, "rgb"))
    assert network.value_range == 1
    lr = image(case.bands)[None]
    with torch.no_grad():
        assert torch.allclose(network._ranged(lr), module(lr), atol=1e-5)


@pytest.mark.parametrize("case", explained())
def test_lam_and_amve_sr_find_something_finite(tmp_path, case):
    network = case.network(tmp_path, case.module())
    lr = image(network.bands)
    region = Texture(Window(4 * case.scale, 4 * case.scale, 6 * case.scale, 6 * case.scale))
    for method in (LAM(steps=2), GatedGradient()):
        raw = method.attribute(network, lr, region, nothing).raw
        assert raw.shape == lr.shape
        assert torch.isfinite(raw).all()
        assert raw.abs().max() > 0


@every_architecture
def test_nobody_else_takes_it_for_his_own(candidate):
    state = Case(candidate.id, candidate.scales[0], 3).module().state_dict()
    assert [a.id for a in ARCHITECTURES if a.detect(state)] == [candidate.id]


@every_architecture
def test_slope_is_finite_on_a_flat_image(candidate):
    """No variance, no distance: where roots and quotients have no slope."""
    module = Case(candidate.id, candidate.scales[0], 3).module()
    lr = torch.zeros(1, 3, 18, 18, requires_grad=True)
    (slope,) = torch.autograd.grad(module(lr).sum(), lr)
    assert torch.isfinite(slope).all()


@every_architecture
def test_any_size_gives_the_scale_times_that_size(candidate):
    module = Case(candidate.id, candidate.scales[0], 3).module()
    scale = candidate.scales[0]
    with torch.no_grad():
        assert module(torch.rand(1, 3, 19, 16)).shape == (1, 3, 19 * scale, 16 * scale)


@every_architecture
def test_local_network_sees_nothing_beyond_its_cone(candidate):
    """A local network gives the same in a crop, away from the crop's edges; a global does not
    promise it."""
    if not candidate.local:
        pytest.skip("sees all of the image")
    scale = candidate.scales[0]
    module = Case(candidate.id, scale, 3).module().double()
    lr = torch.rand(1, 3, 72, 72, dtype=torch.float64)
    with torch.no_grad():
        whole, crop = module(lr), module(lr[..., 7:65, 7:65])
    inside = whole[..., 35 * scale : 37 * scale, 35 * scale : 37 * scale]
    assert torch.allclose(inside, crop[..., 28 * scale : 30 * scale, 28 * scale : 30 * scale])


@pytest.mark.parametrize("id", ["rnan", "msrn", "san", "csnln", "drln", "carn"])
def test_mean_shift_of_0_to_255_tells_the_range(id):
    state = Case(id, 2, 3).module().state_dict()
    for key in state:
        if "_mean." in key and key.endswith("bias"):
            state[key] = state[key] * 255
    assert architecture(id).read(state).value_range == 255


def test_ramp_tells_the_range_of_a_network_whose_biases_count_in_255ths():
    conv = nn.Conv2d(3, 3, 1)
    nn.init.dirac_(conv.weight)
    nn.init.constant_(conv.bias, 2.0)  # 2 of 255 is little, 2 of 1 is everything
    module = nn.Sequential(conv, nn.Upsample(scale_factor=2, mode="bilinear"))
    assert value_range(module, 2, 3) == 255
    nn.init.zeros_(conv.bias)
    assert value_range(module, 2, 3) == 1


@pytest.mark.parametrize("id", ["rfdn", "rlfn"])
def test_image_too_small_for_pooled_attention_is_refused_in_words(id):
    module = Case(id, 2, 3).module()
    with pytest.raises(BadInput, match="15 × 15 pixels"):
        module(torch.rand(1, 3, 14, 30))


def test_newton_schulz_gives_the_square_root():
    torch.manual_seed(0)
    features = torch.randn(1, 6, 20, 20, dtype=torch.float64)
    matrix = san.covariance(features)
    assert torch.allclose(matrix[0], torch.cov(features[0].flatten(1), correction=0))
    root = san.square_root(matrix, iterations=15)
    assert torch.allclose(root @ root, matrix, atol=1e-9)


def test_cross_scale_attention_pastes_patches_as_the_paper_says():
    """Against the definition, a loop over positions and patches (CSNLN, eqs. 3-5)."""
    torch.manual_seed(0)
    layer = csnln.CrossScale(4, 2).eval()
    x = torch.rand(1, 4, 6, 8)
    with torch.no_grad():
        found = layer(x)
        small = F.interpolate(x, scale_factor=0.5, mode="bilinear")
        query, key = (
            F.pad(layer.conv_match_1(x), [1] * 4),
            F.pad(layer.conv_match_2(small), [1] * 4),
        )
        value = F.pad(layer.conv_assembly(x), [2] * 4)
        pasted = torch.zeros(1, 4, 2 * 6 + 4, 2 * 8 + 4)
        for row in range(6):
            for column in range(8):
                asked = query[0, :, row : row + 3, column : column + 3]
                scores, patches = [], []
                for r in range(3):
                    for c in range(4):
                        patch = key[0, :, r : r + 3, c : c + 3]
                        scores.append((asked * patch).sum() / patch.norm())
                        patches.append(value[0, :, 2 * r : 2 * r + 6, 2 * c : 2 * c + 6])
                weights = torch.softmax(10 * torch.stack(scores), 0)
                best = (weights[:, None, None, None] * torch.stack(patches)).sum(0)
                pasted[0, :, 2 * row : 2 * row + 6, 2 * column : 2 * column + 6] += best / 6
    assert torch.allclose(found, pasted[..., 2:-2, 2:-2], atol=1e-5)


def test_neighbourhood_attention_is_that_of_the_paper_cut_at_its_edge():
    """Against all positions at once (NLRN, eqs. 2-5), over several blocks and two states."""
    torch.manual_seed(0)
    thetas, phis = torch.randn(2, 2, 1, 3, 19, 34, dtype=torch.float64).requires_grad_()
    g = torch.randn(1, 5, 19, 34, dtype=torch.float64)
    rows, columns = (
        i.flatten() for i in torch.meshgrid(*map(torch.arange, (19, 34)), indexing="ij")
    )
    apart = [(i[:, None] - i).abs() for i in (rows, columns)]
    scores = sum(
        torch.einsum("ncq,nck->nqk", t.flatten(2), p.flatten(2)) for t, p in zip(thetas, phis)
    )
    scores = scores.masked_fill(torch.maximum(*apart) > 4, -torch.inf)
    expected = torch.einsum("nqk,nck->ncq", scores.softmax(-1), g.flatten(2)).view_as(g)
    found = nlrn.attend(list(thetas), list(phis), g, reach=4)
    assert torch.allclose(found, expected)
    slopes = [torch.autograd.grad((a**2).sum(), thetas)[0] for a in (found, expected)]
    assert torch.allclose(*slopes)


def test_table_in_the_documentation_is_the_registry():
    text = (Path(__file__).parents[3] / "docs" / "architectures.md").read_text("utf-8")
    own = text.partition("## Through spandrel")[0]
    rows = [line.strip("| ").split(" | ") for line in own.splitlines() if line.startswith("| ")]
    assert rows[1:] == [
        [
            a.name,
            f"`{a.id}`",
            a.paper,
            a.layout,
            ", ".join(f"×{scale}" for scale in a.scales),
            "local" if a.local else "global",
            "LAM, AMVE-SR",
        ]
        for a in ARCHITECTURES
    ]
