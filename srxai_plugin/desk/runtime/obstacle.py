"""What speaks against making an environment, before anything is downloaded or written."""

from __future__ import annotations

import shutil
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.desk.environment.computer import Computer, unfit
from srxai_plugin.desk.environment.place import has_long_paths, too_long
from srxai_plugin.desk.environment.standalone import Standalone, standalone
from srxai_plugin.desk.runtime.base_python import wheel_versions
from srxai_plugin.desk.runtime.environment import CONFIGURED, DISK_GB, GB, Installation

translate = QCoreApplication.translate


def obstacle(plan: Installation, computer: Computer) -> str:
    """The sentence for the first thing that speaks against a plan; empty where nothing does."""
    return (
        misfit_of(plan, computer)
        or _wheels(plan)
        or too_long(plan.environment.folder, computer.platform, has_long_paths())
        or _own_python(plan, computer)
        or _place(plan)
    )


def misfit_of(plan: Installation, computer: Computer) -> str:
    """Why this computer has no packages, unless wheels or an index of one's own have them."""
    if plan.wheels is not None or plan.build == CONFIGURED:
        return ""
    return unfit(computer)


def own_python_of(computer: Computer) -> Optional[Standalone]:
    """The Python that can be downloaded for this computer; None without one."""
    return standalone(computer.triple)


def _wheels(plan: Installation) -> str:
    if plan.wheels is not None and not any(plan.wheels.glob("torch-*.whl")):
        return translate(
            "Creation",
            "{0} holds no wheel of torch. Choose the folder that 'pip download' filled, or "
            "leave the field empty to install from the internet.",
        ).format(plan.wheels)
    return ""


def _own_python(plan: Installation, computer: Computer) -> str:
    if not plan.own_python:
        return ""
    pinned = own_python_of(computer)
    if pinned is None:
        return translate(
            "Creation",
            "SRXAI knows no Python of its own for this computer ({0}). Choose one that is "
            "installed.",
        ).format(computer.triple)
    names = [p.name for p in plan.wheels.glob("torch-*.whl")] if plan.wheels is not None else []
    if names and pinned.version not in wheel_versions(names):
        return translate(
            "Creation",
            "The wheels in {0} are for another Python than SRXAI's own, which is {1}. Download "
            "them with that version, or choose a Python of this computer.",
        ).format(plan.wheels, ".".join(map(str, pinned.version)))
    return ""


def _place(plan: Installation) -> str:
    folder = plan.environment.folder
    if folder.exists() and not plan.environment.is_ours and any(folder.iterdir()):
        return translate(
            "Creation", "{0} is there already and was not made by SRXAI. Choose another folder."
        ).format(folder)
    parent = next((p for p in folder.parents if p.exists()), None)
    if parent is None:  # a drive or a share of Windows that is not connected
        return translate(
            "Creation", "{0} is not there. Connect it, or choose another folder."
        ).format(folder.anchor)
    needed, free = DISK_GB[plan.build], shutil.disk_usage(parent).free / GB
    if free < needed and not plan.environment.is_ours:
        return translate(
            "Creation",
            "The environment takes {0:.1f} GB, and {1} has {2:.1f} GB left. Make room, or "
            "choose a folder on another disk.",
        ).format(needed, parent, free)
    return ""
