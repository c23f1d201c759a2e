"""Small rasters of the tests' own making, and ways to wait for a signal."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import QgsProcessingFeedback, QgsProject, QgsRasterLayer, QgsSettings
from qgis.PyQt.QtCore import QEventLoop, QTimer, pyqtBoundSignal

from srxai_plugin.contract import ExplainRequest, Explanation, Method, Region, Window
from srxai_plugin.runtime import blocking
from srxai_plugin.runtime.interpreter import find_interpreter
from srxai_plugin.runtime.session import EngineSession

TIMEOUT_MS = 60_000

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
def session(interpreter: Path) -> Iterator[EngineSession]:
    """The real engine."""
    session = EngineSession(interpreter)
    yield session
    end(session)


def end(session: EngineSession) -> None:
    """Close a session and wait until its process is gone."""
    running = session.is_running
    stopped = Waiter(session.stopped)
    session.close()
    if running:
        stopped.wait()


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
