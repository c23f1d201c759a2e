"""The table of docs/reading.md, from the rows of one study or of several.

    .venv/bin/python benchmarks/study_table.py STUDY [STUDY_OF_SKIPS_SPLIT …]

Images are the unit of chance, as in the study's own report: the rows of an image are averaged over
its networks first. Only images are counted of which every network and method of their study is
there. A second study's methods have its folder's name behind theirs.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from srxai_plugin.engine.study.statistics import Estimate, Figure, by_image, paired
from srxai_plugin.engine.study.table import Row, read_rows

BLIND = ("detail", "distance", "random")
FIGURES: dict[str, Figure] = {
    "beyond detail": lambda row: row.beyond_detail,
    "specificity": lambda row: row.specificity,
    "ATV": lambda row: row.atv_mean,
    "loc": lambda row: row.loc_mean,
    "published ATV": lambda row: row.published_drop,
    "kept": lambda row: row.published_area,
}


def whole(rows: Iterable[Row]) -> list[Row]:
    """Those of images that are complete."""
    images = defaultdict(list)
    for row in rows:
        images[row.image].append(row)
    most = max(map(len, images.values()))
    return [row for found in images.values() if len(found) == most for row in found]


def rank(row: Row) -> float | None:
    return row.truth_rank


def main(folders: list[str]) -> None:
    for folder in folders:
        rows = whole(read_rows(Path(folder)).values())
        networks = list(dict.fromkeys(row.network for row in rows))
        methods = list(dict.fromkeys(row.method for row in rows))
        count = len({row.image for row in rows})
        print(f"\n{folder}: {count} images, {', '.join(networks)}\n")
        print("| map | ρ: by network | less LAM's | less detail's |", " | ".join(FIGURES), "|")
        for method in [m for m in methods if m not in BLIND] + list(BLIND):
            own = [row for row in rows if row.method == method]
            ranks = [_mean(by_image([r for r in own if r.network == n], rank)) for n in networks]
            cells = [method, ", ".join(f"{value:.2f}" for value in ranks)]
            cells += [_told(paired(rows, method, other, 0, rank)) for other in ("lam", "detail")]
            cells += [f"{_mean(by_image(own, figure)):.2f}" for figure in FIGURES.values()]
            print("|", " | ".join(cells), "|")
        for network in networks:
            of = [row for row in rows if row.network == network]
            print(f"\n{network}: ρ less LAM's, less detail's; beyond detail less LAM's")
            for method in methods:
                beyond = paired(of, method, "lam", 0, FIGURES["beyond detail"])
                told = [paired(of, method, other, 0, rank) for other in ("lam", "detail")]
                print(f"  {method}:", *map(_told, [*told, beyond]), sep="  ")


def _mean(values: dict[str, float]) -> float:
    return float(np.mean(list(values.values()))) if values else float("nan")


def _told(found: Estimate | None) -> str:
    return f"{found.mean:+.2f} [{found.low:+.2f}, {found.high:+.2f}]" if found else "–"


if __name__ == "__main__":
    main(sys.argv[1:])
