"""``srxai:explainregion``: one region of one raster, explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBand,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.algorithms.finishing import finish_later
from srxai_plugin.algorithms.polygons import region_of
from srxai_plugin.algorithms.questions import question_of, question_parameters, reference_of
from srxai_plugin.contract import (
    METHOD_NAMES,
    SCALINGS,
    USUAL_METHODS,
    Bounds,
    ExplainRequest,
    Explanation,
    Method,
    Region,
)
from srxai_plugin.errors import BadInput, Cancelled, SrxaiError
from srxai_plugin.layers import (
    RESULT_FILE,
    finish_attribution,
    finish_region,
    finish_super_resolved,
    super_resolved_name,
    write_region,
)
from srxai_plugin.resource import resource
from srxai_plugin.runtime import blocking, settings
from srxai_plugin.runtime.interpreter import find_interpreter, how_to_get_one
from srxai_plugin.source import Source, source_of

Parameters = dict[str, Any]

AUTOMATIC = "automatic"


class ExplainRegion(QgsProcessingAlgorithm):
    """Super-resolves a region and maps the pixels that its texture came from."""

    LAYER = "LAYER"
    REGION = "REGION"
    POLYGONS = "POLYGONS"
    NETWORK = "NETWORK"
    METHODS = "METHODS"
    CONTEXT = "CONTEXT"
    SCALING = "SCALING"
    BANDS = "BANDS"
    OUTPUT = "OUTPUT"
    SUPER_RESOLVED = "SUPER_RESOLVED"
    OUTLINE = "OUTLINE"
    RESULT = "RESULT"
    VERDICT = "VERDICT"

    _source: Source
    _reference: Optional[str] = None

    def name(self) -> str:
        return "explainregion"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Explain region")

    def group(self) -> str:
        return self.tr("Super-resolution explanation")

    def groupId(self) -> str:  # noqa: N802
        return "superresolutionexplanation"

    def tags(self) -> list[str]:
        words = self.tr("super-resolution,explain,attribution,LAM,AMVE-SR,XAI,saliency,ATV")
        return words.split(",")

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "srxai.svg")))

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Shows which pixels a super-resolution network looked at for a region.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Super-resolves a region of a raster and shows which pixels the network looked at "
            "to draw its texture.</p>"
            "<h3>Results</h3>"
            "<p><b>Attribution maps</b>, one for each method, on the raster's own grid: 1 is the "
            "pixel that mattered most.<br>"
            "<b>Diffusion index</b>: how widely the network looks. 0 = one pixel, 100 = the whole "
            "tile evenly.<br>"
            "<b>ATV</b>: how much of the region's texture changes when only the pointed-at pixels "
            "keep their detail. Lower is better.<br>"
            "<b>Verdict</b>: whether a map may be relied on, and why.</p>"
            "<h3>Methods</h3>"
            "<p><b>AMVE-SR</b> takes two passes and is quick. <b>LAM</b>, the Local Attribution "
            "Map, follows the path from the blurred image to the image itself and is slower.</p>"
        )

    def createInstance(self) -> ExplainRegion:  # noqa: N802
        return ExplainRegion()

    def tr(self, text: str) -> str:
        return QCoreApplication.translate("ExplainRegion", text)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """False, with the sentence on how to get one, while there is no engine."""
        return (True, "") if find_interpreter() else (False, how_to_get_one())

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        for parameter in (*self._basic_parameters(), *self._advanced_parameters()):
            self.addParameter(parameter)
        output = QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Results folder"))
        self.addParameter(output)
        self._declare_outputs()

    def _basic_parameters(self) -> list[QgsProcessingParameterDefinition]:
        network = QgsProcessingParameterString(
            self.NETWORK, self.tr("Network"), defaultValue="edsr-x4"
        )
        network.setHelp(self.tr("Id of a bundled or added network, or path of a checkpoint file."))
        region = QgsProcessingParameterExtent(
            self.REGION, self.tr("Region to explain"), optional=True
        )
        region.setHelp(self.tr("Snapped outward to whole super-resolved pixels."))
        methods = QgsProcessingParameterEnum(
            self.METHODS,
            self.tr("Methods"),
            options=list(METHOD_NAMES),
            allowMultiple=True,
            defaultValue=list(USUAL_METHODS),
            usesStaticStrings=True,
        )
        layer = QgsProcessingParameterRasterLayer(self.LAYER, self.tr("Raster layer"))
        polygons = QgsProcessingParameterFeatureSource(
            self.POLYGONS,
            self.tr("… or polygons, explained as one region"),
            [QgsProcessing.SourceType.TypeVectorPolygon],
            optional=True,
        )
        return [layer, region, polygons, network, methods]

    def _advanced_parameters(self) -> list[QgsProcessingParameterDefinition]:
        context = QgsProcessingParameterNumber(
            self.CONTEXT,
            self.tr("Context around the region, in raster pixels"),
            QgsProcessingParameterNumber.Type.Integer,
            optional=True,
            minValue=0,
        )
        context.setHelp(self.tr("Left out: at least 16, and a tile of at least 64 × 64."))
        scaling = QgsProcessingParameterEnum(
            self.SCALING,
            self.tr("Scaling of raster values to 0-1"),
            options=[AUTOMATIC, *SCALINGS],
            defaultValue=AUTOMATIC,
            usesStaticStrings=True,
        )
        scaling.setHelp(
            self.tr(
                "dtype: divide by the type's largest value. percentile: stretch the tile's 2nd to "
                "98th percentile. automatic: dtype for 8-bit rasters, percentile for others."
            )
        )
        bands = QgsProcessingParameterBand(
            self.BANDS,
            self.tr("Bands for the network, in its order"),
            parentLayerParameterName=self.LAYER,
            optional=True,
            allowMultiple=True,
        )
        advanced = [context, scaling, bands, *question_parameters()]
        for parameter in advanced:
            flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
            parameter.setFlags(parameter.flags() | flag)
        return advanced

    def _declare_outputs(self) -> None:
        for id, name in METHOD_NAMES.items():
            key = output_key(id)
            for output in (
                QgsProcessingOutputRasterLayer(key, name),
                QgsProcessingOutputNumber(
                    f"{key}_DIFFUSION_INDEX", self.tr("{0}: diffusion index").format(name)
                ),
                QgsProcessingOutputNumber(f"{key}_ATV", self.tr("{0}: mean ATV, %").format(name)),
            ):
                self.addOutput(output)
        for output in (
            QgsProcessingOutputRasterLayer(self.SUPER_RESOLVED, self.tr("Super-resolved")),
            QgsProcessingOutputVectorLayer(
                self.OUTLINE, self.tr("Region"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            QgsProcessingOutputFile(self.RESULT, self.tr("Result as JSON")),
            QgsProcessingOutputString(self.VERDICT, self.tr("Verdict")),
        ):
            self.addOutput(output)

    def prepareAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        layer = self.parameterAsRasterLayer(parameters, self.LAYER, context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, self.LAYER))
        try:
            self._source = source_of(layer)
            self._reference = reference_of(self, parameters, context)
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        return True

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        interpreter = find_interpreter()
        if interpreter is None:
            raise QgsProcessingException(how_to_get_one())
        try:
            request = self._request(parameters, context)
            explanation = blocking.explain(request, feedback, interpreter)
            outline = write_region(explanation, self._source.crs)
        except Cancelled:
            return {}
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        for warning in explanation.warnings:
            feedback.pushWarning(warning)
        self._load(explanation, outline, context)
        return self._results(explanation, outline, feedback)

    def _request(self, parameters: Parameters, context: QgsProcessingContext) -> ExplainRequest:
        scaling = self.parameterAsEnumString(parameters, self.SCALING, context)
        has_context = parameters.get(self.CONTEXT) is not None
        methods = self.parameterAsEnumStrings(parameters, self.METHODS, context)
        return ExplainRequest(
            raster=self._source.raster,
            region=self._region(parameters, context),
            output=self.parameterAsString(parameters, self.OUTPUT, context),
            network=self.parameterAsString(parameters, self.NETWORK, context),
            methods=tuple(Method(id) for id in methods),
            context=self.parameterAsInt(parameters, self.CONTEXT, context) if has_context else None,
            bands=tuple(self.parameterAsInts(parameters, self.BANDS, context)) or None,
            scaling=None if scaling == AUTOMATIC else scaling,
            device=settings.DEVICE.get(),
            threads=settings.THREADS.get() or None,
            reference=self._reference,
            **question_of(self, parameters, context),
        )

    def _region(self, parameters: Parameters, context: QgsProcessingContext) -> Region:
        """Raises BadInput unless exactly one of rectangle and polygons is given."""
        polygons = self.parameterAsSource(parameters, self.POLYGONS, context)
        extent = self.parameterAsExtent(parameters, self.REGION, context, self._source.crs)
        if (polygons is None) == extent.isNull():
            raise BadInput(self.tr("Give the region either as a rectangle or as polygons."))
        if polygons is not None:
            crs = self._source.crs
            return Region(polygon=region_of(polygons, crs, context.transformContext()))
        return Region(
            bounds=Bounds(
                extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
            )
        )

    def _load(self, explanation: Explanation, outline: str, context: QgsProcessingContext) -> None:
        """Have the desktop load and style the layers; the first one added ends up lowest."""

        def super_resolved(layer: QgsMapLayer) -> None:
            finish_super_resolved(layer, explanation, self._source.renderer)

        name = super_resolved_name(explanation)
        finish_later(context, explanation.super_resolved, name, super_resolved)
        for attribution in reversed(explanation.attributions):

            def heatmap(layer: QgsMapLayer, attribution=attribution) -> None:
                finish_attribution(layer, explanation, attribution)

            finish_later(context, attribution.raster, attribution.name, heatmap)
        finish_later(
            context, outline, self.tr("Region"), lambda layer: finish_region(layer, explanation)
        )

    def _results(
        self, explanation: Explanation, outline: str, feedback: QgsProcessingFeedback
    ) -> Parameters:
        results = {
            self.OUTPUT: explanation.request.output,
            self.SUPER_RESOLVED: explanation.super_resolved,
            self.OUTLINE: outline,
            self.RESULT: str(Path(explanation.request.output) / RESULT_FILE),
        }
        verdicts = []
        for attribution in explanation.attributions:
            key = output_key(attribution.method)
            results[key] = attribution.raster
            results[f"{key}_DIFFUSION_INDEX"] = attribution.statistics.diffusion_index
            results[f"{key}_ATV"] = attribution.statistics.atv.mean
            verdicts.append(f"{attribution.name} – {attribution.verdict.words}")
            feedback.pushInfo(verdicts[-1])
        results[self.VERDICT] = "\n".join(verdicts)
        return results


def output_key(method: str) -> str:
    """Of a method's raster among the outputs: ``AMVE_SR`` for ``amve-sr``; a plus is spelled out,
    for models and scripts take letters only."""
    return method.upper().replace("-", "_").replace("+", "_PLUS")
