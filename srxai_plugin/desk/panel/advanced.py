"""What most analysts never touch: context, scaling, questions, further rasters and measures."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayerProxyModel
from qgis.gui import QgsCollapsibleGroupBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QSpinBox, QWidget

from srxai_plugin.contract.choices import MEASURE_NAMES, MEASURE_SENTENCES, VIEW_NAMES
from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.desk.language.offered import (
    measure_name,
    said_by_engine,
    scaling_name,
    view_name,
    view_tip,
)
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.panel.method_settings import MethodSettings
from srxai_plugin.desk.panel.question_box import QuestionBox
from srxai_plugin.desk.widgets.check_list import CheckList
from srxai_plugin.desk.widgets.small import fit_narrow

AUTOMATIC = -1
"""Value of the context box that stands for None; 0 is a context too."""
MOST_CONTEXT = 1024


class Advanced(QgsCollapsibleGroupBox):
    """Folded away; every setting says what it is when left alone."""

    scaling_changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiAdvanced")
        self.setTitle(self.tr("Advanced"))
        self.setSaveCollapsedState(False)
        self.setCollapsed(True)
        self._context = QSpinBox()
        self._context.setObjectName("srxaiContext")
        self._context.setRange(AUTOMATIC, MOST_CONTEXT)
        self._context.setSpecialValueText(self.tr("automatic"))
        self._context.setValue(AUTOMATIC)
        self._context.setSuffix(self.tr(" px"))
        self._context.setToolTip(
            self.tr(
                "Raster pixels around the region that the network sees. Automatic: at least 16, "
                "and a tile of at least 64 × 64."
            )
        )
        self._scaling = QComboBox()
        self._scaling.setObjectName("srxaiScaling")
        self._scaling.addItem(self.tr("automatic"), None)
        for scaling in rules(ExplainRequest, "scaling").choices:
            self._scaling.addItem(scaling_name(scaling), scaling)
        self._scaling.setToolTip(
            self.tr(
                "How raster values become the 0 to 1 of the network. Automatic: as the network's "
                "card says, if that fits the raster; else divided by 255 for 8-bit rasters, 2 to "
                "98 % of the tile for others."
            )
        )
        fit_narrow(self._scaling)
        self._scaling.currentIndexChanged.connect(self.scaling_changed)
        self.question = QuestionBox()
        self.settings = MethodSettings()
        self._views = CheckList(
            "srxaiView", {id: (view_name(id), view_tip(id)) for id in VIEW_NAMES}
        )
        self._measures = CheckList(
            "srxaiMeasure",
            {id: (measure_name(id), said_by_engine(MEASURE_SENTENCES[id])) for id in MEASURE_NAMES},
        )
        self._reference = QgsMapLayerComboBox()
        self._reference.setObjectName("srxaiReference")
        self._reference.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self._reference.setAllowEmptyLayer(True)
        self._reference.setCurrentIndex(0)
        self._reference.setToolTip(
            self.tr(
                "A true high-resolution raster of the same place, if there is one: for PSNR, and "
                "whether the detail is true"
            )
        )
        fit_narrow(self._reference)
        self._detail = QCheckBox(self.tr("Judge the detail, too"))
        self._detail.setObjectName("srxaiDetail")
        self._detail.setChecked(True)
        self._detail.setToolTip(
            self.tr(
                "Whether networks that do not invent would have drawn this detail too. Takes a "
                "little longer the first time, for the raster is checked against itself."
            )
        )
        form = QFormLayout(self)
        form.addRow(self.tr("Context"), self._context)
        form.addRow(self.tr("Scaling"), self._scaling)
        form.addRow(self.tr("Question"), self.question)
        form.addRow(self.tr("Settings"), self.settings)
        form.addRow(self.tr("Also make"), self._views)
        form.addRow(self.tr("Measure"), self._measures)
        form.addRow(self.tr("Truth"), self._reference)
        form.addRow(self._detail)

    def choose(self, context: Optional[int], scaling: Optional[str], detail: bool = True) -> None:
        """As the properties of these names give them back."""
        self._detail.setChecked(detail)
        self._context.setValue(AUTOMATIC if context is None else context)
        self._scaling.setCurrentIndex(max(self._scaling.findData(scaling), 0))

    @property
    def context(self) -> Optional[int]:
        """LR pixels around the region; None leaves it to the engine."""
        value = self._context.value()
        return None if value == AUTOMATIC else value

    @property
    def scaling(self) -> Optional[str]:
        """One of ``contract.SCALINGS``; None leaves it to the engine."""
        return self._scaling.currentData()

    @property
    def views(self) -> tuple[str, ...]:
        """Of ``VIEW_NAMES``."""
        return self._views.ticked

    @property
    def measures(self) -> tuple[str, ...]:
        """Of ``MEASURE_NAMES``."""
        return self._measures.ticked

    @property
    def detail(self) -> bool:
        """Whether the detail is judged beside the maps."""
        return self._detail.isChecked()

    @property
    def reference(self) -> Optional[str]:
        """What GDAL opens; None for none. Raises BadInput for a layer that is no file."""
        layer = self._reference.currentLayer()
        if layer is None:
            return None
        source = source_of(layer)
        if not source.is_file:
            raise BadInput(
                self.tr("{0} is not a raster file. Choose another layer as truth.").format(
                    source.name
                )
            )
        return source.raster
