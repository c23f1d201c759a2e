"""Starts the worker; run by its path, in the engine's interpreter.

Standard library only, and no syntax newer than the interpreter that somebody may point it at.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINE_MISSING = 3
"""Exit status when this interpreter lacks what the engine needs."""


def import_package() -> None:
    """Import ``srxai_plugin`` from here, and leave no folder of QGIS plugins on ``sys.path``.

    The folder above the package holds the other plugins: any of them may be called like a package
    that the engine needs, and this script's own folder would shadow the standard library.
    """
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != HERE]
    sys.path.insert(0, str(HERE.parents[2]))
    import srxai_plugin  # noqa: F401

    del sys.path[0]


def main() -> int:
    """Exit status of the worker, or ``ENGINE_MISSING``.

    Keeps stdin for commands and stdout for events, before any C library is loaded: file descriptor
    1 itself is turned to stderr, and 0 to nothing. A library that looks at its stdin as it is
    loaded, as Fortran's does, would wait for ever on Windows while a thread waits for a command.
    """
    commands = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if not sys.warnoptions:  # what libraries warn of is nothing that an analyst can do
        warnings.simplefilter("ignore")
    import_package()
    from srxai_plugin.contract.wire import UNFIT, encode
    from srxai_plugin.engine.machine.starting import starting

    try:
        with starting():
            from srxai_plugin.engine.serving.worker import main as work
    except (ImportError, OSError) as error:  # OSError: a library of torch that does not load
        what = getattr(error, "name", None) or error
        message = (
            f"The Python at {sys.executable} cannot run the engine: it lacks {what}. Make its "
            "environment anew under Settings ▸ Options ▸ SRXAI, or choose another Python there."
        )
        events.write(encode({"event": UNFIT, "message": message}))
        events.close()
        return ENGINE_MISSING
    return work(commands, events)


if __name__ == "__main__":
    raise SystemExit(main())
