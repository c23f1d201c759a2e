"""Layers whose files were moved."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsDataProvider, QgsLayerMetadata, QgsMapLayer, QgsMapLayerStyle

from srxai_plugin.desk.map.own import file_of


def repoint(layer: QgsMapLayer, file: Path) -> bool:
    """Have a layer show the same from another file: its id, its place in the tree, its style, CRS
    and metadata stay. Where that file cannot be opened, all stays as it is, and False is given."""
    before, crs = layer.source(), layer.crs()
    style, metadata = QgsMapLayerStyle(), QgsLayerMetadata(layer.metadata())
    style.readFromLayer(layer)
    after = f"{file}{before[len(str(file_of(layer))) :]}"
    for source in (after, before):
        options = QgsDataProvider.ProviderOptions()
        layer.setDataSource(source, layer.name(), layer.providerType(), options, False)
        if layer.isValid():
            break
    layer.setCrs(crs)
    layer.setMetadata(metadata)
    style.writeToLayer(layer)
    return layer.isValid() and layer.source() == after
