"""The file formats of networks, told apart by content and never by name; most specific first.

Each is a module with ``matches(file)`` and ``read(file)``. What holds weights gives a state dict,
from which an architecture is then recognised; what holds a whole computation gives a ``Program``.
"""

from __future__ import annotations

from srxai_plugin.engine.networks.loading.formats import (
    exported,
    onnx_graph,
    safetensor,
    saved,
    torchscript,
)

FORMATS = (safetensor, torchscript, exported, saved, onnx_graph)
