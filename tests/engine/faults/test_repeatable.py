"""The same request gives the same files to the byte, in another process too."""

from __future__ import annotations

import json

import captum
import numpy
import pytest
import rasterio
import torch

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.requests import Method
from tests.engine.faults.conftest import Job, explain_request

FEW = {
    "lam": {"steps": 2},
    "integrated-gradients": {"steps": 2},
    "smoothgrad": {"samples": 2, "seed": 7},
    "vargrad": {"samples": 2, "seed": 7},
    "meaningful-perturbation": {"iterations": 3},
    "occlusion": {"places": 9},
}


@pytest.fixture
def asked(raster, tmp_path) -> Job:
    output = tmp_path / "out"
    request = explain_request(
        raster,
        output,
        network="edsr-x2",
        methods=tuple(Method(id, FEW.get(id, {})) for id in METHOD_NAMES),
        measures=("infidelity",),
        seed=11,
    )
    return Job("explain", request, output, "result.json")


@pytest.mark.exhaustive
def test_two_processes_make_the_same_of_every_method(worker, asked):
    made = []
    for _ in range(2):
        one = worker()
        assert one.run(asked) == "done"
        made.append(asked.found())
        one.end()
    assert {f"{id}.tif" for id in METHOD_NAMES} <= {*made[0]}
    assert made[0] == made[1]


def test_a_result_says_which_versions_made_it(worker, job):
    asked = job("explain")
    assert worker().run(asked) == "done"
    software = json.loads((asked.output / "result.json").read_text())["software"]
    assert software["torch"] == torch.__version__
    assert software["numpy"] == numpy.__version__
    assert software["rasterio"] == rasterio.__version__
    assert software["gdal"] == rasterio.__gdal_version__
    assert software["captum"] == captum.__version__
