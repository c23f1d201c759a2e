"""The table of AMVE-SR's authors, made again with a network and images at hand.

Their setting: an LR tile of 64 × 64 pixels, the window of 100 of 512 pixels' side in its middle, an
EDSR, and the mean over images of their drop (``metrics.published_atv``). Their own figures stand
beside; they are of 39 AID images at ×8 and of their network, so that an order can be compared and
a number cannot.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import Method
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.registry import METHODS
from srxai_plugin.engine.attribution.registry import method as method_of
from srxai_plugin.engine.attribution.stages import candidates, name_of, record
from srxai_plugin.engine.explaining.course import GRADIENT
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.files import whole
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.published_atv import kept, published_atv
from srxai_plugin.engine.metrics.texture import detail_map, distance_map, random_map
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.report.page import table, text, write_page
from srxai_plugin.engine.study.images import choose, pair, read_image
from srxai_plugin.engine.study.statistics import bootstrap

SIDE = 64
"""Of the tile, in LR pixels."""
WINDOW = 100 / 512
"""Side of the window, as a share of the tile's."""
THEIRS = {"amve-sr": 12.3, "lam": 34.7, "hirescam": 110.0, "layercam": 154.0}
"""Their methods, and the drops in % that the losses they publish give."""
RULE = {"amve-sr": "viridis", "hirescam": "viridis", "layercam": "viridis", "lam": "seismic"}
"""How the pictures were drawn that their code cuts; all others are cut as the paper says."""
SHALLOW = ("hirescam", "layercam")
"""Methods of a layer, taken at the first one, as theirs."""
TABLE, REPORT = "published.csv", "published.html"
BLIND = ("random", "distance", "detail")


@dataclass(frozen=True)
class Measured:
    """One image × method."""

    image: str
    method: str
    rule: str
    """Of ``published_atv.RULES``: ``plain``, or that of their picture."""
    drop: Optional[float]
    """In %."""
    area: Optional[float]
    """LR pixels kept, in %."""
    loss: Optional[float]
    loss_masked: Optional[float]
    reason: str = ""
    """Why there are no figures."""


