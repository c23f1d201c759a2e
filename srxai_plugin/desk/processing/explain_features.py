"""``srxai:explainfeatures``: every polygon of a layer, explained."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QMetaType, QVariant

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import BatchRequest, digest
from srxai_plugin.desk.map.feature_style import field_key, style_features
from srxai_plugin.desk.map.layers import RESULT_FILE
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.finishing import style_later
from srxai_plugin.desk.processing.polygons import features_of, polygon_of, transform_to

FAILURES_FILE = "failures.jsonl"
REQUESTS_FILE = "requests.jsonl"
FIGURES = ("diffusion_index", "atv", "loc", "beyond_detail", "radius", "verdict")
"""Fields of each method, behind its name."""
DETAIL_FIGURES = ("detail", "detail_share", "detail_half_width")
"""Fields of the detail: level, estimated true share, half-width in raster units."""
META_TYPES = 33_800
"""The first QGIS whose fields are of a QMetaType.Type; Qt 6 knows no QVariant.Type any more."""


@dataclass(frozen=True)
class _Asked:
    """A feature, and where its result will lie; None where it is no polygon on the raster."""

    feature: QgsFeature
    folder: Optional[Path] = None
    line: int = 0
    """In the file of requests, from 1."""


class ExplainFeatures(ExplanationAlgorithm):
    """Statistics of each polygon, joined to a copy of the layer."""

    INPUT = "INPUT"
    RESULTS = "RESULTS"
    EXPLAINED = "EXPLAINED"
    FAILED = "FAILED"

    def name(self) -> str:
        return "explainfeatures"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Explain features")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Explains every polygon of a layer and joins the figures to a copy of it.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Explains the super-resolved image within every polygon of a vector layer: fields, "
            "roofs, parcels.</p>"
            "<p>The copy of the layer gets for each method its diffusion index, ATV and loc in %, "
            "what the map tells of single pixels beyond their detail (-1 to 1), the radius in "
            "metres (raster pixels without a CRS) that holds 95 % of the attribution, and the "
            "verdict, which judges the map and not the detail. The field <i>detail</i> tells "
            "whether the added detail can be used, <i>detail_share</i> its estimated true share "
            "(0 to 1) and <i>detail_half_width</i> half the width of the interval that holds the "
            "value in 9 of 10 pixels, in raster units. A polygon that cannot be explained says why "
            "in the field <i>srxai_note</i>.</p>"
            "<p>Give a folder to keep the maps too. Started again with the same folder, only what "
            "is missing is computed.</p>"
            "<p>Several worker processes, and clusters, need the package "
            "<code>dask.distributed</code> in the engine.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.INPUT, self.tr("Polygons"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.add_layer_parameter()
        self.add_network_parameter()
        self.add_methods_parameter(["gated-gradient"])
        self.add_detail_parameter()
        around = self.whole_number(
            self.CONTEXT,
            self.tr("Context around each polygon, in raster pixels"),
            ExplainRequest,
            "context",
        )
        self.add_advanced(around, *self.fleet_parameters())
        self.add_reading_parameters()
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Explained features"))
        )
        results = QgsProcessingParameterFolderDestination(
            self.RESULTS, self.tr("Folder for the maps"), optional=True, createByDefault=False
        )
        self.addParameter(results)
        self.declare(
            QgsProcessingOutputNumber(self.EXPLAINED, self.tr("Features explained")),
            QgsProcessingOutputNumber(self.FAILED, self.tr("Features that could not be")),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.INPUT))
        methods = self.parameterAsEnumStrings(parameters, self.METHODS, context)
        kept = self.parameterAsString(parameters, self.RESULTS, context)
        folder = Path(kept or QgsProcessingUtils.generateTempFilename("features"))
        try:
            asked = self._write_requests(parameters, source, methods, folder, context)
            if any(one.folder for one in asked):
                request = BatchRequest(
                    requests=str(folder / REQUESTS_FILE),
                    output=str(folder),
                    **self.fleet(parameters, context),
                )
                if self.ask(wire.BATCH, request, feedback) is None:
                    return {}
            return self._join(parameters, source, asked, methods, folder, kept, context, feedback)
        finally:
            if not kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _write_requests(
        self,
        parameters: Parameters,
        source: QgsProcessingFeatureSource,
        methods: list[str],
        folder: Path,
        context: QgsProcessingContext,
    ) -> list[_Asked]:
        transform = transform_to(self._source.crs, source, context.transformContext())
        fields = {
            **self.reading(parameters, context),
            "raster": _local(self._source.raster),
            "network": _local(self.network_of(parameters, context)),
            "threads": None,  # the batch's
            "detail": self.parameterAsBool(parameters, self.DETAIL, context),
        }
        asked, lines = [], []
        for feature in features_of(source):
            polygon = polygon_of([feature.geometry()], transform)
            if polygon is None:
                asked.append(_Asked(feature))
                continue
            request = ExplainRequest(
                region=Region(polygon=polygon),
                output="",
                methods=tuple(Method(id) for id in methods),
                context=self.number_of(parameters, self.CONTEXT, context),
                **fields,
            )
            lines.append(to_json(request))
            asked.append(_Asked(feature, folder / digest(request), len(lines)))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / REQUESTS_FILE).write_text("".join(f"{li}\n" for li in lines), "utf-8")
        except OSError as error:
            raise QgsProcessingException(
                self.tr("Cannot write to {0}: {1}. Choose another folder.").format(
                    folder, error.strerror
                )
            ) from None
        return asked

    def _join(
        self,
        parameters: Parameters,
        source: QgsProcessingFeatureSource,
        asked: list[_Asked],
        methods: list[str],
        folder: Path,
        kept: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Parameters:
        judges = self.parameterAsBool(parameters, self.DETAIL, context)
        fields = _fields(source.fields(), methods, judges)
        sink, output = self.parameterAsSink(
            parameters, self.OUTPUT, context, fields, source.wkbType(), source.sourceCrs()
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        reasons = _reasons(folder)
        failed = 0
        for one in asked:
            explanation = _read(one.folder)
            note = reasons.get(one.line, "")
            if one.folder is None:
                note = self.tr("It is no polygon that lies on the raster.")
            failed += explanation is None
            if note:
                words = self.tr("Feature {0}: {1}").format(one.feature.id(), note)
                feedback.pushWarning(words)
            joined = QgsFeature(fields)
            joined.setGeometry(one.feature.geometry())
            values = _values(explanation, methods, judges)
            result = str(one.folder / RESULT_FILE) if explanation and kept and one.folder else None
            joined.setAttributes([*one.feature.attributes(), *values, result, note or None])
            sink.addFeature(joined, QgsFeatureSink.Flag.FastInsert)
        style_later(context, output, style_features)
        results = {
            self.OUTPUT: output,
            self.EXPLAINED: len(asked) - failed,
            self.FAILED: failed,
        }
        return {**results, self.RESULTS: kept} if kept else results


def _field(name: str, kind: QMetaType.Type) -> QgsField:
    return QgsField(name, kind if Qgis.QGIS_VERSION_INT >= META_TYPES else QVariant.Type(kind))


def _fields(own: QgsFields, methods: list[str], judges: bool) -> QgsFields:
    fields, text = QgsFields(own), QMetaType.Type.QString
    for id in methods:
        for figure in FIGURES:
            kind = text if figure == "verdict" else QMetaType.Type.Double
            fields.append(_field(f"{field_key(id)}_{figure}", kind))
    for name in DETAIL_FIGURES if judges else ():
        fields.append(_field(name, text if name == "detail" else QMetaType.Type.Double))
    fields.append(_field("srxai_result", text))
    fields.append(_field("srxai_note", text))
    return fields


def _values(explanation: Optional[Explanation], methods: list[str], judges: bool) -> list[Any]:
    """Of ``FIGURES`` for each method, and of ``DETAIL_FIGURES``, in order."""
    if explanation is None:
        return [None] * (len(methods) * len(FIGURES) + judges * len(DETAIL_FIGURES))
    found = {attribution.method: attribution for attribution in explanation.attributions}
    values: list[Any] = []
    for id in methods:
        statistics = found[id].statistics
        reach = statistics.reach
        radius = reach.pixels if reach.metres is None else reach.metres
        values += [
            statistics.diffusion_index,
            statistics.atv.mean,
            statistics.atv.loc_mean,
            statistics.beyond_detail,
            radius,
            found[id].verdict.level,
        ]
    detail = explanation.detail
    if judges:
        values += [None] * 3 if detail is None else [detail.level, detail.share, detail.half_width]
    return values


def _read(folder: Optional[Path]) -> Optional[Explanation]:
    try:
        return from_json(Explanation, (folder / RESULT_FILE).read_text("utf-8")) if folder else None
    except (OSError, BadInput):
        return None


def _reasons(folder: Path) -> dict[int, str]:
    """Why requests failed, by line."""
    path = folder / FAILURES_FILE
    if not path.is_file():
        return {}
    told = map(json.loads, path.read_text("utf-8").splitlines())
    return {failure["line"]: failure["reason"] for failure in told}


def _local(name: str) -> str:
    """As the engine writes it before it names a result: files by their whole path."""
    return str(Path(name).absolute()) if Path(name).is_file() else name
