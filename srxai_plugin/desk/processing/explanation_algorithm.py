"""What the algorithms that look at a raster share: their usual parameters, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Optional, Union

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.geometry import Bounds, Region
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Explanation, Radiometry
from srxai_plugin.contract.scenes import BatchRequest
from srxai_plugin.desk.language.bands import band_words
from srxai_plugin.desk.map.source import LayerSource, source_of
from srxai_plugin.desk.processing.engine_algorithm import (
    EngineAlgorithm,
    Parameters,
    listed,
    network_options,
)
from srxai_plugin.desk.runtime import blocking, settings

AUTOMATIC = "automatic"


class ExplanationAlgorithm(EngineAlgorithm):
    """A subclass declares its parameters and says what to do with a raster layer."""

    LAYER = "LAYER"
    NETWORK = "NETWORK"
    METHOD = "METHOD"
    METHODS = "METHODS"
    REGION = "REGION"
    CONTEXT = "CONTEXT"
    WORKERS = "WORKERS"
    SCHEDULER = "SCHEDULER"
    SCALING = "SCALING"
    BANDS = "BANDS"
    OUTPUT = "OUTPUT"
    DETAIL = "DETAIL"

    _source: LayerSource

    def tags(self) -> list[str]:
        words = QCoreApplication.translate(
            "ExplanationAlgorithm",
            "super-resolution,explain,attribution,LAM,AMVE-SR,XAI,upscale,sharpen",
        )
        return words.split(",")

    def prepareAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        layer = self.parameterAsRasterLayer(parameters, self.LAYER, context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, self.LAYER))
        try:
            self._source = source_of(layer)
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        return True

    def ask(self, do: str, request: Any, feedback: QgsProcessingFeedback) -> Optional[Any]:
        """The engine's answer as JSON data, its warnings told; None when the user cancelled.

        Raises:
            QgsProcessingException: with the engine's sentence.
        """
        data = to_data(request)
        answer = self.answer(
            lambda interpreter: blocking.ask(do, feedback, interpreter, request=data)
        )
        if answer is not None:
            _tell_bands(answer.get("radiometry"), feedback)
            _tell(answer.get("warnings", ()), feedback)
        return answer

    def explain(
        self, request: ExplainRequest, feedback: QgsProcessingFeedback
    ) -> Optional[Explanation]:
        """The same for one explanation."""
        explanation = self.answer(
            lambda interpreter: blocking.explain(request, feedback, interpreter)
        )
        if explanation is not None:
            _tell_bands(to_data(explanation.radiometry), feedback)
            _tell((*explanation.misfits, *explanation.warnings), feedback)
        return explanation

    def add_layer_parameter(self) -> None:
        words = QCoreApplication.translate("ExplainRegion", "Raster layer")
        self.addParameter(QgsProcessingParameterRasterLayer(self.LAYER, words))

    def add_network_parameter(self) -> None:
        words = QCoreApplication.translate("ExplainRegion", "Network")
        network = QgsProcessingParameterString(self.NETWORK, words, defaultValue="edsr-x4")
        network.setHelp(
            QCoreApplication.translate(
                "ExplainRegion", "Id of a bundled or added network, or path of a checkpoint file."
            )
        )
        network.setMetadata(listed("OneOf", network_options(), is_open=True))
        self.addParameter(network)

    def add_method_parameter(self, default: str) -> None:
        words = QCoreApplication.translate("ExplanationAlgorithm", "Method")
        self._add_choice_of_methods(self.METHOD, words, default)

    def add_methods_parameter(self, default: Sequence[str]) -> None:
        words = QCoreApplication.translate("ExplainRegion", "Methods")
        self._add_choice_of_methods(self.METHODS, words, list(default))

    def _add_choice_of_methods(self, name: str, words: str, default: Union[str, list[str]]) -> None:
        """Of several, where the default is a list."""
        methods = QgsProcessingParameterEnum(
            name,
            words,
            options=list(METHOD_NAMES),
            allowMultiple=isinstance(default, list),
            defaultValue=default,
            usesStaticStrings=True,
        )
        kind = "SomeOf" if isinstance(default, list) else "OneOf"
        methods.setMetadata(listed(kind, METHOD_NAMES.items(), is_open=False))
        self.addParameter(methods)

    def add_region_parameter(self, optional: bool = False) -> None:
        words = QCoreApplication.translate("ExplainRegion", "Region to explain")
        region = QgsProcessingParameterExtent(self.REGION, words, optional=optional)
        region.setHelp(
            QCoreApplication.translate(
                "ExplainRegion", "Snapped outward to whole super-resolved pixels."
            )
        )
        self.addParameter(region)

    def add_context_parameter(self, words: str = "") -> None:
        context = self.whole_number(
            self.CONTEXT,
            words
            or QCoreApplication.translate(
                "ExplainRegion", "Context around the region, in raster pixels"
            ),
            ExplainRequest,
            "context",
        )
        context.setHelp(
            QCoreApplication.translate(
                "ExplainRegion", "Left out: at least 16, and a tile of at least 64 × 64."
            )
        )
        self.add_advanced(context)

    def add_reading_parameters(self) -> None:
        """Scaling and bands, both advanced."""
        scaling = QgsProcessingParameterEnum(
            self.SCALING,
            QCoreApplication.translate("ExplainRegion", "Scaling of raster values to 0-1"),
            options=[AUTOMATIC, *rules(ExplainRequest, "scaling").choices],
            defaultValue=AUTOMATIC,
            usesStaticStrings=True,
        )
        scaling.setHelp(
            QCoreApplication.translate(
                "ExplainRegion",
                "dtype: divide by the type's largest value. percentile: stretch the tile's 2nd to "
                "98th percentile. reflectance: as Sentinel-2 and its like hold it; "
                "reflectance-clipped: the same, below 0 set to 0. automatic: as the network's "
                "card says, if that fits the raster; else dtype for 8-bit rasters, percentile for "
                "others.",
            )
        )
        bands = QgsProcessingParameterBand(
            self.BANDS,
            QCoreApplication.translate("ExplainRegion", "Bands for the network, in its order"),
            parentLayerParameterName=self.LAYER,
            optional=True,
            allowMultiple=True,
        )
        bands.setHelp(
            QCoreApplication.translate(
                "ExplainRegion",
                "Left empty, those that the network learned from, by what the raster says of its "
                "bands; where it says nothing, its first ones.",
            )
        )
        self.add_advanced(scaling, bands)

    def add_detail_parameter(self) -> None:
        words = QCoreApplication.translate("ExplanationAlgorithm", "Judge the detail, too")
        judge = QgsProcessingParameterBoolean(self.DETAIL, words, defaultValue=True)
        judge.setHelp(
            QCoreApplication.translate(
                "ExplanationAlgorithm",
                "Whether networks that do not invent would have drawn this detail too.",
            )
        )
        self.addParameter(judge)

    def fleet_parameters(self) -> list[QgsProcessingParameterDefinition]:
        """For an algorithm with many windows to declare as advanced."""
        workers = self.whole_number(
            self.WORKERS,
            QCoreApplication.translate("ExplanationAlgorithm", "Worker processes"),
            BatchRequest,
            "workers",
        )
        scheduler = QgsProcessingParameterString(
            self.SCHEDULER,
            QCoreApplication.translate("ExplanationAlgorithm", "Address of a Dask scheduler"),
            optional=True,
        )
        scheduler.setHelp(
            QCoreApplication.translate(
                "ExplanationAlgorithm", "As tcp://host:8786; its workers do it instead."
            )
        )
        return [workers, scheduler]

    def add_folder_parameter(self) -> None:
        words = QCoreApplication.translate("ExplainRegion", "Results folder")
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, words))

    def add_advanced(self, *parameters: QgsProcessingParameterDefinition) -> None:
        for parameter in parameters:
            flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
            parameter.setFlags(parameter.flags() | flag)
            self.addParameter(parameter)

    def whole_number(
        self, name: str, words: str, request: type, field: str
    ) -> QgsProcessingParameterNumber:
        """A field of a request, with its default and range; optional where it can be None."""
        known, default = rules(request, field), getattr(request, field)
        number = QgsProcessingParameterNumber(
            name, words, QgsProcessingParameterNumber.Type.Integer, default, default is None
        )
        if known.low is not None:
            number.setMinimum(known.low)
        if known.high is not None:
            number.setMaximum(known.high)
        return number

    def reading(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        """Fields of every request for a raster: how it is read, and where the network runs, which
        is for the options to say."""
        scaling = self.parameterAsEnumString(parameters, self.SCALING, context)
        return {
            "raster": self._source.raster,
            "bands": tuple(self.parameterAsInts(parameters, self.BANDS, context)) or None,
            "scaling": None if scaling == AUTOMATIC else scaling,
            "device": settings.device(),
            "threads": settings.threads(),
        }

    def fleet(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        """Fields of a request for many windows. Several workers share the processor's cores out by
        themselves: the threads of the options are for one engine."""
        workers = self.parameterAsInt(parameters, self.WORKERS, context)
        scheduler = self.parameterAsString(parameters, self.SCHEDULER, context) or None
        alone = workers == 1 and scheduler is None
        return {
            "workers": workers,
            "scheduler": scheduler,
            "threads": settings.threads() if alone else None,
        }

    def network_of(self, parameters: Parameters, context: QgsProcessingContext) -> str:
        return self.parameterAsString(parameters, self.NETWORK, context)

    def rectangle(self, parameters: Parameters, context: QgsProcessingContext) -> Optional[Region]:
        """In the raster's CRS; None where an optional one was left out."""
        extent = self.parameterAsExtent(parameters, self.REGION, context, self._source.crs)
        if extent.isNull():
            return None
        return Region(
            bounds=Bounds(
                extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
            )
        )

    def number_of(
        self, parameters: Parameters, name: str, context: QgsProcessingContext
    ) -> Optional[int]:
        """None where an optional number was left out."""
        if parameters.get(name) is None:
            return None
        return self.parameterAsInt(parameters, name, context)


def _tell_bands(radiometry: Optional[dict[str, Any]], feedback: QgsProcessingFeedback) -> None:
    """Which bands were taken as what, of an answer that has it."""
    if radiometry is not None and radiometry.get("match") is not None:
        feedback.pushInfo(band_words(from_data(Radiometry, radiometry)))


def _tell(warnings: Iterable[str], feedback: QgsProcessingFeedback) -> None:
    for warning in warnings:
        feedback.pushWarning(warning)
