"""How much memory there is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Optional


def available() -> Optional[int]:
    """Bytes that are free on Linux, those built in elsewhere; None where neither is told."""
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        if found:
            return 1024 * int(found[1])
    except OSError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
