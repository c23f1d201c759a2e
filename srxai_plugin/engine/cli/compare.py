"""``srxai compare``: one region, one method, several networks."""

from __future__ import annotations

import argparse
from pathlib import Path

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.requests import CompareRequest
from srxai_plugin.engine.cli.arguments import (
    ProgressLine,
    add_reading,
    add_region,
    add_settings,
    bands_of,
    interrupted,
    local,
    methods_of,
    region_of,
    say,
)


def add_compare(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai compare``."""
    add = command.add_argument
    add("raster", metavar="SCENE", help="raster file that GDAL reads")
    add_region(command)
    add("--output", metavar="DIR", required=True, help="folder for the results")
    add(
        "--network",
        metavar="ID|CHECKPOINT",
        action="append",
        required=True,
        help="at least two, each after its own --network",
    )
    add("--method", metavar="ID", default="lam", help="lam if not given")
    add_settings(command)
    add_reading(command)
    add("--detail", action="store_true", help="judge the detail that each network adds, too")
    command.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    (method,) = methods_of([options.method], options.set)
    request = CompareRequest(
        raster=local(options.raster),
        region=region_of(options),
        output=str(Path(options.output).absolute()),
        networks=tuple(map(local, options.network)),
        method=method,
        context=options.context,
        bands=bands_of(options),
        scaling=options.scaling,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
        detail=options.detail,
    )
    # Imported here, so that help and wrong arguments do not wait for torch.
    from srxai_plugin.engine.explaining.compare import compare

    with ProgressLine() as line:
        comparison = compare(request, line.show, interrupted())
    for warning in comparison.warnings:
        say(f"warning: {warning}")
    print(to_json(comparison, indent=2))
    return 0
