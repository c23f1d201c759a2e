"""``srxai:networkinfo``: what a network is."""

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


class NetworkInfo(NetworkAlgorithm):
    """By its id, or any checkpoint by its path."""

    INFO = "INFO"

    def name(self) -> str:
        return "networkinfo"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Network information")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Tells what a super-resolution network is.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Tells what a super-resolution network is, read from its weights and from the JSON "
            "file beside them: architecture, scale, bands, parameters, value range, colour, "
            "SHA-256 and model card. Nothing is added.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_network_parameter(self.tr("Id of a network, or path of a checkpoint file."))
        self.declare(
            QgsProcessingOutputString(self.INFO, self.tr("All of it as JSON")),
            *(QgsProcessingOutputString(key.upper(), name) for key, name in self._texts()),
            *(QgsProcessingOutputNumber(key.upper(), name) for key, name in self._numbers()),
        )

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        network = self.parameterAsString(parameters, self.NETWORK, context)
        return {"do": wire.NETWORK_INFO, "network": network}

    def results(self, answer: Facts, feedback: QgsProcessingFeedback) -> Parameters:
        results = {self.INFO: json.dumps(answer, ensure_ascii=False)}
        for key, name in (*self._texts(), *self._numbers()):
            results[key.upper()] = answer[key]
            feedback.pushInfo(f"{name}: {answer[key]}")
        return results

    def _texts(self) -> list[tuple[str, str]]:
        return [
            ("title", self.tr("Title")),
            ("architecture", self.tr("Architecture")),
            ("colour", self.tr("Colour")),
            ("sha256", self.tr("SHA-256")),
            ("path", self.tr("File")),
        ]

    def _numbers(self) -> list[tuple[str, str]]:
        return [
            ("scale", self.tr("Scale")),
            ("bands", self.tr("Bands")),
            ("parameters", self.tr("Parameters")),
            ("value_range", self.tr("Largest value")),
        ]
