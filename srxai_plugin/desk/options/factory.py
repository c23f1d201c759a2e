"""What QGIS asks for SRXAI's page when its options are opened: Settings ▸ Options ▸ SRXAI."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Optional

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from srxai_plugin.contract.resource import resource

if TYPE_CHECKING:
    from srxai_plugin.desk.options.engine_setup import EngineSetup

PAGE = "srxaiOptions"
"""What ``iface.showOptionsDialog`` calls the page."""


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page each time; until the first time nothing of it is loaded."""

    def __init__(self, setup: Callable[[], EngineSetup]) -> None:
        """``setup`` is asked for with each page."""
        super().__init__("SRXAI", QIcon(str(resource("icons", "srxai.svg"))))
        self._setup = setup

    def createWidget(self, parent: Optional[QWidget] = None) -> QgsOptionsPageWidget:  # noqa: N802
        from srxai_plugin.desk.options.page import OptionsPage

        page = OptionsPage(self._setup(), parent)
        page.setObjectName(PAGE)
        return page
