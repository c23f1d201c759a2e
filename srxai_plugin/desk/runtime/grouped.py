"""Runs a module as ``python -m`` does, as head of a group of processes that ends as one.

Usage: PYTHON -I grouped.py MODULE ARGUMENT…

``venv`` and pip start processes of their own, which would outlive a cancelled installation and
write into what is being removed. Elsewhere than on Windows they are a process group, which whoever
ends them names; on Windows a job, which ends all of them with this one, whatever its end.
Standard library only, for any Python 3.
"""

from __future__ import annotations

import os
import runpy
import sys
from importlib import import_module

CERTIFICATES = "SRXAI_CERTIFICATES"
"""File of the certificates that QGIS trusts."""
KILL_ON_JOB_CLOSE = 0x2000
"""JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE: with the last handle, which is this process's own."""
LIMITS = 9
"""JobObjectExtendedLimitInformation."""


def be_a_job() -> None:
    """On Windows: the processes that this one starts end with it. Nothing is said where the system
    refuses it: all works as well, but for a cancel."""
    try:
        import ctypes
        from ctypes import wintypes
    except ImportError:  # whoever makes the environment has words for that
        return

    class Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which only the flags are set."""

        _fields_ = [
            ("times", ctypes.c_int64 * 2),
            ("flags", wintypes.DWORD),
            ("sizes", ctypes.c_size_t * 2),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("classes", wintypes.DWORD * 2),
            ("counters", ctypes.c_uint64 * 6),
            ("memory", ctypes.c_size_t * 4),
        ]

    kernel = ctypes.WinDLL("kernel32")
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
    )
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    job = kernel.CreateJobObjectW(None, None)
    limits = Limits(flags=KILL_ON_JOB_CLOSE)
    if job and kernel.SetInformationJobObject(
        job, LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    ):
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
        certifi = import_module("pip._vendor.certifi")  # of the pip that is about to run
        with open(added, encoding="utf-8") as file:
            both = certifi.contents() + "\n" + file.read()
        with open(added + ".all", "w", encoding="utf-8") as file:
            file.write(both)
    except (ImportError, OSError):  # a pip of another make: what it trusts has to do
        return
    os.environ["REQUESTS_CA_BUNDLE"] = added + ".all"


if __name__ == "__main__":
    if hasattr(os, "setsid"):
        os.setsid()
    elif sys.platform == "win32":
        be_a_job()
    del sys.argv[0]
    if sys.argv[0] == "pip":
        trust()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
