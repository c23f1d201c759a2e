"""The Processing provider ``srxai``."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.algorithms.add_network import AddNetwork
from srxai_plugin.algorithms.check_network import CheckNetwork
from srxai_plugin.algorithms.compare_networks import CompareNetworks
from srxai_plugin.algorithms.explain_features import ExplainFeatures
from srxai_plugin.algorithms.explain_region import ExplainRegion
from srxai_plugin.algorithms.list_networks import ListNetworks
from srxai_plugin.algorithms.network_info import NetworkInfo
from srxai_plugin.algorithms.randomisation_check import RandomisationCheck
from srxai_plugin.algorithms.reliance_map import RelianceMap
from srxai_plugin.algorithms.remove_network import RemoveNetwork
from srxai_plugin.algorithms.report import Report
from srxai_plugin.algorithms.super_resolve import SuperResolve
from srxai_plugin.algorithms.zonal_attribution import ZonalAttribution
from srxai_plugin.resource import resource
from srxai_plugin.version import __version__

ALGORITHMS = (
    ExplainRegion,
    ExplainFeatures,
    CompareNetworks,
    RelianceMap,
    ZonalAttribution,
    RandomisationCheck,
    SuperResolve,
    Report,
    ListNetworks,
    NetworkInfo,
    AddNetwork,
    CheckNetwork,
    RemoveNetwork,
)


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
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
