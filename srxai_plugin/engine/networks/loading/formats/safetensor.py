"""safetensors: tensors and nothing else, the format to prefer."""

from __future__ import annotations

from safetensors import SafetensorError
from safetensors.torch import load

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.base import StateDict
from srxai_plugin.engine.networks.loading.formats.file import File


def matches(file: File) -> bool:
    """Eight bytes of length, then a JSON header."""
    return file.content[8:9] == b"{"


def read(file: File) -> StateDict:
    """Tensors by name. Raises BadInput for a file that is cut short or inconsistent."""
    try:
        return load(file.content)
    except SafetensorError as error:
        raise BadInput(f"{file.name} is not a readable safetensors file: {error}.") from None
