"""The command line on consoles that are not UTF-8, and files that begin with a byte order mark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.scenes import BatchRequest
from srxai_plugin.engine.imagery.geojson import read_polygon
from srxai_plugin.engine.many.batch import batch
from srxai_plugin.engine.networks.loading.sidecar import beside

MARK = b"\xef\xbb\xbf"


def srxai(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """On the console of a Western European Windows."""
    return subprocess.run(
        [sys.executable, "-m", "srxai_plugin.engine.cli.main", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )


def test_what_is_printed_is_utf8_whatever_the_console_says():
    told = srxai("schema", "request")
    assert (told.returncode, told.stderr) == (0, b"")
    assert "−" in told.stdout.decode() or "×" in told.stdout.decode(), "beyond cp1252, or ASCII"
    assert json.loads(told.stdout.decode())["title"] == "ExplainRequest"


def test_errors_name_files_in_any_script(tmp_path: Path):
    told = srxai("report", str(tmp_path / "结果"))
    assert told.returncode == 2
    assert "结果" in told.stderr.decode()
    assert told.stderr.count(b"\n") == 1


def test_files_that_begin_with_a_byte_order_mark_are_read(make_raster, tmp_path: Path):
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    geojson = tmp_path / "area.geojson"
    geojson.write_bytes(MARK + json.dumps({"type": "Polygon", "coordinates": [ring]}).encode())
    assert len(read_polygon(geojson).rings[0]) == 4

    (tmp_path / "net.json").write_bytes(MARK + b'{"title": "Mine", "colour": "rgb"}')
    assert beside(tmp_path / "net.pth").sidecar.title == "Mine"

    asked = ExplainRequest(
        str(make_raster()),
        Region(window=Window(20, 16, 6, 5)),
        "",
        "fsrcnn-x4",
        (Method("gradient"),),
        context=2,
    )
    lines = tmp_path / "requests.jsonl"
    lines.write_bytes(MARK + to_json(asked).encode() + b"\n")
    done = batch(BatchRequest(str(lines), str(tmp_path / "out")))
    assert (done.computed, done.failed) == (1, 0)


def test_results_name_files_in_any_script(make_raster, tmp_path: Path):
    name = "ünïcode 素材"
    scene = make_raster()
    told = srxai(
        *("explain", str(scene), "--window", "20,16,6,5", "--context", "2"),
        *("--network", "fsrcnn-x4", "--method", "gradient", "--output", str(tmp_path / name)),
    )
    assert told.returncode == 0, told.stderr.decode()
    assert json.loads(told.stdout.decode())["request"]["output"] == str(tmp_path / name)
