"""The Processing provider ``srxai``."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.version import __version__
from srxai_plugin.desk.processing.add_network import AddNetworkAlgorithm
from srxai_plugin.desk.processing.check_network import CheckNetwork
from srxai_plugin.desk.processing.compare_networks import CompareNetworks
from srxai_plugin.desk.processing.detail_map import DetailMapAlgorithm
from srxai_plugin.desk.processing.explain_features import ExplainFeatures
from srxai_plugin.desk.processing.explain_region import ExplainRegion
from srxai_plugin.desk.processing.list_networks import ListNetworks
from srxai_plugin.desk.processing.network_info import NetworkInfo
from srxai_plugin.desk.processing.randomisation_check import RandomisationCheck
from srxai_plugin.desk.processing.reliance_map import RelianceMapAlgorithm
from srxai_plugin.desk.processing.remove_network import RemoveNetwork
from srxai_plugin.desk.processing.report import Report
from srxai_plugin.desk.processing.super_resolve import SuperResolve
from srxai_plugin.desk.processing.zonal_attribution import ZonalAttribution

ALGORITHMS = (
    ExplainRegion,
    ExplainFeatures,
    CompareNetworks,
    RelianceMapAlgorithm,
    DetailMapAlgorithm,
    ZonalAttribution,
    RandomisationCheck,
    SuperResolve,
    Report,
    ListNetworks,
    NetworkInfo,
    AddNetworkAlgorithm,
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
