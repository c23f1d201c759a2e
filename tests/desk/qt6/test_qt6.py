"""Fit for QGIS 4 and for 3.22: nothing here needs Qt 5, and nothing is new or gone."""

from __future__ import annotations

import enum
import json
import math
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import qgis.core
import qgis.gui
import qt6_smoke
import qt_names
from qgis.PyQt.QtCore import QT_VERSION, Qt

from srxai_plugin.desk.runtime.interpreter import VARIABLE

HERE = Path(__file__).parent
PYTHON = Path(os.environ.get("SRXAI_QT6_PYTHON", qt_names.ROOT / ".venv-qt6" / "bin" / "python"))
"""A Python with PyQt6 and matplotlib; it needs no QGIS."""

needs_qt6 = pytest.mark.skipif(
    not PYTHON.exists(),
    reason="there is no PyQt6: run 'tools/setup.sh qt6', or set SRXAI_QT6_PYTHON",
)


def under_qt6(script: str, *arguments: object, **more: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment |= {"QT_QPA_PLATFORM": "offscreen", **more}
    command = [PYTHON, HERE / script, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_qt6
def test_every_module_of_the_qgis_side_imports_and_names_only_what_qt_6_has() -> None:
    under_qt6("qt6_smoke.py")


@needs_qt6
def test_no_method_that_qt_6_dropped_is_called() -> None:
    """By its name alone, whatever it is called on: so names that others have too are left out."""
    dropped = qt6_smoke.attributes() - set(under_qt6("qt6_smoke.py", "--attributes").split())
    assert QT_VERSION >= 0x060000 or {"exec_", "byteCount"} <= dropped
    text = "\n".join(path.read_text("utf-8") for path in qt_names.files())
    own = {*dir(math), *re.findall(r"(?:def |^ +)(\w+)(?=\(|: | = pyqtSignal)", text, re.MULTILINE)}
    things = [*vars(qgis.core).values(), *vars(qgis.gui).values()]
    classes = {base for one in things if isinstance(one, type) for base in one.__mro__}
    own |= {name for one in classes if one.__module__.startswith("qgis.") for name in vars(one)}
    used = qt_names.attributes()
    assert {used[name]: name for name in used.keys() & dropped - own if name[0].islower()} == {}


@needs_qt6
def test_the_panel_and_its_dialogs_work_with_the_real_engine(
    make_raster: Callable[..., Path], interpreter: Path, tmp_path: Path
) -> None:
    raster = make_raster(width=48, height=40, geotransform=(1.0, 1.0, 0.0, 1.0, 0.0, 1.0))
    told = under_qt6("qt6_panel.py", raster, tmp_path, **{VARIABLE: str(interpreter)})
    seen = json.loads(told.splitlines()[-1])
    assert {"edsr-x4", "fsrcnn-x4", "pan-x4"} <= set(seen["networks"])
    assert seen["rows"] == ["AMVE-SR", "LAM", "random", "distance", "detail"]
    assert seen["compared"] == 2
    assert seen["given up"] and seen["drawn"] == [20, 24, 20, 12]
    assert min(seen["colours of plots"].values()) > 50 and seen["colours of the preview"] > 50
    assert all(seen["widgets"][name] for name in ("card", "add", "compare", "options"))


def test_every_name_of_qgis_that_the_source_says_is_in_this_qgis() -> None:
    assert qt_names.unknown("qgis.") == []


def test_enumerations_are_named_with_their_type_as_qt_6_wants() -> None:
    """``Qt.Key.Key_Escape``: Qt 5 has ``Qt.Key_Escape`` too, which is of the type ``Qt.Key``."""
    unscoped = [
        str(name)
        for name in qt_names.names("qgis.")
        if (values := list(name.values()))
        and len(values) == len(name.steps)
        and is_member_of(values[-2], values[-1])
    ]
    assert is_member_of(Qt, Qt.Key.Key_Escape) and not is_member_of(Qt.Key, Qt.Key.Key_Escape)
    assert unscoped == []


def is_member_of(owner: object, value: object) -> bool:
    """Whether the value is of an enumeration that the owner has, rather than is."""
    kind = type(value)
    is_enumeration = isinstance(value, enum.Enum) or (kind is not int and isinstance(value, int))
    return is_enumeration and kind is not owner and getattr(owner, kind.__name__, None) is kind


def test_nothing_asks_for_qt_5_itself() -> None:
    for path in qt_names.files():
        text = path.read_text("utf-8")
        assert not re.search(r"\b(PyQt[456]|PySide\d|pyrcc\d?|resources_rc|exec_)\b", text), path
