"""Tiles of a detail map that are done, on disk while the others are measured."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Optional
from uuid import uuid4

import numpy as np

from srxai_plugin.contract import staging
from srxai_plugin.contract.scenes import TILES_SUFFIX, DetailMapRequest
from srxai_plugin.engine.machine.files import unwritten, whole
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.scene.going_on import Done, kept, question_of

Key = int
"""A tile's number in its tiling."""


class TilesDone(Done):
    """The tiles of a run before, and those of this one: a line of JSON for each, and its bands
    behind it. A tile that was cut off by a kill is made again."""

    parts = "tiles"

    def __init__(self, path: Path, question: dict[str, Any]) -> None:
        self.path: Path = path
        self._question = question
        self._places: dict[Key, tuple[int, dict[str, Any]]] = {}
        self._file: Optional[IO[bytes]] = None

    def begin(self) -> None:
        path = self.path
        try:
            end = self._found(path)
            if end is None:
                with whole(path) as fresh:
                    fresh.write_bytes(json.dumps(self._question).encode() + b"\n")
            file = open(path, "r+b")  # noqa: SIM115 - closed by ``close``
            if end is not None:
                file.truncate(end)
            file.seek(0, 2)
            self._file = file
        except (OSError, ValueError) as error:
            raise unwritten(path, OSError(getattr(error, "errno", None), str(error))) from None

    @property
    def place(self) -> Path:
        return self.path

    @property
    def are_kept(self) -> bool:
        return bool(self._places)

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    @property
    def facts(self) -> dict[Key, dict[str, Any]]:
        """What was told of each tile beside its bands."""
        return {key: facts for key, (_, facts) in self._places.items()}

    def put(self, key: Key, bands: Optional[np.ndarray], facts: dict[str, Any]) -> None:
        """Outlives this process from here on. Raises OSError where nothing can be written.

        Args:
            bands: (B, h, w) float32; None for a tile without data.
        """
        file = self._open
        packed = b"" if bands is None else zlib.compress(np.ascontiguousarray(bands).data, 1)
        shape = [] if bands is None else list(bands.shape)
        told = {**facts, "key": key, "shape": shape, "bytes": len(packed)}
        file.write(json.dumps(told).encode() + b"\n")
        place = file.tell()
        file.write(packed)
        file.flush()
        self._places[key] = (place, told)

    def bands(self, key: Key) -> Optional[np.ndarray]:
        """(B, h, w) float32 of a tile; None for one without data."""
        place, told = self._places[key]
        if not told["bytes"]:
            return None
        file = self._open
        file.seek(place)
        values = zlib.decompress(file.read(told["bytes"]))
        file.seek(0, 2)
        return np.frombuffer(values, np.float32).reshape(told["shape"])

    @property
    def _open(self) -> IO[bytes]:
        if self._file is None:
            raise ValueError("The file is not open; it is within ``kept`` alone.")
        return self._file

    def close(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def remove(self) -> None:
        self.close()
        with suppress(OSError):
            staging.remove(self.path)

    def _found(self, path: Path) -> Optional[int]:
        """Where the whole tiles of a run before end, which are noted; None without such a run."""
        end = None
        with suppress(OSError, ValueError, TypeError, KeyError), open(path, "rb") as file:
            if json.loads(file.readline()) != self._question:
                return None
            end, size = file.tell(), path.stat().st_size
            while line := file.readline():
                told = json.loads(line)
                place = file.tell()
                if place + told["bytes"] > size:
                    break
                file.seek(told["bytes"], 1)
                self._places[told["key"]] = (place, told)
                end = file.tell()
        return end


@contextmanager
def tiles_done(request: DetailMapRequest, network: SRNetwork, output: Path) -> Iterator[TilesDone]:
    """The file, beside ``output`` until the map stands there; see ``going_on.kept``.

    Rasters that are no files may change unseen: their tiles serve this run alone.
    """
    question = question_of(request, network) or {"once": uuid4().hex}
    with kept(TilesDone(output.with_name(output.name + TILES_SUFFIX), question), output) as tiles:
        yield tiles
