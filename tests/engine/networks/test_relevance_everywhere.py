"""Relevance runs down every architecture, of our own and of spandrel's, or says why not."""

from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.amve_sr import AMVESR
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.attribution.test_lam import nothing
from tests.engine.networks import test_architectures, test_foreign
from tests.engine.networks.conftest import image

UNTRACED = {"AuraSR", "OmniSR", "SeemoRe"}
"""Foreign code that cannot be written down as a graph at all."""
QUICK = {"srcnn", "lapsrn", "carn-m", "pan", "nlrn", "SwinIR", "DAT", "SPAN"}


def own():
    for case in test_architectures.cases():
        scale = test_architectures.architecture(case.id).scales[0]
        is_quick = case.id in QUICK and case.scale == scale and case.bands in (1, 4)
        yield pytest.param(case, id=str(case), marks=() if is_quick else pytest.mark.exhaustive)


def foreign():
    for case in test_foreign.cases():
        name, scale, bands = case.values
        first = test_foreign.FOREIGN[name].scales[0]
        is_quick = name in QUICK and scale == first and bands == 3
        yield pytest.param(*case.values, marks=() if is_quick else pytest.mark.exhaustive)


def check(network: SRNetwork, lr: torch.Tensor, region: Texture) -> None:
    ignored, split = (
        AMVESR(skips=skips).attribute(network, lr, region, nothing)
        for skips in ("ignored", "split")
    )
    change = TextureRelevance().attribute(network, lr, region, nothing)
    for found in (ignored, split, change):
        assert found.raw.shape == lr.shape
        assert found.raw.isfinite().all()
        assert found.raw.abs().max() > 0
        assert all(map.shape == lr.shape[1:] for _, map in found.layers)
    for found in (ignored, split):
        assert 0 < found.kept <= 1 + 1e-3
        assert bool(found.warnings) == (found.kept < 0.1)
    # What is handed to smaller factors, or to what is not an image, may be a hundredth.
    assert change.completeness_gap < 0.02


@pytest.mark.parametrize("case", [*own()])
def test_relevance_runs_down_our_own(tmp_path, case):
    network = case.network(tmp_path, case.module())
    side = 6 * case.scale
    check(
        network, image(network.bands), Texture(Window(4 * case.scale, 4 * case.scale, side, side))
    )


@pytest.mark.parametrize(("name", "scale", "bands"), [*foreign()])
def test_relevance_runs_down_spandrels_or_is_refused(saved, name, scale, bands):
    network = test_foreign.loaded(saved, name, scale, bands)
    torch.manual_seed(0)
    lr, region = test_foreign.image_of(bands)[0], Texture(Window(8 * scale, 8 * scale, 8, 8))
    if name in UNTRACED:
        with pytest.raises(Unsupported, match="Relevance cannot be followed through"):
            AMVESR().attribute(network, lr, region, nothing)
        return
    check(network, lr, region)
