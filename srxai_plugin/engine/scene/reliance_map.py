"""A reliance map as a raster: the figures of all windows, and how they are written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

import srxai_plugin
from srxai_plugin.contract import staging
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.scenes import (
    RELIANCE_BANDS,
    RELIANCE_DETAIL_BANDS,
    RelianceRequest,
)
from srxai_plugin.engine.imagery.large import (
    SMALLEST_COG_BLOCK,
    RasterProfile,
    cloud_optimized,
    pieces,
)
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.scene.cells import Cell, Cells, Figures


class Table:
    """All figures, as the map holds them."""

    def __init__(self, cells: Cells, bands: tuple[str, ...]) -> None:
        shape = (cells.rows, cells.columns)
        self.bands = bands
        self.values = np.full((len(bands), *shape), np.nan, dtype=np.float32)
        self.states = np.full(shape, "", dtype="<U9")
        self._seen = np.zeros((*shape, 32), dtype=np.uint8)

    def put(self, cell: Cell, figures: Figures) -> None:
        """Take the figures of a window."""
        place = (cell.row, cell.column)
        self.values[(slice(None), *place)] = [getattr(figures, name) for name in self.bands]
        self.states[place] = figures.state
        self._seen[place] = np.frombuffer(bytes.fromhex(figures.pixels), dtype=np.uint8)

    def pixels_hash(self) -> str:
        """Of all that was read, whatever the order in which it was."""
        return hashlib.sha256(self._seen.tobytes()).hexdigest()


def write_map(
    request: RelianceRequest,
    network: SRNetwork,
    table: Table,
    cells: Cells,
    unit: str,
    threads: int,
    folder: Path,
    name: str,
) -> None:
    """Write the map into a folder, as a Cloud-Optimized GeoTIFF. Raises CannotWrite.

    Args:
        unit: of distances.
        threads: that each worker had.
    """
    grid = cells.map_grid
    words = list(RELIANCE_BANDS.values())
    words[-1] += f", {unit}"
    words += list(RELIANCE_DETAIL_BANDS.values()) * request.detail
    sort = RasterProfile(
        grid, len(table.bands), table.values.dtype, float("nan"), words, SMALLEST_COG_BLOCK
    )
    plain = folder / "plain.tif"
    with pieces(plain, sort) as written:
        written.write(table.values, grid.whole)
        written.tag(
            {
                "SRXAI_RELIANCE_REQUEST": to_json(request),
                "SRXAI_VERSION": srxai_plugin.__version__,
                "SRXAI_METHOD": request.method.id,
                "SRXAI_NETWORK": network.id,
                "SRXAI_NETWORK_SHA256": network.sha256,
                "SRXAI_PIXELS_SHA256": table.pixels_hash(),
                "SRXAI_THREADS": str(threads),
            }
        )
    cloud_optimized(plain, folder / name, sort, SMALLEST_COG_BLOCK)
    staging.remove(plain)
    written.check(folder / name)
