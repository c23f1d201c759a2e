"""Runs a module as ``python -m`` does, as head of a process group that can be ended as one.

Usage: PYTHON -I grouped.py MODULE ARGUMENT…

``venv`` and pip start processes of their own, which would outlive a cancelled installation and
write into what is being removed. Standard library only, for any Python 3.
"""

from __future__ import annotations

import os
import runpy
import sys

if __name__ == "__main__":
    if hasattr(os, "setsid"):  # not on Windows
        os.setsid()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
