"""``srxai superresolve``, ``reliance`` and ``zonal``: whole rasters, and zones of the ground."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.scenes import (
    DetailMapRequest,
    RelianceRequest,
    SuperResolveRequest,
    ZonalRequest,
)
from srxai_plugin.engine.cli.arguments import (
    ProgressLine,
    add_field,
    add_machine,
    add_settings,
    bands_of,
    interrupted,
    local,
    methods_of,
    say,
)


def add_superresolve(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai superresolve``."""
    add = command.add_argument
    add("raster", metavar="SCENE", help="raster file that GDAL reads")
    add("--output", metavar="FILE.tif", required=True)
    add("--network", metavar="ID|CHECKPOINT", default="edsr-x4")
    words = "raster pixels along a tile; by memory if not"
    add_field(command, SuperResolveRequest, "tile", words, metavar="PIXELS")
    add("--no-cog", action="store_true", help="a plain tiled GeoTIFF, without overviews")
    _add_reading(command)
    command.set_defaults(run=_superresolve)


def add_reliance(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai reliance``."""
    add = command.add_argument
    add("raster", metavar="SCENE", help="raster file that GDAL reads")
    add("--output", metavar="FILE.tif", required=True)
    add("--network", metavar="ID|CHECKPOINT", default="edsr-x4")
    add(
        "--method",
        metavar="ID",
        default="gated-gradient",
        help="gated-gradient if not given, the quick one",
    )
    add_settings(command)
    add_windows(command)
    words = "raster pixels around each window"
    add_field(command, RelianceRequest, "context", words, metavar="PIXELS")
    _add_reading(command)
    add_fleet(command)
    add("--detail", action="store_true", help="judge each window's detail, too")
    command.set_defaults(run=_reliance)


def add_detail(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai detail``."""
    add = command.add_argument
    add("raster", metavar="SCENE", help="raster file that GDAL reads")
    add("--output", metavar="FILE.tif", required=True)
    add("--network", metavar="ID|CHECKPOINT", default="edsr-x4")
    _add_reading(command)
    add_fleet(command)
    command.set_defaults(run=_detail)


def add_zonal(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai zonal``."""
    add = command.add_argument
    add("heatmap", metavar="HEATMAP.tif", help="an attribution map of explain or compare")
    add("--zones", metavar="FILE", required=True, help="land-cover raster, or polygons as GeoJSON")
    add("--output", metavar="FILE.csv", required=True)
    add("--field", metavar="NAME", help="property that names a polygon's class")
    add("--band", metavar="N", type=int, default=1, help="of the land cover (default 1)")
    add("--label", metavar="VALUE=NAME", action="append", default=[], help="name of a class")
    command.set_defaults(run=_zonal)


def add_windows(command: argparse.ArgumentParser) -> None:
    """``--stride`` and ``--window``, of a grid of windows."""
    for field, words in (
        ("stride", "raster pixels from window to window"),
        ("window", "side of the explained windows, in raster pixels"),
    ):
        add_field(command, RelianceRequest, field, words, metavar="PIXELS")


def add_fleet(command: argparse.ArgumentParser) -> None:
    """``--workers`` and ``--scheduler``."""
    add = command.add_argument
    add(
        "--workers",
        metavar="N|auto",
        default="1",
        help="worker processes; auto is one for each CUDA device, or for each core (default 1)",
    )
    add("--scheduler", metavar="tcp://…", help="address of a running Dask scheduler")


def workers_of(options: argparse.Namespace) -> int:
    """Raises BadInput for what is no number of workers."""
    if options.workers == "auto":
        from srxai_plugin.engine.many.fleet import usual_workers

        return usual_workers()
    try:
        return int(options.workers)
    except ValueError:
        raise BadInput(f"--workers takes a number or auto, not '{options.workers}'.") from None


def show(result: Any) -> int:
    """Warnings to stderr, the result to stdout."""
    for warning in getattr(result, "warnings", ()):
        say(f"warning: {warning}")
    print(to_json(result, indent=2))
    return 0


def _add_reading(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--bands", metavar="1,2,3", help="raster bands for the network; else by meaning")
    add_field(command, SuperResolveRequest, "scaling", "raster values to 0-1")
    add_machine(command, "CPU threads, of each worker where there are any")


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "raster": local(options.raster),
        "output": str(Path(options.output).absolute()),
        "network": local(options.network),
        "bands": bands_of(options),
        "scaling": options.scaling,
        "device": options.device,
        "threads": options.threads,
    }


def _superresolve(options: argparse.Namespace) -> int:
    request = SuperResolveRequest(tile=options.tile, cog=not options.no_cog, **_reading(options))
    # Imported here, so that help and wrong arguments do not wait for torch.
    from srxai_plugin.engine.scene.superresolve import superresolve

    with ProgressLine() as line:
        result = superresolve(request, line.show, interrupted())
    return show(result)


def _reliance(options: argparse.Namespace) -> int:
    (method,) = methods_of([options.method], options.set)
    request = RelianceRequest(
        method=method,
        stride=options.stride,
        window=options.window,
        context=options.context,
        detail=options.detail,
        workers=workers_of(options),
        scheduler=options.scheduler,
        **_reading(options),
    )
    from srxai_plugin.engine.scene.reliance import reliance

    with ProgressLine() as line:
        result = reliance(request, line.show, interrupted())
    return show(result)


def _detail(options: argparse.Namespace) -> int:
    request = DetailMapRequest(
        workers=workers_of(options), scheduler=options.scheduler, **_reading(options)
    )
    from srxai_plugin.engine.scene.detail_map import detail_map

    with ProgressLine() as line:
        result = detail_map(request, line.show, interrupted())
    return show(result)


def _zonal(options: argparse.Namespace) -> int:
    labels = {}
    for label in options.label:
        value, equals, name = label.partition("=")
        if not equals:
            raise BadInput(f"--label takes VALUE=NAME, as in 3=road, not '{label}'.")
        labels[value] = name
    request = ZonalRequest(
        heatmap=local(options.heatmap),
        zones=local(options.zones),
        output=str(Path(options.output).absolute()),
        field=options.field,
        band=options.band,
        labels=labels or None,
    )
    from srxai_plugin.engine.scene.zonal import zonal

    result = zonal(request)
    say(result.words)
    return show(result)
