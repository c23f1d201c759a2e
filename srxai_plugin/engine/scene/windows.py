"""A grid of windows over a scene, as a file of requests for a batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.engine.imagery.geotiff import colour_bands, grid_of, open_raster, read
from srxai_plugin.engine.machine.files import unwritten, whole
from srxai_plugin.engine.scene.cells import Cell, Cells


def write_windows(request: ExplainRequest, stride: int, window: int, path: Path) -> int:
    """Write a request for each window of a grid that holds data; returns how many.

    Args:
        request: what to ask of each; its region and output are replaced.
        stride: LR pixels from window to window.
        window: side of a window in LR pixels.

    Raises:
        BadInput: sizes below 1, an unreadable raster, or no window with data.
        CannotWrite: the file cannot be written.
    """
    if stride < 1 or window < 1:
        raise BadInput("Stride and window are whole numbers of raster pixels, 1 or more.")
    count = 0
    with open_raster(request.raster) as dataset:
        grid, _ = grid_of(dataset)
        cells = Cells(grid, stride, window)
        bands = request.bands or tuple(colour_bands(dataset))
        try:
            with whole(path) as partial, partial.open("w", encoding="utf-8") as file:
                for row in range(cells.rows):
                    for column in range(cells.columns):
                        there = cells.explained(Cell(column, row))
                        if read(dataset, there, bands).valid.any():
                            asked = replace(request, region=Region(window=there), output="")
                            print(to_json(asked), file=file)
                            count += 1
                if not count:
                    raise BadInput(
                        "No window of the grid holds data. Choose a smaller stride, or another "
                        "raster."
                    )
        except OSError as error:
            raise unwritten(path, error) from None
    return count
