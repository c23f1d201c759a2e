"""Architectures that spandrel recognises, through our loader and under our methods."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.foreign.without_torchvision import import_without_torchvision
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.conftest import SHARED
from tests.engine.networks.conftest import FOREIGN, foreign, needs

CPU = torch.device("cpu")
CRAFT = SHARED / "data" / "weights" / "craft_x4.pth"


BANDS = 1, 4, 6
"""Beside three."""
SLOW = ("DCTLSA", "DRCT", "IPT", "SPAN")
"""Explained with the exhaustive ones only."""


def cases():
    """Each class at ×2, ×3 and ×4, and with one, four and six bands at its first of these; of the
    explanations only one of each class is quick, and all that there are together meet every scale
    and every number of bands."""
    for index, (name, made) in enumerate(FOREIGN.items()):
        every = [(scale, 3) for scale in made.scales]
        every += [(made.scales[0], bands) for bands in BANDS if made.bands]
        quick = every[index % len(every)]
        for case in every:
            marks = () if case == quick and name not in SLOW else pytest.mark.exhaustive
            yield pytest.param(name, *case, marks=marks)


@pytest.mark.parametrize(("name", "scale", "bands"), [case.values for case in cases()])
def test_foreign_network_loads_and_super_resolves(saved, name, scale, bands):
    network = loaded(saved, name, scale, bands)
    assert network.architecture == (FOREIGN[name].package or name).lower()
    assert (network.scale, network.bands) == (scale, bands)
    with torch.no_grad():
        assert network(image_of(bands)).shape == (1, bands, 22 * scale, 19 * scale)


@pytest.mark.parametrize(("name", "scale", "bands"), list(cases()))
def test_foreign_network_is_explained_by_every_kind_of_method(saved, name, scale, bands):
    network = loaded(saved, name, scale, bands)
    objective = Texture(Window(8 * scale, 8 * scale, 8, 8))
    for method in (LAM(steps=1), GatedGradient()):
        raw = method.attribute(network, image_of(bands)[0], objective, lambda: None).raw
        assert raw.shape == (bands, 22, 19)
        assert raw.isfinite().all()
        assert raw.abs().sum() > 0


def loaded(saved: Callable[[object], Path], name: str, scale: int, bands: int) -> SRNetwork:
    module = foreign(name, scale, bands)
    return load_checkpoint(saved({"params_ema": module.state_dict()}), CPU)


def image_of(bands: int) -> Tensor:
    """Neither side is a multiple of any window."""
    return torch.rand(1, bands, 22, 19)


def test_every_super_resolution_family_of_spandrel_is_tried():
    needs("spandrel", "einops")
    spandrel = import_without_torchvision("spandrel")
    families = {s.architecture for s in spandrel.MAIN_REGISTRY.architectures("detection")}
    sources = {f.id: inspect.getsource(type(f)) for f in families}
    assert {made.package or name for name, made in FOREIGN.items()} == {
        id for id, source in sources.items() if '"SR"' in source
    }


def test_table_in_the_documentation_names_what_is_tried():
    text = (Path(__file__).parents[3] / "docs" / "architectures.md").read_text("utf-8")
    table = text.partition("## Through spandrel")[2].partition("**windows**")[0]
    ids = {line.split(" | ")[1].strip("`") for line in table.splitlines() if "| `" in line}
    assert ids == {made.package or name for name, made in FOREIGN.items()}


def test_network_that_draws_noise_gives_the_same_twice_and_leaves_other_draws_alone(saved):
    network = load_checkpoint(saved(foreign("AuraSR").state_dict()), CPU)
    image = torch.rand(1, 3, 16, 16)
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    with torch.no_grad():
        assert torch.equal(network(image), network(image))
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("name", ["SwinIR", "RCAN", "PLKSR"])
def test_output_is_that_of_the_authors_module_and_the_image_stays_as_it_was(saved, name):
    module = foreign(name)
    network = load_checkpoint(saved(module.state_dict()), CPU)
    image = torch.rand(1, 3, 16, 24)
    before = image.clone()
    with torch.no_grad():
        found = network(image)
        assert torch.equal(image, before)
        assert torch.allclose(found, module(image.clone()), atol=1e-5)


def test_half_precision_becomes_single(saved):
    network = load_checkpoint(saved(foreign("ESRGAN").half().state_dict()), CPU)
    assert {p.dtype for p in network.module.parameters()} == {torch.float32}
    assert network(torch.rand(1, 3, 8, 8)).isfinite().all()


def test_network_that_only_restores_is_refused(saved):
    with pytest.raises(Unsupported, match="ESRGAN, a network for restoration at scale 1"):
        load_checkpoint(saved(foreign("ESRGAN", scale=1).state_dict()), CPU)


def test_contradicting_shapes_are_refused_by_name(saved):
    state = foreign("SwinIR").state_dict()
    state["conv_after_body.weight"] = torch.zeros(24, 9, 3, 3)
    with pytest.raises(BadInput, match="look like SwinIR, but do not fit together"):
        load_checkpoint(saved(state), CPU)


@pytest.mark.skipif(not CRAFT.exists(), reason="the published checkpoint is not at hand")
def test_published_craft_is_recognised_and_true_to_a_ramp():
    from srxai_plugin.engine.networks.behaviour.ramp import check_ramp

    foreign("SPAN")  # skips without spandrel
    network = load_checkpoint(CRAFT, CPU)
    assert (network.architecture, network.scale, network.bands) == ("craft", 4, 3)
    assert check_ramp(network).error < 0.005


def test_import_leaves_no_trace_of_a_torchvision_that_is_not_there():
    foreign("SPAN")
    script = (
        "import sys, importlib.util as u\n"
        "there = u.find_spec('torchvision') is not None\n"
        "from srxai_plugin.engine.networks.foreign.without_torchvision import *\n"
        "import_without_torchvision('spandrel')\n"
        "assert there or 'torchvision' not in sys.modules\n"
        "assert there == (u.find_spec('torchvision') is not None)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_network_of_our_own_is_loaded_without_spandrel():
    script = (
        "import sys, torch\n"
        "from srxai_plugin.engine.networks.loading.zoo import load_network\n"
        "load_network('edsr-x4', torch.device('cpu'))\n"
        "assert 'spandrel' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
