"""What a result tells of methods that run relevance down the network."""

from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract.requests import Method
from srxai_plugin.engine.attribution.methods.amve_sr import AMVESR
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance
from srxai_plugin.engine.attribution.registry import METHODS
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from tests.engine.explaining.test_explain import request

registered = pytest.mark.skipif(
    not {AMVESR, TextureRelevance} <= {*METHODS}, reason="they are not offered yet"
)


@registered
def test_share_of_relevance_that_reached_the_image_is_told_and_a_low_one_warns(
    make_raster, tmp_path
):
    torch.manual_seed(1)
    module = EDSR(scale=2, bands=3, features=8, blocks=2)
    with torch.no_grad():
        module.body[1].body[2].weight.zero_()  # a branch in which all relevance is lost
    torch.save(module.state_dict(), tmp_path / "dead.pt")
    methods = (Method("amve-sr"), Method("texture-relevance"), Method("gradient"))
    result = explain(
        request(
            make_raster(),
            tmp_path / "out",
            network=str(tmp_path / "dead.pt"),
            methods=methods,
            views=("layers",),
        )
    )
    lost, complete, gradient = (found.statistics for found in result.attributions)
    assert lost.kept == 0
    assert complete.kept == pytest.approx(1, abs=0.01)
    assert complete.completeness_gap < 0.01
    assert gradient.kept is None
    assert ["AMVE-SR started with" in warning for warning in result.warnings].count(True) == 1
    assert all("layers" in found.views for found in result.attributions[:2])
