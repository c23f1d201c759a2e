"""``srxai networks list|info|add|remove|check``: what is at hand, and one's own beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from srxai_plugin.contract import to_json

TOLD = ("title", "bands", "scale", "value_range", "colour", "sensor", "licence")
"""Options of ``add`` that go into the JSON file beside the network."""


def add_networks(command: argparse.ArgumentParser) -> None:
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
    add("--value-range", metavar="1|255", type=float, help="largest value that the network takes")
    add("--colour", metavar="rgb|y|ycbcr", help="y for a network of the Y of YCbCr alone")
    add("--scale", metavar="N", type=int, help="refused if the weights are for another one")
    add("--bands", metavar="N", type=int, help="refused if the weights are for others")
    for name in ("title", "sensor", "licence"):
        add(f"--{name}", metavar="TEXT")
    action.set_defaults(run=_add)


def _list(_: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.zoo import describe_networks

    return _tell(describe_networks())


def _info(options: argparse.Namespace) -> int:
    return _tell(_facts(options.network))


def _check(options: argparse.Namespace) -> int:
    return _tell({"id": options.network, **_ramp(options.network)})


def _add(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.collection import add
    from srxai_plugin.engine.networks.zoo import known

    told = {name: getattr(options, name) for name in TOLD}
    network, _ = add(options.file, known(), options.id, **told)
    return _tell({**_facts(network.id), **_ramp(network.id)})


def _remove(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.networks.collection import remove

    return _tell({"removed": str(remove(options.network))})


def _facts(name: str) -> dict[str, Any]:
    import torch

    from srxai_plugin.engine.networks.zoo import known, load_network

    network = load_network(name, torch.device("cpu"))
    return {
        "id": network.id,
        "title": network.card.get("title", network.id),
        "architecture": network.architecture,
        "scale": network.scale,
        "bands": network.bands,
        "value_range": network.value_range,
        "parameters": network.parameters,
        "sha256": network.sha256,
        "path": str(known().get(name) or Path(name).absolute()),
        "card": dict(network.card),
    }


def _ramp(name: str) -> dict[str, Any]:
    import torch

    from srxai_plugin.engine.networks.ramp import check_ramp
    from srxai_plugin.engine.networks.zoo import load_network

    check = check_ramp(load_network(name, torch.device("cpu")))
    if check.warning:
        print(f"warning: {check.warning}", file=sys.stderr, flush=True)
    return {"ramp_error": check.error, "warnings": [check.warning] if check.warning else []}


def _tell(result: Any) -> int:
    print(to_json(result, indent=2))
    return 0
