"""What ``torch.save`` writes: a zip archive, or in old files bare pickles. Read as weights only."""

from __future__ import annotations

import io
import pickle  # nosec B403
import re
from typing import Any

import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.loading.formats.file import BROKEN, File

MAGIC = (b"PK\x03\x04", b"\x80")


def matches(file: File) -> bool:
    """Whether it begins as a zip archive or as a pickle."""
    return file.content.startswith(MAGIC)


def read(file: File) -> Any:
    """What was saved: a state dict, or one inside others."""
    try:
        return torch.load(io.BytesIO(file.content), map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        wanted = re.search(r"(?:Unsupported global: GLOBAL|Unsupported class) ([\w.]+)", str(error))
        holds = f" ({wanted[1]})" if wanted else ""
        raise BadInput(
            f"{file.name} is no plain state dict: it holds code or objects{holds}, which are never "
            "run here. Save its weights with torch.save(network.state_dict(), FILE) and use that "
            "file."
        ) from None
    except (OSError, *BROKEN):
        raise file.unreadable() from None
