"""Runs a module as ``python -m`` does, as head of a group of processes that ends as one.

Usage: PYTHON -I grouped.py MODULE ARGUMENT…

``venv`` and pip start processes of their own, which would outlive a cancelled installation and
write into what is being removed. Standard library only, for any Python 3.
"""

from __future__ import annotations

import os
import runpy
import sys

CERTIFICATES = "SRXAI_CERTIFICATES"
"""File of the certificates that QGIS trusts."""
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

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
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
    """Have pip trust what QGIS trusts, beside its own certificates.

    By the variable that gives way to what an administrator set for pip. Versions before 24.2 know
    no certificates of the system.
    """
    added = os.environ.get(CERTIFICATES)
    if not added or os.environ.get("REQUESTS_CA_BUNDLE"):
        return
    try:
        from pip._vendor.certifi import contents

        with open(added, encoding="utf-8") as file:
            both = contents() + "\n" + file.read()
        with open(added + ".all", "w", encoding="utf-8") as file:
            file.write(both)
    except (ImportError, OSError):  # a pip of another make: what it trusts has to do
        return
    os.environ["REQUESTS_CA_BUNDLE"] = added + ".all"


if __name__ == "__main__":
    lead()
    del sys.argv[0]
    if sys.argv[0] == "pip":
        trust()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
