"""``srxai:explainregion``: one region of one raster, explained."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterFeatureSource,
)

from srxai_plugin.contract.choices import METHOD_NAMES, USUAL_METHODS
from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.contract.geometry import Region
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.language.detail import detail_words
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.map.layers import RESULT_FILE, write_region
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.polygons import region_of
from srxai_plugin.desk.processing.questions import (
    further_rasters,
    question_of,
    question_parameters,
)
from srxai_plugin.desk.processing.run_layers import load_run


class ExplainRegion(ExplanationAlgorithm):
    """Super-resolves a region and maps the pixels that its texture came from."""

    POLYGONS = "POLYGONS"
    SUPER_RESOLVED = "SUPER_RESOLVED"
    OUTLINE = "OUTLINE"
    RESULT = "RESULT"
    VERDICT = "VERDICT"
    DETAIL_LEVEL = "DETAIL_LEVEL"
    DETAIL_SHARE = "DETAIL_SHARE"
    DETAIL_HALF_WIDTH = "DETAIL_HALF_WIDTH"

    _further: dict[str, Optional[str]]

    def name(self) -> str:
        return "explainregion"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Explain region")

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
            "keep their detail. <b>loc</b>: how much of it is then in another place or of another "
            "strength. Lower is better.<br>"
            "<b>Beyond detail</b>: what the map tells of single pixels that their own detail and "
            "place do not, from -1 to 1; a map that knows no network has about 0.<br>"
            "<b>Verdict</b>: whether a map may be relied on, and why. It judges the map, not the "
            "super-resolved detail.<br>"
            "<b>Detail</b>: whether the detail that the network added can be used. Supported: "
            "networks that do not invent draw it too; invented: most of it is not in the input. "
            "With it, half the width of the interval that holds the value in 9 of 10 pixels.</p>"
            "<h3>Methods</h3>"
            "<p><b>AMVE-SR</b> runs the relevance of the region's edges down the network. "
            "<b>LAM</b>, the Local Attribution Map, follows the path from the blurred image to the "
            "image itself and is slower. <b>Gated gradient</b> is the quick one.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_layer_parameter()
        self.add_region_parameter(optional=True)
        polygons = QgsProcessingParameterFeatureSource(
            self.POLYGONS,
            self.tr("… or polygons, explained as one region"),
            [QgsProcessing.SourceType.TypeVectorPolygon],
            optional=True,
        )
        self.addParameter(polygons)
        self.add_network_parameter()
        self.add_methods_parameter(USUAL_METHODS)
        self.add_detail_parameter()
        self.add_context_parameter()
        self.add_reading_parameters()
        self.add_advanced(*question_parameters())
        self.add_folder_parameter()
        self._declare_outputs()

    def _declare_outputs(self) -> None:
        for id, name in METHOD_NAMES.items():
            key = output_key(id)
            for output in (
                QgsProcessingOutputRasterLayer(key, name),
                QgsProcessingOutputNumber(
                    f"{key}_DIFFUSION_INDEX", self.tr("{0}: diffusion index").format(name)
                ),
                QgsProcessingOutputNumber(f"{key}_ATV", self.tr("{0}: mean ATV, %").format(name)),
                QgsProcessingOutputNumber(f"{key}_LOC", self.tr("{0}: mean loc, %").format(name)),
                QgsProcessingOutputNumber(
                    f"{key}_BEYOND_DETAIL", self.tr("{0}: beyond detail").format(name)
                ),
            ):
                self.addOutput(output)
        for output in (
            QgsProcessingOutputRasterLayer(self.SUPER_RESOLVED, self.tr("Super-resolved")),
            QgsProcessingOutputVectorLayer(
                self.OUTLINE, self.tr("Region"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            QgsProcessingOutputFile(self.RESULT, self.tr("Result as JSON")),
            QgsProcessingOutputString(self.VERDICT, self.tr("Verdict")),
            QgsProcessingOutputRasterLayer(self.DETAIL, self.tr("Detail")),
            QgsProcessingOutputString(self.DETAIL_LEVEL, self.tr("Detail: verdict")),
            QgsProcessingOutputNumber(
                self.DETAIL_SHARE, self.tr("Detail: estimated true share, 0 to 1")
            ),
            QgsProcessingOutputNumber(
                self.DETAIL_HALF_WIDTH,
                self.tr("Detail: half-width of the 90 % interval, in raster units"),
            ),
        ):
            self.addOutput(output)

    def prepareAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        try:
            self._further = further_rasters(self, parameters, context)
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        return super().prepareAlgorithm(parameters, context, feedback)

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        try:
            request = self._request(parameters, context)
            explanation = self.explain(request, feedback)
            if explanation is None:
                return {}
            outline = write_region(explanation, self._source.crs)
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        load_run(explanation, outline, self._source, context)
        return self._results(explanation, outline, feedback)

    def _request(self, parameters: Parameters, context: QgsProcessingContext) -> ExplainRequest:
        methods = self.parameterAsEnumStrings(parameters, self.METHODS, context)
        return ExplainRequest(
            region=self._region(parameters, context),
            output=self.parameterAsString(parameters, self.OUTPUT, context),
            network=self.network_of(parameters, context),
            methods=tuple(Method(id) for id in methods),
            context=self.number_of(parameters, self.CONTEXT, context),
            detail=self.parameterAsBool(parameters, self.DETAIL, context),
            **self._further,
            **self.reading(parameters, context),
            **question_of(self, parameters, context),
        )

    def _region(self, parameters: Parameters, context: QgsProcessingContext) -> Region:
        """Raises BadInput unless exactly one of rectangle and polygons is given."""
        polygons = self.parameterAsSource(parameters, self.POLYGONS, context)
        rectangle = self.rectangle(parameters, context)
        if polygons is None and rectangle is not None:
            return rectangle
        if polygons is None or rectangle is not None:
            raise BadInput(self.tr("Give the region either as a rectangle or as polygons."))
        crs = self._source.crs
        return Region(polygon=region_of(polygons, crs, context.transformContext()))

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
            results[f"{key}_LOC"] = attribution.statistics.atv.loc_mean
            results[f"{key}_BEYOND_DETAIL"] = attribution.statistics.beyond_detail
            verdicts.append(
                f"{attribution.name} – {verdict_words(attribution, explanation.baselines)}"
            )
            feedback.pushInfo(verdicts[-1])
        results[self.VERDICT] = "\n".join(verdicts)
        return {**results, **self._detail_results(explanation, feedback)}

    def _detail_results(
        self, explanation: Explanation, feedback: QgsProcessingFeedback
    ) -> Parameters:
        """None of what was not asked for, or has no figure."""
        detail = explanation.detail
        if detail is None:
            return {}
        feedback.pushInfo(detail_words(explanation))
        found = {
            self.DETAIL: detail.raster,
            self.DETAIL_LEVEL: detail.level,
            self.DETAIL_SHARE: detail.share,
            self.DETAIL_HALF_WIDTH: detail.half_width,
        }
        return {name: value for name, value in found.items() if value is not None}


def output_key(method: str) -> str:
    """Of a method's raster among the outputs: ``AMVE_SR`` for ``amve-sr``; a plus is spelled out,
    for models and scripts take letters only."""
    return method.upper().replace("-", "_").replace("+", "_PLUS")
