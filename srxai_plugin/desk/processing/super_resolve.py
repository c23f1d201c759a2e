"""``srxai:superresolve``: a whole raster, tile by tile."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterRasterDestination,
)

from srxai_plugin.contract import wire
from srxai_plugin.contract.scenes import SuperResolveRequest
from srxai_plugin.desk.map.styles import style_super_resolved
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.finishing import style_later


class SuperResolve(ExplanationAlgorithm):
    """Writes the super-resolved raster."""

    TILE = "TILE"
    COG = "COG"
    SCALE = "SCALE"
    TILES = "TILES"
    RADIOMETRY = "RADIOMETRY"

    def name(self) -> str:
        return "superresolve"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Super-resolve raster")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Super-resolves a whole raster, of any size, without seams.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Runs a super-resolution network over a whole raster, tile by tile. The result has "
            "the raster's own data type and lies on its grid divided by the scale.</p>"
            "<p>Tiles overlap by all that an output pixel can depend on, so that they leave no "
            "seam. Networks that look at the whole image at once get a warning in the log.</p>"
            "<p>The memory needed does not grow with the raster.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_layer_parameter()
        self.add_network_parameter()
        tile = self.whole_number(
            self.TILE, self.tr("Tile, in raster pixels"), SuperResolveRequest, "tile"
        )
        tile.setHelp(self.tr("Left out: what fits into about 1 GB of memory."))
        cog = QgsProcessingParameterBoolean(
            self.COG, self.tr("Cloud-Optimized GeoTIFF with overviews"), defaultValue=True
        )
        self.add_advanced(tile, cog)
        self.add_reading_parameters()
        self.addParameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Super-resolved raster"))
        )
        self.declare(
            QgsProcessingOutputNumber(self.SCALE, self.tr("Scale")),
            QgsProcessingOutputNumber(self.TILES, self.tr("Number of tiles")),
            QgsProcessingOutputString(self.RADIOMETRY, self.tr("How values were scaled")),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        request = SuperResolveRequest(
            output=output,
            network=self.network_of(parameters, context),
            tile=self.number_of(parameters, self.TILE, context),
            **self.reading(parameters, context),
            cog=self.parameterAsBoolean(parameters, self.COG, context),
        )
        answer = self.ask(wire.SUPERRESOLVE, request, feedback)
        if answer is None:
            return {}
        bands = tuple((answer.get("given") or answer["radiometry"])["bands"])
        renderer = self._source.renderer

        def styled(layer: QgsMapLayer) -> None:
            style_super_resolved(layer, bands, renderer)

        style_later(context, output, styled)
        return {
            self.OUTPUT: output,
            self.SCALE: answer["network"]["scale"],
            self.TILES: answer["tiles"],
            self.RADIOMETRY: answer["radiometry"]["words"],
        }
