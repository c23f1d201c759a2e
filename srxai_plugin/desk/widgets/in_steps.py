"""Work on the main thread, cut into pieces between which the window answers."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, QTimer

from srxai_plugin.contract.errors import SrxaiError


class InSteps(QObject):
    """Takes a generator one step further in each turn of the event loop, after whatever else is due
    by then."""

    def __init__(
        self,
        steps: Generator[None, None, Any],
        then: Callable[[Any], None],
        fail: Callable[[str], None],
        parent: Optional[QObject] = None,
    ) -> None:
        """``then(what it returns)`` or ``fail(sentence)`` comes, unless it is stopped."""
        super().__init__(parent)
        self._steps = steps
        self._then, self._fail = then, fail
        self._timer = QTimer(self)
        # One that repeats would be due since its last step began, before all that came meanwhile.
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        self._timer.start(0)

    def stop(self) -> None:
        """Leave the rest undone."""
        self._timer.stop()
        self._steps.close()
        self.deleteLater()

    def _step(self) -> None:
        try:
            next(self._steps)
            self._timer.start(0)
        except StopIteration as end:
            self.stop()
            self._then(end.value)
        except SrxaiError as error:
            self.stop()
            self._fail(str(error))
        except Exception:
            self.stop()
            raise
