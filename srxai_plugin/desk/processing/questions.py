"""Parameters that ask more of a region: another objective, further rasters, measures, a truth."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.choices import MEASURE_NAMES, OBJECTIVE_NAMES, VIEW_NAMES
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import Objective, Parameter, number_or_text
from srxai_plugin.desk.map.source import source_of

translate = QCoreApplication.translate

OBJECTIVE = "OBJECTIVE"
OBJECTIVE_PARAMETERS = "OBJECTIVE_PARAMETERS"
VIEWS = "VIEWS"
MEASURES = "MEASURES"
REFERENCE = "REFERENCE"
GUIDE = "GUIDE"


def question_parameters() -> list[QgsProcessingParameterDefinition]:
    """All optional, for an algorithm to declare as advanced."""
    objective = QgsProcessingParameterEnum(
        OBJECTIVE,
        translate("Questions", "Objective"),
        options=list(OBJECTIVE_NAMES),
        defaultValue="texture",
        usesStaticStrings=True,
    )
    objective.setHelp(translate("Questions", "What of the region is explained."))
    settings = QgsProcessingParameterString(
        OBJECTIVE_PARAMETERS, translate("Questions", "Parameters of the objective"), optional=True
    )
    settings.setHelp(
        translate("Questions", "As in frequency=0.25, angle=45; defaults where left out.")
    )
    views = _several(
        VIEWS, translate("Questions", "Further rasters of each method"), list(VIEW_NAMES)
    )
    measures = _several(
        MEASURES, translate("Questions", "Measures of each map"), list(MEASURE_NAMES)
    )
    reference = QgsProcessingParameterRasterLayer(
        REFERENCE, translate("Questions", "True high-resolution image"), optional=True
    )
    reference.setHelp(
        translate(
            "Questions",
            "The super-resolved image is compared with it: PSNR, SSIM, how much of the added "
            "detail is true, what was invented or left out, and the resolution reached.",
        )
    )
    guide = QgsProcessingParameterRasterLayer(
        GUIDE, translate("Questions", "Second image, for a network that takes two"), optional=True
    )
    guide.setHelp(
        translate(
            "Questions", "A guide with finer pixels, such as the 10 m bands for those of 20 m."
        )
    )
    return [objective, settings, views, measures, reference, guide]


def _several(name: str, words: str, options: list[str]) -> QgsProcessingParameterEnum:
    return QgsProcessingParameterEnum(
        name, words, options=options, allowMultiple=True, optional=True, usesStaticStrings=True
    )


def further_rasters(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Optional[str]]:
    """Fields of an ``ExplainRequest``: what GDAL opens as the truth and as the guide, None where
    there is none; to be asked on the main thread.

    Raises:
        BadInput, Unsupported: a layer is broken, or gives no pixels.
    """
    layers = {
        "reference": algorithm.parameterAsRasterLayer(parameters, REFERENCE, context),
        "guide": algorithm.parameterAsRasterLayer(parameters, GUIDE, context),
    }
    return {
        field: None if layer is None else source_of(layer).raster for field, layer in layers.items()
    }


def question_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any]:
    """Fields of an ``ExplainRequest``. Raises BadInput for what is no parameter."""
    id = algorithm.parameterAsEnumString(parameters, OBJECTIVE, context)
    text = algorithm.parameterAsString(parameters, OBJECTIVE_PARAMETERS, context)
    views, measures = (
        # An empty choice comes as one empty text.
        tuple(filter(None, algorithm.parameterAsEnumStrings(parameters, name, context)))
        for name in (VIEWS, MEASURES)
    )
    return {"objective": Objective(id, _settings(text)), "views": views, "measures": measures}


def _settings(text: str) -> dict[str, Parameter]:
    settings: dict[str, Parameter] = {}
    for part in filter(str.strip, text.split(",")):
        name, equals, value = map(str.strip, part.partition("="))
        if not equals:
            raise BadInput(
                translate(
                    "Questions", "Give parameters as NAME=VALUE, as in angle=45, not '{0}'."
                ).format(part)
            )
        settings[name] = number_or_text(value)
    return settings
