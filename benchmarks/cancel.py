"""From asking for a cancel to the answer, stage by stage, as a session of the desktop gets it.

.venv-qgis/bin/python benchmarks/cancel.py [--tries N] [RASTER]

Prints for every kind of stage the median and the worst of N tries in ms: of the engine's own
answer, and of the session's, which kills an engine that does not answer in 200 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEventLoop, QTimer

from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.scenes import SuperResolveRequest
from srxai_plugin.desk.runtime.interpreter import find_interpreter
from srxai_plugin.desk.runtime.session import EngineSession

LIMIT = 300
"""ms that are promised."""
PATIENT = 60_000
"""ms for an engine to answer by itself."""
Begin = Callable[[EngineSession, Path], int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raster", nargs="?", type=Path)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--network", default="edsr-x4")
    parser.add_argument("--only", help="lam, amve-sr or scene")
    asked = parser.parse_args()
    application = QgsApplication([], False)
    with tempfile.TemporaryDirectory() as room:
        raster = asked.raster or _scene(Path(room))
        worst = 0.0
        print(f"{os.cpu_count()} CPU cores, load {os.getloadavg()[0]:.1f}; {asked.network}; ms")
        print(f"{'':34}{'engine':>16}{'session':>18}")
        print(f"{'stage':34}{'median':>8}{'worst':>8}{'median':>10}{'worst':>8}")
        for name, begin in _jobs(raster, asked.network).items():
            if asked.only not in (None, name):
                continue
            alone, kinds = EngineSession(find_interpreter()), []
            alone._patience.setInterval(PATIENT)
            _until(alone, begin(alone, Path(room) / "warm"), None, kinds)
            whole = EngineSession(find_interpreter())
            for kind in kinds[:-1]:  # "done" is over
                own, both = (
                    [_cancelled(s, begin, kind, Path(room) / "out") for _ in range(asked.tries)]
                    for s in (alone, whole)
                )
                worst = max(worst, *both)
                print(
                    f"{f'{name}: {kind}':34}{statistics.median(own):8.0f}{max(own):8.0f}"
                    f"{statistics.median(both):10.0f}{max(both):8.0f}",
                    flush=True,
                )
            for session in (alone, whole):
                _close(session)
    print(f"worst {worst:.0f} ms, promised at most {LIMIT}")
    application.exitQgis()
    return int(worst > LIMIT)


def _jobs(raster: Path, network: str) -> dict[str, Begin]:
    def explained(method: str) -> Begin:
        def begin(session: EngineSession, output: Path) -> int:
            return session.explain(
                ExplainRequest(
                    str(raster), Region(window=Window(60, 60, 8, 8)), str(output), network,
                    (Method(method),),
                )
            )  # fmt: skip

        return begin

    def scene(session: EngineSession, output: Path) -> int:
        asked = SuperResolveRequest(str(raster), str(output / "sr.tif"), network)
        return session.ask("superresolve", request=to_data(asked))

    return {"lam": explained("lam"), "amve-sr": explained("amve-sr"), "scene": scene}


def _cancelled(session: EngineSession, begin: Begin, kind: str, output: Path) -> float:
    """ms from the cancel at a stage to the answer; 0 for a request that was over before."""
    id = begin(session, output)
    if not _until(session, id, kind, []):
        return 0.0
    # Somewhere within the stage, not always at its start.
    _turn(_cancelled.wait)
    _cancelled.wait = (_cancelled.wait + 17) % 60
    started = time.monotonic()
    session.cancel(id)
    _until(session, id, None, [])
    return 1000 * (time.monotonic() - started)


_cancelled.wait = 0


def _until(session: EngineSession, id: int, kind: str | None, kinds: list[str]) -> bool:
    """Until a stage begins; False when the request ends before, as it does for None."""
    loop, came = QEventLoop(), []

    def tell(_id: int, progress: Any) -> None:
        here = f"{progress.stage} {progress.method or ''}".strip()
        kinds.extend([here] * (here not in kinds))
        if here == kind:
            came.append(True)
            loop.quit()

    ends = (session.explained, session.answered, session.failed, session.cancelled)
    session.progress.connect(tell)
    if id in session._requests:
        for end in ends:
            end.connect(loop.quit)
        loop.exec()
        for end in ends:
            end.disconnect(loop.quit)
    session.progress.disconnect(tell)
    return bool(came)


def _turn(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _close(session: EngineSession) -> None:
    loop = QEventLoop()
    session.stopped.connect(loop.quit)
    session.close()
    loop.exec()


def _scene(folder: Path) -> Path:
    """Textured, with a tile's worth of pixels for each of several tiles of a scene."""
    import random

    from osgeo import gdal, osr

    path, size = folder / "scene.tif", 400
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 3)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    dataset.SetGeoTransform((500_000.0, 0.5, 0.0, 4_100_000.0, 0.0, -0.5))
    dataset.SetProjection(crs.ExportToWkt())
    for band in (1, 2, 3):
        pixels = random.Random(band).randbytes(size * size)
        dataset.GetRasterBand(band).WriteRaster(0, 0, size, size, pixels)
    del dataset
    return path


if __name__ == "__main__":
    sys.exit(main())
