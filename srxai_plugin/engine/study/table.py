"""The study's rows: kept one by one as they are finished, and written as a CSV at the end.

``rows.jsonl`` is the study's memory: one row a line, so that whatever ends a run loses at most the
row at hand. Of rows with the same key the last one counts.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Optional

from srxai_plugin.contract.errors import CannotWrite
from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.machine.files import whole
from srxai_plugin.engine.metrics.texture import AREAS

MEMORY = "rows.jsonl"
TABLE = "study.csv"
BASELINES = ("random", "distance")
AREA_NAMES = tuple(f"{area:g}" for area in AREAS)
DEFECT = "defect: "
"""How the reason of a row begins that no one foresaw; a later run tries it again."""


@dataclass(frozen=True)
class Row:
    """One image × network × method, or why there is nothing."""

    image: str
    image_sha256: str
    image_class: str
    network: str
    network_sha256: str
    architecture: str
    scale: int
    method: str
    parameters: str
    """JSON of all of the method's parameters; ``{}`` for a baseline."""
    side: int
    """Of the window, in SR pixels."""
    truth: bool
    """Whether the image was the high-resolution truth."""
    window: Optional[tuple[int, ...]] = None
    """Column and row of the window in SR pixels of the image."""
    tile: Optional[tuple[int, ...]] = None
    """Width and height in LR pixels: the diffusion index depends on it."""
    atv: dict[str, float] = field(default_factory=dict)
    """ATV in % by area, in % of LR pixels."""
    atv_mean: Optional[float] = None
    atv_soft: Optional[float] = None
    diffusion_index: Optional[float] = None
    gini: Optional[float] = None
    area_of_interest: Optional[float] = None
    """% of LR pixels that together hold 95 % of the map."""
    seconds: Optional[float] = None
    """For the map alone; None for a baseline."""
    psnr: Optional[float] = None
    """Of the tile in dB: RGB, 8 bits, the scale cut as border. None without a truth."""
    psnr_bicubic: Optional[float] = None
    beats_random: Optional[bool] = None
    """By the mean ATV."""
    beats_distance: dict[str, bool] = field(default_factory=dict)
    """At 0.5 and at 1 % of the pixels."""
    reason: str = ""
    """Why there are no figures; empty where there are."""

    @property
    def key(self) -> tuple[Any, ...]:
        """What the row is about; an equal one need not be computed again."""
        return (
            self.image,
            self.image_sha256,
            self.network,
            self.network_sha256,
            self.method,
            self.parameters,
            self.side,
            self.truth,
        )

    @property
    def is_measured(self) -> bool:
        """Whether it has figures, and not a reason why there are none."""
        return not self.reason

    def measured_atv(self) -> ATV:
        """Of a row that is measured."""
        return ATV(self.atv, self.atv_mean or 0.0, self.atv_soft or 0.0)


def append(folder: Path, rows: Iterable[Row]) -> None:
    """Keep finished rows. Raises CannotWrite where the folder cannot be written to."""
    lines = "".join(
        json.dumps(vars(row), ensure_ascii=False, allow_nan=False) + "\n" for row in rows
    )
    try:
        with (folder / MEMORY).open("ab+") as file:
            # A run that was killed may have left half a line; the next row begins on its own.
            if file.tell() and not _ends_whole(folder / MEMORY):
                lines = "\n" + lines
            file.write(lines.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise CannotWrite(f"Cannot write {folder / MEMORY}: {error.strerror}.") from None


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def read_rows(folder: Path) -> dict[tuple[Any, ...], Row]:
    """Rows by their key; a line that is not whole is passed over."""
    path = folder / MEMORY
    if not path.exists():
        return {}
    rows = {}
    for line in path.read_bytes().split(b"\n"):
        try:
            data = json.loads(line.decode("utf-8", "surrogatepass"))
            for name in ("window", "tile"):
                data[name] = tuple(data[name]) if data[name] is not None else None
            row = Row(**data)
        except (ValueError, TypeError, KeyError):
            continue
        rows[row.key] = row
    return rows


COLUMNS = (
    *(f.name for f in fields(Row) if f.name not in ("atv", "beats_distance", "window", "tile")),
    "window_column",
    "window_row",
    "tile_width",
    "tile_height",
    *(f"atv_{area}" for area in AREA_NAMES),
    "beats_distance_0.5",
    "beats_distance_1",
)


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write the CSV whole or not at all; a figure that there is none of is an empty field."""
    with whole(path) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(_flat(row) for row in rows)


def _flat(row: Row) -> dict[str, Any]:
    column, line = row.window or (None, None)
    width, height = row.tile or (None, None)
    return {
        **vars(row),
        "image": row.image.encode("utf-8", "replace").decode(),
        "window_column": column,
        "window_row": line,
        "tile_width": width,
        "tile_height": height,
        **{f"atv_{area}": value for area, value in row.atv.items()},
        **{f"beats_distance_{area}": value for area, value in row.beats_distance.items()},
    }
