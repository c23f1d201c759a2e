"""What the algorithms that explain share: their group, their usual parameters, one question."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputDefinition,
    QgsProcessingParameterBand,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.contract import METHOD_NAMES, SCALINGS, to_data
from srxai_plugin.errors import Cancelled, SrxaiError
from srxai_plugin.resource import resource
from srxai_plugin.runtime import blocking
from srxai_plugin.runtime.interpreter import find_interpreter, how_to_get_one
from srxai_plugin.source import Source, source_of

Parameters = dict[str, Any]

AUTOMATIC = "automatic"


class ExplanationAlgorithm(QgsProcessingAlgorithm):
    """A subclass declares its parameters and says what to do with a raster layer."""

    LAYER = "LAYER"
    NETWORK = "NETWORK"
    METHOD = "METHOD"
    SCALING = "SCALING"
    BANDS = "BANDS"
    OUTPUT = "OUTPUT"

    _source: Source

    def group(self) -> str:
        return QCoreApplication.translate("ExplainRegion", "Super-resolution explanation")

    def groupId(self) -> str:  # noqa: N802
        return "superresolutionexplanation"

    def tags(self) -> list[str]:
        words = QCoreApplication.translate(
            "ExplanationAlgorithm",
            "super-resolution,explain,attribution,LAM,AMVE-SR,XAI,upscale,sharpen",
        )
        return words.split(",")

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "srxai.svg")))

    def createInstance(self) -> ExplanationAlgorithm:  # noqa: N802
        return type(self)()

    def tr(self, text: str) -> str:
        return QCoreApplication.translate(type(self).__name__, text)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """False, with the sentence on how to get one, while there is no engine."""
        return (True, "") if find_interpreter() else (False, how_to_get_one())

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
        """The engine's answer as JSON data; None when the user cancelled.

        Raises:
            QgsProcessingException: with the engine's sentence.
        """
        interpreter = find_interpreter()
        if interpreter is None:
            raise QgsProcessingException(how_to_get_one())
        try:
            answer = blocking.ask(do, feedback, interpreter, request=to_data(request))
        except Cancelled:
            return None
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        for warning in answer.get("warnings", ()):
            feedback.pushWarning(warning)
        return answer

    def declare(self, *outputs: QgsProcessingOutputDefinition) -> None:
        for output in outputs:
            self.addOutput(output)

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
        self.addParameter(network)

    def add_method_parameter(self, default: str) -> None:
        words = QCoreApplication.translate("ExplanationAlgorithm", "Method")
        self.addParameter(
            QgsProcessingParameterEnum(
                self.METHOD,
                words,
                options=list(METHOD_NAMES),
                defaultValue=default,
                usesStaticStrings=True,
            )
        )

    def add_reading_parameters(self) -> None:
        """Scaling and bands, both advanced."""
        scaling = QgsProcessingParameterEnum(
            self.SCALING,
            QCoreApplication.translate("ExplainRegion", "Scaling of raster values to 0-1"),
            options=[AUTOMATIC, *SCALINGS],
            defaultValue=AUTOMATIC,
            usesStaticStrings=True,
        )
        bands = QgsProcessingParameterBand(
            self.BANDS,
            QCoreApplication.translate("ExplainRegion", "Bands for the network, in its order"),
            parentLayerParameterName=self.LAYER,
            optional=True,
            allowMultiple=True,
        )
        self.add_advanced(scaling, bands)

    def add_advanced(self, *parameters: QgsProcessingParameterDefinition) -> None:
        for parameter in parameters:
            flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
            parameter.setFlags(parameter.flags() | flag)
            self.addParameter(parameter)

    def whole_number(
        self, name: str, words: str, default: Optional[int] = None, least: int = 1
    ) -> QgsProcessingParameterNumber:
        """Optional where there is no default."""
        return QgsProcessingParameterNumber(
            name,
            words,
            QgsProcessingParameterNumber.Type.Integer,
            default,
            default is None,
            least,
        )

    def scaling_of(self, parameters: Parameters, context: QgsProcessingContext) -> Optional[str]:
        scaling = self.parameterAsEnumString(parameters, self.SCALING, context)
        return None if scaling == AUTOMATIC else scaling

    def bands_of(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> Optional[tuple[int, ...]]:
        return tuple(self.parameterAsInts(parameters, self.BANDS, context)) or None

    def number_of(
        self, parameters: Parameters, name: str, context: QgsProcessingContext
    ) -> Optional[int]:
        """None where an optional number was left out."""
        if parameters.get(name) is None:
            return None
        return self.parameterAsInt(parameters, name, context)
