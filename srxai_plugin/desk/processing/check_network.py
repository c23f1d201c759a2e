"""``srxai:checknetwork``: does a network give back what it takes?"""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from srxai_plugin.contract import wire
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.network_algorithm import Facts, NetworkAlgorithm, push_warnings


class CheckNetwork(NetworkAlgorithm):
    """Runs a smooth ramp through it, which has nothing to super-resolve."""

    RAMP_ERROR = "RAMP_ERROR"
    WARNING = "WARNING"

    def name(self) -> str:
        return "checknetwork"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Check network")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Checks whether a super-resolution network gives a smooth ramp back.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Runs a smooth ramp through a network. There is nothing in it to super-resolve: a "
            "network that does not give it back is described wrongly, or untrained.</p>"
            "<h3>Results</h3>"
            "<p><b>Ramp error</b>: mean difference, 0 to 1; under 0.03 is fine.<br>"
            "<b>Warning</b>: the likely cause, such as the value range; empty when all is well.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_network_parameter(self.tr("Id of a network, or path of a checkpoint file."))
        self.declare(
            QgsProcessingOutputNumber(self.RAMP_ERROR, self.tr("Ramp error")),
            QgsProcessingOutputString(self.WARNING, self.tr("Warning")),
        )

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        network = self.parameterAsString(parameters, self.NETWORK, context)
        return {"do": wire.NETWORK_CHECK, "network": network}

    def results(self, answer: Facts, feedback: QgsProcessingFeedback) -> Parameters:
        return {
            self.RAMP_ERROR: answer["ramp_error"],
            self.WARNING: push_warnings(answer, feedback),
        }
