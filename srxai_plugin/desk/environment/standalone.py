"""A CPython of SRXAI's own, where the system has none that fits: which one, and where it lies.

Standard library only. Names and SHA-256 of the archives stand in resources/python/standalone.json;
what is not pinned there is not downloaded.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Optional
from urllib.parse import quote

from srxai_plugin.contract.resource import resource

MARK = "srxai.json"
"""File in an unpacked Python that says which archive it is from; written last."""
ROOT = "python"
"""Folder that each archive holds everything in."""


class Unusable(Exception):
    """An archive that is not the pinned one, or would write outside its folder."""


@dataclass(frozen=True)
class Standalone:
    """One archive."""

    file: str
    sha256: str
    url: str
    version: tuple[int, int]
    megabytes: float
    """About."""

    def python(self, folder: Path) -> Path:
        """The interpreter, when the archive is unpacked into this folder."""
        parts = ("python.exe",) if "windows" in self.file else ("bin", "python3")
        return folder.joinpath(ROOT, *parts)

    def is_in(self, folder: Path) -> bool:
        """Whether it is unpacked there, whole."""
        with suppress(OSError, ValueError):
            told = json.loads((folder / MARK).read_text("utf-8"))
            return told == {"sha256": self.sha256} and self.python(folder).is_file()
        return False

    def found_in(self, folder: Optional[Path]) -> Optional[Path]:
        """The archive in a folder that was carried over; None without one."""
        file = folder / self.file if folder is not None else None
        return file if file is not None and file.is_file() else None


def standalone(triple: str, index: Optional[Path] = None) -> Optional[Standalone]:
    """The one that is pinned for a system such as ``x86_64-pc-windows-msvc``; None without one.

    Args:
        index: another file than the plugin's own.
    """
    told = json.loads((index or resource("python", "standalone.json")).read_text("utf-8"))
    archive = told["archives"].get(triple)
    if archive is None or len(archive.get("sha256", "")) != 64:
        return None
    major, minor = told["version"].split(".")[:2]
    return Standalone(
        archive["file"],
        archive["sha256"],
        told["base"] + quote(archive["file"]),
        (int(major), int(minor)),
        told["megabytes"],
    )


def unpack(archive: Path, pinned: Standalone, folder: Path) -> None:
    """Put a Python into a folder, whole or not at all; replaces what is there.

    Raises:
        Unusable: the archive's SHA-256 is another one, or it holds what does not belong there.
        OSError: it cannot be written.
    """
    if digest_of(archive) != pinned.sha256:
        raise Unusable
    draft = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            filtered: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            for member in _harmless(tar):
                tar.extract(member, draft, **filtered)
        (draft / MARK).write_text(json.dumps({"sha256": pinned.sha256}), "utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(draft, folder)
    except (tarfile.TarError, EOFError) as error:
        raise Unusable from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def digest_of(file: Path) -> str:
    """SHA-256 in hexadecimal digits. Raises OSError."""
    digest = sha256()
    with open(file, "rb") as opened:
        while chunk := opened.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _harmless(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members, in case the pinned archive itself is not what it should be."""
    for member in tar:
        path = PurePosixPath(member.name)
        links = [path.parent / member.linkname] if member.issym() else []
        links += [PurePosixPath(member.linkname)] if member.islnk() else []
        is_plain = member.isfile() or member.isdir() or links
        if not is_plain or not all(_is_inside(place) for place in (path, *links)):
            raise Unusable(member.name)
        member.mode = (member.mode | 0o600) & 0o755
        yield member


def _is_inside(path: PurePosixPath) -> bool:
    depth = 0
    for part in path.parts:
        depth += -1 if part == ".." else 0 if part == "." else 1
        if depth < 1 and part != ".":
            return False
    return not path.is_absolute() and path.parts[:1] == (ROOT,) and "\\" not in str(path)
