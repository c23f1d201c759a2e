"""``srxai:addnetwork``: keep a checkpoint among the networks."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from srxai_plugin.contract import wire
from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.fields import SCALINGS, VALUE_RANGES
from srxai_plugin.contract.results import NetworkFacts
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.network_algorithm import Facts, NetworkAlgorithm, push_warnings

AUTOMATIC = "automatic"
RANGES = {AUTOMATIC: None, **{f"0-{top:.0f}": top for top in VALUE_RANGES}}
SCALED = {AUTOMATIC: None, **{scaling: scaling for scaling in SCALINGS}}
COLOURS = {AUTOMATIC: None, "rgb": "rgb", "y": "y", "ycbcr": "ycbcr"}
ENDINGS = "*.safetensors *.pt *.pth *.pkl *.pt2 *.onnx"


class AddNetworkAlgorithm(NetworkAlgorithm):
    """Copies the checkpoint into the QGIS profile, with what is told of it."""

    FILE = "FILE"
    ID = "ID"
    TITLE = "TITLE"
    VALUE_RANGE = "VALUE_RANGE"
    COLOUR = "COLOUR"
    SCALING = "SCALING"
    SCALE = "SCALE"
    SENSOR = "SENSOR"
    LICENCE = "LICENCE"
    BANDS = "BANDS"
    PARAMETERS = "PARAMETERS"
    RAMP_ERROR = "RAMP_ERROR"
    WARNING = "WARNING"

    def name(self) -> str:
        return "addnetwork"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Add network")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Keeps a super-resolution network's checkpoint among the networks.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Recognises the network in a published checkpoint and keeps a copy of it in the "
            "QGIS profile. It is then in the panel, and every algorithm takes its id. No code is "
            "ever run from a checkpoint.</p>"
            "<p>Architecture, scale and bands are read from the weights. What weights cannot tell "
            "(title, value range, colour, scaling, sensor, licence) can be told here.</p>"
            "<h3>Results</h3>"
            "<p><b>Ramp error</b>: how far the network is from giving a smooth ramp back, 0 to 1. "
            "A <b>warning</b> names the likely cause where it is far.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        file = QgsProcessingParameterFile(
            self.FILE,
            self.tr("Checkpoint"),
            fileFilter=self.tr("Checkpoints ({0})").format(ENDINGS),
        )
        id = self._text(self.ID, self.tr("Id"))
        id.setHelp(
            self.tr("Lower-case letters, digits, dots, hyphens. The file's name if left out.")
        )
        ranges = self._choice(self.VALUE_RANGE, self.tr("Values it was trained on"), RANGES)
        colours = self._choice(self.COLOUR, self.tr("Colour that it takes"), COLOURS)
        colours.setHelp(self.tr("y: the luma of YCbCr alone. ycbcr: all three of YCbCr."))
        scaled = self._choice(
            self.SCALING, self.tr("Scaling of raster values when it learned"), SCALED
        )
        known = rules(NetworkFacts, "scale")
        scale = QgsProcessingParameterNumber(
            self.SCALE,
            self.tr("Scale"),
            QgsProcessingParameterNumber.Type.Integer,
            optional=True,
            minValue=known.low,
            maxValue=known.high,
        )
        scale.setHelp(self.tr("For weights that serve several; refused if it is not theirs."))
        sensor = self._text(self.SENSOR, self.tr("Sensor that it was trained on"))
        title = self._text(self.TITLE, self.tr("Title"))
        licence = self._text(self.LICENCE, self.tr("Licence of the weights"))
        for parameter in (file, id, title, ranges, colours, scaled, scale, sensor, licence):
            self.addParameter(parameter)
        self.declare(
            QgsProcessingOutputString(self.NETWORK, self.tr("Id of the network")),
            QgsProcessingOutputNumber(self.BANDS, self.tr("Bands")),
            QgsProcessingOutputNumber(self.PARAMETERS, self.tr("Parameters")),
            QgsProcessingOutputNumber(self.RAMP_ERROR, self.tr("Ramp error")),
            QgsProcessingOutputString(self.WARNING, self.tr("Warning")),
        )

    def command(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        def text(name: str) -> Optional[str]:
            return self.parameterAsString(parameters, name, context).strip() or None

        def choice(name: str, choices: dict[str, Any]) -> Any:
            return choices.get(self.parameterAsEnumString(parameters, name, context))

        has_scale = parameters.get(self.SCALE) is not None
        told = {
            "title": text(self.TITLE),
            "value_range": choice(self.VALUE_RANGE, RANGES),
            "colour": choice(self.COLOUR, COLOURS),
            "scaling": choice(self.SCALING, SCALED),
            "scale": self.parameterAsInt(parameters, self.SCALE, context) if has_scale else None,
            "sensor": text(self.SENSOR),
            "licence": text(self.LICENCE),
        }
        file = self.parameterAsFile(parameters, self.FILE, context)
        return {"do": wire.NETWORK_ADD, "file": file, "network": text(self.ID), "told": told}

    def results(self, answer: Facts, feedback: QgsProcessingFeedback) -> Parameters:
        feedback.pushInfo(
            self.tr("{0}: {1}, ×{2}, {3} bands, {4:,} parameters").format(
                *(answer[key] for key in ("id", "architecture", "scale", "bands", "parameters"))
            )
        )
        return {
            self.NETWORK: answer["id"],
            self.BANDS: answer["bands"],
            self.PARAMETERS: answer["parameters"],
            self.RAMP_ERROR: answer["ramp_error"],
            self.WARNING: push_warnings(answer, feedback),
        }

    def _text(self, name: str, words: str) -> QgsProcessingParameterString:
        return QgsProcessingParameterString(name, words, optional=True)

    def _choice(self, name: str, words: str, choices: dict[str, Any]) -> QgsProcessingParameterEnum:
        return QgsProcessingParameterEnum(
            name, words, options=list(choices), defaultValue=AUTOMATIC, usesStaticStrings=True
        )
