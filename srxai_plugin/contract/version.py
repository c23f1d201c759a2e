"""The version, where every part may ask for it: the entrance knows all parts, and none knows it."""

from __future__ import annotations

__version__ = "0.1.0"
