"""``srxai networks list|info|add|remove|check``: what is at hand, and one's own beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.fields import SCALINGS

TOLD = (
    "title",
    "bands",
    "scale",
    "value_range",
    "colour",
    "scaling",
    "res_scale",
    "dilation",
    "part",
    "sensor",
    "licence",
)
"""Options of ``add`` that go into the JSON file beside the network."""


def add_networks(command: argparse.ArgumentParser) -> None:
    """Actions of ``srxai networks``, each with its arguments."""
    actions = command.add_subparsers(required=True, metavar="ACTION", parser_class=type(command))
    actions.add_parser("list", help="all networks with an id").set_defaults(run=_list)
    for name, words, run in (
        ("info", "what a network is", _info),
        ("check", "whether a network gives a smooth ramp back", _check),
        ("remove", "delete a network that was added", _remove),
    ):
        action = actions.add_parser(name, help=words)
        what = "ID" if name == "remove" else "ID|CHECKPOINT"
        action.add_argument("network", metavar=what)
        action.set_defaults(run=run)
    action = actions.add_parser("add", help="keep a checkpoint among the networks")
    add = action.add_argument
    add("file", metavar="FILE", type=Path, help=".pt, .pth, .safetensors, .pt2 or .onnx")
    add("--id", metavar="ID", help="the file's name if not given")
    add(
        "--value-range",
        metavar="1|255|…|65535",
        type=float,
        help="largest value that the network takes",
    )
    add("--colour", metavar="rgb|y|ycbcr", help="y for a network of the Y of YCbCr alone")
    words = "how raster values became the network's when it learned"
    add("--scaling", metavar="|".join(SCALINGS), help=words)
    add("--scale", metavar="N", type=int, help="refused if the weights are for another one")
    add("--bands", metavar="N", type=int, help="refused if the weights are for others")
    add("--res-scale", metavar="X", type=float, help="factor of each residual block of EDSR")
    add("--dilation", metavar="N", type=int, help="of RFDN's shallow residual convolutions")
    add("--part", metavar="KEY", help="which of several networks in the file")
    for name in ("title", "sensor", "licence"):
        add(f"--{name}", metavar="TEXT")
    action.set_defaults(run=_add)


def _list(_: argparse.Namespace) -> int:
    # Cards tell it at once, where they are whole; else networks are loaded, which takes torch.
    from srxai_plugin.engine.networks.loading.listing import listed_by_cards

    told = listed_by_cards()
    if told is None:
        from srxai_plugin.engine.networks.actions import listed

        told = listed()
    return _tell(told)


def _info(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.actions import info

    return _tell(info(options.network))


def _check(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.actions import check

    return _tell_and_warn(check(options.network))


def _add(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.actions import add

    told = {name: getattr(options, name) for name in TOLD}
    return _tell_and_warn(add(str(options.file), options.id, told))


def _remove(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.actions import remove

    return _tell(remove(options.network))


def _tell_and_warn(result: dict[str, Any]) -> int:
    for warning in result["warnings"]:
        print(f"warning: {warning}", file=sys.stderr, flush=True)
    return _tell(result)


def _tell(result: Any) -> int:
    print(to_json(result, indent=2))
    return 0
