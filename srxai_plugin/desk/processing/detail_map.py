"""``srxai:detailmap``: everywhere on a raster, can what the network adds be true?"""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterRasterDestination,
)

from srxai_plugin.contract import wire
from srxai_plugin.contract.results import DETAIL_LEVELS
from srxai_plugin.contract.scenes import DetailMapRequest
from srxai_plugin.desk.language.detail import level_name
from srxai_plugin.desk.map.detail_style import style_detail
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.finishing import style_later

CLASSES = DETAIL_LEVELS[:5]


class DetailMapAlgorithm(ExplanationAlgorithm):
    """A whole raster, its super-resolved detail judged everywhere."""

    TILES = "TILES"
    SUMMARY = "SUMMARY"

    def name(self) -> str:
        return "detailmap"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Detail map")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Maps where the detail that a network adds can be relied on.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Judges the super-resolved detail of a whole raster, pixel by pixel, from the 32 × "
            "32 pixels around each.</p>"
            "<h3>Bands</h3>"
            "<p><b>Half-width</b> of an interval that is meant to hold nine in ten true values, "
            "in raster units.<br>"
            "<b>Estimated true share</b> of the added detail: 1 all of it, 0 none.<br>"
            "<b>Added detail</b>, root mean square, in raster units.<br>"
            "<b>Class</b>: supported (networks that do not invent draw it too), plausible, "
            "invented, nothing added, not calibrated.<br>"
            "<b>Difference from the input</b> after degradation; a small one proves nothing.</p>"
            "<p>It is never said that detail is real: only that others would have drawn it.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_layer_parameter()
        self.add_network_parameter()
        self.add_advanced(*self.fleet_parameters())
        self.add_reading_parameters()
        self.addParameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Detail map"))
        )
        shares = [
            QgsProcessingOutputNumber(
                share_key(level), self.tr("Share in %: {0}").format(level_name(level))
            )
            for level in CLASSES
        ]
        self.declare(
            *shares,
            QgsProcessingOutputNumber(self.TILES, self.tr("Tiles")),
            QgsProcessingOutputString(self.SUMMARY, self.tr("Summary")),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        request = DetailMapRequest(
            output=output,
            network=self.network_of(parameters, context),
            **{**self.reading(parameters, context), **self.fleet(parameters, context)},
        )
        answer = self.ask(wire.DETAIL, request, feedback)
        if answer is None:
            return {}
        style_later(context, output, style_detail)
        classes = answer["classes"]
        summary = self.tr(
            "Supported {0:.0f} %, plausible {1:.0f} %, invented {2:.0f} %, nothing added {3:.0f} "
            "%, not calibrated {4:.0f} %."
        ).format(*(classes.get(level, 0.0) for level in CLASSES))
        feedback.pushInfo(summary)
        return {
            self.OUTPUT: output,
            self.TILES: answer["tiles"],
            self.SUMMARY: summary,
            **{share_key(level): classes.get(level, 0.0) for level in CLASSES},
        }


def share_key(level: str) -> str:
    """Of a class's share among the outputs."""
    return f"SHARE_{level.upper().replace('-', '_')}"
