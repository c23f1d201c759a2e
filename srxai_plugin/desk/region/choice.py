"""Which region of which raster: layer, tools and what was drawn with them."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.geometry import Window
from srxai_plugin.desk.map.polygons import Ring, united
from srxai_plugin.desk.map.source import LayerSource, grid_of, source_of
from srxai_plugin.desk.region.drawn import Drawn, DrawnOn, Figure
from srxai_plugin.desk.region.outline import RegionOutline, to_map
from srxai_plugin.desk.region.row import RegionRow
from srxai_plugin.desk.region.size import region_words
from srxai_plugin.desk.region.tools import ClickTool, PolygonTool, RectangleTool


class RegionChoice(QObject):
    """Says what is chosen; what is done with it is ``Explainer``'s."""

    chosen = pyqtSignal()
    """A region has been drawn or named."""
    changed = pyqtSignal(bool)
    """Whether there is a region."""
    hovered = pyqtSignal(object)
    """Drawn under the cursor while the click tool is on; None outside the raster."""
    warned = pyqtSignal(str)

    def __init__(self, iface: QgisInterface, row: RegionRow) -> None:
        super().__init__(row)
        self._iface = iface
        self._row = row
        self._canvas = iface.mapCanvas()
        self._project = QgsProject.instance()
        self.source: Optional[LayerSource] = None
        self._layer: Optional[QgsMapLayer] = None
        self._figure: Optional[Figure] = None
        self._scale: Optional[int] = None
        self.aim: Optional[DrawnOn] = None
        self.outline = RegionOutline(self._canvas)
        self.tools = {
            "rectangle": RectangleTool(self._canvas, self.outline),
            "polygon": PolygonTool(self._canvas, self.outline),
            "click": ClickTool(self._canvas, self.outline),
        }
        self._connect()

    def _connect(self) -> None:
        row = self._row
        for way, tool in self.tools.items():
            tool.setButton(row.ways[way])
            tool.moved.connect(self._describe)
            tool.drawn.connect(self.take)
            tool.given_up.connect(self._show_drawn)
            tool.missed.connect(self._on_missed)
        click = self.tools["click"]
        click.side = row.side
        click.moved.connect(self.hovered)
        click.deactivated.connect(lambda: row.live.setChecked(False))
        row.side_changed.connect(lambda side: setattr(click, "side", side))
        row.way_chosen.connect(self.use)
        row.feature_wanted.connect(self.take_selection)
        row.extent_wanted.connect(self.take_extent)
        self._canvas.scaleChanged.connect(self._on_zoomed)

    @property
    def scale(self) -> Optional[int]:
        """Of the network; None while it is unknown, and regions are drawn on the raster's own
        pixels."""
        return self._scale

    @property
    def drawn(self) -> Optional[Drawn]:
        """The region in the pixels of raster and network as they are now; None where there is none,
        and while it has less than two of them."""
        if self.aim is None or self._figure is None:
            return None
        return self._figure.on(self.aim)

    def use(self, way: str, is_on: bool = True) -> None:
        """Put a tool on the canvas, or take it off."""
        tool = self.tools[way]
        if is_on:
            if self._canvas.mapTool() is not tool:  # or QGIS takes it off first, and live with it
                self._canvas.setMapTool(tool)
        else:
            self._canvas.unsetMapTool(tool)

    def close(self) -> None:
        """Leave nothing on the canvas, and keep no pixels: a provider must not outlive QGIS."""
        self.source = self.aim = self._figure = self._layer = None
        self._canvas.scaleChanged.disconnect(self._on_zoomed)
        for tool in self.tools.values():
            self._canvas.unsetMapTool(tool)
            tool.deleteLater()
        self.outline.dispose()

    def take_layer(self, layer: Optional[QgsMapLayer]) -> None:
        """Choose regions on this layer; what was drawn on another is forgotten."""
        self._figure = None
        self._read(layer)
        self._aim_tools()

    def _read(self, layer: Optional[QgsMapLayer]) -> None:
        self._layer = layer
        self.source = self.aim = None
        why_not = self.tr("Open a raster layer first.")
        if layer is not None:
            try:
                self.source = source_of(layer)
                grid = grid_of(self.source, layer, self._canvas.mapSettings())
                self.aim = DrawnOn(grid, self.source.crs, self._scale or 1)
            except SrxaiError as error:
                self.source = None
                why_not = str(error)
        if self.aim is None:
            self._row.describe(why_not)

    def take_network(self, scale: Optional[int]) -> None:
        """Another network may have another scale: the region stays, on its pixels."""
        self._scale = scale
        if self.aim is None:
            return
        self.aim = DrawnOn(self.aim.grid, self.aim.crs, scale or 1)
        self._aim_tools()

    def take(self, drawn: Drawn) -> None:
        """A finished region."""
        self._figure = drawn.figure(self.aim)
        self.outline.show(drawn, self.aim)
        self._describe(drawn)
        self.changed.emit(True)
        self.chosen.emit()

    def take_selection(self) -> None:
        """The selected polygons, of the active layer if it has any, else of any layer."""
        if self.aim is None:
            self.warned.emit(self.tr("Choose a raster layer first."))
            return
        rings = self._selected(self.aim.crs)
        if rings:
            self._take_or_miss(Figure(rings, is_polygon=True).on(self.aim))
        else:
            self.warned.emit(
                self.tr("No polygon is selected. Select one in a vector layer, then try again.")
            )

    def take_extent(self) -> None:
        """The raster's part of what the map shows."""
        if self.aim is None:
            self.warned.emit(self.tr("Choose a raster layer first."))
            return
        shown = QgsGeometry.fromRect(self._canvas.extent()).asPolygon()[0]
        back = to_map(self.aim, self._canvas)
        try:
            places = [back.transform(c, Qgis.TransformDirection.Reverse) for c in shown]
        except QgsCsException:
            places = []
        window = self.aim.snap([(p.x(), p.y()) for p in places]) if places else None
        self._take_or_miss(None if window is None else Drawn(window))

    def _take_or_miss(self, drawn: Optional[Drawn]) -> None:
        if drawn is None:
            self._on_missed()
        else:
            self.take(drawn)

    def _selected(self, crs: QgsCoordinateReferenceSystem) -> tuple[Ring, ...]:
        """In the raster's CRS; none where nothing that is selected is a polygon there."""
        layers = [self._iface.activeLayer(), *self._project.mapLayers().values()]
        for layer in layers:
            if (
                isinstance(layer, QgsVectorLayer)
                and layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
                and layer.selectedFeatureCount()
            ):
                transform = QgsCoordinateTransform(layer.crs(), crs, self._project)
                rings = united([f.geometry() for f in layer.selectedFeatures()], transform)
                if rings:
                    return rings
        return ()

    def _aim_tools(self) -> None:
        for tool in self.tools.values():
            tool.aim(self.aim)
        self._show_drawn()
        self.changed.emit(self.drawn is not None)

    def _show_drawn(self) -> None:
        """And nothing that was begun on top of it."""
        if self.drawn is None or self.aim is None:
            self.outline.clear()
        else:
            self.outline.show(self.drawn, self.aim)
        self._describe(self.drawn)

    def _on_zoomed(self) -> None:
        """A layer without pixels of its own has those of the map: the region stays in its place,
        and is out of use while it has less than two of them."""
        if self.source is None or self.source.is_file:
            return
        self._read(self._layer)
        self._aim_tools()

    def _on_missed(self) -> None:
        self._figure = None
        self._show_drawn()
        self.changed.emit(False)
        if self.source is not None:
            self.warned.emit(
                self.tr(
                    "The region lies outside {0}, or is smaller than 2 × 2 super-resolved pixels. "
                    "Drag a larger one inside its extent, or choose another layer."
                ).format(self.source.name)
            )

    def _describe(self, drawn: Optional[Drawn]) -> None:
        if self.aim is None:
            return
        if drawn is None:
            self._row.describe(self.tr("Drag a rectangle on the map."))
        else:
            self._row.describe(self._words(drawn.window))

    def _words(self, window: Window) -> str:
        return region_words(window, self.aim.grid, self.aim.crs, self._scale, self._project)
