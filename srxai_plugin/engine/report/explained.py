"""The report of one explanation: pictures, figures, verdict, and how it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from rasterio.crs import CRS

from srxai_plugin.contract.appearance import GAMMA
from srxai_plugin.contract.choices import MEASURE_NAMES, MEASURE_SENTENCES, OBJECTIVE_NAMES
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.commands import COMPARISON_FILE, RESULT_FILE
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Attribution, Explanation, Reach
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.report import curves, words
from srxai_plugin.engine.report.command import command_line
from srxai_plugin.engine.report.compared import compared_part, newest_comparison
from srxai_plugin.engine.report.detail import detail_facts, detail_picture, detail_verdict
from srxai_plugin.engine.report.evidence import meaning
from srxai_plugin.engine.report.map import draw_map, pixel_stretch
from srxai_plugin.engine.report.page import facts, figure, image, table, text, write_page
from srxai_plugin.engine.report.pictures import crops
from srxai_plugin.engine.report.result import Result, read_result
from srxai_plugin.engine.report.truth import against_the_truth

REPORT = "report.html"
MARKS = {
    "faithful": ("●", "#2b8a3e"),
    "careful": ("◐", "#b35c00"),
    "unfit": ("○", "#c92a2a"),
}
"""Symbol and colour of a verdict, beside words that say the same."""
UNKNOWN = "–"


def write_report(where: Path, output: Optional[Path] = None) -> Path:
    """Write the HTML report of a result; returns its path.

    Args:
        where: the result's folder, or its ``result.json``; of a comparison, its folder.
        output: the file to write; by default ``report.html`` beside the result.

    Raises:
        BadInput: there is no whole result, or the file cannot be written.
    """
    if (where / COMPARISON_FILE).is_file() and not (where / RESULT_FILE).is_file():
        return _write_compared(where, output)
    result = read_result(where)
    path = (output or result.folder / REPORT).absolute()
    explanation = result.explanation
    scene = _scene(explanation)
    parts = [
        f"<h1>What did {text(explanation.network.id)} look at?</h1>",
        _head(explanation, scene),
        _verdicts(explanation),
        _map(result, scene),
        _pictures(result),
        compared_part(newest_comparison(result.folder)),
        _statistics(explanation),
        _curves(result),
        _measures(explanation),
        against_the_truth(explanation.quality),
        _made(explanation),
    ]
    write_page(path, f"{scene} · {explanation.network.id}", parts)
    return path


def _write_compared(folder: Path, output: Optional[Path]) -> Path:
    """The page of a comparison alone."""
    part = compared_part(folder)
    if not part:
        raise BadInput(f"What {folder} compares is not all there. Compare again.")
    path = (output or folder / REPORT).absolute()
    write_page(path, "Networks compared", [part.replace("h2>", "h1>")])
    return path


def _scene(explanation: Explanation) -> str:
    return Path(explanation.request.raster).name or explanation.request.raster


def _head(explanation: Explanation, scene: str) -> str:
    network, region = explanation.network, explanation.region_sr_window
    return (
        f"<p>{text(scene)}, super-resolved ×{network.scale}; the region has {region.width} × "
        f"{region.height} SR pixels.</p>"
    )


def _verdicts(explanation: Explanation) -> str:
    lines = [detail_verdict(explanation)]
    for attribution in explanation.attributions:
        mark, colour = MARKS.get(attribution.verdict.level, MARKS["unfit"])
        lines.append(
            f'<p><span style="color:{colour}" aria-hidden="true">{mark}</span> '
            f"<b>{text(attribution.name)}</b> – {text(attribution.verdict.words)}</p>"
        )
    lines += [
        f"<p><b>Note:</b> {text(warning)}</p>"
        for warning in (*explanation.misfits, *explanation.warnings)
    ]
    return "".join(lines)


def _map(result: Result, scene: str) -> str:
    attributions = result.explanation.attributions
    if not attributions:
        return ""
    first = attributions[0]
    caption = (
        f"{first.name} over {scene}. White: the region. Dashed: the tile, all that the network "
        f"was given. {meaning(result.outlined(first))}"
    )
    if result.lr() is None:
        caption += " The raster is no file here: the super-resolved tile stands in for it."
    return "<h2>Map</h2>" + figure(image(draw_map(result, first), caption), caption)


def _pictures(result: Result) -> str:
    explanation = result.explanation
    lr, sr = result.lr(), result.super_resolved()
    scale = explanation.network.scale
    stretch = pixel_stretch(metres_per_pixel(result.grid))
    drawn = []
    for attribution in explanation.attributions:
        found = result.outlined(attribution)
        titles = ("LR", f"SR ×{scale}", f"{attribution.name}: what it used")
        source = crops(
            lr,
            sr,
            result.map(attribution),
            found,
            explanation.region_window,
            scale,
            titles,
            GAMMA,
            stretch,
        )
        caption = (
            f"{', '.join(titles if lr is not None else titles[1:])}; the white frame is the "
            f"region. {meaning(found)}"
        )
        drawn.append(figure(image(source, caption), caption))
    drawn.append(detail_picture(result, stretch))
    return "<h2>LR, SR and evidence</h2>" + "".join(drawn)


def _statistics(explanation: Explanation) -> str:
    tile = explanation.tile.window
    header = ["method", "DI", "ATV @ 1 %", "ATV mean", "looks at", "area", "gap", "time"]
    lines = [_line(attribution) for attribution in explanation.attributions]
    for name, baseline in explanation.baselines.items():
        atv = baseline.atv
        at_one = _percent(atv.area.get("1"))
        lines.append([name, UNKNOWN, at_one, _percent(atv.mean), *[UNKNOWN] * 3, ""])
    sentences = (
        f"{words.DIFFUSION_INDEX} Here: {tile.width} × {tile.height} pixels.",
        words.ATV,
        f"Looks at: {words.LOOKS_AT[0].lower()}{words.LOOKS_AT[1:]}",
        words.AREA,
        words.GAP,
        words.BASELINES,
    )
    return (
        "<h2>Statistics</h2>"
        + table(header, lines, quiet=len(explanation.baselines))
        + "".join(f'<p class="note">{text(sentence)}</p>' for sentence in sentences)
    )


def _line(attribution: Attribution) -> list[str]:
    s = attribution.statistics
    return [
        attribution.name,
        f"{s.diffusion_index:.1f}",
        _percent(s.atv.area.get("1")),
        _percent(s.atv.mean),
        _reach(s.reach),
        _percent(s.area_of_interest),
        _percent(None if s.completeness_gap is None else 100 * s.completeness_gap),
        f"{attribution.seconds:.1f} s",
    ]


def _curves(result: Result) -> str:
    explanation = result.explanation
    if not explanation.attributions:
        return ""
    parts = [
        "<h2>Curves</h2>",
        figure(
            curves.atv_curve(explanation),
            "ATV area curve: the fewer pixels suffice, the better the map points.",
        ),
        figure(
            curves.radial_profile(explanation),
            "Radial profile: how much of the attribution lies within a distance of the region. "
            "Dotted: 95 %.",
        ),
    ]
    found = curves.figures(result)["layers"]
    if found:
        parts.append(figure(curves.layer_curve(found), "How widely each layer looks."))
    return "".join(parts)


def _measures(explanation: Explanation) -> str:
    asked = explanation.request.measures
    if not asked:
        return ""
    lines = []
    for attribution in explanation.attributions:
        found, values = attribution.statistics.measures, []
        for id in asked:
            value = getattr(found, id, None)
            if id == "randomisation" and value is not None:
                value = value.spearman[-1] if value.spearman else None
            values.append(_number(getattr(value, "area", value)))
        lines.append([attribution.name, *values])
    notes = (f"{MEASURE_NAMES[id]}: {MEASURE_SENTENCES[id]}" for id in asked)
    return (
        "<h2>Further measures</h2>"
        + table(["method", *(MEASURE_NAMES[id] for id in asked)], lines)
        + "".join(f'<p class="note">{text(note)}</p>' for note in notes)
        + '<p class="note">Insertion and deletion are areas under their curves, parameter '
        "randomisation is the rank correlation with a wholly random network.</p>"
    )


def _made(explanation: Explanation) -> str:
    request, network, tile = explanation.request, explanation.network, explanation.tile
    w, r, how = tile.window, explanation.region_sr_window, explanation.radiometry
    lines = [
        ("raster", request.raster),
        ("tile", f"{w.width} × {w.height} pixels from column {w.column}, row {w.row}"),
        ("region", f"{r.width} × {r.height} SR pixels from column {r.column}, row {r.row}"),
        ("CRS", _crs(tile.crs)),
        ("geotransform", ", ".join(f"{number:.12g}" for number in tile.transform)),
        ("bands", how.match.words if how.match else ", ".join(map(str, how.bands))),
        *(("bands given", g.match.words) for g in [explanation.given] if g and g.match),
        ("values", how.words),
        ("network", f"{network.id} ({network.architecture}, ×{network.scale})"),
        ("parameters", f"{network.parameters:,}"),
        ("SHA-256", network.sha256),
        ("objective", _settings(_objective(request.objective.id), request.objective.parameters)),
        *(("method", _settings(a.name, a.parameters)) for a in explanation.attributions),
        ("evaluations", _evaluations(explanation)),
        *detail_facts(explanation),
        ("seed", request.seed),
        ("device", request.device),
        ("threads", "all" if request.threads is None else request.threads),
        *explanation.software.items(),
        ("time", f"{explanation.seconds:.1f} s"),
    ]
    return (
        "<h2>How this was made</h2>"
        + facts(lines)
        + "<p>The command line that makes it again, for a POSIX shell:</p>"
        + f'<pre class="short" id="command">{text(command_line(request))}</pre>'
        + f"<p>The same as a request:</p><pre>{text(to_json(request))}</pre>"
    )


def _objective(id: str) -> str:
    return OBJECTIVE_NAMES.get(id, id)


def _settings(name: str, parameters: dict) -> str:
    settings = (f"{key} = {UNKNOWN if value == '' else value}" for key, value in parameters.items())
    return f"{name} ({', '.join(settings)})" if parameters else name


def _evaluations(explanation: Explanation) -> str:
    return ", ".join(f"{a.name} {a.statistics.evaluations}" for a in explanation.attributions)


def _crs(wkt: Optional[str]) -> str:
    if not wkt:
        return "none: pixel coordinates"
    crs = CRS.from_wkt(wkt)
    code = crs.to_authority()
    name = wkt.split('"')[1] if '"' in wkt else wkt
    return f"{name} ({':'.join(code)})" if code else wkt


def _reach(reach: Reach) -> str:
    if reach.pixels == 0:
        return "inside"
    return f"{reach.pixels:.0f} px" if reach.metres is None else f"{reach.metres:.3g} m"


def _percent(value: Optional[float]) -> str:
    return UNKNOWN if value is None else f"{value:.1f} %"


def _number(value: Optional[float]) -> str:
    return UNKNOWN if value is None else f"{value:.3f}"
