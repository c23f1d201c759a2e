"""``srxai:reliancemap``: how much does a network add, and how far does it look?"""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterRasterDestination,
)

from srxai_plugin.contract import wire
from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.scenes import RELIANCE_BANDS, RelianceRequest
from srxai_plugin.desk.map.scene_styles import style_reliance
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.finishing import style_later


class RelianceMapAlgorithm(ExplanationAlgorithm):
    """A scene on a grid of windows, each of them explained."""

    STRIDE = "STRIDE"
    WINDOW = "WINDOW"
    WINDOWS = "WINDOWS"
    SUMMARY = "SUMMARY"

    def name(self) -> str:
        return "reliancemap"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Reliance map")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Maps how much a super-resolution network adds, and how far it looks.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Explains a grid of windows all over a raster. Each becomes a pixel of the map.</p>"
            "<h3>Bands</h3>"
            "<p><b>Diffusion index</b>: how widely the network looks. 0 = one pixel, 100 = the "
            "whole tile evenly.<br>"
            "<b>ATV</b>: how much of the window's texture changes when only the pointed-at pixels "
            "keep their detail. Lower is better.<br>"
            "<b>Texture added</b>: what the network draws beyond bicubic interpolation, in % of "
            "the value range. Whether that can be true, it does not tell.<br>"
            "<b>Radius</b>: the distance from the window that holds 95 % of the attribution.</p>"
            "<p>With <i>Judge the detail, too</i>, two bands follow that tell: the estimated true "
            "share of what was added, and the half-width of the 90 % interval.</p>"
            "<p>Each band has a style of its own; choose it in the layer's menu <i>Styles</i>. "
            "Windows without texture have texture added alone; those without data have none.</p>"
            "<p>Several worker processes, and clusters, need the package "
            "<code>dask.distributed</code> in the engine.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_layer_parameter()
        self.add_network_parameter()
        self.add_method_parameter("gated-gradient")
        stride = self.whole_number(
            self.STRIDE, self.tr("Raster pixels from window to window"), RelianceRequest, "stride"
        )
        stride.setHelp(self.tr("The map's pixel. 64 is one tile."))
        self.addParameter(stride)
        window = self.whole_number(
            self.WINDOW, self.tr("Side of a window, in raster pixels"), RelianceRequest, "window"
        )
        around = self.whole_number(
            self.CONTEXT,
            self.tr("Context around each window, in raster pixels"),
            RelianceRequest,
            "context",
        )
        judge = QgsProcessingParameterBoolean(
            self.DETAIL, self.tr("Judge the detail, too"), defaultValue=False
        )
        self.add_advanced(window, around, judge, *self.fleet_parameters())
        self.add_reading_parameters()
        self.addParameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Reliance map"))
        )
        means = [
            QgsProcessingOutputNumber(mean_key(band), self.tr("Mean: {0}").format(words))
            for band, words in RELIANCE_BANDS.items()
        ]
        self.declare(
            *means,
            QgsProcessingOutputNumber(self.WINDOWS, self.tr("Windows explained")),
            QgsProcessingOutputString(self.SUMMARY, self.tr("Summary")),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        method = self.parameterAsEnumString(parameters, self.METHOD, context)
        request = RelianceRequest(
            output=output,
            network=self.network_of(parameters, context),
            method=Method(method),
            stride=self.parameterAsInt(parameters, self.STRIDE, context),
            window=self.parameterAsInt(parameters, self.WINDOW, context),
            context=self.number_of(parameters, self.CONTEXT, context),
            detail=self.parameterAsBool(parameters, self.DETAIL, context),
            **{**self.reading(parameters, context), **self.fleet(parameters, context)},
        )
        answer = self.ask(wire.RELIANCE, request, feedback)
        if answer is None:
            return {}
        style_later(context, output, style_reliance)
        summary = self.tr("{0} windows explained, {1} without texture, {2} without data.").format(
            answer["explained"], answer["flat"], answer["empty"]
        )
        feedback.pushInfo(summary)
        means = {
            mean_key(band): spread["mean"] for band, spread in answer["bands"].items() if spread
        }
        return {
            self.OUTPUT: output,
            self.WINDOWS: answer["explained"],
            self.SUMMARY: summary,
            **means,
        }


def mean_key(band: str) -> str:
    """Of a band's mean among the outputs."""
    return f"MEAN_{band.upper()}"
