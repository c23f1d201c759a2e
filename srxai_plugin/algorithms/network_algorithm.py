"""What the algorithms for networks share: their group, and one question to the engine."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputDefinition,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.errors import Cancelled, SrxaiError
from srxai_plugin.resource import resource
from srxai_plugin.runtime import blocking
from srxai_plugin.runtime.interpreter import find_interpreter, how_to_get_one

Parameters = dict[str, Any]
Facts = dict[str, Any]


class NetworkAlgorithm(QgsProcessingAlgorithm):
    """One command of the engine. A subclass says which, and what its answer means."""

    NETWORK = "NETWORK"

    def group(self) -> str:
        return QCoreApplication.translate("NetworkAlgorithm", "Networks")

    def groupId(self) -> str:  # noqa: N802
        return "networks"

    def tags(self) -> list[str]:
        words = QCoreApplication.translate(
            "NetworkAlgorithm", "super-resolution,network,model,checkpoint,weights,architecture"
        )
        return words.split(",")

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "srxai.svg")))

    def createInstance(self) -> NetworkAlgorithm:  # noqa: N802
        return type(self)()

    def tr(self, text: str) -> str:
        return QCoreApplication.translate(type(self).__name__, text)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """False, with the sentence on how to get one, while there is no engine."""
        return (True, "") if find_interpreter() else (False, how_to_get_one())

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        interpreter = find_interpreter()
        if interpreter is None:
            raise QgsProcessingException(how_to_get_one())
        command = self.command(parameters, context)
        try:
            answer = blocking.ask(feedback=feedback, interpreter=interpreter, **command)
        except Cancelled:
            return {}
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        return self.results(answer, feedback)

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        """``do`` and the fields of a command of ``protocol``."""
        raise NotImplementedError  # abstract; ABCMeta does not mix with the metaclass of PyQGIS

    def results(self, answer: Any, feedback: QgsProcessingFeedback) -> Parameters:
        """The engine's answer as the declared outputs."""
        raise NotImplementedError  # abstract, as above

    def add_network_parameter(self, help: str) -> None:
        words = QCoreApplication.translate("NetworkAlgorithm", "Network")
        network = QgsProcessingParameterString(self.NETWORK, words)
        network.setHelp(help)
        self.addParameter(network)

    def declare(self, *outputs: QgsProcessingOutputDefinition) -> None:
        for output in outputs:
            self.addOutput(output)


def push_warnings(answer: Facts, feedback: QgsProcessingFeedback) -> str:
    """Of the ramp; gives them as one text."""
    for warning in answer["warnings"]:
        feedback.pushWarning(warning)
    return "\n".join(answer["warnings"])
