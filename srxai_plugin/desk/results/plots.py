"""The plots of the panel: closed until one is asked for, drawn by matplotlib where QGIS has it."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Optional

from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract.results import Comparison, Explanation
from srxai_plugin.desk.language.compared import comparison_words
from srxai_plugin.desk.results.axes import (
    Layers,
    draw_atv,
    draw_distance,
    draw_layers,
    draw_networks,
)
from srxai_plugin.desk.results.networks_table import NetworksTable
from srxai_plugin.desk.results.statistics_table import SMALLER
from srxai_plugin.desk.results.svg_view import SvgView
from srxai_plugin.desk.results.thumbnails import Picture, Thumbnails
from srxai_plugin.desk.widgets.background import Background
from srxai_plugin.desk.widgets.small import grey_label, plain_label

CANVAS = "srxai_plugin.desk.results.canvas"


class Plots(QWidget):
    """A button for each plot; the one that is pressed is shown below."""

    figures_wanted = pyqtSignal()
    """What only the engine can tell: ``show_figures`` or ``show_problem`` should follow."""
    drawn = pyqtSignal(str)
    """Id of the plot that is shown now."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._explanation: Optional[Explanation] = None
        self._comparison: Optional[Comparison] = None
        self._figures: Optional[dict[str, Any]] = None
        self._view: Optional[QWidget] = None
        self._task: Optional[Background] = None
        self._shown = ""
        self._buttons: dict[str, QToolButton] = {}
        self._line = grey_label()
        self._line.setObjectName("srxaiPlotLine")
        self.networks = NetworksTable()
        self.networks.hide()
        self.pictures = Thumbnails("srxaiComparedPictures")
        self.pictures.hide()
        self._compared = plain_label()
        self._compared.setObjectName("srxaiComparedWords")
        self._compared.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_buttons())
        layout.addWidget(self.pictures)
        layout.addWidget(self._compared)
        layout.addWidget(self.networks)
        layout.addWidget(self._line)
        self._line.hide()

    @property
    def shown(self) -> str:
        """Id of the plot that is open; empty when none is."""
        return self._shown

    def show_explanation(self, explanation: Explanation) -> None:
        """Replace what is plotted; the plot that is open stays open if there is one such."""
        self._explanation, self._comparison, self._figures = explanation, None, None
        has_layers = any("layers" in a.views for a in explanation.attributions)
        self._allow("layers", has_layers, self._tips()["layers"])
        self._allow("networks", False, self._tips()["networks"])
        self.open(self._shown if self._buttons.get(self._shown, self).isEnabled() else "")

    def show_comparison(self, comparison: Comparison) -> None:
        """Add the networks' plot and table, and open them."""
        self._comparison = comparison
        self.networks.show_comparison(comparison)
        self._compared.setText("\n".join(comparison_words(comparison)))
        self._allow("networks", True, self._tips()["networks"])
        self.open("networks")

    def show_pictures(self, maps: list[Picture]) -> None:
        """What the networks of a comparison drew and used; seen with their table."""
        self.pictures.show_maps(maps)
        self.pictures.setVisible(self._shown == "networks" and bool(maps))
        if self.pictures.isVisible():
            self._reveal_soon()

    def show_figures(self, figures: dict[str, Any]) -> None:
        """``svg`` and ``layers`` as the engine tells them."""
        self._figures = figures
        self._show()

    def show_problem(self, sentence: str) -> None:
        """Instead of a plot."""
        self._say(sentence)

    def open(self, plot: str) -> None:
        """Show a plot by its id (``atv``, ``distance``, ``layers``, ``networks``); empty none."""
        self._shown = plot
        for id, button in self._buttons.items():
            button.setChecked(id == plot)
        self._show()
        if plot:
            self._reveal_soon()

    def _reveal_soon(self) -> None:
        """Scroll to the plot, when the layout has made room for it."""
        QTimer.singleShot(0, self._reveal)

    def _reveal(self) -> None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.ensureWidgetVisible(self)
            if self.pictures.isVisible():  # they come first
                parent.ensureWidgetVisible(self.pictures)

    def _make_buttons(self) -> QHBoxLayout:
        names = {
            "atv": self.tr("ATV curve"),
            "distance": self.tr("Distance"),
            "layers": self.tr("Layers"),
            "networks": self.tr("Networks"),
        }
        row = QHBoxLayout()
        row.setSpacing(2)
        for id, name in names.items():
            button = QToolButton()
            button.setObjectName(f"srxaiPlots-{id}")
            button.setText(name)
            button.setCheckable(True)
            font = button.font()
            font.setPointSizeF(SMALLER * font.pointSizeF())
            button.setFont(font)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(self._tips()[id])
            button.clicked.connect(lambda is_on, id=id: self.open(id if is_on else ""))
            self._buttons[id] = button
            row.addWidget(button)
        return row

    def _tips(self) -> dict[str, str]:
        return {
            "atv": self.tr("How few pixels suffice to keep the region's texture; lower is better"),
            "distance": self.tr("How much of the attribution lies within a distance of the region"),
            "layers": self.tr(
                "How widely each layer of the network looks; for runs with layer-by-layer maps"
            ),
            "networks": self.tr("How widely each network looks; after Compare networks…"),
        }

    def _allow(self, id: str, is_allowed: bool, tip: str) -> None:
        self._buttons[id].setEnabled(is_allowed)
        self._buttons[id].setToolTip(tip)

    def _show(self) -> None:
        """Bring the view into agreement with what is wanted and what is known."""
        self.networks.setVisible(self._shown == "networks")
        self.pictures.setVisible(self._shown == "networks" and self.pictures.count() > 0)
        self._compared.setVisible(self._shown == "networks" and bool(self._compared.text()))
        self._say("")
        if self._view is not None:
            self._view.setVisible(bool(self._shown))
        if not self._shown or self._explanation is None:
            return
        if self._view is None:
            self._make_view()
        elif isinstance(self._view, SvgView):
            self._show_svg(self._view)
        else:
            self._draw()

    def _draw(self) -> None:
        draw = self._drawing()
        if draw is None:
            self._view.hide()
            self._say(self.tr("Reading the layers…"))
            self.figures_wanted.emit()
        else:
            self._view.draw(draw, self._tips()[self._shown])
            self.drawn.emit(self._shown)

    def _drawing(self) -> Optional[Callable[[Any], None]]:
        explanation, comparison = self._explanation, self._comparison
        if self._shown == "atv":
            return lambda axes: draw_atv(axes, explanation)
        if self._shown == "distance":
            return lambda axes: draw_distance(axes, explanation)
        if self._shown == "networks":
            return lambda axes: draw_networks(axes, comparison)
        layers: Optional[Layers] = None if self._figures is None else self._figures["layers"]
        return None if layers is None else lambda axes: draw_layers(axes, layers)

    def _show_svg(self, view: SvgView) -> None:
        if self._shown == "networks":  # of a comparison the table says all
            view.hide()
        elif self._figures is None:
            view.hide()
            self._say(self.tr("Drawing the plot…"))
            self.figures_wanted.emit()
        else:
            view.show_svg(self._figures["svg"].get(self._shown, ""), self._tips()[self._shown])
            self.drawn.emit(self._shown)

    def _make_view(self) -> None:
        """Import matplotlib in a task: it would hold the main thread for up to a second."""
        self._say(self.tr("Preparing the plots…"))
        if self._task is None:
            self._task = _Import(self.tr("Preparing the plots"))
            self._task.over.connect(self._take_view)
            self._task.start()

    def _take_view(self, _task: Background, is_there: bool) -> None:
        self._task = None
        self._view = importlib.import_module(CANVAS).Canvas() if is_there else SvgView()
        self.layout().addWidget(self._view)
        self._show()
        self._reveal_soon()

    def _say(self, words: str) -> None:
        self._line.setText(words)
        self._line.setVisible(bool(words))


class _Import(Background):
    """Fails where there is no matplotlib that fits."""

    def run(self) -> bool:
        try:
            importlib.import_module(CANVAS)
        except Exception:  # a numpy that does not fit raises whatever it likes
            return False
        return True
