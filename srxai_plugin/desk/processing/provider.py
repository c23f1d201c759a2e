"""The Processing provider ``srxai``."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.version import __version__

PACKAGE = "srxai_plugin"
ALGORITHMS = {
    "explain_region": "ExplainRegion",
    "explain_features": "ExplainFeatures",
    "compare_networks": "CompareNetworks",
    "reliance_map": "RelianceMapAlgorithm",
    "detail_map": "DetailMapAlgorithm",
    "zonal_attribution": "ZonalAttribution",
    "randomisation_check": "RandomisationCheck",
    "super_resolve": "SuperResolve",
    "report": "Report",
    "list_networks": "ListNetworks",
    "network_info": "NetworkInfo",
    "add_network": "AddNetworkAlgorithm",
    "check_network": "CheckNetwork",
    "remove_network": "RemoveNetwork",
}
"""Classes by the modules beside this one, which are loaded when the algorithms are wanted."""
LARGE = (
    *(f"contract.{name}" for name in ("constraints", "requests", "results", "scenes", "commands")),
    *(f"desk.runtime.{name}" for name in ("environment", "interpreter", "session", "blocking")),
    *(f"desk.{name}" for name in ("map.source", "language.detail", "map.layers")),
)
"""What the algorithms load most of: loaded one by one, none of them takes long."""


class SrxaiProvider(QgsProcessingProvider):
    """Offers SRXAI's algorithms to the toolbox, models, PyQGIS and ``qgis_process``."""

    def __init__(self, is_later: bool = False) -> None:
        """``is_later`` leaves them out until ``loading`` has come to its end."""
        super().__init__()
        self._is_later = is_later

    def loading(self) -> Generator[None, None, None]:
        """Loads what was left out, with pauses in which a window can answer."""
        for name in (*LARGE, *(f"desk.processing.{name}" for name in ALGORITHMS)):
            import_module(f"{PACKAGE}.{name}")
            yield
        self._is_later = False
        self.refreshAlgorithms()

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
        if self._is_later:
            return
        for module, name in ALGORITHMS.items():
            algorithm = getattr(import_module(f"{PACKAGE}.desk.processing.{module}"), name)
            self.addAlgorithm(algorithm())
