"""A figure of matplotlib in a widget. The one module that imports it: import this one lazily, and
the first time in another thread, for that takes up to a second.
"""

from __future__ import annotations

from typing import Any, Callable, Optional

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

try:
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg, NavigationToolbar2QT
except ImportError:  # before matplotlib 3.5
    from matplotlib.backends.backend_qt5agg import FigureCanvasQTAgg, NavigationToolbar2QT

translate = QCoreApplication.translate

HEIGHT = 210
ICON = 24
"""Pixels along an icon."""
APART, HALF = 125, 128
"""Least difference of brightness of ink and paper, as W3C's techniques ask for, and half of it
all."""
SMALL = 8
"""Points of the text in a figure."""
HAN = (
    "Microsoft YaHei",
    "PingFang SC",
    "PingFang HK",
    "Hiragino Sans GB",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimHei",
    "Heiti TC",
)
"""Fonts with Chinese characters, of which every system has one; matplotlib's own has none."""


class Toolbar(NavigationToolbar2QT):
    """Home, pan, zoom and save: what fits a narrow dock."""

    toolitems = tuple(
        item
        for item in NavigationToolbar2QT.toolitems
        if item[0] in ("Home", "Pan", "Zoom", "Save")
    )

    def __init__(self, canvas: FigureCanvasQTAgg, parent: QWidget) -> None:
        super().__init__(canvas, parent, coordinates=False)
        words = {
            "home": translate("Toolbar", "Show the whole plot again"),
            "pan": translate("Toolbar", "Pan: drag with the left button, zoom with the right one"),
            "zoom": translate("Toolbar", "Zoom: drag a rectangle"),
            "save_figure": translate("Toolbar", "Save the plot as a picture…"),
        }
        for name, action in self._actions.items():
            action.setObjectName(f"srxaiPlot-{name}")
            action.setToolTip(words.get(name, action.toolTip()))

    def recolour(self) -> None:
        """The theme's colours may have changed."""
        for _, _, picture, name in self.toolitems:
            self._actions[name].setIcon(self._icon(f"{picture}.png"))

    def _icon(self, name: str) -> QIcon:
        """In the colour of text: matplotlib's are black, on dark themes too that set their colours
        by a style sheet."""
        shape = super()._icon(name).pixmap(ICON, ICON)
        painter = QPainter(shape)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(shape.rect(), colours_of(self)[0])
        painter.end()
        return QIcon(shape)


ABOVE = 6
"""Names in a legend that has room above the plot, where it covers no curve."""


class Canvas(QWidget):
    """One plot with its toolbar, in the colours of the theme."""

    _drawn: Optional[tuple[Callable[[Any], None], str]] = None

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.figure = Figure(constrained_layout=True)
        self._canvas = FigureCanvasQTAgg(self.figure)
        self._canvas.setObjectName("srxaiPlot")
        self._canvas.setFixedHeight(HEIGHT)
        self._canvas.setMinimumWidth(160)
        self._toolbar = Toolbar(self._canvas, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._canvas)
        layout.addWidget(self._toolbar)

    def draw(self, draw: Callable[[Any], None], words: str) -> None:
        """Replace the plot.

        Args:
            draw: is given the empty axes.
            words: what the plot shows, for screen readers.
        """
        self._drawn = (draw, words)
        self.figure.clear()
        ink, paper = (colour.name() for colour in colours_of(self))
        style = {
            "font.family": _fonts(),
            "font.size": SMALL,
            "text.parse_math": False,  # a $ in a network's name is a dollar
            "axes.edgecolor": ink,
            "axes.facecolor": paper,
            "axes.labelcolor": ink,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "text.color": ink,
            "xtick.color": ink,
            "ytick.color": ink,
        }
        with matplotlib.rc_context(
            {key: value for key, value in style.items() if key in matplotlib.rcParams}
        ):
            self.figure.set_facecolor(paper)
            axes = self.figure.add_subplot()
            draw(axes)
            if names := axes.get_legend_handles_labels()[1]:
                above = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncol": 2}
                axes.legend(frameon=False, **(above if len(names) <= ABOVE else {}))
        self._canvas.setAccessibleName(words)
        self._toolbar.recolour()
        self._toolbar.update()  # forget what was zoomed into
        self._canvas.draw_idle()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme: the plot takes its colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._drawn is not None:
            self.draw(*self._drawn)


def colours_of(widget: QWidget) -> tuple[QColor, QColor]:
    """Ink and paper of a widget's theme. Where the two can hardly be told apart, as in themes whose
    style sheet leaves one of them to its parts, ink is black or white."""
    widget.ensurePolished()  # a style sheet sets its colours then
    palette = widget.palette()
    ink = palette.color(QPalette.ColorRole.WindowText)
    paper = palette.color(QPalette.ColorRole.Window)
    if abs(_brightness(ink) - _brightness(paper)) < APART:
        ink = QColor("black" if _brightness(paper) > HALF else "white")
    return ink, paper


def _brightness(colour: QColor) -> float:
    """0 to 255, as ITU-R BT.601 weighs it."""
    return 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue()


def _fonts() -> list[str]:
    """Families in the order to try them in; matplotlib before 3.6 takes the first alone."""
    known = {font.name for font in fontManager.ttflist}
    han = [name for name in HAN if name in known][:1]
    usual = list(matplotlib.rcParams["font.family"])
    return han + usual if QgsApplication.locale().startswith("zh") else usual + han
