"""What the dock says, remembered in the project."""

from __future__ import annotations

import json
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject

from srxai_plugin.desk.panel.dock import ExplainDock

SCOPE = "srxai"
KEY = "/dock"


class ProjectState(QObject):
    """Written when the project is saved, and taken back when it is opened; a project of another
    time or hand that holds nothing sensible changes nothing."""

    def __init__(self, dock: ExplainDock) -> None:
        super().__init__(dock)
        self._dock = dock
        self._project = QgsProject.instance()
        self._project.writeProject.connect(self._write)
        self._project.readProject.connect(self._read)
        self._read()

    def close(self) -> None:
        """Listen to the project no longer."""
        self._project.writeProject.disconnect(self._write)
        self._project.readProject.disconnect(self._read)

    def _write(self, *_: object) -> None:
        dock = self._dock
        state = {
            "layer": dock.layer.id() if dock.layer else None,
            "bands": dock.bands.chosen,
            "network": dock.networks.chosen,
            "methods": dock.methods,
            "context": dock.advanced.context,
            "scaling": dock.advanced.scaling,
            "detail": dock.advanced.detail,
        }
        self._project.writeEntry(SCOPE, KEY, json.dumps(state))

    def _read(self, *_: object) -> None:
        text, found = self._project.readEntry(SCOPE, KEY)
        if not found:
            return
        state = _object(text)
        dock = self._dock
        layer = self._project.mapLayer(str(state.get("layer")))
        if layer is not None:
            dock.layers.setLayer(layer)
        if isinstance(state.get("network"), str):
            dock.networks.choose(state["network"])
        if _is_list(state.get("methods"), str):
            dock.tick_methods(state["methods"])
        if _is_list(state.get("bands"), int):
            dock.bands.choose(tuple(state["bands"]))
        advanced = dock.advanced
        advanced.choose(
            _choice(state, "context", int, advanced.context),
            _choice(state, "scaling", str, advanced.scaling),
            _choice(state, "detail", bool, advanced.detail) is not False,
        )


def _object(text: str) -> dict[str, Any]:
    try:
        state = json.loads(text or "{}")
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def _is_list(value: Any, kind: type) -> bool:
    return isinstance(value, list) and bool(value) and all(type(item) is kind for item in value)


def _choice(state: dict[str, Any], key: str, kind: type, now: Any) -> Any:
    """None was chosen too; what is missing or of another kind is as it is ``now``."""
    value = state.get(key, now)
    return value if value is None or type(value) is kind else now
