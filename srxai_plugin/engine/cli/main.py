"""The command line: ``srxai explain|compare|superresolve|reliance|batch|report …``.

Results as JSON on stdout, progress and messages on stderr. Exit status 0 done, 2 bad input (one
line ``error: …``, nothing written), 130 cancelled, 1 a defect.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

import srxai_plugin
from srxai_plugin.contract.choices import OBJECTIVE_NAMES
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import Cancelled, SrxaiError
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest, Objective
from srxai_plugin.engine.cli.arguments import (
    Parser,
    ProgressLine,
    add_field,
    add_reading,
    add_region,
    add_settings,
    bands_of,
    interrupted,
    joined,
    methods_of,
    region_of,
    say,
)
from srxai_plugin.engine.cli.batch import add_batch, add_rerun
from srxai_plugin.engine.cli.compare import add_compare
from srxai_plugin.engine.cli.networks import add_networks
from srxai_plugin.engine.cli.report import add_report
from srxai_plugin.engine.cli.scene import add_detail, add_reliance, add_superresolve, add_zonal
from srxai_plugin.engine.cli.schema import add_schema
from srxai_plugin.engine.cli.study import add_study
from srxai_plugin.engine.machine.starting import starting

DONE, DEFECT, BAD_INPUT, CANCELLED = 0, 1, 2, 130


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command; returns the exit status."""
    _speak_utf8()
    _hush()
    try:
        given = sys.argv[1:] if arguments is None else arguments
        options = _parser().parse_args(joined(given))
        return options.run(options)
    except Cancelled as cancelled:
        say(f"\n{cancelled}")
        return CANCELLED
    except KeyboardInterrupt:
        say("\nCancelled.")
        return CANCELLED
    except SrxaiError as error:
        say(f"error: {' '.join(str(error).split())}")
        return BAD_INPUT
    except BrokenPipeError:  # whoever read the result has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE
    except Exception:
        traceback.print_exc()
        say("This is a defect in SRXAI; please report the lines above.")
        return DEFECT


