"""What a fleet is: whatever runs many tasks of one kind, here or on workers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Optional

from srxai_plugin.engine.machine.progress import IsCancelled


@dataclass(frozen=True)
class Done:
    """How a task ended."""

    key: Any
    """The caller's own name of it."""
    value: Any = None
    error: Optional[str] = None
    """One line, where the task itself broke or took its workers down with it."""
    workers: tuple[str, ...] = ()
    """Addresses of those that tried; empty where it was done here."""


class Fleet(ABC):
    """Runs tasks, a bounded number at a time."""

    @abstractmethod
    def run(
        self,
        function: Callable[[Any], Any],
        tasks: Iterable[tuple[Any, Any]],
        cancelled: IsCancelled,
        is_misplaced: Callable[[Any], bool] = lambda _: False,
    ) -> Iterator[Done]:
        """Each task's end, in the order in which they end.

        Args:
            function: importable by name; takes a task's argument.
            tasks: keys and arguments; read only as far as they are needed.
            cancelled: asked often; True ends the run early, without a word.
            is_misplaced: whether a value means that another worker should try.
        """
