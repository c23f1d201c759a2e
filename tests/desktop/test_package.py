"""The package: the same bytes each time, fit for the plugin repository, runs when unpacked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

ROOT = Path(__file__).parents[2]
GRID = Affine(0.5, 0, 500_000, 0, -0.5, 4_100_000)
sys.path.insert(0, str(ROOT / "tools"))
from validate import problems  # noqa: E402 - a tool, beside the package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def build(folder: Path) -> Path:
    subprocess.run([sys.executable, ROOT / "tools" / "package.py", folder], check=True)
    (package,) = folder.glob("srxai_plugin-*.zip")
    return package


def test_two_builds_are_the_same_to_the_byte(package: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == package.read_bytes()


def test_it_holds_the_plugin_and_nothing_else(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        names = set(archive.namelist())
    for name in (
        "metadata.txt",
        "LICENSE",
        "__init__.py",
        "engine/serving/worker.py",
        "resources/icons/srxai.svg",
        "resources/models/edsr-x4.safetensors",
        "resources/requirements/torch.txt",
    ):
        assert f"srxai_plugin/{name}" in names
    assert not [name for name in names if "test" in name or "pycache" in name]
    assert package.stat().st_size < 25_000_000
    assert problems(package) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"srxai_plugin/LICENSE": None}, "LICENSE"),
        ({"srxai_plugin/.hidden": b""}, ".hidden"),
        ({"srxai_plugin/fast.so": b""}, "fast.so"),
        ({"other/file.py": b""}, "one folder"),
        ({"srxai_plugin/metadata.txt": b"[general]\nname=SRXAI\n"}, "lacks 'email'"),
    ],
)
def test_what_the_repository_would_refuse_is_told(
    package: Path, tmp_path: Path, change: dict[str, bytes | None], word: str
) -> None:
    with zipfile.ZipFile(package) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()} | change
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(spoilt, "w") as archive:
        for name, content in entries.items():
            if content is not None:
                archive.writestr(name, content)
    assert word in " ".join(problems(spoilt))


@pytest.mark.skipif(shutil.which("qgis") is None, reason="there is no QGIS here")
def test_unpacked_into_a_fresh_profile_and_enabled_it_explains_a_region(
    package: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profiles" / "default"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(profile / "python" / "plugins")
    scene, output = tmp_path / "scene.tif", tmp_path / "out"
    blocks = np.random.default_rng(0).integers(20, 235, (3, 16, 16), np.uint8)
    with rasterio.open(
        scene, "w", driver="GTiff", count=3, height=96, width=96, dtype="uint8",
        crs="EPSG:32633", transform=GRID,
    ) as dataset:  # fmt: skip
        dataset.write(blocks.repeat(6, 1).repeat(6, 2))
    settings = {
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "SRXAI_ENGINE_PYTHON": str(ROOT / ".venv" / "bin" / "python"),
    }
    process(settings, "plugins", "enable", "srxai_plugin")
    inputs = (
        f"LAYER={scene}",
        "REGION=500020,500024,4099976,4099980 [EPSG:32633]",
        "METHODS=amve-sr",
        f"OUTPUT={output}",
    )
    process(settings, "run", "srxai:explainregion", "--", *inputs)
    result = json.loads((output / "result.json").read_text("utf-8"))
    (attribution,) = result["attributions"]
    with rasterio.open(attribution["raster"]) as heatmap:
        assert heatmap.crs == "EPSG:32633"
        assert heatmap.transform.a == GRID.a and heatmap.read(1).max() == 1


def process(settings: dict[str, str], *arguments: str) -> None:
    """The wrapper ``qgis_process`` of Debian 12 is broken; the program behind it is not."""
    program = shutil.which("qgis_process.bin") or "qgis_process"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | settings
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
