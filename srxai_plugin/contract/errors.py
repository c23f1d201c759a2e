"""The small family of errors that an analyst may meet, each with a sentence for her.

Raised where the fact is known, caught once at each edge: command line, worker, Processing, dock.
Standard library only: both sides of the process boundary import it.
"""

from __future__ import annotations


class SrxaiError(Exception):
    """A sentence that says what happened and what to do. Never shown with a traceback."""


class BadInput(SrxaiError):
    """What was asked for cannot be done as asked: a wrong file, region, band or parameter."""


class CannotWrite(BadInput):
    """The system does not take what is to be written: no place, no permission, open elsewhere."""


class Unsupported(SrxaiError):
    """Understood, but beyond what this version or this network can do."""


class EngineGone(SrxaiError):
    """The engine's process ended, or could not be started."""


class Cancelled(SrxaiError):
    """Stopped on request; nothing was written."""

    def __init__(self, message: str = "Cancelled; nothing was written.") -> None:
        super().__init__(message)


#: Names that cross the process boundary, mapped back to the class on the other side.
BY_NAME: dict[str, type[SrxaiError]] = {
    cls.__name__: cls
    for cls in (SrxaiError, BadInput, CannotWrite, Unsupported, EngineGone, Cancelled)
}
