"""What the algorithms for networks share: their group, and the network itself."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback, QgsProcessingParameterString
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.desk.processing.engine_algorithm import (
    CommandAlgorithm,
    added_network_options,
    listed,
    network_options,
)

Facts = dict[str, Any]


class NetworkAlgorithm(CommandAlgorithm):
    """Something done to networks that have no region to look at."""

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

    def add_network_parameter(self, help: str, is_added: bool = False) -> None:
        """A network by its id or path; with ``is_added`` the list has those alone that were."""
        words = QCoreApplication.translate("NetworkAlgorithm", "Network")
        network = QgsProcessingParameterString(self.NETWORK, words)
        network.setHelp(help)
        options = added_network_options() if is_added else network_options()
        network.setMetadata(listed("OneOf", options, is_open=True))
        self.addParameter(network)


def push_warnings(answer: Facts, feedback: QgsProcessingFeedback) -> str:
    """Of the ramp; gives them as one text."""
    for warning in answer["warnings"]:
        feedback.pushWarning(warning)
    return "\n".join(answer["warnings"])
