"""The command line, in this process and in one of its own."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

from srxai_plugin.engine.cli.main import main

SRXAI = [sys.executable, "-m", "srxai_plugin.engine.cli.main"]


def srxai(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command here, where torch is imported already."""
    given = [*map(str, arguments)]
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    out, err = io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            status = main(given)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return subprocess.CompletedProcess(given, status, out.getvalue(), err.getvalue())


def srxai_alone(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as people do."""
    command = [*SRXAI, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
