"""``srxai:randomisationcheck``: is a map one of this network, or a picture of the image?"""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingUtils,
)

from srxai_plugin.contract.choices import MEASURE_SENTENCES
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Randomisation
from srxai_plugin.desk.map.layers import RESULT_FILE
from srxai_plugin.desk.processing.engine_algorithm import Parameters
from srxai_plugin.desk.processing.explanation_algorithm import ExplanationAlgorithm


class RandomisationCheck(ExplanationAlgorithm):
    """Makes a network forget, layer by layer, and sees whether its map does too."""

    SPEARMAN = "SPEARMAN"
    SSIM = "SSIM"
    STEPS = "STEPS"
    RESULT = "RESULT"
    HTML = "HTML"

    def name(self) -> str:
        return "randomisationcheck"

    def displayName(self) -> str:  # noqa: N802
        return self.tr("Randomisation check")

    def shortDescription(self) -> str:  # noqa: N802
        return self.tr("Checks whether an attribution map depends on what the network learned.")

    def shortHelpString(self) -> str:  # noqa: N802
        return self.tr(
            "<p>Explains a region again while a copy of the network forgets what it learned, from "
            "the output layer down. A map of the network must fall apart; a map that stays alike "
            "is a picture of the image (Adebayo et al., 2018).</p>"
            "<p><b>Rank correlation</b> of the map with the original, when all layers are random: "
            "1 is unchanged, 0 has nothing in common.</p>"
            "<p>Networks that add to an interpolated image keep what that explains, so their maps "
            "stay more alike.</p>"
        )

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:  # noqa: N802
        self.add_layer_parameter()
        self.add_region_parameter()
        self.add_network_parameter()
        self.add_method_parameter("gated-gradient")
        self.add_context_parameter()
        self.add_reading_parameters()
        self.add_folder_parameter()
        self.declare(
            QgsProcessingOutputNumber(self.SPEARMAN, self.tr("Rank correlation, all random")),
            QgsProcessingOutputNumber(self.SSIM, self.tr("Structural similarity, all random")),
            QgsProcessingOutputString(self.STEPS, self.tr("Rank correlation at each step")),
            QgsProcessingOutputFile(self.RESULT, self.tr("Result as JSON")),
            QgsProcessingOutputHtml(self.HTML, self.tr("Table as a page")),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Parameters:
        request = self._request(parameters, context)
        explanation = self.explain(request, feedback)
        if explanation is None:
            return {}
        measures = explanation.attributions[0].statistics.measures
        found = measures.randomisation if measures else None
        if found is None:
            raise QgsProcessingException(self.tr("The region has nothing to check a map by."))
        steps = ", ".join(
            self.tr("{0:.0f} % random: {1:.2f}").format(share, rho)
            for share, rho in zip(found.share, found.spearman)
        )
        feedback.pushInfo(steps)
        page = Path(QgsProcessingUtils.generateTempFilename("randomisation.html"))
        page.write_text(self._page(found), "utf-8")
        results = {
            self.OUTPUT: request.output,
            self.SPEARMAN: found.spearman[-1],
            self.STEPS: steps,
            self.RESULT: str(Path(request.output) / RESULT_FILE),
            self.HTML: str(page),
        }
        return {**results, self.SSIM: found.ssim[-1]} if found.ssim else results

    def _request(self, parameters: Parameters, context: QgsProcessingContext) -> ExplainRequest:
        return ExplainRequest(
            region=self.rectangle(parameters, context),
            output=self.parameterAsString(parameters, self.OUTPUT, context),
            network=self.network_of(parameters, context),
            methods=(Method(self.parameterAsEnumString(parameters, self.METHOD, context)),),
            context=self.number_of(parameters, self.CONTEXT, context),
            **self.reading(parameters, context),
            measures=("randomisation",),
        )

    def _page(self, found: Randomisation) -> str:
        heads = (self.tr("Random, %"), self.tr("Rank correlation"), self.tr("Similarity"))
        similar = found.ssim or (None,) * len(found.share)
        rows = "".join(
            f"<tr><td>{share:.0f}</td><td>{rho:.3f}</td>"
            f"<td>{'' if ssim is None else f'{ssim:.3f}'}</td></tr>"
            for share, rho, ssim in zip(found.share, found.spearman, similar)
        )
        head = "".join(f"<th>{text}</th>" for text in heads)
        sentence = MEASURE_SENTENCES["randomisation"]
        return f'<meta charset="utf-8"><p>{sentence}</p><table><tr>{head}</tr>{rows}</table>\n'
