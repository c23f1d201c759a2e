from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import rasterio

from srxai_plugin.contract.geometry import Bounds, Polygon, Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective
from srxai_plugin.engine.cli.arguments import joined
from srxai_plugin.engine.cli.main import _parser, _request
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.report.command import command_line
from srxai_plugin.engine.report.explained import write_report

PLAIN = ExplainRequest("/data/scene.tif", Region(window=Window(1, 2, 3, 4)), "/out")


def given_back(command: str) -> ExplainRequest:
    name, *arguments = shlex.split(command)
    assert name == "srxai"
    return _request(_parser().parse_args(joined(arguments)))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"region": Region(sr_window=Window(0, 7, 16, 16))},
        {"region": Region(bounds=Bounds(-0.1, -1e-7, 1 / 3, 2e7))},
        {"region": Region(bounds=Bounds(1, 2, 3, 4, crs='PROJCS["a b", UNIT["m", 1]]'))},
        {"raster": '/it\'s $HOME; `rm` "x" & é.tif', "output": "/o u t"},
        {"network": "/my net.pth", "bands": (3, 1, 2), "scaling": "percentile", "context": 0},
        {"methods": (Method("lam", {"steps": 50, "sigma": 1e-5, "path": "blur"}),)},
        {"methods": (Method("grad-cam++"), Method("occlusion", {"size": 3}))},
        {"objective": Objective("index", {"first": 4, "second": 1, "flag": True})},
        {"views": ("signed", "layers"), "measures": ("deletion", "randomisation")},
        {"detail": True},
        {"device": "cpu", "threads": 2, "seed": 7, "reference": "/the truth.tif"},
    ],
)
def test_the_command_asks_for_exactly_the_request(changes):
    request = replace(PLAIN, **changes)
    assert given_back(command_line(request)) == request


def test_a_polygon_in_the_rasters_own_crs_is_asked_for_there_again(tmp_path, monkeypatch):
    """As the panel draws them: without the name of a CRS."""
    corners = ((5e5, 4e6), (5e5 + 9, 4e6), (5e5 + 9, 4e6 - 9))
    request = replace(PLAIN, region=Region(polygon=Polygon((corners,))))
    writing, command = command_line(request).splitlines()
    _, _, geometry, _, name = shlex.split(writing)
    (tmp_path / name).write_text(geometry)
    monkeypatch.chdir(tmp_path)
    again = given_back(command).region.polygon
    assert again.crs is None
    assert [set(ring) for ring in again.rings] == [set(corners)]


@pytest.mark.exhaustive
def test_the_command_of_a_report_makes_the_same_map_again_from_a_polygon(make_raster, tmp_path):
    home = tmp_path / 'it\'s "odd" $x;'
    home.mkdir()
    scene = make_raster().rename(home / "scene & co.tif")
    ring = ((500_010, 4_099_990), (500_016, 4_099_990), (500_013, 4_099_984), (500_010, 4_099_990))
    request = ExplainRequest(
        str(scene),
        Region(polygon=Polygon((ring,), crs="EPSG:32633")),
        str(home / "out"),
        network="fsrcnn-x4",
        methods=(Method("amve-sr"),),
        threads=1,
    )
    first = explain(request)
    page = write_report(home / "out").read_text("utf-8")
    command = unescape(page.split('id="command">')[1].split("</pre>")[0])
    before = pixels(first.attributions[0].raster)
    for file in (home / "out").iterdir():
        file.unlink()
    engine = f'srxai() {{ {shlex.quote(sys.executable)} -m srxai_plugin.engine.cli.main "$@"; }}\n'
    root = str(Path(__file__).parents[3])
    environment = {"PYTHONPATH": root, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(
        ["bash", "-ec", engine + command],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert pixels(first.attributions[0].raster) == before


def pixels(path: str) -> bytes:
    with rasterio.open(path) as dataset:
        return dataset.read(1).tobytes()
