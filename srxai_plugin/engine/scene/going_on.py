"""What is done of a large scene outlives the run that did it, until the whole stands."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Optional, TypeVar

import torch

import srxai_plugin
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput, Cancelled, CannotWrite
from srxai_plugin.engine.machine.files import is_file, made
from srxai_plugin.engine.networks.base import SRNetwork

KEPT = "The {} that are done are kept in {}: the same request goes on from there."


class Done(ABC):
    """Parts that are done, in a file beside the output."""

    parts: ClassVar[str]
    """What they are called."""

    @property
    @abstractmethod
    def place(self) -> Optional[Path]:
        """The file; None where nothing is kept."""

    @property
    @abstractmethod
    def are_kept(self) -> bool:
        """Whether any lie on disk."""

    @abstractmethod
    def begin(self) -> None:
        """The output's folder is there now. Raises CannotWrite."""

    @abstractmethod
    def close(self) -> None:
        """No more of them follow."""

    @abstractmethod
    def remove(self) -> None:
        """None of them is wanted any more."""


Kind = TypeVar("Kind", bound=Done)


@contextmanager
def kept(done: Kind, output: Path) -> Iterator[Kind]:
    """Keeps what is done until ``output`` stands, is refused or cancelled: whoever places it does
    so within. What cannot be written, or a process that is killed, leaves it for the next one that
    is asked the same of the same pixels.

    Raises:
        CannotWrite: as it was raised within, and that it is kept, if anything is.
    """
    with ExitStack() as undone:
        with suppress(OSError, ValueError):  # which the staging of the output tells
            undone.enter_context(made(output.parent))
        try:
            done.begin()
            yield done
        except CannotWrite as error:
            if done.are_kept:
                raise CannotWrite(f"{error} {KEPT.format(done.parts, done.place)}") from None
            done.remove()
            raise
        except (BadInput, Cancelled):  # nobody will go on with it
            done.remove()
            raise
        finally:
            done.close()
        done.remove()


def question_of(request: Any, network: SRNetwork) -> Optional[dict[str, Any]]:
    """Whatever the parts depend on; None where the raster is no file, which may change unseen."""
    if not is_file(request.raster):
        return None
    stat = os.stat(request.raster)
    return {
        "request": to_json(request),
        "network": network.sha256,
        "raster": [stat.st_size, stat.st_mtime_ns],
        "software": [srxai_plugin.__version__, torch.__version__],
    }
