"""Every picture of README and docs anew, from the demo's scene: what "make gallery" runs.

Plays a session in the real QGIS window, in English and in Simplified Chinese, and puts its pictures
into docs/images. With ``--study FOLDER``, a folder that ``srxai study`` has finished, the figure of
that study too; it is all that is not drawn from the demo's scene.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import demo
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
BUILD = ROOT / "build" / "gallery"
SESSION = "tools/desktop_pictures.py"
LANGUAGES = {"en": IMAGES, "zh-Hans": IMAGES / "zh"}
LARGEST = 120_000
"""Bytes of a picture, so that a clone stays small."""
QUALITIES = (95, 90, 85, 80, 70, 60)
STUDY_NETWORK = "edsr-x4"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--study", type=Path, metavar="FOLDER", help="of 'srxai study', finished")
    study = parser.parse_args().study
    if not demo.SCENE.is_file():
        with demo.step(demo.FETCHING):
            demo.fetch_scene()
    for language, folder in LANGUAGES.items():
        with demo.step(f"Desktop: the pictures of the guide, {language}"):
            taken = take(language)
            folder.mkdir(parents=True, exist_ok=True)
            for picture in taken:
                keep(picture, folder / f"{picture.stem}.webp")
    if study:
        with demo.step(f"Figure: the study in {study}"):
            draw_study(study)


def take(language: str) -> list[Path]:
    """PNG files of one session in the desktop."""
    output = BUILD / language
    shutil.rmtree(output, ignore_errors=True)  # runs of before would be counted on the pictures
    region = ",".join(map(str, demo.REGION))
    command = [ROOT / "tools" / "desktop.sh", demo.SCENE, output, region]
    settings = {"LANG": "C.UTF-8", **os.environ, "SRXAI_SESSION": SESSION}
    if language != "en":
        settings["SRXAI_LOCALE"] = language
    if subprocess.run(command, env=settings).returncode:
        sys.exit("error: the session in the desktop failed; see above.")
    return sorted(output.glob("*.png"))


def keep(picture: Path, target: Path) -> None:
    """As WebP: to the bit where that is small enough, else as good as fits."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    for options in ({"lossless": True}, *({"quality": quality} for quality in QUALITIES)):
        held = io.BytesIO()
        image.save(held, "WEBP", method=6, **options)
        if held.tell() <= LARGEST:
            break
    else:
        sys.exit(f"error: {picture} does not fit into {LARGEST} bytes; make the picture smaller.")
    target.write_bytes(held.getvalue())
    print(f"   {target.relative_to(ROOT)}  {image.width} × {image.height}, {held.tell()} bytes")


def draw_study(folder: Path) -> None:
    """ATV against the share of pixels kept, by the methods of a study, for the default network."""
    from srxai_plugin.contract.choices import METHOD_NAMES
    from srxai_plugin.engine.study.figures import curves
    from srxai_plugin.engine.study.table import AREA_NAMES, read_rows

    found = defaultdict(list)
    for row in read_rows(folder).values():
        if row.is_measured and row.network == STUDY_NETWORK:
            found[METHOD_NAMES.get(row.method, row.method)].append(row.atv)
    if not found:
        sys.exit(f"error: {folder} holds no study with {STUDY_NETWORK}.")
    means = {
        name: [float(np.mean([atv[area] for atv in rows])) for area in AREA_NAMES]
        for name, rows in found.items()
    }
    target = IMAGES / "study-atv.svg"
    target.write_text(curves(dict(sorted(means.items(), key=lambda m: np.mean(m[1])))), "utf-8")
    print(f"   {target.relative_to(ROOT)}  {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
