"""The row of the dock that says how a region is chosen, and which one is."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QAction,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.runtime import settings
from srxai_plugin.desk.widgets.small import grey_label

LARGEST_SIDE = 512


class RegionRow(QWidget):
    """Buttons for the ways to a region, and a grey line that describes it."""

    way_chosen = pyqtSignal(str, bool)
    """``rectangle``, ``polygon`` or ``click``, and whether it is switched on."""
    feature_wanted = pyqtSignal()
    extent_wanted = pyqtSignal()
    live_toggled = pyqtSignal(bool)
    side_changed = pyqtSignal(int)
    """SR pixels along a clicked window."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.ways = {
            "rectangle": self._way(
                "srxaiDraw", "draw-region", self.tr("Drag a rectangle on the map; Esc gives up")
            ),
            "polygon": self._way(
                "srxaiDrawPolygon",
                "draw-polygon",
                self.tr("Click the corners of a polygon; a right click ends it, Esc gives up"),
            ),
            "click": self._way(
                "srxaiClick", "click-window", self.tr("Click the middle of a window on the map")
            ),
        }
        for way, button in self.ways.items():
            button.clicked.connect(lambda is_on, way=way: self.way_chosen.emit(way, is_on))
        self._side = self._make_side()
        self.live = self._way(
            "srxaiLive",
            "live",
            self.tr(
                "Live: move over the imagery and see where the network looks, as you move, by the "
                "gated gradient"
            ),
        )
        self.live.toggled.connect(self.live_toggled)
        self._words = grey_label(self.tr("Drag a rectangle on the map."))
        self._words.setObjectName("srxaiRegion")
        self._on_release = self._make_on_release()
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for widget in (*self.ways.values(), self._side, self.live, self._make_more()):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self._words)
        layout.addWidget(self._on_release)

    @property
    def side(self) -> int:
        """SR pixels along a clicked window."""
        return self._side.value()

    @property
    def explains_on_release(self) -> bool:
        return self._on_release.isChecked()

    def take_settings(self) -> None:
        """The options were applied."""
        self._on_release.setChecked(settings.EXPLAIN_ON_RELEASE.get())

    def describe(self, words: str) -> None:
        """The region's size, or why there is none."""
        self._words.setText(words)

    def allow_drawing(self, is_allowed: bool) -> None:
        """Whether there is anything that could explain a region."""
        for button in (*self.ways.values(), self.live):
            button.setEnabled(is_allowed)

    def _way(self, name: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(QIcon(str(resource("icons", f"{icon}.svg"))))
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setStatusTip(tip)
        button.setAccessibleName(tip)
        return button

    def _make_side(self) -> QSpinBox:
        side = QSpinBox()
        side.setObjectName("srxaiClickSide")
        side.setRange(2, LARGEST_SIDE)
        side.setSuffix(self.tr(" px"))
        side.setValue(settings.CLICK_SIDE.get())
        tip = self.tr("Side of a clicked window, in super-resolved pixels; 16 as published")
        side.setToolTip(tip)
        side.setAccessibleName(tip)
        side.valueChanged.connect(self._remember_side)
        return side

    def _make_more(self) -> QToolButton:
        more = QToolButton()
        more.setObjectName("srxaiMoreRegions")
        more.setText("⋯")
        more.setToolTip(self.tr("Other ways to a region"))
        more.setAccessibleName(more.toolTip())
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(more)
        for name, text, tip, signal in (
            (
                "srxaiSelectedFeature",
                self.tr("Selected feature"),
                self.tr("Explain the polygons that are selected in a vector layer"),
                self.feature_wanted,
            ),
            (
                "srxaiMapExtent",
                self.tr("Map extent"),
                self.tr("Explain all that the map shows"),
                self.extent_wanted,
            ),
        ):
            action = QAction(text, menu)
            action.setObjectName(name)
            action.setToolTip(tip)
            action.setStatusTip(tip)
            action.triggered.connect(signal)
            menu.addAction(action)
        more.setMenu(menu)
        return more

    def _make_on_release(self) -> QCheckBox:
        box = QCheckBox(self.tr("Explain on release"))
        box.setObjectName("srxaiOnRelease")
        box.setChecked(settings.EXPLAIN_ON_RELEASE.get())
        box.setToolTip(self.tr("Explain as soon as a region is drawn"))
        box.toggled.connect(settings.EXPLAIN_ON_RELEASE.set)
        return box

    def _remember_side(self, side: int) -> None:
        settings.CLICK_SIDE.set(side)
        self.side_changed.emit(side)
