"""``srxai batch`` and ``rerun``: many explanations, and one of them once more."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.scenes import BatchRequest
from srxai_plugin.engine.cli.arguments import (
    ProgressLine,
    add_reading,
    add_settings,
    bands_of,
    interrupted,
    local,
    methods_of,
    say,
)
from srxai_plugin.engine.cli.scene import add_fleet, add_windows, show, workers_of
from srxai_plugin.engine.machine.files import make_folder

GRID = "requests.jsonl"
"""What a grid asks for, in the batch's folder."""
FAILED = 1
"""Exit status of a batch some of whose requests failed."""


def add_batch(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai batch``."""
    add = command.add_argument
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "requests", metavar="REQUESTS.jsonl", nargs="?", help="a request as JSON on each line"
    )
    what.add_argument("--grid", metavar="SCENE", help="windows all over a raster instead")
    add("--output", metavar="DIR", required=True, help="goes on with what lies there")
    add_fleet(command)
    add("--network", metavar="ID|CHECKPOINT", default="edsr-x4", help="of --grid, as all below")
    add(
        "--method", metavar="ID", action="append", help="gated-gradient if not given, the quick one"
    )
    add_settings(command)
    add_windows(command)
    add_reading(command)
    command.set_defaults(run=_batch)


def add_rerun(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai rerun``."""
    add = command.add_argument
    add("raster", metavar="HEATMAP.tif", help="a raster that SRXAI made")
    add("--output", metavar="DIR", help="folder for the result; NAME-rerun beside it if not given")
    add("--open", action="store_true", help="open the files that its tags name, without asking")
    add("--anyway", action="store_true", help="also where network or raster have changed")
    command.set_defaults(run=_rerun)


def _batch(options: argparse.Namespace) -> int:
    output = Path(options.output).absolute()
    request = BatchRequest(
        requests=str(output / GRID) if options.grid else str(Path(options.requests).absolute()),
        output=str(output),
        workers=workers_of(options),
        scheduler=options.scheduler,
        threads=options.threads,
    )
    # Imported here, so that help and wrong arguments do not wait for torch.
    from srxai_plugin.engine.many.batch import batch

    with ProgressLine() as line:
        cancelled = interrupted()
        if options.grid:
            _write_grid(options, output)
        result = batch(request, line.show, cancelled)
    show(result)
    if result.failed:
        say(f"{result.failed} of {result.requests} requests failed: see {result.failures}")
    return FAILED if result.failed else 0


def _write_grid(options: argparse.Namespace, output: Path) -> None:
    from srxai_plugin.engine.scene.windows import write_windows

    asked = ExplainRequest(
        raster=local(options.grid),
        region=Region(window=Window(0, 0, 1, 1)),
        output="",
        network=local(options.network),
        methods=methods_of(options.method or ["gated-gradient"], options.set),
        context=options.context,
        bands=bands_of(options),
        scaling=options.scaling,
        device=options.device,
        seed=options.seed,
    )
    make_folder(output)
    count = write_windows(asked, options.stride, options.window, output / GRID)
    say(f"{count} windows hold data")


def _rerun(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.serving.rerun import opens, rerun

    raster = Path(options.raster)
    output = options.output or str(raster.with_name(f"{raster.stem}-rerun"))
    named = opens(local(options.raster))
    confirmed = named if options.open or _confirmed(named) else ()
    with ProgressLine() as line:
        result = rerun(
            local(options.raster), output, options.anyway, confirmed, line.show, interrupted()
        )
    for difference in result.differences:
        say(f"note: {difference}")
    return show(result)


def _confirmed(named: Sequence[str]) -> bool:
    """Asks whoever sits at the terminal; nobody there confirms nothing."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    say("It asks to open:")
    for name in named:
        say(f"  {name!r}")
    say("Open this? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
