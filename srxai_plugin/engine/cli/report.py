"""``srxai report``: a result as one HTML page."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_report(command: argparse.ArgumentParser) -> None:
    """Arguments of ``srxai report``."""
    add = command.add_argument
    add("result", metavar="RESULT_FOLDER", type=Path, help="what 'srxai explain' has written")
    add(
        "--output",
        metavar="FILE.html",
        type=Path,
        help="report.html in the result's folder if not given",
    )
    command.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    # Imported here, so that help and wrong arguments do not wait for matplotlib.
    from srxai_plugin.engine.report.explained import write_report

    print(write_report(options.result, options.output))
    return 0
