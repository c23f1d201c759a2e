"""``srxai:zonalattribution``: which classes of the ground did a network look at?"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsPalettedRasterRenderer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsRasterLayer,
)

from srxai_plugin.contract import wire
from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.scenes import ZonalRequest
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.polygons import UNCHECKED

DEGREES = "EPSG:4326"
"""What GeoJSON is in; QGIS writes x before y."""
PRECISION = 15
"""Decimals of a degree: all that a double holds."""


class ZonalAttribution(ExplanationAlgorithm):
    """Shares a heatmap out among classes of a land cover, or polygons."""

    LAYER = "HEATMAP"
    LAND_COVER = "LAND_COVER"
    POLYGONS = "POLYGONS"
    FIELD = "FIELD"
    SHARES = "SHARES"
    LARGEST = "LARGEST"
    HTML = "HTML"

    _land_cover: Optional[str] = None
    _labels: dict[str, str]

    def name(self) -> str:
        return "zonalattribution"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Zonal attribution")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Share of a heatmap's attribution by land cover or polygon.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Which classes of the ground did the network look at to draw a region: 41 % road, "
            "33 % roof, 12 % trees?</p>"
            "<p>Give an attribution map, and either a classified raster or polygons with a field "
            "that names their class. Names of a raster's classes come from its paletted style. A "
            "pixel on the border of two classes counts for both, by area.</p>"
            "<p>The table holds each class with its share of the attribution and of the area, and "
            "how many times as much attribution it holds as its area would by chance.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.addParameter(QgsProcessingParameterRasterLayer(self.LAYER, self.tr("Attribution map")))
        self.addParameter(
            QgsProcessingParameterRasterLayer(
                self.LAND_COVER, self.tr("Land cover (classified raster)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.POLYGONS,
                self.tr("… or polygons"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        field = QgsProcessingParameterField(
            self.FIELD,
            self.tr("Field that names a polygon's class"),
            parentLayerParameterName=self.POLYGONS,
            optional=True,
        )
        self.addParameter(field)
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Table"), self.tr("Text with commas (*.csv)")
            )
        )
        self.declare(
            QgsProcessingOutputString(self.SHARES, self.tr("Largest shares in one line")),
            QgsProcessingOutputNumber(self.LARGEST, self.tr("Largest share, %")),
            QgsProcessingOutputHtml(self.HTML, self.tr("Table as a page")),
        )

    def prepareAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        layer = self.parameterAsRasterLayer(parameters, self.LAND_COVER, context)
        self._land_cover, self._labels = None, {}
        if layer is not None:
            try:
                self._land_cover = source_of(layer).raster
            except SrxaiError as error:
                raise QgsProcessingException(str(error)) from None
            self._labels = labels_of(layer)
        return super().prepareAlgorithm(parameters, context, feedback)

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        polygons = self.parameterAsSource(parameters, self.POLYGONS, context)
        if (polygons is None) == (self._land_cover is None):
            raise QgsProcessingException(
                self.tr("Give either a land cover or polygons to share the attribution out among.")
            )
        zones = self._land_cover
        if polygons is not None:
            zones = QgsProcessingUtils.generateTempFilename("zones.geojson")
            write_polygons(polygons, zones, context.transformContext(), feedback)
        request = ZonalRequest(
            heatmap=self._source.raster,
            zones=zones,
            output=self.parameterAsFileOutput(parameters, self.OUTPUT, context),
            field=self.parameterAsString(parameters, self.FIELD, context) or None,
            labels=self._labels or None,
        )
        answer = self.ask(wire.ZONAL, request, feedback)
        if answer is None:
            return {}
        feedback.pushInfo(answer["words"])
        page = Path(QgsProcessingUtils.generateTempFilename("zones.html"))
        page.write_text(self._page(answer), "utf-8")
        return {
            self.OUTPUT: request.output,
            self.SHARES: answer["words"],
            self.LARGEST: answer["zones"][0]["attribution"],
            self.HTML: str(page),
        }

    def _page(self, answer: dict[str, Any]) -> str:
        heads = (self.tr("Class"), self.tr("Attribution, %"), self.tr("Area, %"))
        rows = [
            (escape(zone["name"]), f"{zone['attribution']:.1f}", f"{zone['area']:.1f}")
            for zone in (*answer["zones"], answer["unclassified"])
        ]
        head = "".join(f"<th>{text}</th>" for text in heads)
        body = "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in rows)
        words = escape(answer["words"])
        return f'<meta charset="utf-8"><p>{words}</p><table><tr>{head}</tr>{body}</table>\n'


def labels_of(layer: QgsRasterLayer) -> dict[str, str]:
    """Names of a paletted raster's classes by their value as the engine writes it."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return {}
    return {f"{entry.value:g}": entry.label for entry in renderer.classes() if entry.label}


def write_polygons(
    source: QgsProcessingFeatureSource,
    path: str,
    transforms: QgsCoordinateTransformContext,
    feedback: QgsProcessingFeedback,
) -> None:
    """The features of a source, the selected ones where only they are asked for, as GeoJSON."""
    degrees = QgsCoordinateReferenceSystem(DEGREES)
    request = QgsFeatureRequest().setDestinationCrs(degrees, transforms)
    names = [field.name() for field in source.fields()]
    features = []
    for feature in source.getFeatures(request, UNCHECKED):
        if feedback.isCanceled():
            break
        geometry = feature.geometry()
        geometry.convertToStraightSegment()
        values = [None if value == NULL else str(value) for value in feature.attributes()]
        features.append(
            {
                "type": "Feature",
                "properties": dict(zip(names, values)),
                "geometry": json.loads(geometry.asJson(PRECISION)),
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    Path(path).write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
