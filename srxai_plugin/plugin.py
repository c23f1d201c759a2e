"""What QGIS loads: registers the provider, the action and the dock, and takes all of them back."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from srxai_plugin.algorithms.provider import SrxaiProvider
from srxai_plugin.gui.dock import ExplainDock
from srxai_plugin.gui.explainer import Explainer
from srxai_plugin.resource import resource

MENU = "SRXAI"


class SrxaiPlugin:
    """The dock is made by the first click: loading the plugin costs QGIS next to nothing."""

    def __init__(self, iface: Optional[QgisInterface]) -> None:
        self._iface = iface
        self._provider: Optional[SrxaiProvider] = None
        self._action: Optional[QAction] = None
        self._dock: Optional[ExplainDock] = None
        self.explainer: Optional[Explainer] = None

    def initProcessing(self) -> None:  # noqa: N802
        """All that ``qgis_process`` needs."""
        self._provider = SrxaiProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:  # noqa: N802
        self.initProcessing()
        icon = QIcon(str(resource("icons", "srxai.svg")))
        text = QCoreApplication.translate("SrxaiPlugin", "Explain super-resolution")
        self._action = QAction(icon, text, self._iface.mainWindow())
        self._action.setObjectName("srxaiExplainAction")
        self._action.setStatusTip(
            QCoreApplication.translate(
                "SrxaiPlugin", "Draw a region and see what the network looked at"
            )
        )
        self._action.triggered.connect(self.open)
        self._iface.addToolBarIcon(self._action)
        self._iface.addPluginToRasterMenu(MENU, self._action)

    def unload(self) -> None:
        if self.explainer is not None:
            self.explainer.close()
            self.explainer = None
        if self._dock is not None:
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = None
        if self._action is not None:
            self._iface.removeToolBarIcon(self._action)
            self._iface.removePluginRasterMenu(MENU, self._action)
            self._action.deleteLater()
            self._action = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None

    def open(self) -> None:
        """Show the dock, with the crosshair ready on the active layer."""
        if self._dock is None or self.explainer is None:
            self._dock = ExplainDock(self._iface.mainWindow())
            self.explainer = Explainer(self._iface, self._dock)
            self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.setUserVisible(True)
        self.explainer.start(self._iface.activeLayer())
