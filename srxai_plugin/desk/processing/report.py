"""``srxai:report``: a result as one HTML page."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from srxai_plugin.contract import wire
from srxai_plugin.desk.processing.engine_algorithm import CommandAlgorithm, Parameters


class Report(CommandAlgorithm):
    """Asks the engine for the report of what *Explain region* has written."""

    RESULT = "RESULT"
    OUTPUT = "OUTPUT"

    def name(self) -> str:
        return "report"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Report of an explanation")

    def tags(self) -> list[str]:
        return self.tr("super-resolution,report,html,attribution,provenance,print").split(",")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Writes an explanation as one HTML page with pictures and figures.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Writes one printable HTML page that needs no network and no other file: the map "
            "with scale bar and north arrow, LR, SR and heatmap side by side, the statistics with "
            "their baselines, the curves, the verdict, and how all of it was made, with the "
            "command line that makes it again.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        result = QgsProcessingParameterFile(
            self.RESULT,
            self.tr("Result"),
            fileFilter=self.tr("Results (*.json);;All files (*)"),  # *.* would refuse a folder
        )
        result.setHelp(self.tr("The result.json of an explanation, or the folder that holds it."))
        self.addParameter(result)
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Report"), self.tr("HTML files (*.html)")
            )
        )

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        return {
            "do": wire.REPORT,
            "result": self.parameterAsString(parameters, self.RESULT, context),
            "file": self.parameterAsFileOutput(parameters, self.OUTPUT, context),
        }

    def results(self, answer: str, feedback: QgsProcessingFeedback) -> Parameters:
        return {self.OUTPUT: answer}
