"""A real process that speaks the worker's protocol and misbehaves on demand.

Run by path instead of ``boot.py``. What an explanation does is its request's ``raster``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from srxai_plugin.contract.staging import begin
from srxai_plugin.contract.wire import LONGEST, SPENT

LAM = {"stage": "attributing", "method": "lam", "n": 3, "of": 25}


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def crash() -> None:
    for number in range(1, 8):
        print(f"line {number} of the last words", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)


def explain(id: int, request: dict) -> None:
    what = request["raster"]
    if what == "crash":
        crash()
    elif what == "leave":
        sys.exit(7)
    elif what == "lack memory":
        say(event="failed", id=id, kind="Unsupported", message="Too little memory.")
        sys.exit(SPENT)
    elif what == "refuse":
        say(event="failed", id=id, kind="BadInput", message="No such raster. Choose another.")
    elif what == "say too much":
        say(event="done", id=id, result="x" * LONGEST)
    elif what == "name a file":
        say(event="done", id=id, file=str(Path(request["output"]) / "result.json"))
    elif what == "stay deaf":
        output = Path(request["output"])
        output.mkdir(parents=True, exist_ok=True)
        staging = begin(output)
        (staging / "files" / "lam.tif").write_bytes(b"half")
        say(event="progress", id=id, fraction=0.1, seconds_left=2.5, **LAM)
        signal.pause()


def main() -> None:
    print("a library prints what is no message", flush=True)
    say(event="ready", id=None, pid=os.getpid(), python_path=os.environ.get("PYTHONPATH"))
    for line in sys.stdin:
        message = json.loads(line)
        if message["do"] == "ping":
            say(event="done", id=message["id"], result="pong")
        elif message["do"] in ("explain", "compare"):
            explain(message["id"], message["request"])


main()
