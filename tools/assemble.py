#!/usr/bin/env python3
"""Lays out the plugin as QGIS expects it: DEST/srxai_plugin with metadata, licence and resources.

Usage: tools/assemble.py DEST [--link]

DEST is a QGIS plugin folder (…/profiles/default/python/plugins), or any other. An older
DEST/srxai_plugin is replaced. Standard library only, so that any Python runs it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "srxai_plugin"
BESIDE = ("metadata.txt", "LICENSE", "resources")
"""What lies beside the package in a checkout, and inside it in an installed plugin."""
LEFT_OUT = ("__pycache__", "*.py[co]", ".*", "tests", "*.partial", "*.training.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dest", type=Path, metavar="DEST")
    parser.add_argument(
        "--link",
        action="store_true",
        help="link instead of copying, so that QGIS runs the checkout as it is; where no links may"
        " be made, as on Windows without developer mode, it copies all the same and says so",
    )
    arguments = parser.parse_args()
    print(assemble(arguments.dest, arguments.link))


def assemble(dest: Path, link: bool = False) -> Path:
    """Makes ``dest/srxai_plugin`` anew and returns its path."""
    entries = [*(ROOT / NAME).iterdir(), *(ROOT / name for name in BESIDE)]
    missing = [str(entry) for entry in entries if not entry.exists()]
    if missing:
        sys.exit(f"error: not a whole checkout, these are missing: {', '.join(missing)}")

    if (said := version(ROOT / "metadata.txt")) != (
        own := version(ROOT / NAME / "contract" / "version.py")
    ):
        sys.exit(f"error: metadata.txt says version {said}, the package {own}; make them the same.")

    plugin = dest.resolve() / NAME
    if plugin == ROOT / NAME:
        sys.exit("error: DEST is this checkout; its own package would be replaced.")
    _remove(plugin)
    plugin.mkdir(parents=True)
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    for entry in entries:
        if entry.name in ignore(str(entry.parent), [entry.name]):
            continue
        link = link and _link(plugin / entry.name, entry)
        if link:
            continue
        if entry.is_dir():
            shutil.copytree(entry, plugin / entry.name, ignore=ignore)
        else:
            shutil.copy2(entry, plugin / entry.name)
    return plugin


def _link(place: Path, entry: Path) -> bool:
    """Whether it could be; what is in its way is told."""
    try:
        place.symlink_to(entry, target_is_directory=entry.is_dir())
    except OSError as error:  # on Windows a right of its own
        print(
            f"warning: no link can be made ({error.strerror}), so this is a copy: assemble again"
            " after each change. On Windows, developer mode lets links be made.",
            file=sys.stderr,
        )
        return False
    return True


def version(file: Path) -> str:
    """The first version that a file assigns; QGIS and pip read it from different files."""
    return re.search(
        r"""^(?:__)?version(?:__)? ?= ?["']?([^"'\s]+)""", file.read_text("utf-8"), re.M
    )[1]


def _remove(plugin: Path) -> None:
    """Takes an older one away. What it links to stays: rmtree never follows links."""
    if plugin.is_symlink():
        plugin.unlink()
    elif plugin.exists():
        if not (plugin / "__init__.py").exists():
            sys.exit(f"error: {plugin} is there but is no plugin; not replaced.")
        shutil.rmtree(plugin)


if __name__ == "__main__":
    main()
