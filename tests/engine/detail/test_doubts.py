"""Whatever is asked of a network and a raster, the network is tried on that raster first, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.contract.scenes import DetailMapRequest, RelianceRequest, SuperResolveRequest
from srxai_plugin.engine.detail.doubts import doubts_on, is_failing
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.imagery.geotiff import open_raster
from srxai_plugin.engine.imagery.whole_raster import whole_raster_of
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network
from srxai_plugin.engine.scene.detail_map import detail_map
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.engine.conftest import texture, write_raster

CPU = torch.device("cpu")
HERE = "On this raster, made 4 times as coarse, noisy is"


@pytest.fixture(scope="module")
def noisy(tmp_path_factory) -> Path:
    """FSRCNN with a layer of uneven weights, which a smooth ramp hardly shows, and a card of pixels
    that the known piece has not, so that only the raster at hand can tell."""
    path = tmp_path_factory.mktemp("noisy") / "noisy.safetensors"
    state = load_file(bundled()["fsrcnn-x4"])
    middle = state["mid_part.8.weight"]
    rows, columns = (torch.arange(side) for side in middle.shape[-2:])
    state["mid_part.8.weight"] = middle * (2 - 2 * ((rows[:, None] + columns) % 2))
    save_file(state, path)
    path.with_suffix(".json").write_text(json.dumps({"pixel_size": 10, "scale": 4}))
    return path


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Path:
    return write_raster(tmp_path_factory.mktemp("scene") / "scene.tif", texture(3, 64, 72))


def asked(kind: type, raster: Path, folder: Path, network: Path, **more: object):
    output = str(folder / "out.tif")
    return kind(str(raster), output, network=str(network), device="cpu", threads=1, **more)


def super_resolved(scene: Path, folder: Path, noisy: Path) -> tuple[str, ...]:
    return superresolve(asked(SuperResolveRequest, scene, folder, noisy)).warnings


def mapped(scene: Path, folder: Path, noisy: Path) -> tuple[str, ...]:
    more = {"stride": 64, "window": 8, "method": Method("gradient")}
    return reliance(asked(RelianceRequest, scene, folder, noisy, **more)).warnings


def judged(scene: Path, folder: Path, noisy: Path) -> tuple[str, ...]:
    return detail_map(asked(DetailMapRequest, scene, folder, noisy)).warnings


@pytest.mark.parametrize(
    "ask",
    [
        super_resolved,
        *(pytest.param(ask, marks=pytest.mark.exhaustive) for ask in (mapped, judged)),
    ],
)
def test_network_that_fails_on_this_raster_is_told_with_all_that_is_made_of_it(
    ask, scene, noisy, tmp_path
):
    assert [told for told in ask(scene, tmp_path, noisy) if HERE in told]


@pytest.mark.exhaustive
def test_explanation_of_it_is_careful_wherever_in_the_raster_the_region_lies(
    scene, noisy, tmp_path
):
    told = []
    for column in (4, 48):
        request = ExplainRequest(
            str(scene),
            Region(window=Window(column, 20, 8, 8)),
            str(tmp_path / str(column)),
            network=str(noisy),
            methods=(Method("gradient"),),
            context=8,
            device="cpu",
            threads=1,
        )
        found = explain(request)
        told.append([each for each in found.warnings if HERE in each])
        assert "proof" in found.attributions[0].verdict.reasons
        assert found.attributions[0].verdict.level == "careful"
    assert told[0] == told[1] and len(told[0]) == 1


def test_second_question_about_a_raster_takes_no_pass_and_a_changed_one_is_tried_again(
    noisy, tmp_path
):
    network, passes = load_network(str(noisy), CPU), []
    path = write_raster(tmp_path / "scene.tif", texture(3, 64, 72))
    read = radiometry_of(path, network)
    handle = network.module.register_forward_hook(lambda *_: passes.append(1))
    try:
        first = doubts_on(network, str(path), read)
        taken = len(passes)
        assert taken > 0 and is_failing(first)
        assert doubts_on(network, str(path), read) == first
        assert len(passes) == taken
        write_raster(path, texture(3, 40, 72))  # a side of 12 LR pixels, made small, is too little
        assert doubts_on(network, str(path), read).keys() == {"unproven"}
    finally:
        handle.remove()


def radiometry_of(path: Path, network: SRNetwork) -> Radiometry:
    with open_raster(str(path)) as dataset:
        return whole_raster_of(dataset, network, None, None).radiometry
