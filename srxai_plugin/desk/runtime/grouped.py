"""Runs a module as ``python -m`` does, as head of a group of processes that ends as one.

Usage: PYTHON -I grouped.py MODULE ARGUMENT…

``venv`` and pip start processes of their own, which would outlive a cancelled installation and
write into what is being removed. Standard library only, for any Python 3.
"""

from __future__ import annotations

import os
import runpy
import sys
from importlib import import_module
from pathlib import Path

CERTIFICATES = "SRXAI_CERTIFICATES"
"""File of the certificates that QGIS trusts."""
TRUSTED = ("PIP_CERT", "REQUESTS_CA_BUNDLE")
"""Variables that name the certificates to trust; pip looks at the first one first."""
KILL_ON_CLOSE = 0x2000
LIMITS = 9
"""JobObjectExtendedLimitInformation, a structure of 144 bytes whose flags begin at the 16th."""


def lead() -> None:
    """Make this process the head of its group: of a session, or of a job of Windows.

    The last handle of a job is closed when this process ends, and all others in it end then.
    """
    if hasattr(os, "setsid"):  # not on Windows
        os.setsid()
        return
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.AssignProcessToJobObject.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    job = kernel.CreateJobObjectW(None, None)
    limits = bytearray(144 if sys.maxsize > 2**32 else 112)
    limits[16:20] = KILL_ON_CLOSE.to_bytes(4, "little")
    given = (ctypes.c_char * len(limits)).from_buffer(limits)
    kernel.SetInformationJobObject(ctypes.c_void_p(job), LIMITS, given, len(limits))
    kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())


def trust() -> None:
    """Have pip trust what QGIS trusts, beside what it trusts otherwise.

    That is what an administrator's variables name, else its own certificates; what is written in
    pip's configuration comes first still. Versions before 24.2 know no certificates of the system.
    """
    added = os.environ.get(CERTIFICATES)
    if not added:
        return
    name = next((name for name in TRUSTED if os.environ.get(name)), TRUSTED[-1])
    try:
        known = os.environ.get(name) or import_module("pip._vendor.certifi").where()
        both = "\n".join(Path(file).read_text("utf-8") for file in (known, added))
        Path(added + ".all").write_text(both, "utf-8")
    except (ImportError, OSError):  # a folder of certificates, or a pip of another make
        return
    os.environ[name] = added + ".all"


if __name__ == "__main__":
    lead()
    del sys.argv[0]
    if sys.argv[0] == "pip":
        trust()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
