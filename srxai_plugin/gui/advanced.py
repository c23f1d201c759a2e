"""What most analysts never touch: context, scaling and bands."""

from __future__ import annotations

import re
from typing import Optional

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from srxai_plugin.contract import SCALINGS
from srxai_plugin.errors import BadInput
from srxai_plugin.gui.small_widgets import fit_narrow

AUTOMATIC = -1
"""Value of the context box that stands for None; 0 is a context too."""
MOST_CONTEXT = 1024


class Advanced(QgsCollapsibleGroupBox):
    """Folded away; every setting says what it is when left alone."""

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
        words = {
            "dtype": self.tr("by data type"),
            "percentile": self.tr("2 to 98 % of the tile"),
            "none": self.tr("none: values are 0 to 1"),
        }
        self._scaling.addItem(self.tr("automatic"), None)
        for scaling in SCALINGS:
            self._scaling.addItem(words[scaling], scaling)
        self._scaling.setToolTip(
            self.tr(
                "How raster values become the 0 to 1 of the network. Automatic: divided by 255 for "
                "8-bit rasters, 2 to 98 % of the tile for others."
            )
        )
        fit_narrow(self._scaling)
        self._bands = QLineEdit()
        self._bands.setObjectName("srxaiBands")
        self._bands.setPlaceholderText(self.tr("automatic: the first ones"))
        self._bands.setToolTip(
            self.tr("Raster bands for the network, in its order, such as 1·2·3 or 4, 3, 2.")
        )
        form = QFormLayout(self)
        form.addRow(self.tr("Context"), self._context)
        form.addRow(self.tr("Scaling"), self._scaling)
        form.addRow(self.tr("Bands"), self._bands)

    @property
    def context(self) -> Optional[int]:
        """LR pixels around the region; None leaves it to the engine."""
        value = self._context.value()
        return None if value == AUTOMATIC else value

    @property
    def scaling(self) -> Optional[str]:
        """One of ``SCALINGS``; None leaves it to the engine."""
        return self._scaling.currentData()

    @property
    def bands(self) -> Optional[tuple[int, ...]]:
        """1-based; None leaves them to the engine. Raises BadInput for what is no list of bands."""
        text = self._bands.text().strip()
        if not text:
            return None
        parts = re.split(r"[\s,;·]+", text)
        if not all(part.isdecimal() and int(part) > 0 for part in parts):
            raise BadInput(
                self.tr("'{0}' is no list of bands. Write their numbers, such as 1·2·3.").format(
                    text
                )
            )
        return tuple(int(part) for part in parts)
