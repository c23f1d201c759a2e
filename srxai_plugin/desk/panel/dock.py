"""The dock: what to explain, how it goes, and what came out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Optional

from qgis.core import QgsRasterLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsDockWidget
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract.choices import METHOD_NAMES, USUAL_METHODS
from srxai_plugin.contract.progress import Known, Progress
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.language.offered import said_by_engine
from srxai_plugin.desk.networks.box import NetworkBox
from srxai_plugin.desk.networks.fit import misfit_words
from srxai_plugin.desk.panel.advanced import Advanced
from srxai_plugin.desk.panel.bands_row import BandsRow
from srxai_plugin.desk.panel.layer_choice import LayerChoice
from srxai_plugin.desk.panel.runs.row import RunsRow
from srxai_plugin.desk.region.row import RegionRow
from srxai_plugin.desk.results.known import KnownSoFar
from srxai_plugin.desk.results.pane import Results
from srxai_plugin.desk.runtime import settings
from srxai_plugin.desk.widgets.small import TallScroll, grey_label, plain_label
from srxai_plugin.desk.widgets.stage_bar import StageBar

WIDTH = 320
"""Pixels at which the dock first opens."""
SOON_MS = 50
"""After which what has just been shown has its place."""


class ExplainDock(QgsDockWidget):
    """Widgets and their states; what they set going is ``Explainer``'s."""

    explain_wanted = pyqtSignal()
    cancel_wanted = pyqtSignal()
    enough_wanted = pyqtSignal()
    interpreter_chosen = pyqtSignal(str)
    options_wanted = pyqtSignal()
    guide_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiDock")
        self.setWindowTitle(self.tr("Explain super-resolution"))
        self._make_widgets()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._engine_missing)
        layout.addLayout(self._make_form())
        layout.addWidget(self._more_methods)
        layout.addWidget(self.advanced)
        layout.addWidget(self.runs)
        layout.addWidget(self.known)
        layout.addWidget(self.results)
        layout.addStretch(1)
        self._scroll = TallScroll()
        self._scroll.setWidget(content)
        self.setWidget(self._make_whole())
        self.set_running(False)
        self._show_bands()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(WIDTH, super().sizeHint().height())

    @property
    def layer(self) -> Optional[QgsRasterLayer]:
        return self.layers.currentLayer()

    @property
    def methods(self) -> tuple[str, ...]:
        """Ids of those that are ticked."""
        return tuple(id for id, box in self._methods.items() if box.isChecked())

    def tick_methods(self, ids: Collection[str]) -> None:
        """These and no others."""
        for id, box in self._methods.items():
            box.setChecked(id in ids)

    def fill_methods(self, methods: list[dict[str, Any]]) -> None:
        """Show the engine's methods and what each is; those that were ticked stay so."""
        self.advanced.settings.fill(methods)
        for method in methods:
            box = self._methods.get(method["id"]) or self._add_method(
                method["id"], method["name"], ticked=False
            )
            said = (method["sentence"], method.get("valid_note", ""))
            sentence = " ".join(said_by_engine(text) for text in said if text)
            box.setToolTip(sentence)
            box.setAccessibleDescription(sentence)

    def show_results(self) -> None:
        """Scroll to what came out, as soon as there is room for it."""
        QTimer.singleShot(SOON_MS, self._reveal)

    def _reveal(self) -> None:
        shown = (part for part in (self.known, self.runs) if not part.isHidden())
        first = next(shown, self.results)
        self._scroll.verticalScrollBar().setValue(first.y())

    def show_status(self, text: str) -> None:
        """The grey line below the progress bar; empty hides it."""
        self._status.setText(text)
        self._status.setVisible(bool(text))

    def show_expected(self, text: str) -> None:
        """How long a large region would take, above the button that begins it; empty hides it."""
        self._expected.setText(text)
        self._expected.setVisible(bool(text))

    def show_progress(self, progress: Progress) -> None:
        """Stage, bar and time left."""
        self._bar.show_progress(progress)

    def show_known(self, request: ExplainRequest, known: Known) -> None:
        """Figures of the run so far; the first of them are scrolled to."""
        is_first = self.known.isHidden()
        self.known.add(request, known)
        if is_first:
            self.show_results()

    def set_running(self, is_running: bool) -> None:
        """Explain or Cancel, whichever makes sense now."""
        self.known.forget()
        self._cancel.setEnabled(is_running)
        self._enough.hide()
        self._bar.setVisible(is_running)
        self._bar.begin(self.tr("starting the engine") if is_running else "")

    def offer_enough(self) -> None:
        """The run has a map that still gets better."""
        self._enough.show()

    def allow_explain(self, is_allowed: bool) -> None:
        """Whether there is a region and an engine to explain it."""
        self._explain.setEnabled(is_allowed)

    def take_settings(self) -> None:
        """The options were applied: those that the dock shows too are shown as they are now."""
        self.region.take_settings()

    def show_engine_missing(self, sentence: str) -> None:
        """The sentence and a button that chooses an engine; an empty one hides both."""
        self._engine_sentence.setText(sentence)
        self._engine_missing.setVisible(bool(sentence))
        self.region.allow_drawing(not sentence)

    def _make_whole(self) -> QWidget:
        """What scrolls, and below it what is always at hand: to begin, to stop, how far it is."""
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 4, 8, 6)
        foot.setSpacing(4)
        foot.addWidget(self._bar)
        foot.addWidget(self._status)
        foot.addWidget(self._expected)
        foot.addLayout(self._make_buttons())
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(foot)
        return whole

    def _make_widgets(self) -> None:
        self.layers = LayerChoice()
        self.networks = NetworkBox()
        self.bands = BandsRow()
        self.layers.layerChanged.connect(self._show_bands)
        self.networks.changed.connect(lambda: self.bands.show_network(self.networks.bands))
        self._strange: tuple[str, ...] = ()
        self._misfit = plain_label()
        self._misfit.setObjectName("srxaiMisfit")
        self._misfit.hide()
        self.networks.changed.connect(self._show_misfit)
        self.advanced = Advanced()
        self.advanced.scaling_changed.connect(
            lambda: self.bands.show_scaling(self.advanced.scaling)
        )
        self.runs = RunsRow()
        self.known = KnownSoFar()
        self.results = Results()
        self._methods: dict[str, QCheckBox] = {}
        self._more_methods = self._make_more_methods()
        self.region = RegionRow()
        self._status = grey_label()
        self._status.setObjectName("srxaiStatus")
        self._status.hide()
        self._expected = plain_label()
        self._expected.setObjectName("srxaiExpected")
        self._expected.hide()
        self._bar = StageBar("srxaiProgress")
        self._engine_missing = self._make_engine_missing()

    def _make_form(self) -> QFormLayout:
        self._method_row = QHBoxLayout()
        self._method_row.addStretch(1)
        for id, name in METHOD_NAMES.items():
            self._add_method(id, name, ticked=id in settings.methods())
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Layer"), self.layers)
        form.addRow("", self.bands)
        form.addRow(self.tr("Network"), self.networks)
        form.addRow("", self._misfit)
        form.addRow(self.tr("Region"), self.region)
        form.addRow(self.tr("Methods"), self._method_row)
        return form

    def _make_more_methods(self) -> QgsCollapsibleGroupBox:
        """The field's other methods, below each other, folded away."""
        fold = QgsCollapsibleGroupBox(self.tr("More methods"))
        fold.setObjectName("srxaiMoreMethods")
        fold.setSaveCollapsedState(False)
        fold.setCollapsed(True)
        QVBoxLayout(fold)
        return fold

    def _make_buttons(self) -> QHBoxLayout:
        self._explain = QPushButton(self.tr("Explain"))
        self._explain.setObjectName("srxaiExplain")
        self._explain.setToolTip(self.tr("Explain the region that is drawn"))
        self._explain.clicked.connect(self.explain_wanted)
        self._explain.setEnabled(False)
        self._enough = QPushButton(self.tr("Enough"))
        self._enough.setObjectName("srxaiEnough")
        self._enough.setToolTip(self.tr("Stop refining, and keep the map as it is"))
        self._enough.clicked.connect(self.enough_wanted)
        self._enough.hide()
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("srxaiCancel")
        self._cancel.setToolTip(self.tr("Stop; nothing is kept of this run"))
        self._cancel.clicked.connect(self.cancel_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self._explain, 1)
        buttons.addWidget(self._enough)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._make_guide())
        return buttons

    def _make_guide(self) -> QToolButton:
        guide = QToolButton()
        guide.setObjectName("srxaiGuide")
        guide.setIcon(QIcon(str(resource("icons", "guide.svg"))))
        guide.setToolTip(self.tr("Open the guide in the web browser"))
        guide.setAccessibleName(guide.toolTip())
        guide.clicked.connect(self.guide_wanted)
        return guide

    def _make_engine_missing(self) -> QWidget:
        self._engine_sentence = plain_label()
        self._engine_sentence.setObjectName("srxaiEngineSentence")
        choose = QPushButton(self.tr("Choose engine…"))
        choose.setObjectName("srxaiChooseEngine")
        choose.setToolTip(self.tr("A Python in which the engine is installed already"))
        choose.clicked.connect(self._choose_engine)
        create = QPushButton(self.tr("Create environment…"))
        create.setObjectName("srxaiOpenOptions")
        create.setToolTip(self.tr("Open SRXAI's options: size and time are told before anything"))
        create.clicked.connect(self.options_wanted)
        panel = QFrame()
        panel.setObjectName("srxaiEngineMissing")
        panel.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(panel)
        layout.addWidget(self._engine_sentence)
        layout.addWidget(create, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        panel.hide()
        return panel

    def _add_method(self, id: str, name: str, ticked: bool) -> QCheckBox:
        box = QCheckBox(name)
        box.setObjectName(f"srxaiMethod-{id}")
        box.setChecked(ticked)
        if id in USUAL_METHODS:
            self._method_row.insertWidget(self._method_row.count() - 1, box)
        else:
            self._more_methods.layout().addWidget(box)
        self._methods[id] = box
        return box

    def _show_bands(self) -> None:
        self.bands.show_layer(self.layer, self.networks.bands)
        self._show_misfit()

    def show_strange(self, sentences: tuple[str, ...]) -> None:
        """What else of the raster the network did not learn from, as the engine says it."""
        self._strange = sentences
        self._show_misfit()

    def _show_misfit(self) -> None:
        """Said before anything runs: a network that learned from other pixels."""
        words = " ".join(
            filter(None, (misfit_words(self.networks.facts, self.layer), *self._strange))
        )
        self._misfit.setText(words)
        self._misfit.setVisible(bool(words))

    def _choose_engine(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Python interpreter of the engine (python or python.exe)")
        )
        if path:
            self.interpreter_chosen.emit(path)
