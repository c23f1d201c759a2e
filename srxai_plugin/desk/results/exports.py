"""A result as files for others; runs in a task, so it touches neither layers nor widgets."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Optional

from osgeo import gdal, ogr
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.results.statistics_rows import TEXTS, Value, statistics_csv, statistics_rows
from srxai_plugin.desk.widgets.background import Background

translate = QCoreApplication.translate

REGION, STATISTICS = "region", "statistics"
"""Tables of the GeoPackage."""
CLOUD = "COG"


class FileTask(Background):
    """Writes a file that appears whole or not at all."""

    def __init__(self, words: str, path: Path, write: Callable[[Path], None]) -> None:
        """``write`` is given a name in the same folder and of the same ending."""
        super().__init__(words)
        self.path = path
        self.problem = ""
        """A sentence, where it failed."""
        self._write = write

    def run(self) -> bool:
        partial = self.path.with_name(f".{self.path.stem}.partial{self.path.suffix}")
        try:
            self._write(partial)
            partial.replace(self.path)
        except (BadInput, OSError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            self.problem = translate(
                "Exports", "{0} could not be written: {1}. Choose another file."
            ).format(self.path.name, why.rstrip("."))
            return False
        finally:
            for rest in self.path.parent.glob(f"{escape(partial.name)}*"):  # SQLite's journals too
                with suppress(OSError):
                    rest.unlink()
        return True


def write_heatmap(raster: str, path: Path) -> None:
    """A copy of an attribution map with all its tags, cloud-optimised where GDAL can.

    Raises:
        BadInput: it cannot be read or written.
    """
    is_there = gdal.GetDriverByName(CLOUD) is not None
    driver, predictor = (CLOUD, "YES") if is_there else ("GTiff", "3")
    with _Quiet():
        source = gdal.OpenEx(raster, gdal.OF_RASTER)
        if source is None:
            raise BadInput(_last_error())
        options = ["COMPRESS=DEFLATE", f"PREDICTOR={predictor}"]
        copy = gdal.Translate(str(path), source, format=driver, creationOptions=options)
        if copy is None:
            raise BadInput(_last_error())
        copy.FlushCache()


def write_csv(explanation: Explanation, path: Path) -> None:
    """All figures. With a byte order mark, or spreadsheets misread names with accents."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(statistics_csv(explanation))


def write_geopackage(explanation: Explanation, region: Path, path: Path) -> None:
    """The region's outline and how the result was made, and a table of all figures.

    Args:
        region: the outline as a vector file.

    Raises:
        BadInput: it cannot be read or written.
    """
    with _Quiet():
        outline = ogr.Open(str(region))
        made = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
        if outline is None or made is None:
            raise BadInput(_last_error())
        layer = made.CopyLayer(outline.GetLayer(0), REGION)
        _fill(layer, _provenance(explanation))
        table = made.CreateLayer(STATISTICS, None, ogr.wkbNone)
        for row in statistics_rows(explanation):
            _append(table, row)
        if table.GetFeatureCount() != len(statistics_rows(explanation)):
            raise BadInput(_last_error())


def _provenance(explanation: Explanation) -> dict[str, Value]:
    network = explanation.network
    software = ", ".join(f"{name} {version}" for name, version in explanation.software.items())
    return {
        "raster": explanation.request.raster,
        "architecture": network.architecture,
        "scale": network.scale,
        "sha256": network.sha256,
        "radiometry": explanation.radiometry.words,
        "software": software,
        "request": to_json(explanation.request),
    }


def _fill(layer: ogr.Layer, values: dict[str, Value]) -> None:
    """The same values for every feature, in fields of their own."""
    _add_fields(layer, values)
    for feature in list(layer):
        _set(feature, values)
        layer.SetFeature(feature)


def _append(table: ogr.Layer, row: dict[str, Value]) -> None:
    _add_fields(table, row)
    feature = ogr.Feature(table.GetLayerDefn())
    _set(feature, row)
    table.CreateFeature(feature)


def _add_fields(layer: ogr.Layer, values: dict[str, Value]) -> None:
    for name, value in values.items():
        if layer.GetLayerDefn().GetFieldIndex(name) < 0:
            is_text = name in TEXTS or isinstance(value, str)
            layer.CreateField(ogr.FieldDefn(name, ogr.OFTString if is_text else ogr.OFTReal))


def _set(feature: ogr.Feature, values: dict[str, Value]) -> None:
    for name, value in values.items():
        if value is not None:
            feature.SetField(name, value if isinstance(value, str) else float(value))


class _Quiet:
    """GDAL's errors become our sentences; they are not printed."""

    def __enter__(self) -> None:
        gdal.ErrorReset()
        gdal.PushErrorHandler("CPLQuietErrorHandler")

    def __exit__(self, *_: Optional[object]) -> None:
        gdal.PopErrorHandler()


def _last_error() -> str:
    return gdal.GetLastErrorMsg() or "GDAL"
