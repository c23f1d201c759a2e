"""The command line: ``srxai explain …``, ``srxai train …`` and ``srxai networks …``.

Results as JSON on stdout, progress and messages on stderr. Exit status 0 done, 2 bad input (one
line ``error: …``, nothing written), 130 cancelled, 1 a defect.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, Optional

import srxai_plugin
from srxai_plugin.contract import (
    MEASURE_NAMES,
    OBJECTIVE_NAMES,
    VIEW_NAMES,
    Bounds,
    ExplainRequest,
    Method,
    Objective,
    Parameter,
    Progress,
    Region,
    Window,
    to_json,
)
from srxai_plugin.engine.cli_networks import add_networks
from srxai_plugin.engine.imagery.geojson import read_polygon
from srxai_plugin.errors import BadInput, Cancelled, SrxaiError

DONE, DEFECT, BAD_INPUT, CANCELLED = 0, 1, 2, 130

COORDINATES = ("--region", "--window", "--sr-window")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, like every other error of this program."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}. See '{self.prog} --help'.")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command; returns the exit status."""
    try:
        given = sys.argv[1:] if arguments is None else arguments
        options = _parser().parse_args(_joined(given))
        return options.run(options)
    except Cancelled as cancelled:
        _say(f"\n{cancelled}")
        return CANCELLED
    except KeyboardInterrupt:
        _say("\nCancelled.")
        return CANCELLED
    except SrxaiError as error:
        _say(f"error: {' '.join(str(error).split())}")
        return BAD_INPUT
    except BrokenPipeError:  # whoever read the result has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE
    except Exception:
        traceback.print_exc()
        _say("This is a defect in SRXAI; please report the lines above.")
        return DEFECT


