"""From a real scene to a picture of its explanation, in real QGIS: what "make demo" runs.

The scene is an aerial image of 25 cm, reduced to pixels of 1 m, such as the bundled networks
learned to super-resolve; the image itself stays beside it as the truth. First headless, by
qgis_process, then in the QGIS desktop: on the screen where there is one, else on a virtual one.
Everything ends up in build/demo/, which can be moved as a whole.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rasterio
from rasterio.enums import Resampling
from rasterio.transform import Affine

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "build" / "demo"
PROFILES = ROOT / "build" / "demo-profile"
SCENE = DEMO / "scene" / "gorinchem-1m.tif"
TRUTH = DEMO / "scene" / "gorinchem-25cm.tif"
MEMBER = "deepforest/data/test_tiled.tif"
SCALE = 4
"""Pixels of the truth along one of the scene: the scale of the default network."""
FETCHING = "Scene: Gorinchem from the air, 25 cm, out of the package deepforest; reduced to 1 m"

CRS = "EPSG:28992"
REGION = (127419.125, 428026.125, 127436.875, 428043.875)
"""xmin, ymin, xmax, ymax in this CRS: the corner of a factory's roof, 18 × 18 pixels of the
scene. Its bright rim and its skylight are stairs there; the network makes straight edges of them,
and the truth has them in the same place. Both maps are brightest along the rim and fade towards the
trees. The region's own edges lie inside SR pixels, so that a drag of the
mouse snaps to the same region.
"""


def main() -> None:
    shutil.rmtree(DEMO, ignore_errors=True)
    shutil.rmtree(PROFILES, ignore_errors=True)
    with step(FETCHING):
        fetch_scene()
    with step("Plugin: linked into a QGIS profile of its own"):
        install_plugin()
    with step("Headless: qgis_process runs srxai:explainregion"):
        explain_headless()
    with step("Desktop: QGIS opens the scene, a mouse drags over the region, project and picture"):
        explain_on_the_desktop()
    report()


def fetch_scene() -> None:
    """pip checks the hash of the package; only the one file of it is unpacked, and no code run."""
    folder = ROOT / "build" / "download"
    options = "--no-deps --only-binary=:all: --require-hashes --quiet --disable-pip-version-check"
    options += " --ignore-requires-python"  # an image suits every Python
    names = ROOT / "tools" / "demo-scene.txt"
    run(sys.executable, "-m", "pip", "download", *options.split(), "-d", folder, "-r", names)
    (wheel,) = folder.glob("deepforest-*.whl")
    SCENE.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        TRUTH.write_bytes(archive.read(MEMBER))
    reduce(TRUTH, SCENE)


def reduce(truth: Path, scene: Path) -> None:
    """The truth in pixels SCALE times as wide, by antialiased bicubic as in the networks' training.

    Means over SCALE × SCALE pixels look much the same, but cost edsr-x4 0.7 of the 1.8 dB by which
    it is over bicubic interpolation on this scene.
    """
    with rasterio.open(truth) as fine:
        height, width = fine.height // SCALE, fine.width // SCALE
        values = fine.read(out_shape=(fine.count, height, width), resampling=Resampling.cubic)
        transform = fine.transform @ Affine.scale(SCALE)
        crs = fine.crs
    with rasterio.open(
        scene, "w", driver="GTiff", count=len(values), height=height, width=width,
        dtype=values.dtype, crs=crs, transform=transform, compress="deflate", photometric="rgb",
    ) as coarse:  # fmt: skip
        coarse.write(values)


def install_plugin() -> None:
    plugins = PROFILES / "profiles" / "default" / "python" / "plugins"
    run(sys.executable, ROOT / "tools" / "assemble.py", plugins, "--link")


def explain_headless() -> None:
    """The wrapper ``qgis_process`` of Debian 12 is broken; the program behind it is not."""
    program = shutil.which("qgis_process.bin") or "qgis_process"
    settings = {"QGIS_CUSTOM_CONFIG_PATH": PROFILES, "QT_QPA_PLATFORM": "offscreen"}
    run(program, "plugins", "enable", "srxai_plugin", **settings)
    xmin, ymin, xmax, ymax = REGION
    region = f"REGION={xmin},{xmax},{ymin},{ymax} [{CRS}]"
    inputs = (f"LAYER={SCENE}", region, f"REFERENCE={TRUTH}", f"OUTPUT={DEMO}")
    run(program, "run", "srxai:explainregion", "--", *inputs, **settings)
    expect(DEMO / "result.json")


def explain_on_the_desktop() -> None:
    """Leaves its own results in a folder beside the project, as the panel does for an analyst."""
    run(ROOT / "tools" / "desktop.sh", SCENE, DEMO, ",".join(map(str, REGION)))
    expect(DEMO / "project.qgz", DEMO / "screenshot.png")
    for diary in ("qgis.log", "desktop.json"):  # of use where something failed
        (DEMO / diary).unlink()


def report() -> None:
    result = json.loads((DEMO / "result.json").read_text("utf-8"))
    network, window = result["network"], result["region_window"]
    print(
        f"\n{network['id']} ×{network['scale']}, region of {window['width']} × "
        f"{window['height']} super-resolved pixels:"
    )
    for attribution in result["attributions"]:
        figures = attribution["statistics"]
        print(
            f"  {attribution['name']:<10} DI {figures['diffusion_index']:5.1f}   "
            f"ATV {figures['atv']['mean']:5.1f} %   {attribution['verdict']['words']}"
        )
    for name, baseline in result["baselines"].items():
        print(f"  {name:<10} DI     –   ATV {baseline['atv']['mean']:5.1f} %")
    super_resolved, bicubic = (
        result["quality"]["region"][name]["psnr"] for name in ("super_resolved", "bicubic")
    )
    print(
        f"Against the true image of 25 cm: PSNR {super_resolved:.2f} dB, "
        f"bicubic {bicubic:.2f} dB in the region"
    )
    print(f"\nEverything is in {DEMO}:")
    for path in sorted(p for p in DEMO.rglob("*") if p.is_file()):
        print(f"  {path.relative_to(DEMO)}")
    print(f"\nLook at it:   {DEMO / 'screenshot.png'}\nOpen in QGIS: {DEMO / 'project.qgz'}")


@contextmanager
def step(what: str) -> Iterator[None]:
    print(f"\n── {what}", flush=True)
    started = time.monotonic()
    yield
    print(f"   {time.monotonic() - started:.1f} s", flush=True)


def run(*command: str | Path, **settings: str | Path) -> None:
    """Runs a command with more environment variables; the demo ends when it fails."""
    # A bare system says nothing of its character set; Python inside QGIS would then assume ASCII.
    more = {name: str(value) for name, value in settings.items()}
    status = subprocess.run(command, env={"LANG": "C.UTF-8", **os.environ, **more}).returncode
    if status:
        sys.exit(f"error: {command[0]} failed with status {status}; see above.")


def expect(*paths: Path) -> None:
    """A status of 0 is no proof: qgis_process and a desktop may end well without a result."""
    if missing := [str(path) for path in paths if not path.is_file()]:
        sys.exit(f"error: not made: {', '.join(missing)}; see above.")


if __name__ == "__main__":
    main()
