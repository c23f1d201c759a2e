"""What a user may set: each setting's key in QGIS's settings, and its value when left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Optional, TypeVar

from qgis.core import QgsSettings

from srxai_plugin.contract.choices import METHOD_NAMES, USUAL_METHODS
from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.requests import ExplainRequest

T = TypeVar("T", bool, int, str)


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One value, of the type of its default."""

    key: str
    default: T

    def get(self) -> T:
        """What was set; the default for what was not, or cannot be read as its type."""
        try:
            return QgsSettings().value(self.key, self.default, type=type(self.default))
        except TypeError:  # edited by hand
            return self.default

    def set(self, value: T) -> None:
        """Keep a value; the default is kept as nothing, so that a later default holds."""
        if value == self.default:
            QgsSettings().remove(self.key)
        else:
            QgsSettings().setValue(self.key, value)


INTERPRETER = Setting("srxai/engine/interpreter", "")
"""Path of the engine's Python; empty: the first that is found."""
DEVICE = Setting("srxai/engine/device", "auto")
"""``auto``, ``cpu`` or ``cuda``."""
THREADS = Setting("srxai/engine/threads", 0)
"""CPU threads of a run; 0: as many as PyTorch takes by itself."""
ENVIRONMENT_PARENT = Setting("srxai/engine/environment_parent", "")
"""Folder in which the environment is made; empty: SRXAI's own in the QGIS profile."""
WHEELS = Setting("srxai/engine/wheels", "")
"""Folder of wheels to install from without a network; empty: from the internet."""
OUTPUT_FOLDER = Setting("srxai/output/folder", "")
"""Where results go; empty: beside the project."""
CLICK_SIDE = Setting("srxai/gui/click_side", 16)
"""SR pixels along a clicked window; 16 as published with LAM."""
EXPLAIN_ON_RELEASE = Setting("srxai/gui/explain_on_release", True)
PANEL_OPEN = Setting("srxai/gui/panel_open", False)
"""Whether the panel was open when QGIS was last used."""
AS_OUTLINES = Setting("srxai/gui/as_outlines", True)
"""Whether maps are shown as outlines of the evidence, or as specks."""
OPACITY = Setting("srxai/gui/opacity", 100)
"""Of maps, in % of what their styles give them."""
PACE = Setting("srxai/gui/pace", "")
"""What runs on this machine took, as ``Expected`` keeps it."""
METHODS = Setting("srxai/gui/methods", ",".join(USUAL_METHODS))
"""Ids of the methods that are ticked when the panel is first opened, with commas."""


def methods() -> tuple[str, ...]:
    """The ids in ``METHODS`` that exist; the usual ones where none does."""
    chosen = METHODS.get().split(",")
    return tuple(id for id in METHOD_NAMES if id in chosen) or USUAL_METHODS


def threads() -> Optional[int]:
    """Of a request: None leaves them to PyTorch, as for a number that was set and cannot be."""
    chosen = THREADS.get() or None
    return chosen if rules(ExplainRequest, "threads").allows(chosen) else None


def device() -> str:
    """Of a request; the default where something was set that is no device."""
    chosen = DEVICE.get()
    return chosen if rules(ExplainRequest, "device").allows(chosen) else DEVICE.default
