"""Examples for the report, drawn anew: the study keeps figures, not maps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.report.page import figure, image, text
from srxai_plugin.engine.report.pictures import side_by_side
from srxai_plugin.engine.study.images import pair, read_image
from srxai_plugin.engine.study.measure import attributed, prepare
from srxai_plugin.engine.study.table import Row


def examples(
    plan: Any,
    rows: Sequence[Row],
    network: SRNetwork,
    method: AttributionMethod,
    paths: Sequence[Path],
) -> str:
    """HTML of the smallest, median and largest area of interest: LR, SR and map side by side.

    ``rows`` are those of this one network and method; ``plan`` is the ``run.Plan`` they are of.
    """
    rows = sorted(rows, key=lambda r: (r.area_of_interest or 0.0, r.image))
    chosen = {"smallest": 0, "median": len(rows) // 2, "largest": len(rows) - 1} if rows else {}
    files = {path.name: path for path in paths}
    drawn = []
    for word, at in chosen.items():
        row = rows[at]
        try:
            both = pair(read_image(files[row.image]), network.scale, plan.truth)
            case = prepare(network, both, plan.side)
            map = attributed(case, method)
        except SrxaiError:  # the image went since its row was made
            continue
        t = case.placement.tile
        picture = side_by_side(
            both.lr[t.row : t.bottom, t.column : t.right],
            case.sr,
            map,
            case.placement.region_in_tile,
            network.scale,
        )
        words = f"{word}: {row.image}, {row.area_of_interest:.1f} % of the pixels hold 95 %"
        drawn.append(figure(image(picture, words), words))
    title = f"Area of interest: {method.name} of {network.id}"
    return f"<h2>{text(title)}</h2>" + "".join(drawn)
