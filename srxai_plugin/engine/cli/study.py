"""``srxai study``: a folder of images, every network and method, a table and a report."""

from __future__ import annotations

import argparse
from pathlib import Path

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.engine.cli.arguments import (
    ProgressLine,
    add_field,
    add_machine,
    add_settings,
    interrupted,
    methods_of,
)

NETWORK = "edsr-x4"
"""Of ``--published``."""
STUDIED = (
    *("amve-sr", "lam", "gated-gradient", "texture-relevance", "gradient"),
    *("integrated-gradients", "hirescam", "layercam"),
)
"""Methods of a study that is told none: those for super-resolution, and of each other family the
quick ones. Masks, occlusion and intervention take minutes an image."""
RGB_X4 = {"scale": 4, "bands": 3}
"""The networks that a study takes when it is told none."""


def add_study(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai study``."""
    add = command.add_argument
    add("images", metavar="IMAGES", type=Path, nargs="?", help="folder of images or GeoTIFF tiles")
    add(
        "--published",
        metavar="FOLDER",
        type=Path,
        help="make the table of AMVE-SR's authors of these high-resolution images instead",
    )
    add("--output", metavar="DIR", type=Path, required=True, help="goes on with what lies there")
    add("--networks", metavar="ID|CHECKPOINT", nargs="+", help="all bundled ×4 of RGB if not given")
    add("--methods", metavar="ID", nargs="+", help=f"if not given: {', '.join(STUDIED)}")
    add_settings(command)
    add("--limit", metavar="N", type=int, help="images at most")
    add("--window", metavar="PIXELS", type=int, default=32, help="side in SR pixels (default 32)")
    add("--no-truth", action="store_true", help="the images are low resolution already")
    add_machine(command)
    add_field(command, ExplainRequest, "seed", "of random pixels and intervals")
    add(
        "--truth-block",
        metavar="PIXELS",
        type=int,
        default=2,
        help="side in LR pixels of what is blurred one by one for the truth (default 2; 0: none)",
    )
    command.set_defaults(run=_study)


def _published(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.study.published import published

    networks = options.networks or [NETWORK]
    if options.images or options.methods or len(networks) > 1:
        raise BadInput("Give --published a folder and at most one network, no other images.")
    with ProgressLine() as line:
        found = published(
            options.published,
            options.output,
            networks[0],
            options.limit,
            options.threads,
            options.seed,
            line.show,
            interrupted(),
        )
    print(to_json(found, indent=2))
    return 0


def _study(options: argparse.Namespace) -> int:
    if options.published is not None:
        return _published(options)
    if options.images is None:
        raise BadInput("Give a folder of images, or --published FOLDER.")
    # Imported here, so that help and wrong arguments do not wait for torch.
    from srxai_plugin.engine.networks.loading.zoo import bundled, describe
    from srxai_plugin.engine.study.run import StudyPlan, study

    networks = options.networks or [
        id for id in bundled() if RGB_X4.items() <= describe(id).items()
    ]
    plan = StudyPlan(
        images=options.images,
        output=options.output,
        networks=tuple(networks),
        methods=methods_of(options.methods or STUDIED, options.set),
        limit=options.limit,
        side=options.window,
        truth=not options.no_truth,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
        truth_block=options.truth_block,
    )
    with ProgressLine() as line:
        found = study(plan, line.show, interrupted())
    print(to_json(found, indent=2))
    return 0
