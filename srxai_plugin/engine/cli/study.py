"""``srxai study``: a folder of images, every network and method, a table and a report."""

from __future__ import annotations

import argparse
from pathlib import Path

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.engine.cli.arguments import (
    ProgressLine,
    add_field,
    add_machine,
    add_settings,
    interrupted,
    methods_of,
)

SCALE = 4
"""Of the networks that a study takes when it is told none."""


def add_study(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai study``."""
    add = command.add_argument
    add("images", metavar="IMAGES", type=Path, help="folder of images or GeoTIFF tiles")
    add("--output", metavar="DIR", type=Path, required=True, help="goes on with what lies there")
    add("--networks", metavar="ID|CHECKPOINT", nargs="+", help=f"all bundled ×{SCALE} if not given")
    add("--methods", metavar="ID", nargs="+", help="all if not given")
    add_settings(command)
    add("--limit", metavar="N", type=int, help="images at most")
    add("--window", metavar="PIXELS", type=int, default=32, help="side in SR pixels (default 32)")
    add("--no-truth", action="store_true", help="the images are low resolution already")
    add_machine(command)
    add_field(command, ExplainRequest, "seed", "of random pixels and intervals")
    command.set_defaults(run=_study)


def _study(options: argparse.Namespace) -> int:
    # Imported here, so that help and wrong arguments do not wait for torch.
    from srxai_plugin.engine.attribution.registry import METHODS
    from srxai_plugin.engine.networks.loading.zoo import bundled, describe
    from srxai_plugin.engine.study.run import StudyPlan, study

    networks = options.networks or [id for id in bundled() if describe(id)["scale"] == SCALE]
    plan = StudyPlan(
        images=options.images,
        output=options.output,
        networks=tuple(networks),
        methods=methods_of(options.methods or [m.id for m in METHODS], options.set),
        limit=options.limit,
        side=options.window,
        truth=not options.no_truth,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
    )
    with ProgressLine() as line:
        found = study(plan, line.show, interrupted())
    print(to_json(found, indent=2))
    return 0
