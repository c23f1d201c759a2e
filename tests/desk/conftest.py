"""Small rasters of the tests' own making, and ways to wait for a signal."""

from __future__ import annotations

import gc
import math
import random
import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import QgsProcessingFeedback, QgsProject, QgsRasterLayer, QgsSettings
from qgis.gui import QgisInterface, QgsMapCanvas, QgsMapToolPan, QgsOptionsWidgetFactory
from qgis.PyQt.QtCore import QEventLoop, QObject, Qt, QTimer, pyqtBoundSignal, pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QApplication, QDockWidget, QMainWindow

from srxai_plugin import classFactory
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.results import Calibration, Detail, Explanation
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.runtime import blocking
from srxai_plugin.desk.runtime.interpreter import NETWORKS_VARIABLE, find_interpreter
from srxai_plugin.desk.runtime.session import EngineSession
from srxai_plugin.plugin import SrxaiPlugin

TIMEOUT_MS = 180_000
"""After which a test fails that would hang: on a busy machine an engine takes a minute to start."""
LOOK_MS = 10
"""Between two looks at what no signal tells."""

NORTH_UP = (500_000.0, 0.5, 0.0, 4_100_000.0, 0.0, -0.5)
ROTATED = (500_000.0, 0.4, 0.3, 4_100_000.0, 0.3, -0.4)
DEGREES = (-105.0, 0.001, 0.0, 40.0, 0.0, -0.001)
"""GDAL geotransforms."""

MakeRaster = Callable[..., Path]


def write_raster(
    path: Path,
    width: int = 40,
    height: int = 32,
    bands: int = 3,
    geotransform: tuple[float, ...] | None = NORTH_UP,
    epsg: int = 32633,
) -> Path:
    """A textured uint8 GeoTIFF; with ``geotransform`` None it has neither grid nor CRS."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, bands)
    if geotransform is not None:
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(epsg)
        dataset.SetGeoTransform(geotransform)
        dataset.SetProjection(crs.ExportToWkt())
    noise = random.Random(0)
    for band in range(1, bands + 1):
        pixels = noise.randbytes(width * height)
        dataset.GetRasterBand(band).WriteRaster(0, 0, width, height, pixels)
    dataset = None  # closes the file
    return path


@pytest.fixture
def make_raster(tmp_path: Path) -> MakeRaster:
    """``write_raster`` in the test's own folder."""
    return lambda name="scene.tif", **kind: write_raster(tmp_path / name, **kind)


@pytest.fixture(scope="session", autouse=True)
def nothing_outlives_qgis(qgis_app: object) -> Iterator[None]:
    """A layer that an exception's traceback still holds crashes QGIS when it ends."""
    yield
    gc.collect()


@pytest.fixture
def project() -> Iterator[QgsProject]:
    """The project, empty before and after."""
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def make_layer(make_raster: MakeRaster, project: QgsProject) -> Callable[..., QgsRasterLayer]:
    """A layer of such a raster, in the project."""

    def make(**kind: object) -> QgsRasterLayer:
        path = make_raster(**kind)
        layer = QgsRasterLayer(str(path), path.stem)
        project.addMapLayer(layer)
        return layer

    return make


@pytest.fixture(autouse=True)
def no_settings() -> Iterator[None]:
    """What a test sets, no other test sees."""
    QgsSettings().remove("srxai")
    yield
    QgsSettings().remove("srxai")


@pytest.fixture(autouse=True)
def own_networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the engine keeps networks that a test adds; it does not exist yet."""
    folder = tmp_path / "networks"
    monkeypatch.setenv(NETWORKS_VARIABLE, str(folder))
    return folder


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A real network's weights, as if from elsewhere: without a JSON file beside them."""
    path = tmp_path / "My Net.safetensors"
    shutil.copy(resource("models", "fsrcnn-x4.safetensors"), path)
    return path


@pytest.fixture(scope="session")
def interpreter() -> Path:
    """The engine's Python."""
    found = find_interpreter()
    if found is None:
        pytest.skip("there is no engine: run 'make setup', or set SRXAI_ENGINE_PYTHON")
    return found