def _parser() -> Parser:
    parser = Parser(prog="srxai", description="What did the super-resolution network look at?")
    parser.add_argument("--version", action="version", version=srxai_plugin.__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    _add_explain(commands.add_parser("explain", help="explain a region of a raster"))
    _add_train(commands.add_parser("train", help="train a network from a folder of images"))
    add_networks(commands.add_parser("networks", help="list, check, add and remove networks"))
    return parser


def _add_explain(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("raster", metavar="SCENE", help="raster file that GDAL reads")
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--region", metavar="XMIN,YMIN,XMAX,YMAX", help="in map units")
    where.add_argument("--window", metavar="COL,ROW,WIDTH,HEIGHT", help="in pixels of the raster")
    where.add_argument(
        "--sr-window",
        metavar="COL,ROW,WIDTH,HEIGHT",
        help="in super-resolved pixels of the whole raster",
    )
    where.add_argument(
        "--polygon",
        metavar="FILE.geojson",
        type=Path,
        help="all polygons of a GeoJSON file; longitude and latitude unless it says otherwise",
    )
    add("--region-crs", metavar="CRS", help="of --region, as EPSG:n; the raster's own if not given")
    add("--output", metavar="DIR", required=True, help="folder for the results")
    add("--network", metavar="ID|CHECKPOINT", default="edsr-x4")
    add("--method", metavar="ID", action="append", help="lam, amve-sr; both if not given")
    add(
        "--set",
        metavar="METHOD.NAME=VALUE",
        action="append",
        default=[],
        help="a parameter of a method or of the objective, as in lam.steps=50",
    )
    add("--objective", metavar="ID", default="texture", help=", ".join(OBJECTIVE_NAMES))
    add(
        "--view",
        metavar="ID",
        action="append",
        default=[],
        help=f"a further raster of each method: {', '.join(VIEW_NAMES)}",
    )
    add(
        "--context",
        metavar="PIXELS",
        type=int,
        help="raster pixels around the region; by default a tile of at least 64 × 64",
    )
    add("--bands", metavar="1,2,3", help="raster bands for the network's inputs")
    add("--scaling", metavar="dtype|percentile|none", help="raster values to 0-1")
    add("--device", metavar="auto|cpu|cuda", default="auto")
    add("--threads", metavar="N", type=int, help="CPU threads")
    add("--seed", metavar="N", type=int, default=0, help="of the random baseline and the measures")
    add(
        "--measure",
        metavar="ID",
        action="append",
        default=[],
        help=f"what else to measure of each map: {', '.join(MEASURE_NAMES)}; may be repeated",
    )
    add(
        "--reference",
        metavar="TRUTH",
        help="raster with the true high-resolution image, for PSNR and SSIM",
    )
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    request = _request(options)
    # Imported here, so that help and wrong arguments do not wait for torch.
    from srxai_plugin.engine.explain import absolute, explain

    with ProgressLine() as line:
        explanation = explain(absolute(request), line.show, _interrupted())
    for warning in explanation.warnings:
        _say(f"warning: {warning}")
    print(to_json(explanation, indent=2))
    return DONE


def _request(options: argparse.Namespace) -> ExplainRequest:
    if options.region_crs and not options.region:
        raise BadInput("--region-crs goes with --region only.")
    objective = _objective(options)
    return ExplainRequest(
        raster=options.raster,
        region=_region(options),
        output=options.output,
        network=options.network,
        methods=_methods(options.method or ["lam", "amve-sr"], options.set),
        objective=objective,
        views=tuple(options.view),
        context=options.context,
        bands=_numbers("--bands", options.bands, int) if options.bands else None,
        scaling=options.scaling,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
        measures=tuple(options.measure),
        reference=options.reference,
    )


def _region(options: argparse.Namespace) -> Region:
    if options.region:
        corners = _numbers("--region", options.region, float, count=4)
        return Region(bounds=Bounds(*corners, crs=options.region_crs))
    if options.polygon:
        return Region(polygon=read_polygon(options.polygon))
    if options.window:
        return Region(window=Window(*_numbers("--window", options.window, int, count=4)))
    return Region(sr_window=Window(*_numbers("--sr-window", options.sr_window, int, count=4)))


def _objective(options: argparse.Namespace) -> Objective:
    """Its parameters are set like those of a method, under its own id."""
    own = [s for s in options.set if s.startswith(f"{options.objective}.")]
    (asked,) = _methods([options.objective], own)
    options.set = [s for s in options.set if s not in own]
    return Objective(asked.id, asked.parameters)


def _methods(ids: Sequence[str], settings: Sequence[str]) -> tuple[Method, ...]:
    parameters: dict[str, dict[str, Parameter]] = {id: {} for id in ids}
    for setting in settings:
        target, equals, value = setting.partition("=")
        id, dot, name = target.partition(".")
        if not (equals and dot):
            raise BadInput(f"--set takes METHOD.NAME=VALUE, as in lam.steps=50, not '{setting}'.")
        if id not in parameters:
            raise BadInput(f"--set {setting}: the method '{id}' is not among those asked for.")
        parameters[id][name] = _value(value)
    return tuple(Method(id, parameters[id]) for id in ids)


def _value(text: str) -> Parameter:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text)


def _numbers(
    option: str, text: str, kind: Callable[[str], float], count: Optional[int] = None
) -> tuple:
    try:
        numbers = tuple(kind(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or (count is not None and len(numbers) != count):
        sort = "whole numbers" if kind is int else "numbers"
        wanted = f"{count} {sort}" if count else sort
        raise BadInput(f"{option} takes {wanted} separated by commas, not '{text}'.")
    return numbers


def _joined(arguments: Sequence[str]) -> list[str]:
    """Coordinates often begin with a minus, which argparse would take for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in COORDINATES:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _add_train(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("images", metavar="FOLDER", type=Path, help="images to learn from")
    add("--output", metavar="FILE.safetensors", type=Path, required=True)
    add("--validate", metavar="FOLDER", type=Path, help="images to score on at the end")
    add("--architecture", metavar="ID", default="edsr")
    for name, default, words in (
        ("scale", 4, "2, 3 or 4"),
        ("features", 32, "channels of the feature maps"),
        ("blocks", 16, "residual blocks"),
        ("steps", 20_000, "batches to train on"),
        ("batch", 16, "patches in a batch"),
        ("patch", 32, "side of a patch, in LR pixels"),
        ("seed", 0, "of the first weights and the patches"),
    ):
        add(
            f"--{name}", metavar="N", type=int, default=default, help=f"{words} (default {default})"
        )
    add("--rate", metavar="R", type=float, default=4e-4, help="learning rate (default 4e-4)")
    add("--colour", choices=("rgb", "y"), default="rgb", help="y learns the luma alone")
    add("--start", metavar="CHECKPOINT", type=Path, help="network to take the first weights from")
    add("--precision", choices=("float32", "bfloat16"), default="float32")
    add("--threads", metavar="N", type=int, help="CPU threads")
    for name in ("title", "data", "licence"):
        add(f"--{name}", metavar="TEXT", help=f"{name}, for the model card")
    command.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> int:
    from dataclasses import fields

    from srxai_plugin.engine.device import use_threads
    from srxai_plugin.engine.train import Recipe, train

    use_threads(options.threads)
    recipe = Recipe(**{f.name: getattr(options, f.name) for f in fields(Recipe)})
    words = {key: getattr(options, key) for key in ("title", "data", "licence")}
    card = {key: value for key, value in words.items() if value}
    card["command"] = _training_command(recipe, options)
    trained = train(
        options.images, options.output, recipe, options.validate, options.start, card=card
    )
    print(to_json(trained, indent=2))
    return DONE


def _training_command(recipe: Any, options: argparse.Namespace) -> str:
    """What trains the same network on any machine: no paths of this one."""
    from dataclasses import fields

    chosen = [
        f"--{f.name} {getattr(recipe, f.name)}"
        for f in fields(recipe)
        if getattr(recipe, f.name) != f.default
    ]
    start = [f"--start {options.start.name}"] if options.start else []
    threads = [f"--threads {options.threads}"] if options.threads else []
    words = ["srxai train TRAIN --validate VAL", f"--output {options.output.name}"]
    return " ".join([*words, *chosen, *start, *threads])


class ProgressLine:
    """Progress on stderr: rewritten in place on a terminal, line after line in a log."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._last = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._last:
            _say("")

    def show(self, progress: Progress) -> None:
        left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
        line = f"{100 * progress.fraction:3.0f} %  {progress.stage}{left}"
        # In a log, bad input is to be the only line: nothing is said before work has begun.
        if line == self._last or not (self._terminal or progress.fraction):
            return
        self._last = line
        if self._terminal:
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        else:
            _say(line)


def _interrupted() -> Callable[[], bool]:
    """Ctrl-C and a polite kill end the request between two steps, so that it can tidy up."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: asked.append(received))
    return lambda: bool(asked)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