def published(
    images: Path,
    output: Path,
    network: str,
    limit: Optional[int] = None,
    threads: Optional[int] = None,
    seed: int = 0,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Make their table of a folder of high-resolution images; ``published.csv`` and ``.html``.

    Images smaller than the tile are passed over; larger ones give their upper left part, as theirs.

    Returns:
        Paths, counts, and of each method the mean drop.

    Raises:
        BadInput: no such folder or network, or nothing could be measured.
        Cancelled: nothing was written.
    """
    use_threads(threads)
    loaded = load_network(network, device("auto"))
    if loaded.bands != 3:
        raise BadInput(f"{loaded.id} takes {loaded.bands} bands; their images have 3.")
    if not loaded.gives_what_it_takes:
        raise BadInput(f"{loaded.id} gives other bands than the 3 of their images.")
    known = {cls.id for cls in METHODS}
    methods = {id: method_of(Method(id)) for id in THEIRS if id in known}
    paths = choose(images, limit)
    each = 2.0 * (len(BLIND) + 2 * len(methods))
    each += sum(GRADIENT * m.evaluations() for m in methods.values())
    meter = Meter(len(paths) * each, progress, cancelled)
    rows: list[Measured] = []
    for number, path in enumerate(paths, 1):
        about = {"n": number, "of": len(paths), "subject": path.name}
        meter.stage("case", **about)
        rows += _of_image(path, loaded, methods, seed, meter)
        meter.advance(each, "case", **about)
    if not any(row.drop is not None for row in rows):
        raise BadInput(
            f"No image in {images} could be measured: {rows[0].reason or 'all are too flat'}."
        )
    output.mkdir(parents=True, exist_ok=True)
    with whole(output / TABLE) as file, file.open("w", newline="", encoding="utf-8") as open_file:
        writer = csv.DictWriter(open_file, [f.name for f in fields(Measured)])
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    summary = _summary(rows)
    missing = [id for id in THEIRS if id not in known]
    write_page(output / REPORT, "ATV as published", [_page(loaded, rows, missing, seed)])
    progress(Progress("done", 1.0, 0.0))
    return {
        "images": len(paths),
        "drops": summary,
        "not_registered": missing,
        "table": str(output / TABLE),
        "report": str(output / REPORT),
    }


def window_of(scale: int) -> Window:
    """In the middle of the tile's SR grid: at ×8 206 to 306 of 512, as theirs."""
    side = SIDE * scale
    size = round(WINDOW * side)
    return Window((side - size) // 2, (side - size) // 2, size, size)


def _of_image(
    path: Path,
    network: SRNetwork,
    methods: dict[str, AttributionMethod],
    seed: int,
    meter: Meter,
) -> list[Measured]:
    try:
        lr, hr = _tile(path, network)
    except BadInput as error:
        return [Measured(path.name, "all", "", None, None, None, None, str(error))]
    region = window_of(network.scale)
    steps = outside(region, network.scale, (SIDE, SIDE))
    maps: dict[str, Callable[[], np.ndarray]] = {
        "random": lambda: random_map((SIDE, SIDE), seed),
        "distance": lambda: distance_map(steps),
        "detail": lambda: detail_map(lr, steps),
        **{id: _drawn(m, network, lr, region, meter) for id, m in methods.items()},
    }
    rows = []
    for id, draw in maps.items():
        try:
            map = draw()
            for rule in dict.fromkeys(("plain", RULE.get(id, "plain"))):
                f = published_atv(network, lr, region, kept(map, rule), hr, meter.check)
                figures = f.drop, f.area, f.loss, f.loss_masked
                rows.append(Measured(path.name, id, rule, *figures))
        except (BadInput, Unsupported) as error:
            rows.append(Measured(path.name, id, "", None, None, None, None, str(error)))
    return rows


def _tile(path: Path, network: SRNetwork) -> tuple[Tensor, Tensor]:
    side = SIDE * network.scale
    image = read_image(path)
    if min(image.shape[:2]) < side:
        raise BadInput(f"smaller than {side} × {side} pixels")
    both = pair(image[:side, :side], network.scale, truth=True)
    lr, hr = (
        torch.from_numpy(a.copy()).permute(2, 0, 1).float().div(255).to(network.device)
        for a in (both.lr, both.hr)
        if a is not None
    )
    return lr, hr


def _drawn(
    method: AttributionMethod, network: SRNetwork, lr: Tensor, region: Window, meter: Meter
) -> Callable[[], np.ndarray]:
    def draw() -> np.ndarray:
        asked = method
        if method.id in SHALLOW:
            layers = record(network, lr, candidates(network.module)).outputs
            asked = type(method).with_parameters({"layer": name_of(network, next(iter(layers)))})
        found = asked.attribute(network, lr, Texture(region), meter.check)
        return found.normalised().detach().cpu().numpy()

    return draw


def _summary(rows: list[Measured]) -> dict[str, dict[str, float]]:
    """By method and rule: mean drop in %."""
    found: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        if row.drop is not None:
            found.setdefault(row.method, {}).setdefault(row.rule, []).append(row.drop)
    return {
        id: {rule: round(float(np.mean(drops)), 2) for rule, drops in by_rule.items()}
        for id, by_rule in found.items()
    }


def _page(network: SRNetwork, rows: list[Measured], missing: list[str], seed: int) -> str:
    lines = []
    for id, by_rule in _summary(rows).items():
        for rule in by_rule:
            own = [r for r in rows if (r.method, r.rule) == (id, rule) and r.drop is not None]
            e = bootstrap([r.drop for r in own if r.drop is not None], seed)
            area = float(np.median([r.area for r in own if r.area is not None]))
            drops = [r.drop for r in own if r.drop is not None]
            lines.append(
                [
                    id,
                    rule,
                    f"{e.mean:.1f} [{e.low:.1f}, {e.high:.1f}]" if e else "–",
                    f"{float(np.median(drops)):.1f}",
                    f"{area:.2f}",
                    f"{THEIRS[id]:.1f}" if id in THEIRS and rule == RULE.get(id) else "–",
                    str(len(own)),
                ]
            )
    reasons = sorted({r.reason for r in rows if r.reason})
    told = f"<p>Passed over: {text('; '.join(reasons))}.</p>" if reasons else ""
    if missing:
        told += f"<p>Not registered here: {text(', '.join(missing))}.</p>"
    header = ["map", "cut", "drop in % [95 %]", "median", "kept, median %", "theirs", "images"]
    return (
        "<h1>ATV as AMVE-SR's authors publish it</h1>"
        f"<p>{text(network.id)} ×{network.scale}, LR tiles of {SIDE} × {SIDE} pixels, the window "
        f"of {window_of(network.scale).width} × {window_of(network.scale).width} SR pixels in "
        "their middle. What a map does not point at is set to black; the drop is how much the "
        "edge loss against the truth rises. Lower is better, and dense maps have it easy: see "
        "what is kept, and the maps that know no network. Cut: plain is a map above 0.15; viridis "
        "and seismic are the green of the pictures that the authors' code reads, and in LAM's "
        "picture green is what is <em>not</em> pointed at. Theirs: 39 AID images, ×8.</p>"
        + table(header, lines)
        + told
    )
