"""The list of rasters that can be explained."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QWidget

from srxai_plugin.desk.map.own import own_layers
from srxai_plugin.desk.widgets.small import fit_narrow


class LayerChoice(QgsMapLayerComboBox):
    """Rasters of the project, but for results: those are looked at, not explained."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiLayer")
        self.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.setAccessibleName(self.tr("Raster layer"))
        fit_narrow(self)
        self._project = QgsProject.instance()
        self._project.layersAdded.connect(self.leave_out_results)
        self._project.readProject.connect(self.leave_out_results)
        self.leave_out_results()

    def leave_out_results(self, *_: object) -> None:
        """Of the project as it is now."""
        own = own_layers(self._project)
        if not own and not self.exceptedLayerList():
            return
        before = self.currentLayer()
        # QGIS tells of the only raster as of another one each time that something leaves the list.
        was_blocked = self.blockSignals(True)
        self.setExceptedLayerList(own)
        self.blockSignals(was_blocked)
        if self.currentLayer() is not before:
            self.layerChanged.emit(self.currentLayer())