@pytest.fixture(scope="session")
def explanation(interpreter: Path, tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """Of a rotated raster, by the real engine; made once, so leave its files alone."""
    folder = tmp_path_factory.mktemp("explanation")
    raster = write_raster(folder / "scene.tif", geotransform=ROTATED)
    request = ExplainRequest(
        raster=str(raster),
        region=Region(sr_window=Window(60, 40, 24, 16)),
        output=str(folder / "out"),
        methods=(Method("amve-sr"), Method("lam", {"steps": 2})),
    )
    return blocking.explain(request, QgsProcessingFeedback(), interpreter)


@pytest.fixture
def judged(explanation: Explanation, tmp_path: Path) -> Explanation:
    """The same with a verdict on the detail, whose layer has a stripe of each class, 1 to 5, and
    one without data."""
    super_resolved = gdal.Open(explanation.super_resolved)
    width, height = super_resolved.RasterXSize, super_resolved.RasterYSize
    path = tmp_path / "detail.tif"
    names = list(DETAIL_BANDS)
    made = gdal.GetDriverByName("GTiff").Create(
        str(path), width, height, len(names), gdal.GDT_Float32
    )
    made.SetGeoTransform(super_resolved.GetGeoTransform())
    made.SetProjection(super_resolved.GetProjection())
    classes = [math.nan, 1.0, 2.0, 3.0, 4.0, 5.0]
    row = [classes[len(classes) * column // width] for column in range(width)]
    values = struct.pack(f"{width * height}f", *row * height)
    for i, name in enumerate(names, start=1):
        made.GetRasterBand(i).SetNoDataValue(math.nan)
        if name == "class":
            made.GetRasterBand(i).WriteRaster(0, 0, width, height, values)
        else:
            made.GetRasterBand(i).Fill(0.25)
    made = None  # closes the file
    detail = Detail(
        "plausible",
        ("share", "assumed"),
        "as the engine said it",
        share=0.62,
        support=0.55,
        added=8.1,
        half_width=6.2,
        raster=str(path),
        calibration=Calibration("bicubic", True, ("pan-x4",), 0.94, 1.1, 3.5, 2.0, 4.2),
    )
    return replace(explanation, detail=detail)


@pytest.fixture
def session(interpreter: Path) -> Iterator[EngineSession]:
    """The real engine."""
    session = EngineSession(interpreter)
    yield session
    end(session)


@pytest.fixture(scope="module")
def warm(interpreter: Path) -> Iterator[EngineSession]:
    """The real engine, for tests that only ask it and leave it as it was."""
    session = EngineSession(interpreter)
    yield session
    end(session)


class News(QObject):
    """What QGIS tells its plugins."""

    currentLayerChanged = pyqtSignal(object)  # noqa: N815
    initializationCompleted = pyqtSignal()  # noqa: N815


class Iface:
    """pytest-qgis's interface, with the few calls that it lacks, on a real main window."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        self.window = QMainWindow()
        self._canvas = QgsMapCanvas()
        self._canvas.setFixedSize(400, 400)
        self._canvas.setMapTool(QgsMapToolPan(self._canvas))
        self.window.setCentralWidget(self._canvas)
        self.toolbar = self.window.addToolBar("Plugins")
        self.menu: list[QAction] = []
        self.options: list[QgsOptionsWidgetFactory] = []
        self.opened: list[str] = []
        self._news = News()
        self.currentLayerChanged = self._news.currentLayerChanged
        self.initializationCompleted = self._news.initializationCompleted

    def __getattr__(self, name: str) -> object:
        return getattr(self._iface, name)

    def mapCanvas(self) -> QgsMapCanvas:  # noqa: N802
        return self._canvas

    def mainWindow(self) -> QMainWindow:  # noqa: N802
        return self.window

    def addToolBarIcon(self, action: QAction) -> None:  # noqa: N802
        self.toolbar.addAction(action)

    def removeToolBarIcon(self, action: QAction) -> None:  # noqa: N802
        self.toolbar.removeAction(action)

    def addPluginToRasterMenu(self, _menu: str, action: QAction) -> None:  # noqa: N802
        self.menu.append(action)

    def removePluginRasterMenu(self, _menu: str, action: QAction) -> None:  # noqa: N802
        self.menu.remove(action)

    def registerOptionsWidgetFactory(self, factory: QgsOptionsWidgetFactory) -> None:  # noqa: N802
        self.options.append(factory)

    def unregisterOptionsWidgetFactory(self, factory: QgsOptionsWidgetFactory) -> None:  # noqa: N802
        self.options.remove(factory)

    def showOptionsDialog(self, _parent: QMainWindow, page: str) -> None:  # noqa: N802
        self.opened.append(page)

    def addDockWidget(self, area: Qt.DockWidgetArea, dock: QDockWidget) -> None:  # noqa: N802
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock: QDockWidget) -> None:  # noqa: N802
        self.window.removeDockWidget(dock)


@pytest.fixture
def iface(qgis_iface: QgisInterface) -> Iterator[Iface]:
    qgis_iface.messageBar().clear_messages()
    iface = Iface(qgis_iface)
    iface.window.show()  # only then does the canvas take its size
    QApplication.processEvents()
    yield iface
    iface.window.close()
    iface.window.deleteLater()


@pytest.fixture
def plugin(iface: Iface) -> Iterator[SrxaiPlugin]:
    plugin = classFactory(iface)
    plugin.initGui()
    yield plugin
    plugin.unload()


@pytest.fixture
def panel(
    plugin: SrxaiPlugin, project: QgsProject, explanation: Explanation
) -> Iterator[ExplainDock]:
    """The dock with a result, and its layers in the project."""
    layer = QgsRasterLayer(explanation.request.raster, "city <b>ortho</b>")
    project.addMapLayer(layer)
    project.setCrs(layer.crs())
    plugin.iface.mapCanvas().setDestinationCrs(layer.crs())
    plugin.open()
    dock = dock_of(plugin)
    source = source_of(layer)
    dock.results.show_explanation(explanation)
    add_explanation(explanation, source, project)
    plugin.explainer.outcomes.show(explanation, source)
    return dock


@pytest.fixture
def outcomes(plugin: SrxaiPlugin, panel: ExplainDock) -> Outcomes:
    return plugin.explainer.outcomes


def dock_of(plugin: SrxaiPlugin) -> ExplainDock:
    """The dock of an open plugin."""
    return plugin.iface.mainWindow().findChild(ExplainDock)


def end(session: EngineSession) -> None:
    """Close a session and wait until its process is gone."""
    running = session.is_running
    stopped = Waiter(session.stopped)
    session.close()
    if running:
        stopped.wait()


def until(is_so: Callable[[], object]) -> None:
    """Turn the event loop until then, asleep between its events; fails when it does not come in
    time."""
    loop, look, end = QEventLoop(), QTimer(), QTimer()

    def look_again() -> None:
        try:
            is_over = bool(is_so())
        except Exception:  # which would end the process here; below, pytest tells it
            is_over = True
        if is_over:
            loop.quit()

    look.timeout.connect(look_again)
    look.start(LOOK_MS)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    end.start(TIMEOUT_MS)
    if not is_so():
        loop.exec()
    look.stop()  # a failing test's traceback keeps it, to look at what is gone by then
    end.stop()
    assert is_so(), "it did not come in time"


class Waiter:
    """Notes which of some signals comes first, from now on."""

    def __init__(self, *signals: pyqtBoundSignal) -> None:
        self._loop = QEventLoop()
        self.came: list[tuple[str, tuple]] = []
        for signal in signals:
            name = signal.signal[1:].split("(")[0]
            signal.connect(lambda *values, name=name: self._note(name, values))

    def wait(self) -> tuple[str, tuple]:
        """Name and values of the first; fails when none comes in time."""
        if not self.came:
            QTimer.singleShot(TIMEOUT_MS, self._loop.quit)
            self._loop.exec()
        assert self.came, "no signal came in time"
        return self.came[0]

    def _note(self, name: str, values: tuple) -> None:
        self.came.append((name, values))
        self._loop.quit()


def outcome(session: EngineSession) -> Waiter:
    """For the first request that ends, in whatever way."""
    return Waiter(session.explained, session.answered, session.failed, session.cancelled)
