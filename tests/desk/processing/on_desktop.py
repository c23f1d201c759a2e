"""What the desktop does with an algorithm's layers: load them, and ask one what it holds."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMapToolIdentify
from qgis.PyQt.QtWidgets import QApplication


def load(context: QgsProcessingContext, project: QgsProject) -> dict[str, QgsMapLayer]:
    """All that wait to be loaded, by their names then; as Processing does it when all is done."""
    waiting = context.layersToLoadOnCompletion()
    layers = {path: QgsProcessingUtils.mapLayerFromString(path, context) for path in waiting}
    for path, details in waiting.items():
        details.setOutputLayerName(layers[path])
        project.addMapLayer(context.temporaryLayerStore().takeMapLayer(layers[path]))
    for path, details in waiting.items():
        details.postProcessor().postProcessLayer(layers[path], context, QgsProcessingFeedback())
    QApplication.processEvents()  # when layers go that are in no tree
    return {layer.name(): layer for layer in layers.values()}


def identified(layer: QgsMapLayer) -> list[dict[str, str]]:
    """What QGIS's Identify says of the layer's middle: names and values, as it shows them."""
    canvas = QgsMapCanvas()
    canvas.setFixedSize(200, 200)
    canvas.setLayers([layer])
    canvas.setDestinationCrs(layer.crs())
    canvas.setExtent(layer.extent())
    tool = QgsMapToolIdentify(canvas)
    place = canvas.getCoordinateTransform().transform(layer.extent().center())
    found = tool.identify(
        round(place.x()), round(place.y()), [layer], QgsMapToolIdentify.IdentifyMode.TopDownAll
    )
    said = [
        named(layer, result.mFeature)
        if isinstance(layer, QgsVectorLayer)
        else dict(result.mAttributes)
        for result in found
    ]
    canvas.setLayers([])
    return said


def named(layer: QgsVectorLayer, feature: QgsFeature) -> dict[str, str]:
    """A feature's values in words by their fields' aliases, as Identify writes them."""
    written = {}
    for i, field in enumerate(layer.fields()):
        setup = field.editorWidgetSetup()
        formatter = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
        words = formatter.representValue(layer, i, setup.config(), None, feature[i])
        written[layer.attributeDisplayName(i)] = words
    return written
