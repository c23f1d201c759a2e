"""Layers that are results of ours: opened, and told from those of the analyst."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsReadWriteContext,
)
from qgis.PyQt.QtXml import QDomDocument

from srxai_plugin.contract.commands import COMPARISON_FILE, RESULT_FILE

OWN_PROPERTY = "srxai/output"
"""Of a layer that an explanation, a comparison or a map of ours is shown by."""


def opened_raster(path: str, name: str, crs: QgsCoordinateReferenceSystem) -> QgsRasterLayer:
    """A raster of a result, which is to get a style of ours; not valid where it cannot be read.

    Opened as projects open theirs: a new layer would be given a style by QGIS first, for which it
    looks through the pixels of its bands.
    """
    layer = QgsRasterLayer()
    document = QDomDocument()
    said = document.createElement("maplayer")
    said.setAttribute("type", "raster")
    about = {
        "id": QgsMapLayer.generateId(name),
        "datasource": path,
        "provider": "gdal",
        "layername": name,
    }
    for tag, text in about.items():
        element = document.createElement(tag)
        element.appendChild(document.createTextNode(text))
        said.appendChild(element)
    document.appendChild(said)
    if layer.readLayerXml(said, QgsReadWriteContext()) and layer.isValid():
        layer.setCrs(crs)
    return layer


def mark_own(layer: QgsMapLayer) -> None:
    """Remember of a layer, in its project too, that it is a result."""
    layer.setCustomProperty(OWN_PROPERTY, True)


def is_own(layer: QgsMapLayer) -> bool:
    """Marked so; or, in projects of earlier versions, in the folder of a result."""
    if layer.customProperty(OWN_PROPERTY) is not None:
        return True
    file = file_of(layer)
    return file.is_absolute() and any(
        file.with_name(name).is_file() for name in (RESULT_FILE, COMPARISON_FILE)
    )


def own_layers(project: QgsProject) -> list[QgsMapLayer]:
    """All of a project's layers that are results."""
    return [layer for layer in project.mapLayers().values() if is_own(layer)]


def file_of(layer: QgsMapLayer) -> Path:
    """What its source names, without the name of a layer within it."""
    return Path(layer.source().split("|")[0])


def result_file_of(layer: QgsMapLayer) -> Optional[Path]:
    """``result.json`` of the run that the layer belongs to, also as one of its comparisons' layers;
    None for a layer of no run."""
    folder = file_of(layer).parent
    if not folder.is_absolute():
        return None
    if (folder / RESULT_FILE).is_file() and not (folder.parent / COMPARISON_FILE).is_file():
        return folder / RESULT_FILE
    for above in (folder, folder.parent):
        if (above / COMPARISON_FILE).is_file() and (above.parent / RESULT_FILE).is_file():
            return above.parent / RESULT_FILE
    return None
