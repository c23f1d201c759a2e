"""An explanation as rows of figures for files and the clipboard: not rounded, untranslated."""

from __future__ import annotations

import csv
import io
from typing import Optional, Union

from srxai_plugin.contract.results import ATV, Attribution, Detail, Explanation

Value = Union[str, int, float, None]
TEXTS = ("map", "method", "network", "verdict", "reasons", "degradation", "referees")
"""Columns that hold text; all others hold numbers."""


def statistics_rows(explanation: Explanation) -> list[dict[str, Value]]:
    """A row for each method, then each baseline, then the detail where it was judged, all with the
    same columns in the same order."""
    network = explanation.network.id
    rows = [_method(attribution, network) for attribution in explanation.attributions]
    for name, baseline in explanation.baselines.items():
        rows.append({"map": "baseline", "method": name, "network": network, **_atv(baseline.atv)})
    if explanation.detail is not None:
        rows.append(_detail(explanation.detail, network))
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [{column: row.get(column) for column in columns} for row in rows]


def statistics_csv(explanation: Explanation) -> str:
    """The same as comma-separated values with a header; an empty cell where there is no figure."""
    rows = statistics_rows(explanation)
    held = io.StringIO()
    writer = csv.DictWriter(held, list(rows[0]) if rows else TEXTS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue()


def _method(attribution: Attribution, network: str) -> dict[str, Value]:
    s = attribution.statistics
    return {
        "map": "attribution",
        "method": attribution.method,
        "network": network,
        **_atv(s.atv),
        "beyond_detail": s.beyond_detail,
        "diffusion_index": s.diffusion_index,
        "gini": s.gini,
        "reach_px": s.reach.pixels,
        "reach_m": s.reach.metres,
        "area_of_interest": s.area_of_interest,
        "completeness_gap": s.completeness_gap,
        "kept": s.kept,
        "evaluations": s.evaluations,
        "flat_pixels": s.flat_pixels,
        "seconds": attribution.seconds,
        "verdict": attribution.verdict.level,
        "reasons": " ".join(attribution.verdict.reasons),
        **_measures(attribution),
    }


def _detail(detail: Detail, network: str) -> dict[str, Value]:
    row = {
        "map": "detail",
        "network": network,
        "seconds": detail.seconds,
        "verdict": detail.level,
        "reasons": " ".join(detail.reasons),
        "share": detail.share,
        "support": detail.support,
        "added": detail.added,
        "half_width": detail.half_width,
    }
    rests_on = detail.calibration
    if rests_on is None:
        return row
    return {
        **row,
        "degradation": rests_on.degradation,
        "degradation_assumed": int(rests_on.is_assumed),
        "referees": " ".join(rests_on.referees),
        "true_share_one_scale_down": rests_on.true_share,
        "worth": rests_on.worth,
        "q": rests_on.q,
        "distance": rests_on.distance,
        "limit": rests_on.limit,
    }


def _atv(atv: ATV) -> dict[str, Value]:
    kept = {f"atv_{share}": value for share, value in atv.area.items()}
    deleted = {f"atv_delete_{share}": value for share, value in (atv.delete or {}).items()}
    local = {f"loc_{share}": value for share, value in (atv.loc or {}).items()}
    means = {"atv_mean": atv.mean, "loc_mean": atv.loc_mean}
    return {**means, **kept, "atv_soft": atv.soft, **local, **deleted}


def _measures(attribution: Attribution) -> dict[str, Value]:
    found = attribution.statistics.measures
    if found is None:
        return {}
    last: Optional[float] = None
    if found.randomisation is not None and found.randomisation.spearman:
        last = found.randomisation.spearman[-1]
    return {
        "insertion": found.insertion.area if found.insertion else None,
        "deletion": found.deletion.area if found.deletion else None,
        "sensitivity": found.sensitivity,
        "infidelity": found.infidelity,
        "randomisation": last,
    }
