"""Whether the paths of an environment are short enough for Windows, before anything is made."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import PurePath

from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate

LONGEST_INSIDE = 185
r"""Characters of the longest path in an environment: ``Lib\site-packages\`` and 167 of a licence in
torch 2.13.0's wheel for Windows."""
MAX_PATH = 259
"""Characters of a path that Windows takes without long paths; its limit of 260 counts the end."""
LONGEST_FOLDER = MAX_PATH - LONGEST_INSIDE - 1
"""Characters of the environment's own folder."""
NAME = 13
r"""Characters of ``\srxai-engine``, which the environment is called in a folder that is chosen."""
KEY = r"SYSTEM\CurrentControlSet\Control\FileSystem"


def too_long(folder: PurePath, platform: str = sys.platform, long_paths: bool = False) -> str:
    """What to do where an environment in this folder would hold paths too long; empty otherwise.

    Args:
        platform: as in ``sys.platform``.
        long_paths: whether this Windows takes long paths, see ``has_long_paths``.
    """
    length = len(str(folder))
    if platform != "win32" or long_paths or length <= LONGEST_FOLDER:
        return ""
    return translate(
        "Engine",
        "{0} has {1} characters, and with those of PyTorch's files a path would have more than "
        "the 260 that this Windows takes. Choose a folder of at most {2} characters, such as "
        "C:\\srxai, or have an administrator enable long paths.",
    ).format(folder, length, LONGEST_FOLDER - NAME)


def has_long_paths() -> bool:
    """Whether this Windows takes paths longer than 260 characters, as its registry says."""
    if sys.platform != "win32":
        return True
    import winreg

    with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, KEY) as key:
        return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    return False
