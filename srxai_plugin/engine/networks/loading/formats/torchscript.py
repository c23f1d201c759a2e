"""TorchScript: the weights alone are taken from it, by the names of their modules.

Its code is not run. TorchScript's interpreter is no sandbox: a script may call any operator of
torch, and some of them write files (``aten::save``, ``aten::from_file``); ``torch.jit.load`` itself
already runs every ``__setstate__``. So the archive is unpickled into plain attributes and tensors,
and the architecture is recognised from those like from any state dict.
"""

from __future__ import annotations

import io
import pickle  # nosec B403
import zipfile
from collections import OrderedDict
from typing import Any

import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.base import StateDict
from srxai_plugin.engine.networks.loading.formats.file import BROKEN, File

DTYPES = {
    "FloatStorage": torch.float32,
    "DoubleStorage": torch.float64,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}


def matches(file: File) -> bool:
    """Whether it is a zip archive with the two pickles of TorchScript."""
    return "constants.pkl" in file.members and "data.pkl" in file.members


def read(file: File) -> StateDict:
    """Tensors by the names of their modules.

    Raises:
        BadInput: it holds more than weights, or is cut short.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            top = archive.namelist()[0].partition("/")[0]
            script = _Weights(archive, top).load()
        return dict(_tensors(script, ""))
    except pickle.UnpicklingError as error:
        raise BadInput(
            f"{file.name} is TorchScript with more than weights in it ({error}). Save them with "
            "torch.save(torch.jit.load(FILE).state_dict(), NEW_FILE), where you trust the file."
        ) from None
    except BROKEN:
        raise file.unreadable("TorchScript file") from None


class _Attributes:
    """Stands for every scripted module: takes its attributes, has none of its methods."""

    def __setstate__(self, state: Any) -> None:
        if isinstance(state, dict):
            self.__dict__.update(state)


class _Weights(pickle.Unpickler):
    """Knows tensors, and plain attributes for everything else that a script may define."""

    def __init__(self, archive: zipfile.ZipFile, top: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{top}/data.pkl")))
        self.archive, self.top = archive, top

    def find_class(self, module: str, name: str) -> Any:
        if module == "__torch__" or module.startswith("__torch__."):
            return _Attributes
        if module == "torch._utils" and name in ("_rebuild_tensor_v2", "_rebuild_parameter"):
            return _tensor if name == "_rebuild_tensor_v2" else lambda data, *_: data
        if module == "torch.jit._pickle" and name.startswith("build_"):
            return lambda data, *_: data
        if module == "torch" and name in DTYPES:
            return DTYPES[name]
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, pid: Any) -> Tensor:
        _, dtype, key, _device, _count = pid
        content = bytearray(self.archive.read(f"{self.top}/data/{key}"))
        return torch.frombuffer(content, dtype=dtype) if content else torch.empty(0, dtype=dtype)


def _tensor(storage: Tensor, offset: int, size: tuple, stride: tuple, *_: object) -> Tensor:
    return storage.as_strided(size, stride, offset)


def _tensors(module: _Attributes, prefix: str) -> list[tuple[str, Tensor]]:
    found: list[tuple[str, Tensor]] = []
    for name, value in vars(module).items():
        if isinstance(value, Tensor):
            found.append((prefix + name, value))
        elif isinstance(value, _Attributes):
            found += _tensors(value, f"{prefix}{name}.")
    return found
