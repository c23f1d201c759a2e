"""``srxai schema``: what requests, results and network cards must look like, as JSON schemas."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from srxai_plugin.engine.machine.files import make_folder, whole


def add_schema(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai schema``."""
    add = command.add_argument
    add("name", metavar="NAME", nargs="?", help="such as request or result; lists them if left out")
    add("--output", metavar="DIR", type=Path, help="write all of them there, as NAME.json")
    command.set_defaults(run=_schema)


def _schema(options: argparse.Namespace) -> int:
    from srxai_plugin.engine.serving.schema import SCHEMAS, schema

    if options.output:
        make_folder(options.output)
        for name in [options.name] if options.name else SCHEMAS:
            with whole(options.output / f"{name}.json") as file:
                file.write_text(_text(schema(name)), "utf-8")
    elif options.name:
        print(_text(schema(options.name)), end="")
    else:
        print("\n".join(SCHEMAS))
    return 0


def _text(made: dict) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
