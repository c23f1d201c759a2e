"""``srxai:comparenetworks``: one region, one method, several networks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
    QgsProcessingParameterString,
)

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data
from srxai_plugin.contract.commands import COMPARISON_FILE
from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.requests import CompareRequest, Method
from srxai_plugin.contract.results import Comparison
from srxai_plugin.desk.language.compared import comparison_words
from srxai_plugin.desk.map.styles_compared import (
    style_consensus,
    style_difference,
    style_disagreement,
)
from srxai_plugin.desk.processing.engine_algorithm import Parameters, listed, network_options
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm
from srxai_plugin.desk.processing.finishing import finish_later, untick


class CompareNetworks(ExplanationAlgorithm):
    """What several networks all use, and what only some of them do."""

    NETWORKS = "NETWORKS"
    CONSENSUS = "CONSENSUS"
    DIFFERENCE = "DIFFERENCE"
    DISAGREEMENT = "DISAGREEMENT"
    RANKING = "RANKING"
    AGREEMENT = "AGREEMENT"
    RESULT = "RESULT"

    def name(self) -> str:
        return "comparenetworks"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Compare networks")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Explains a region by several networks and compares what they look at.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Explains one region by each of several networks, of any scales.</p>"
            "<h3>Results</h3>"
            "<p><b>Consensus</b>: what nearly all of them use.<br>"
            "<b>Difference</b>: blue where the wide-looking networks look and the others do "
            "not.<br>"
            "<b>Disagreement</b>: how much their pictures differ, in the raster's units.<br>"
            "<b>Ranking</b>: by diffusion index, the widest look first.<br>"
            "<b>Agreement</b>: mean rank correlation of every two maps, −1 to 1.</p>"
            "<p>Each network's own results lie in a folder of its name.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_layer_parameter()
        self.add_region_parameter()
        networks = QgsProcessingParameterString(
            self.NETWORKS, self.tr("Networks"), "edsr-x4, pan-x4, rcan-x4", multiLine=True
        )
        networks.setHelp(
            self.tr("Ids or checkpoint files, at least two, separated by commas or line breaks.")
        )
        networks.setMetadata(listed("SomeOf", network_options(), is_open=True))
        self.addParameter(networks)
        self.add_method_parameter("lam")
        self.add_context_parameter()
        self.add_reading_parameters()
        self.add_folder_parameter()
        self.declare(
            QgsProcessingOutputRasterLayer(self.CONSENSUS, self.tr("Consensus")),
            QgsProcessingOutputRasterLayer(self.DIFFERENCE, self.tr("Difference")),
            QgsProcessingOutputRasterLayer(self.DISAGREEMENT, self.tr("Disagreement")),
            QgsProcessingOutputString(self.RANKING, self.tr("Ranking by diffusion index")),
            QgsProcessingOutputNumber(self.AGREEMENT, self.tr("Mean rank correlation")),
            QgsProcessingOutputFile(self.RESULT, self.tr("Result as JSON")),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        try:
            answer = self.ask(wire.COMPARE, self._request(parameters, context), feedback)
            if answer is None:
                return {}
            comparison = from_data(Comparison, answer)
        except SrxaiError as error:
            raise QgsProcessingException(str(error)) from None
        self._load(comparison, context)
        ranking = ", ".join(comparison.ranking)
        feedback.pushInfo(self.tr("Widest look first: {0}").format(ranking))
        results = {
            self.OUTPUT: comparison.request.output,
            self.CONSENSUS: comparison.consensus,
            self.DIFFERENCE: comparison.difference,
            self.RANKING: ranking,
            self.RESULT: str(Path(comparison.request.output) / COMPARISON_FILE),
        }
        if comparison.disagreement is not None:
            results[self.DISAGREEMENT] = comparison.disagreement.raster
        for line in comparison_words(comparison):
            feedback.pushInfo(line)
        table = comparison.agreement.spearman
        pairs = [rho for i, row in enumerate(table) for rho in row[:i] if rho is not None]
        if pairs:
            results[self.AGREEMENT] = sum(pairs) / len(pairs)
        return results

    def _request(self, parameters: Parameters, context: QgsProcessingContext) -> CompareRequest:
        names = re.split(r"[,;\n]", self.parameterAsString(parameters, self.NETWORKS, context))
        return CompareRequest(
            region=self.rectangle(parameters, context),
            output=self.parameterAsString(parameters, self.OUTPUT, context),
            networks=tuple(name.strip() for name in names if name.strip()),
            method=Method(self.parameterAsEnumString(parameters, self.METHOD, context)),
            context=self.number_of(parameters, self.CONTEXT, context),
            **self.reading(parameters, context),
        )

    def _load(self, comparison: Comparison, context: QgsProcessingContext) -> None:
        """The first of disagreement, consensus and difference is shown, and the others wait
        unticked, for two maps upon each other are none."""
        crs, project = self._source.crs, context.project()
        found = comparison.disagreement

        def difference(layer: QgsMapLayer) -> None:
            layer.setCrs(crs)
            style_difference(layer)
            untick(layer, project)

        def consensus(layer: QgsMapLayer) -> None:
            layer.setCrs(crs)
            style_consensus(layer)
            if found is not None:
                untick(layer, project)

        def disagreement(layer: QgsMapLayer) -> None:
            layer.setCrs(crs)
            style_disagreement(layer, found.limits)

        if found is not None:
            finish_later(context, found.raster, self.tr("Disagreement"), disagreement)
        finish_later(context, comparison.difference, self.tr("Difference"), difference)
        finish_later(context, comparison.consensus, self.tr("Consensus"), consensus)
