"""A result that the engine has written: the file is read, and not sent once more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.errors import BadInput

LARGEST = 64 << 20
"""Bytes: more than the largest request that can be asked takes when it is written with indents."""


def written_answer(file: object) -> Any:
    """The JSON data of a result's file.

    Raises:
        BadInput: it cannot be read, is absurdly large, or no JSON.
    """
    path = Path(str(file))
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                QCoreApplication.translate(
                    "Answer", "The result {0} is larger than {1} MB and was not read."
                ).format(path, LARGEST >> 20)
            )
        return json.loads(path.read_bytes().decode())
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput(
            QCoreApplication.translate("Answer", "The result {0} cannot be read: {1}.").format(
                path, getattr(error, "strerror", None) or error
            )
        ) from None
