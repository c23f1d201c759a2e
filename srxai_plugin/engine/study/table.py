"""The study's rows: kept one by one as they are finished, and written as a CSV at the end.

``rows.jsonl`` is the study's memory: one row a line, so that whatever ends a run loses at most the
row at hand. Of rows with the same key the last one counts.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Optional

from srxai_plugin.contract.errors import CannotWrite
from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.machine.files import whole
from srxai_plugin.engine.metrics.texture import AREAS

MEMORY = "rows.jsonl"
TABLE = "study.csv"
BASELINES = ("random", "distance", "detail")
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
    beats_detail: Optional[bool] = None
    """By the mean ATV and the mean loc."""
    loc: dict[str, float] = field(default_factory=dict)
    """In % by area, as ``atv``."""
    loc_mean: Optional[float] = None
    truth_block: Optional[int] = None
    """Side in LR pixels of the blocks that were blurred one by one for the truth."""
    truth_rank: Optional[float] = None
    """Rank correlation with the truth over the pixels that hold 95 % of it."""
    truth_shared_1: Optional[float] = None
    """Of the map's first 1 % of pixels, the share that are the truth's too."""
    truth_shared_5: Optional[float] = None
    beyond_detail: Optional[float] = None
    """Rank correlation with single pixels' effects beyond their detail and place."""
    control: str = ""
    """The other network whose map was measured on this one; empty where there was none."""
    specificity: Optional[float] = None
    """Mean ATV less that of the control's map; below 0 is better."""
    specificity_loc: Optional[float] = None
    published_drop: Optional[float] = None
    """ATV as AMVE-SR's authors publish it, in %; against the truth, or else S(x)."""
    published_area: Optional[float] = None
    """LR pixels that it keeps, in %."""
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
        atv = ATV(self.atv, self.atv_mean or 0.0, self.atv_soft or 0.0)
        return replace(atv, loc=self.loc, loc_mean=self.loc_mean)


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


SPREAD = ("atv", "loc", "beats_distance", "window", "tile")
"""Fields that are several columns."""
COLUMNS = (
    *(f.name for f in fields(Row) if f.name not in SPREAD),
    "window_column",
    "window_row",
    "tile_width",
    "tile_height",
    *(f"{figure}_{area}" for figure in ("atv", "loc") for area in AREA_NAMES),
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
        **{f"loc_{area}": value for area, value in row.loc.items()},
        **{f"beats_distance_{area}": value for area, value in row.beats_distance.items()},
    }
