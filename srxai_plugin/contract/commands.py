"""What the engine can be asked: one row for each command, for both sides of the process
boundary.

How a command is carried out stands in ``engine/serving/commands.py``; everything else that
distinguishes it from the others stands here. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Optional

from srxai_plugin.contract import wire
from srxai_plugin.contract.progress import Preview
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest
from srxai_plugin.contract.results import Comparison, Explanation
from srxai_plugin.contract.scenes import (
    TILES_SUFFIX,
    WINDOWS_SUFFIX,
    Batch,
    BatchRequest,
    DetailMap,
    DetailMapRequest,
    RelianceMap,
    RelianceRequest,
    SuperResolved,
    SuperResolveRequest,
    Zonal,
    ZonalRequest,
)

RESULT_FILE = "result.json"
"""The whole of an explanation, in the folder of its results."""
COMPARISON_FILE = "comparison.json"
"""The whole of a comparison."""


class Leaves(Enum):
    """Where a command writes, and so where an engine that was killed leaves what is half-done."""

    NOTHING = "nowhere"
    FOLDER = "in the folder that the request names as its output"
    FOLDERS = "in folders of their own, within the one that the request names as its output"
    FILE = "beside the file that the request names as its output"
    NETWORK = "in the folder of the networks that were added"
    PAGE = "beside the file that the command names, or in the result's folder"


@dataclass(frozen=True)
class Command:
    """A command of ``protocol``."""

    do: str
    request: Optional[type] = None
    """Dataclass of its field ``request``; None where its own fields say all."""
    result: Optional[type] = None
    """Dataclass of its result; None where that is plain JSON data."""
    schemas: tuple[str, ...] = ()
    """Names of the published schemas of request and result."""
    leaves: Leaves = Leaves.NOTHING
    result_file: Optional[str] = None
    """Name of the JSON file, in the output folder, as which the result travels: it holds the
    request, whose polygon may be long. None where the answer itself holds the result."""
    goes_on_with: Optional[str] = None
    """What follows the output's name in that of the file which a killed run leaves on purpose, for
    the next one to go on with."""


COMMANDS: dict[str, Command] = {
    command.do: command
    for command in (
        Command(
            wire.EXPLAIN,
            ExplainRequest,
            Explanation,
            ("request", "result"),
            Leaves.FOLDER,
            result_file=RESULT_FILE,
        ),
        Command(
            wire.COMPARE,
            CompareRequest,
            Comparison,
            ("compare-request", "comparison"),
            Leaves.FOLDER,
            result_file=COMPARISON_FILE,
        ),
        Command(
            wire.SUPERRESOLVE,
            SuperResolveRequest,
            SuperResolved,
            ("superresolve-request", "superresolve-result"),
            Leaves.FILE,
        ),
        Command(
            wire.RELIANCE,
            RelianceRequest,
            RelianceMap,
            ("reliance-request", "reliance-result"),
            Leaves.FILE,
            goes_on_with=WINDOWS_SUFFIX,
        ),
        Command(
            wire.DETAIL,
            DetailMapRequest,
            DetailMap,
            ("detail-request", "detail-result"),
            Leaves.FILE,
            goes_on_with=TILES_SUFFIX,
        ),
        Command(
            wire.ZONAL,
            ZonalRequest,
            Zonal,
            ("zonal-request", "zonal-result"),
            Leaves.FILE,
        ),
        Command(
            wire.BATCH,
            BatchRequest,
            Batch,
            ("batch-request", "batch-result"),
            Leaves.FOLDERS,
        ),
        Command(wire.GLANCE, ExplainRequest, Preview),
        Command(wire.REPORT, leaves=Leaves.PAGE),
        Command(wire.FIGURES),
        Command(wire.READING),
        Command(wire.NETWORKS),
        Command(wire.NETWORK_INFO),
        Command(wire.NETWORK_CHECK),
        Command(wire.NETWORK_ADD, leaves=Leaves.NETWORK),
        Command(wire.NETWORK_REMOVE),
        Command(wire.METHODS),
        Command(wire.OBJECTIVES),
        Command(wire.PING),
    )
}
"""By what a message's ``do`` says; CANCEL and ENOUGH are no requests, and have no answer."""
