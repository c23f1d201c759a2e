"""``srxai:listnetworks``: all networks that have an id."""

from __future__ import annotations

import json
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from srxai_plugin.contract import wire
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.network_algorithm import Facts, NetworkAlgorithm


class ListNetworks(NetworkAlgorithm):
    """Those that are bundled and those that were added."""

    NETWORKS = "NETWORKS"
    COUNT = "COUNT"

    def name(self) -> str:
        return "listnetworks"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("List networks")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Lists the super-resolution networks at hand.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Lists the super-resolution networks at hand: the bundled ones, and those that were "
            "added.</p>"
            "<h3>Results</h3>"
            "<p><b>Networks</b>: a JSON list; each has an id, architecture, scale, bands, number "
            "of parameters and its model card. One that cannot be read any more has an error "
            "instead.<br><b>Count</b>: how many there are.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.declare(
            QgsProcessingOutputString(self.NETWORKS, self.tr("Networks as JSON")),
            QgsProcessingOutputNumber(self.COUNT, self.tr("Count")),
        )

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        return {"do": wire.NETWORKS}

    def results(self, answer: list[Facts], feedback: QgsProcessingFeedback) -> Parameters:
        for facts in answer:
            if "error" in facts:
                feedback.pushWarning(f"{facts['id']}: {facts['error']}")
                continue
            line = self.tr("{0}: {1}, ×{2}, {3} bands, {4:,} parameters").format(
                *(facts[key] for key in ("id", "architecture", "scale", "bands", "parameters"))
            )
            feedback.pushInfo(line)
        return {self.NETWORKS: json.dumps(answer, ensure_ascii=False), self.COUNT: len(answer)}
