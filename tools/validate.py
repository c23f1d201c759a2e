#!/usr/bin/env python3
"""Tells what the QGIS plugin repository would refuse in a package.

Usage: tools/validate.py PACKAGE.zip

The rules are the repository's own, as far as a package can be checked without it: layout, metadata,
licence, size, and files that do not belong there. Standard library only.
"""

from __future__ import annotations

import configparser
import re
import sys
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

LARGEST = 25_000_000
REQUIRED = (
    "name",
    "description",
    "version",
    "qgisMinimumVersion",
    "author",
    "email",
    "about",
    "tracker",
    "repository",
    "homepage",
)
LINKS = ("tracker", "repository", "homepage")
FLAGS = ("experimental", "deprecated", "server", "hasProcessingProvider")
BINARY = {".so", ".pyd", ".dll", ".dylib", ".exe", ".pyc", ".pyo", ".class", ".jar"}
UNWANTED = {"__pycache__", "__MACOSX", "tests", "test"}
OUTSIDE = ("PyTorch", "NumPy", "rasterio")
"""Dependencies that ``about`` has to name."""


def main() -> None:
    found = problems(Path(sys.argv[1]))
    if found:
        sys.exit("\n".join(f"error: {problem}" for problem in found))


def problems(path: Path) -> list[str]:
    """Sentences, one for each; empty for a package that passes."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        found = _of_layout(names)
        if found:
            return found
        top = PurePosixPath(names[0]).parts[0]
        text = package.read(f"{top}/metadata.txt").decode("utf-8")
    found = _of_metadata(text, {name.removeprefix(f"{top}/") for name in names})
    if path.stat().st_size > LARGEST:
        found.append(f"The package has {path.stat().st_size} bytes; {LARGEST} are allowed.")
    return found


def _of_layout(names: list[str]) -> list[str]:
    paths = [PurePosixPath(name) for name in names]
    tops = {path.parts[0] for path in paths}
    if len(tops) != 1:
        return [f"There must be one folder at the top, not {sorted(tops)}."]
    (top,) = tops
    found = []
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", top):
        found.append(f"The folder's name '{top}' is not plain letters, digits, - and _.")
    for needed in ("__init__.py", "metadata.txt", "LICENSE"):
        if f"{top}/{needed}" not in names:
            found.append(f"{needed} is missing.")
    for path in paths:
        if path.suffix in BINARY or any(
            part.startswith(".") or part in UNWANTED for part in path.parts
        ):
            found.append(f"{path} does not belong into a package.")
        if path.is_absolute() or ".." in path.parts:
            found.append(f"{path} leads out of the plugin's folder.")
    return found


def _of_metadata(text: str, names: set[str]) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    try:
        parser.read_string(text)
        metadata = parser["general"]
    except (configparser.Error, KeyError) as error:
        return [f"metadata.txt cannot be read: {error}."]
    found = [f"metadata.txt lacks '{key}'." for key in REQUIRED if not metadata.get(key)]
    if found:
        return found
    if "plugin" in metadata["name"].lower():
        found.append("The name says 'plugin', which goes without saying.")
    if not re.fullmatch(r"\d+(\.\d+)*[\w.-]*", metadata["version"]):
        found.append(f"'{metadata['version']}' is no version.")
    for key in ("qgisMinimumVersion", "qgisMaximumVersion"):
        if key in metadata and not re.fullmatch(r"\d+\.\d+", metadata[key]):
            found.append(f"{key} is '{metadata[key]}', not like 3.22.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", metadata["email"]):
        found.append(f"'{metadata['email']}' is no e-mail address.")
    for key in LINKS:
        link = urlsplit(metadata[key])
        if link.scheme not in ("http", "https") or "." not in link.netloc:
            found.append(f"{key} is no link: '{metadata[key]}'.")
    for key in FLAGS:
        if metadata.get(key, "yes").lower() not in ("yes", "no", "true", "false"):
            found.append(f"{key} is '{metadata[key]}', neither yes nor no.")
    if metadata.get("icon", "") not in names:
        found.append(f"The icon '{metadata.get('icon')}' is not in the package.")
    if "<" in metadata["about"] or "<" in metadata["description"]:
        found.append("HTML is not shown in 'about' and 'description'.")
    for name in OUTSIDE:
        if name not in metadata["about"]:
            found.append(f"'about' does not name the outside dependency {name}.")
    return found


if __name__ == "__main__":
    main()
