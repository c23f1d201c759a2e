"""The analyst's language."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTranslator

from srxai_plugin.contract.resource import resource

GUIDE = "https://github.com/srxai/srxai/blob/main/docs/{0}guide.md"
TRADITIONAL = ("TW", "HK", "MO", "Hant")
"""Parts of the names of Chinese locales whose readers want other characters."""


def translator() -> Optional[QTranslator]:
    """Of the language that QGIS is shown in; None for English, and where there is none."""
    name = _file_name(QgsApplication.locale())
    translator = QTranslator()
    found = name is not None and translator.load(str(resource("i18n", name)))
    return translator if found else None


def guide_address() -> str:
    """Of the guide, in the analyst's language where there is one."""
    return GUIDE.format("zh/" if _file_name(QgsApplication.locale()) else "")


def _file_name(locale: str) -> Optional[str]:
    """Such as ``zh_CN``, ``zh-Hans`` or ``zh``."""
    parts = locale.replace("-", "_").split("_")
    if parts[0] == "zh" and not set(parts) & set(TRADITIONAL):
        return "srxai_zh_CN.qm"
    return None
