"""The Processing provider ``srxai``."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from srxai_plugin import __version__
from srxai_plugin.algorithms.explain_region import ExplainRegion
from srxai_plugin.resource import resource


class SrxaiProvider(QgsProcessingProvider):
    """Offers SRXAI's algorithms to the toolbox, models, PyQGIS and ``qgis_process``."""

    def id(self) -> str:
        return "srxai"

    def name(self) -> str:
        return "SRXAI"

    def longName(self) -> str:  # noqa: N802
        return self.tr("SRXAI: explain super-resolution")

    def versionInfo(self) -> str:  # noqa: N802
        return __version__

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802
        return str(resource("icons", "srxai.svg"))

    def loadAlgorithms(self) -> None:  # noqa: N802
        self.addAlgorithm(ExplainRegion())
