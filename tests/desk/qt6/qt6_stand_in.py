"""Stand-ins for ``qgis``, ``osgeo`` and ``processing`` under PyQt6, where no QGIS need be.

``qgis.PyQt`` is PyQt6 with what QGIS 4 adds to it. Widgets of QGIS are the Qt widgets that they
derive from. Whatever else is asked of QGIS is ``Nothing``: it can be called and looked into, and is
empty, so that code runs on until it hands such a thing to Qt.
"""

# ruff: noqa: N802 - methods are named as in QGIS

from __future__ import annotations

import importlib
import sys
import tempfile
import types
from pathlib import Path
from typing import Any, ClassVar

PARTS = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtPrintSupport", "QtXml", "QtTest")
QGIS_4 = 40_000


class AnyName(type):
    """A class of which nothing is known: every name is in it."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyName(name, (Nothing,), {})

    def __or__(cls, _other: object) -> Any:
        return cls


class Nothing(metaclass=AnyName):
    """A thing of QGIS; whatever is asked of it is another one."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *_: object, **__: object) -> Any:
        return Nothing()

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Any:
        return iter(())

    def __str__(self) -> str:
        return ""

    def __fspath__(self) -> str:
        return ""


class Module(types.ModuleType):
    """One that has every class; ``known`` names those that can do something."""

    known: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = self.known.get(name) or AnyName(name, (Nothing,), {})
        setattr(self, name, made)
        return made


def install() -> None:
    """Put the stand-ins where ``import`` looks first."""
    pyqt = types.ModuleType("qgis.PyQt")
    for part in (*PARTS, "sip"):
        module = importlib.import_module(f"PyQt6.{part}")
        sys.modules[f"qgis.PyQt.{part}"] = module
        setattr(pyqt, part, module)
    for moved in ("QAction", "QActionGroup", "QShortcut"):
        setattr(pyqt.QtWidgets, moved, getattr(pyqt.QtGui, moved))
    known = _known()
    _package("qgis", known, ("core", "gui", "utils", "analysis"))
    sys.modules["qgis"].PyQt = sys.modules["qgis.PyQt"] = pyqt
    _package("osgeo", known, ("gdal", "ogr", "osr"))
    _package("processing", known, ("gui",))
    _package("processing.gui", known, ("wrappers",))


def _package(name: str, known: dict[str, Any], parts: tuple[str, ...]) -> None:
    for path in (name, *(f"{name}.{part}" for part in parts)):
        module = sys.modules[path] = Module(path)
        module.known = known
        if path != name:
            setattr(sys.modules[name], path.rpartition(".")[2], module)


def _known() -> dict[str, Any]:
    from PyQt6 import QtCore, QtGui, QtWidgets, sip

    class AnyNameOfQt(sip.wrappertype):
        __getattr__ = AnyName.__getattr__

    class Lenient:
        """Of what QGIS adds to a class of Qt, nothing does anything."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*(a for a in arguments[:1] if isinstance(a, QtCore.QObject)))

        __getattr__ = Nothing.__getattr__

    def of(base: type, **more: Any) -> type:
        return AnyNameOfQt(base.__name__, (Lenient, base), more)

    class Qgis(Nothing):
        QGIS_VERSION_INT = QGIS_4
        QGIS_VERSION = "4.0.0"

    class QgsApplication(Nothing):
        @staticmethod
        def getThemeIcon(_name: str) -> Any:
            return QtGui.QIcon()

        @staticmethod
        def locale() -> str:
            return "en_GB"

        @staticmethod
        def qgisSettingsDirPath() -> str:
            """Of a profile without anything."""
            return str(Path(tempfile.gettempdir()) / "no-such-profile")

        @staticmethod
        def taskManager() -> Any:
            return Tasks()

        @staticmethod
        def clipboard() -> Any:
            return QtWidgets.QApplication.clipboard()

    class Tasks:
        def addTask(self, task: Any) -> None:
            """Done at once."""
            task.finished(task.run())

    class QgsCoordinateTransform(Nothing):
        def transform(self, point: Any, *_: Any) -> Any:
            return point

    class QgsGradientColorRamp(Nothing):
        def color(self, value: float) -> Any:
            return QtGui.QColor.fromRgbF(value, 0, 0)

    class QgsMapCanvasItem(Nothing):
        def toCanvasCoordinates(self, point: Any) -> Any:
            return point

        def pos(self) -> Any:
            return QtCore.QPointF()

    class QgsProject(Nothing):
        @staticmethod
        def instance() -> Any:
            return QgsProject()

        def readEntry(self, _scope: str, _key: str) -> tuple[str, bool]:
            return "", False

    class QgsSettings:
        kept: ClassVar[dict[str, Any]] = {}

        def value(self, key: str, default: Any = None, type: Any = None) -> Any:
            return self.kept.get(key, default)

        def setValue(self, key: str, value: Any) -> None:
            self.kept[key] = value

        def remove(self, key: str) -> None:
            self.kept.pop(key, None)

    def no_layer(_box: Any) -> None:
        return None

    special = (
        Qgis,
        QgsApplication,
        QgsCoordinateTransform,
        QgsGradientColorRamp,
        QgsMapCanvasItem,
        QgsProject,
        QgsSettings,
    )
    return {
        **{one.__name__: one for one in special},
        "QgsCheckableComboBox": of(QtWidgets.QComboBox, checkedItemsData=lambda _: []),
        "QgsCollapsibleGroupBox": of(QtWidgets.QGroupBox),
        "QgsDockWidget": of(QtWidgets.QDockWidget, closed=QtCore.pyqtSignal()),
        "QgsFileWidget": of(QtWidgets.QWidget),
        "QgsMapCanvas": of(QtWidgets.QGraphicsView, scene=lambda _: Nothing()),
        "QgsMapLayerComboBox": of(
            QtWidgets.QComboBox, currentLayer=no_layer, exceptedLayerList=lambda _: []
        ),
        "QgsMapTool": of(QtCore.QObject, toMapCoordinates=lambda _, point: QtCore.QPointF(point)),
        "QgsOptionsPageWidget": of(QtWidgets.QWidget),
        "QgsPointXY": QtCore.QPointF,
        "QgsProcessingFeedback": of(QtCore.QObject),
        "QgsRasterBandComboBox": of(QtWidgets.QComboBox),
        "QgsTask": of(QtCore.QObject),
    }
