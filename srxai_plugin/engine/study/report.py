"""The study as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np

from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.explaining.outputs import software
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.report.page import figure, table, text, write_page
from srxai_plugin.engine.study import figures
from srxai_plugin.engine.study.blind import against_truth
from srxai_plugin.engine.study.examples import examples
from srxai_plugin.engine.study.statistics import (
    ATTENTION,
    COMPLEX,
    FEWEST,
    REGULAR,
    Estimate,
    attention_against_plain,
    bootstrap,
    by_image,
    paired,
    regular_against_complex,
    share,
    wider_is_better,
)
from srxai_plugin.engine.study.table import AREA_NAMES, BASELINES, Row

REPORT = "report.html"
HEADLINE = "lam"
"""The method that the others are held against; the first one where it is not in the study."""


def write_report(
    plan: Any,
    rows: Sequence[Row],
    networks: Sequence[SRNetwork],
    methods: Mapping[str, AttributionMethod],
    paths: Sequence[Path],
) -> None:
    """Write ``report.html``, whole or not at all. ``plan`` is the ``run.Plan`` of the rows."""
    good = [row for row in rows if row.is_measured]
    by_method = {id: [r for r in good if r.method == id] for id in (*methods, *BASELINES)}
    by_method = {id: found for id, found in by_method.items() if found}
    names = {**{id: m.name for id, m in methods.items()}, **{b: b for b in BASELINES}}
    parts = [_head(plan, rows, networks)]
    if by_method:
        parts += [
            _atv(by_method, names, plan.seed),
            _against(good, by_method, names, plan.seed),
            _sanity(by_method, names),
            against_truth(good, by_method, names, plan.seed),
            _time(by_method, names),
            _psnr(by_method, names, networks),
            _findings(by_method, names, plan.seed),
            _examples(plan, by_method, networks[0], methods, paths),
        ]
    parts += [_failures(rows), _made(plan, networks, methods)]
    write_page(plan.output / REPORT, "SRXAI study", parts)


def _head(plan: Any, rows: Sequence[Row], networks: Sequence[SRNetwork]) -> str:
    images = len({row.image for row in rows if row.is_measured})
    known = "with their truth" if plan.truth else "without a truth"
    hard = "bicubic errs most" if plan.truth else "bicubic has most texture"
    return (
        "<h1>What did the networks look at?</h1>"
        f"<p>{images} images of {text(plan.images)} {known}, {len(networks)} networks; in each "
        f"image the {plan.side} × {plan.side} window (SR pixels) where {hard}.</p>"
    )


def _atv(by_method: Mapping[str, list[Row]], names: Mapping[str, str], seed: int) -> str:
    found = {id: bootstrap(_values(by_image(r, _atv_mean)), seed) for id, r in by_method.items()}
    estimates = {names[id]: e for id, e in found.items() if e}
    curve = {
        names[id]: [float(np.mean([r.atv[area] for r in rows])) for area in AREA_NAMES]
        for id, rows in by_method.items()
    }
    lines = [
        [name, *(f"{v:.2f}" for v in curve[name]), _interval(e), str(e.count)]
        for name, e in estimates.items()
    ]
    header = ["method", *(f"{area} %" for area in AREA_NAMES), "mean [95 %]", "images"]
    return (
        "<h2>ATV by method</h2><p>How much of the window's texture changes when only the pixels "
        "that a map points at keep their detail, in %. Lower is better.</p>"
        + figure(figures.atv_by_method(estimates))
        + table(header, lines)
        + figure(figures.curves(curve))
    )


def _against(
    rows: Sequence[Row], by_method: Mapping[str, list[Row]], names: Mapping[str, str], seed: int
) -> str:
    headline = HEADLINE if HEADLINE in by_method else next(iter(by_method))
    lines = []
    for other in by_method:
        found = paired(rows, headline, other, seed) if other != headline else None
        if found:
            verdict = "no difference shown"
            if found.count < FEWEST:
                verdict = "not judged, too few images"
            elif found.is_certain:
                verdict = "better" if found.mean < 0 else "worse"
            lines.append([names[other], _interval(found), str(found.count), verdict])
    title = f"{names[headline]} against each other one"
    return f"<h3>{text(title)}</h3>" + table(
        ["against", "paired difference in ATV [95 %]", "images", names[headline] + " is"], lines
    )


def _sanity(by_method: Mapping[str, list[Row]], names: Mapping[str, str]) -> str:
    lines = []
    for id, rows in by_method.items():
        if id in BASELINES:
            continue
        figures_of = (
            share(r.beats_random for r in rows),
            share(r.beats_distance.get("0.5") for r in rows),
            share(r.beats_distance.get("1") for r in rows),
        )
        lines.append([names[id], *(_percent(value) for value in figures_of), str(len(rows))])
    header = ["method", "beats random", "beats distance at 0.5 %", "at 1 %", "maps"]
    return (
        "<h2>Sanity</h2><p>Share of maps that beat maps which know nothing of the network: "
        "random pixels (by the mean ATV), and the pixels nearest to the window.</p>"
        + table(header, lines)
    )


def _time(by_method: Mapping[str, list[Row]], names: Mapping[str, str]) -> str:
    seconds = {
        names[id]: [r.seconds for r in rows if r.seconds is not None]
        for id, rows in by_method.items()
    }
    seconds = {name: found for name, found in seconds.items() if found}
    if not seconds:
        return ""
    return "<h2>Time</h2>" + figure(figures.seconds_by_method(seconds))


def _psnr(
    by_method: Mapping[str, list[Row]], names: Mapping[str, str], networks: Sequence[SRNetwork]
) -> str:
    drawn = []
    for id, rows in by_method.items():
        points = {}
        for network in networks:
            own = [r for r in rows if r.network_sha256 == network.sha256 and r.psnr is not None]
            if own:
                points[f"{network.id} ×{network.scale}"] = (
                    float(np.mean([r.psnr for r in own])),
                    float(np.mean([r.diffusion_index for r in own])),
                )
        if points and id not in BASELINES:
            drawn.append(figure(figures.diffusion_against_psnr(points, names[id])))
    if not drawn:
        return ""
    return (
        "<h2>Diffusion index and PSNR by network</h2><p>0 is one pixel, 100 the whole tile evenly; "
        "it depends on the tile's size, so only networks of one scale compare.</p>" + "".join(drawn)
    )


def _findings(by_method: Mapping[str, list[Row]], names: Mapping[str, str], seed: int) -> str:
    lines = []
    for id, all_rows in by_method.items():
        if id in BASELINES:
            continue
        # The diffusion index and the PSNR of two scales do not compare.
        scale = Counter(r.scale for r in all_rows).most_common(1)[0][0]
        rows = [r for r in all_rows if r.scale == scale]
        wider = wider_is_better(rows, seed)
        over = wider.over_networks
        lines.append(
            [
                f"{names[id]}, ×{scale}",
                "–" if over is None else f"{over:+.2f} ({wider.networks} networks)",
                _signed(wider.per_image),
                _signed(attention_against_plain(rows, seed)),
                _signed(regular_against_complex(rows, seed)),
            ]
        )
    attention = ", ".join(
        sorted({r.architecture for f in by_method.values() for r in f} & ATTENTION)
    )
    return (
        "<h2>What LAM's authors found, tested here</h2><p>Gu &amp; Dong (2021): networks that look "
        "wider do better; attention widens the look; regular stripes are noticed more than complex "
        "semantics.</p>"
        + table(
            [
                "by the maps of",
                "ρ of DI and PSNR over networks",
                "ρ per image, mean [95 %]",
                "DI, attention − plain [95 %]",
                "DI, regular − complex [95 %]",
            ],
            lines,
        )
        + f'<p class="note">Attention here: {text(attention or "none")}. Regular: '
        f"{', '.join(sorted(REGULAR))}; complex: {', '.join(sorted(COMPLEX))}, by the files' "
        "names. – where there are too few networks or images. An interval that holds 0 shows "
        "nothing; ρ over a handful of networks shows little.</p>"
    )


def _examples(
    plan: Any,
    by_method: Mapping[str, list[Row]],
    network: SRNetwork,
    methods: Mapping[str, AttributionMethod],
    paths: Sequence[Path],
) -> str:
    """Of the headline method and the first network."""
    id = HEADLINE if HEADLINE in by_method else next(iter(by_method))
    if id not in methods:
        return ""
    rows = [row for row in by_method[id] if row.network_sha256 == network.sha256]
    return examples(plan, rows, network, methods[id], paths)


def _failures(rows: Sequence[Row]) -> str:
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        if not row.is_measured:
            counts[row.network, row.method, row.reason] += 1
    if not counts:
        return ""
    lines = [[network, method, reason, str(n)] for (network, method, reason), n in counts.items()]
    return "<h2>Without figures</h2>" + table(["network", "method", "reason", "images"], lines)


def _made(
    plan: Any, networks: Sequence[SRNetwork], methods: Mapping[str, AttributionMethod]
) -> str:
    lines = [[f"network {n.id}", f"{n.architecture} ×{n.scale}, {n.sha256}"] for n in networks]
    lines += [[f"method {m.name}", repr(m.parameters())] for m in methods.values()]
    lines += [[name, version] for name, version in software().items()]
    lines += [["seed", str(plan.seed)], ["images at most", str(plan.limit or "all")]]
    return "<h2>How this was made</h2>" + table(["what", "which"], lines)


def _atv_mean(row: Row) -> Optional[float]:
    return row.atv_mean


def _values(found: Mapping[str, float]) -> list[float]:
    return [found[image] for image in sorted(found)]


def _interval(e: Estimate) -> str:
    return f"{e.mean:.2f} [{e.low:.2f}, {e.high:.2f}]"


def _signed(e: Optional[Estimate]) -> str:
    return "–" if e is None else f"{e.mean:+.2f} [{e.low:+.2f}, {e.high:+.2f}], n = {e.count}"


def _percent(value: Optional[float]) -> str:
    return "–" if value is None else f"{value:.0f} %"
