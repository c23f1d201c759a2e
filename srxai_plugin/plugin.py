"""What QGIS loads: registers provider, actions, options page and dock, and takes them all back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction

from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.language.locale import guide_address, translator
from srxai_plugin.desk.options.factory import PAGE, OptionsFactory
from srxai_plugin.desk.processing.provider import SrxaiProvider
from srxai_plugin.desk.widgets.in_steps import InSteps

if TYPE_CHECKING:
    from srxai_plugin.desk.options.engine_setup import EngineSetup
    from srxai_plugin.desk.panel.dock import ExplainDock
    from srxai_plugin.desk.panel.explainer import Explainer

MENU = "SRXAI"


class SrxaiPlugin:
    """The dock is made by the first click, and algorithms come when QGIS's window answers: loading
    the plugin costs QGIS next to nothing."""

    def __init__(self, iface: Optional[QgisInterface]) -> None:
        self._iface = iface
        self._translator = translator()
        if self._translator is not None:
            QCoreApplication.installTranslator(self._translator)
        self._provider: Optional[SrxaiProvider] = None
        self._coming: Optional[InSteps] = None
        """What loads the algorithms."""
        self._actions: list[QAction] = []
        self._setup: Optional[EngineSetup] = None
        self._options: Optional[OptionsFactory] = None
        self._dock: Optional[ExplainDock] = None
        self.explainer: Optional[Explainer] = None

    @property
    def iface(self) -> Optional[QgisInterface]:
        """QGIS as its plugins see it: window, canvas, message bar; None in ``qgis_process``."""
        return self._iface

    def initProcessing(self) -> None:  # noqa: N802
        """All that ``qgis_process`` needs."""
        self._provide(SrxaiProvider())

    def initGui(self) -> None:  # noqa: N802
        provider = SrxaiProvider(is_later=True)
        self._provide(provider)
        self._coming = InSteps(provider.loading(), self._on_loaded, self._on_loaded)
        self._options = OptionsFactory(self._engine_setup)
        self._iface.registerOptionsWidgetFactory(self._options)
        explain = self._add_action(
            "srxaiExplainAction",
            "srxai.svg",
            QCoreApplication.translate("SrxaiPlugin", "Explain super-resolution"),
            QCoreApplication.translate(
                "SrxaiPlugin", "Draw a region and see what the network looked at"
            ),
        )
        explain.triggered.connect(self.open)
        self._iface.addToolBarIcon(explain)
        options = self._add_action(
            "srxaiOptionsAction",
            "options.svg",
            QCoreApplication.translate("SrxaiPlugin", "SRXAI options…"),
            QCoreApplication.translate(
                "SrxaiPlugin", "Choose or create the engine, and set what every run takes"
            ),
        )
        options.triggered.connect(self.open_options)
        guide = self._add_action(
            "srxaiGuideAction",
            "guide.svg",
            QCoreApplication.translate("SrxaiPlugin", "SRXAI guide"),
            QCoreApplication.translate("SrxaiPlugin", "Open SRXAI's guide in the web browser"),
        )
        guide.triggered.connect(self.open_guide)
        self._iface.initializationCompleted.connect(self._open_again)

    def unload(self) -> None:
        self._stop_loading()
        if self._options is not None:
            self._iface.initializationCompleted.disconnect(self._open_again)
        if self.explainer is not None:
            self.explainer.close()
            self.explainer = None
        if self._dock is not None:
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = None
        for action in self._actions:
            self._iface.removeToolBarIcon(action)
            self._iface.removePluginRasterMenu(MENU, action)
            action.deleteLater()
        self._actions.clear()
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._setup is not None:
            self._setup.close()
            self._setup = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

    def open(self) -> None:
        """Show the dock, with the crosshair ready on the active layer."""
        self._show()
        self.explainer.start(self._iface.activeLayer())

    def _open_again(self) -> None:
        """QGIS has started: the panel is open if it was when QGIS ended."""
        from srxai_plugin.desk.runtime import settings

        if settings.PANEL_OPEN.get():
            self._show()
            self.explainer.engine.wake()

    def _show(self) -> None:
        # Not before the first click: they are most of the plugin, and QGIS is to start at once.
        from srxai_plugin.desk.panel.dock import ExplainDock
        from srxai_plugin.desk.panel.explainer import Explainer
        from srxai_plugin.desk.runtime import settings

        if self._dock is None or self.explainer is None:
            self._dock = ExplainDock(self._iface.mainWindow())
            self._dock.options_wanted.connect(self.open_options)
            self._dock.guide_wanted.connect(self.open_guide)
            self.explainer = Explainer(self._iface, self._dock)
            setup = self._engine_setup()
            setup.engine_changed.connect(self.explainer.renew_engine)
            setup.settings_changed.connect(self._dock.take_settings)
            if not self._iface.mainWindow().restoreDockWidget(self._dock):
                self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
            self._dock.closed.connect(lambda: settings.PANEL_OPEN.set(False))
        self._dock.setUserVisible(True)
        settings.PANEL_OPEN.set(True)

    def open_options(self) -> None:
        """Show SRXAI's page of QGIS's options."""
        self._iface.showOptionsDialog(self._iface.mainWindow(), PAGE)

    def open_guide(self) -> None:
        """In the web browser."""
        QDesktopServices.openUrl(QUrl(guide_address()))

    def _engine_setup(self) -> EngineSetup:
        """Made when it is first wanted, by the panel or by the options."""
        from srxai_plugin.desk.options.engine_setup import EngineSetup

        if self._setup is None:
            self._setup = EngineSetup(self._iface)
        return self._setup

    def _provide(self, provider: SrxaiProvider) -> None:
        self._provider = provider
        QgsApplication.processingRegistry().addProvider(provider)

    def _on_loaded(self, _: object) -> None:
        self._coming = None

    def _stop_loading(self) -> None:
        steps, self._coming = self._coming, None
        if steps is not None:
            steps.stop()

    def _add_action(self, name: str, icon: str, text: str, tip: str) -> QAction:
        """In the menu Raster ▸ SRXAI."""
        action = QAction(QIcon(str(resource("icons", icon))), text, self._iface.mainWindow())
        action.setObjectName(name)
        action.setToolTip(text)
        action.setStatusTip(tip)
        self._iface.addPluginToRasterMenu(MENU, action)
        self._actions.append(action)
        return action
