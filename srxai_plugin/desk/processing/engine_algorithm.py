"""What all our algorithms share: their looks, and one question to the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputDefinition,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.contract.errors import Cancelled, SrxaiError
from srxai_plugin.contract.resource import added_networks, bundled_networks, resource
from srxai_plugin.desk.language.locale import guide_address
from srxai_plugin.desk.runtime import blocking
from srxai_plugin.desk.runtime.interpreter import (
    find_interpreter,
    how_to_get_one,
    networks_folder,
)

Parameters = dict[str, Any]
WIDGETS = "srxai_plugin.desk.widgets.listed"


def listed(kind: str, options: Iterable[tuple[str, str]], is_open: bool) -> dict[str, Any]:
    """Metadata of a parameter whose values are ids, and that dialogs show by names.

    Args:
        kind: a class of ``desk.widgets.listed``.
        options: id and name of each.
        is_open: whether other values may be typed.
    """
    wrapper = {"class": f"{WIDGETS}.{kind}", "options": [[id, name] for id, name in options]}
    return {"widget_wrapper": {**wrapper, "is_open": is_open}}


def network_options() -> list[tuple[str, str]]:
    """Of all networks with an id, those that the user added first, as in the panel; found without
    the engine, whenever a dialog is opened."""
    return [*added_network_options(), *((id, id) for id in bundled_networks())]


def added_network_options() -> list[tuple[str, str]]:
    """Of those that the user added alone."""
    bundled = bundled_networks()
    return [(id, id) for id in added_networks(networks_folder()) if id not in bundled]


class EngineAlgorithm(QgsProcessingAlgorithm):
    """Stands in the group of explanations where a subclass does not say otherwise."""

    def group(self) -> str:
        return QCoreApplication.translate("ExplainRegion", "Super-resolution explanation")

    def groupId(self) -> str:  # noqa: N802
        return "superresolutionexplanation"

    def helpUrl(self) -> str:  # noqa: N802
        """Behind the dialog's Help button."""
        return guide_address()

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "srxai.svg")))

    def createInstance(self) -> EngineAlgorithm:  # noqa: N802
        return type(self)()

    def tr(self, text: str) -> str:
        return QCoreApplication.translate(type(self).__name__, text)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """False, with the sentence on how to get one, while there is no engine."""
        return (True, "") if find_interpreter() else (False, how_to_get_one())

    def declare(self, *outputs: QgsProcessingOutputDefinition) -> None:
        for output in outputs:
            self.addOutput(output)

    def answer(self, question: Callable[[Path], Any]) -> Optional[Any]:
        """What the engine says; None when the user cancelled.

        Args:
            question: one of ``blocking``, to be put to the engine of this interpreter.

        Raises:
            QgsProcessingException: with the engine's sentence.
        """
        interpreter = find_interpreter()
        if interpreter is None:
            raise QgsProcessingException(how_to_get_one())
        try:
            return question(interpreter)
        except Cancelled:
            return None
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None


class CommandAlgorithm(EngineAlgorithm):
    """One command of ``protocol``. A subclass says which, and what its answer means."""

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        command = self.command(parameters, context)
        answer = self.answer(
            lambda interpreter: blocking.ask(feedback=feedback, interpreter=interpreter, **command)
        )
        return {} if answer is None else self.results(answer, feedback)

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        """``do`` and the fields of a command of ``protocol``."""
        raise NotImplementedError  # abstract; ABCMeta does not mix with the metaclass of PyQGIS

    def results(self, answer: Any, feedback: QgsProcessingFeedback) -> Parameters:
        """The engine's answer as the declared outputs."""
        raise NotImplementedError  # abstract, as above
