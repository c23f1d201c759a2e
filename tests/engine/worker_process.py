"""The real worker, in a process of its own, as QGIS starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import srxai_plugin
from srxai_plugin.contract import wire

BOOT = Path(srxai_plugin.__file__).parent / "engine" / "serving" / "boot.py"


def result_of(done: wire.Message) -> Any:
    """What a ``done`` event brings, or the file that it names."""
    assert done["event"] == wire.DONE, done
    return json.loads(Path(done["file"]).read_text("utf-8")) if "file" in done else done["result"]


class Engine:
    """Starts it; with ``networks``, the folder of the networks that it adds."""

    def __init__(self, networks: Path | None = None) -> None:
        self.networks = networks
        self.process = subprocess.Popen(
            [sys.executable, "-E", str(BOOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "SRXAI_NETWORKS": str(networks)} if networks else None,
        )
        self.open: set[object] = set()
        """Ids of requests whose outcome nobody has heard."""

    def tell(self, **command: object) -> None:
        self.open.add(command.get("id"))
        self.process.stdin.write(wire.encode(command))
        self.process.stdin.flush()

    def hear(self) -> wire.Message:
        message = wire.decode(self.process.stdout.readline())
        if message["event"] not in wire.ON_THE_WAY:
            self.open.discard(message["id"])
        return message

    def outcome(self, id: int) -> wire.Message:
        return self.events(id)[-1]

    def events(self, id: int) -> list[wire.Message]:
        """All that is said of a request, up to its outcome."""
        said = []
        while not said or said[-1]["event"] in wire.ON_THE_WAY:
            event = self.hear()
            if event["id"] == id:
                said.append(event)
        return said

    @property
    def is_idle(self) -> bool:
        """Whether it lives and has answered all that it was told."""
        return self.process.poll() is None and not self.open

    def end(self) -> int:
        """Leave it, and wait until it is gone; its exit status."""
        self.process.stdin.close()
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status