def _speak_utf8() -> None:
    """Whatever the console's own encoding: results are JSON, and names and signs of all kinds."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _hush() -> None:
    """Warnings of libraries are for their callers, who are not at the console; ``-W`` and
    ``PYTHONWARNINGS`` bring them back."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _parser() -> Parser:
    parser = Parser(prog="srxai", description="What did the super-resolution network look at?")
    parser.add_argument("--version", action="version", version=srxai_plugin.__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    _add_explain(commands.add_parser("explain", help="explain a region of a raster"))
    add_compare(commands.add_parser("compare", help="explain a region by several networks"))
    add_study(commands.add_parser("study", help="measure methods and networks on many images"))
    add_superresolve(commands.add_parser("superresolve", help="super-resolve a whole raster"))
    add_reliance(
        commands.add_parser("reliance", help="map how far a network looks and what it adds")
    )
    add_detail(commands.add_parser("detail", help="map whether what a network adds can be true"))
    add_zonal(commands.add_parser("zonal", help="share a heatmap out among classes of the ground"))
    add_batch(commands.add_parser("batch", help="explain many regions, here or on a cluster"))
    add_rerun(commands.add_parser("rerun", help="make a raster of SRXAI again from its own tags"))
    add_report(commands.add_parser("report", help="a result as one HTML page"))
    add_schema(commands.add_parser("schema", help="what requests and results look like"))
    _add_train(commands.add_parser("train", help="train a network from a folder of images"))
    add_networks(commands.add_parser("networks", help="list, check, add and remove networks"))
    return parser


def _add_explain(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("raster", metavar="SCENE", help="raster file that GDAL reads")
    add_region(command)
    add("--output", metavar="DIR", required=True, help="folder for the results")
    add("--network", metavar="ID|CHECKPOINT", default="edsr-x4")
    add("--method", metavar="ID", action="append", help="lam, amve-sr; both if not given")
    add_settings(command)
    add_reading(command)
    add("--objective", metavar="ID", default="texture", help=", ".join(OBJECTIVE_NAMES))
    for option, field, words in (
        ("--view", "views", "a further raster of each method; may be repeated"),
        ("--measure", "measures", "what else to measure of each map; may be repeated"),
    ):
        more = {"metavar": "ID", "action": "append", "default": []}
        add_field(command, ExplainRequest, field, words, option, **more)
    add(
        "--reference",
        metavar="TRUTH",
        help="raster with the true high-resolution image: for PSNR, SSIM, and how true detail is",
    )
    add("--guide", metavar="RASTER", help="second raster, for a network that takes two")
    add(
        "--detail",
        action="store_true",
        help="judge the detail that the network adds, too, and map it",
    )
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    request = _request(options)
    # Imported here, so that help and wrong arguments do not wait for torch.
    with starting():
        from srxai_plugin.engine.explaining.explain import absolute, explain
        from srxai_plugin.engine.explaining.tile import misfits_of

    told: list[str] = []

    def show(progress: Progress) -> None:
        if progress.fraction and not told:  # all is well with the request; the time is not spent
            told.extend(misfits_of(request) or [""])
            for warning in filter(None, told):
                say(f"warning: {warning}")
        line.show(progress)

    with ProgressLine() as line:
        explanation = explain(absolute(request), show, interrupted())
    for warning in explanation.warnings:
        say(f"warning: {warning}")
    if explanation.detail is not None:
        say(explanation.detail.words)
    print(to_json(explanation, indent=2))
    return DONE


def _request(options: argparse.Namespace) -> ExplainRequest:
    objective = _objective(options)
    return ExplainRequest(
        raster=options.raster,
        region=region_of(options),
        output=options.output,
        network=options.network,
        methods=methods_of(options.method or ["lam", "amve-sr"], options.set),
        objective=objective,
        views=tuple(options.view),
        context=options.context,
        bands=bands_of(options),
        scaling=options.scaling,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
        measures=tuple(options.measure),
        reference=options.reference,
        guide=options.guide,
        detail=options.detail,
    )


def _objective(options: argparse.Namespace) -> Objective:
    """Its parameters are set like those of a method, under its own id."""
    own = [s for s in options.set if s.startswith(f"{options.objective}.")]
    (asked,) = methods_of([options.objective], own)
    options.set = [s for s in options.set if s not in own]
    return Objective(asked.id, asked.parameters)


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
    add(
        "--adversarial",
        metavar="WEIGHT",
        type=float,
        default=0.0,
        help="of an adversarial loss beside L1, which makes a network that invents (default 0)",
    )
    add("--bands", metavar="N", type=int, default=3, help="of the images; not 3: GeoTIFFs")
    add(
        "--degradation",
        metavar="NAME|FILE.json",
        help="how LR images are made, by ranges: real, satellite, or a file; antialiased bicubic "
        "if not given",
    )
    add(
        "--relative",
        action="store_true",
        help="errors count by the contrast of their patch and band",
    )
    add("--colour", choices=("rgb", "y"), default="rgb", help="y learns the luma alone")
    add("--start", metavar="CHECKPOINT", type=Path, help="network to take the first weights from")
    add("--precision", choices=("float32", "bfloat16"), default="float32")
    add_field(command, ExplainRequest, "threads", "CPU threads")
    for name in ("title", "data", "licence"):
        add(f"--{name}", metavar="TEXT", help=f"{name}, for the model card")
    command.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> int:
    from dataclasses import fields

    from srxai_plugin.engine.machine.device import use_threads
    from srxai_plugin.engine.training.recipe import Recipe
    from srxai_plugin.engine.training.train import train
    from srxai_plugin.engine.training.varied import varied

    use_threads(options.threads)
    known = {f.name: getattr(options, f.name) for f in fields(Recipe) if f.name != "degradation"}
    recipe = Recipe(**known, degradation=varied(options.degradation))
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
        f"--{f.name}" if f.type == "bool" else f"--{f.name} {getattr(recipe, f.name)}"
        for f in fields(recipe)
        if getattr(recipe, f.name) != f.default and f.name != "degradation"
    ]
    if options.degradation:
        chosen.append(f"--degradation {Path(options.degradation).name}")
    start = [f"--start {options.start.name}"] if options.start else []
    threads = [f"--threads {options.threads}"] if options.threads else []
    words = ["srxai train TRAIN --validate VAL", f"--output {options.output.name}"]
    return " ".join([*words, *chosen, *start, *threads])


if __name__ == "__main__":
    raise SystemExit(main())
