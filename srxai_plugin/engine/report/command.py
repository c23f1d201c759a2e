"""A request → the command line that makes its result again, quoted for a shell."""

from __future__ import annotations

import json
import shlex
from dataclasses import fields

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective, Parameter
from srxai_plugin.engine.imagery.geojson import as_geojson

REGION_FILE = "region.geojson"
"""Written by the first line of a command whose region is a polygon."""


def command_line(request: ExplainRequest) -> str:
    """One line for a POSIX shell, or two where the region is a polygon."""
    words = ["srxai", "explain", request.raster, *_region(request.region)]
    words += ["--output", request.output, "--network", request.network]
    for method in request.methods:
        words += ["--method", method.id, *_settings(method)]
    if request.objective != Objective():
        words += ["--objective", request.objective.id, *_settings(request.objective)]
    for option, values in (("--view", request.views), ("--measure", request.measures)):
        for value in values:
            words += [option, value]
    if request.detail:
        words.append("--detail")
    if request.bands is not None:
        words += ["--bands", ",".join(map(str, request.bands))]
    defaults = {f.name: f.default for f in fields(ExplainRequest)}
    for name in ("context", "scaling", "device", "threads", "seed", "reference", "guide"):
        value = getattr(request, name)
        if value != defaults[name]:
            words += [f"--{name}", str(value)]
    line = shlex.join(words)
    if request.region.polygon is None:
        return line
    geometry = json.dumps(as_geojson(request.region.polygon))
    return f"printf %s {shlex.quote(geometry)} > {REGION_FILE}\n{line}"


def _region(region: Region) -> list[str]:
    if region.bounds is not None:
        b = region.bounds
        corners = ",".join(map(repr, (b.xmin, b.ymin, b.xmax, b.ymax)))
        return [f"--region={corners}", *(["--region-crs", b.crs] if b.crs else [])]
    if region.polygon is not None:
        return ["--polygon", REGION_FILE]
    if region.window is not None:
        return [_window("--window", region.window)]
    if region.sr_window is not None:
        return [_window("--sr-window", region.sr_window)]
    return []


def _window(option: str, w: Window) -> str:
    return f"{option}={w.column},{w.row},{w.width},{w.height}"


def _settings(asked: Method | Objective) -> list[str]:
    words = []
    for name, value in asked.parameters.items():
        words += ["--set", f"{asked.id}.{name}={_written(value)}"]
    return words


def _written(value: Parameter) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
