"""``srxai:removenetwork``: delete a network that was added."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputString

from srxai_plugin.contract import wire
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.network_algorithm import Facts, NetworkAlgorithm


class RemoveNetwork(NetworkAlgorithm):
    """Only ever its copy; the file that it was added from stays."""

    REMOVED = "REMOVED"

    def name(self) -> str:
        return "removenetwork"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Remove network")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Deletes a super-resolution network that was added.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Deletes the copy of a network that was added, and its JSON file. The checkpoint "
            "that it was added from stays, and so do the bundled networks.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_network_parameter(self.tr("Id of a network that was added."), is_added=True)
        self.declare(QgsProcessingOutputString(self.REMOVED, self.tr("File that was deleted")))

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        network = self.parameterAsString(parameters, self.NETWORK, context)
        return {"do": wire.NETWORK_REMOVE, "network": network}

    def results(self, answer: Facts, feedback: QgsProcessingFeedback) -> Parameters:
        return {self.REMOVED: answer["removed"]}
