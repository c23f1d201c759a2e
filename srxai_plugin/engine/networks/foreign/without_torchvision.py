"""Imports of packages that ask for torchvision, where there is none that fits this torch.

Beside torch 2.13 torchvision has no CPU build: it is absent, or it fails on import because its
compiled operators (``torchvision::nms``) do not exist. What is imported here asks for its names and
calls none of them for a super-resolution network, so stand-ins take their place while the import
runs and go again after it: whoever looks for torchvision later finds what is really there.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any, NoReturn

from srxai_plugin.contract.errors import Unsupported

ASKED_FOR = (
    "torchvision",
    "torchvision.io",
    "torchvision.ops",
    "torchvision.transforms",
    "torchvision.transforms.functional",
)


def import_without_torchvision(name: str) -> ModuleType:
    """Import a module, with the real torchvision where it works.

    Raises:
        ImportError: the module itself, or anything else that it needs, is missing.
    """
    if name in sys.modules or _works():
        return importlib.import_module(name)
    sys.modules.update({module: _stand_in(module) for module in ASKED_FOR})
    try:
        return importlib.import_module(name)
    finally:
        _forget()


def _works() -> bool:
    try:
        importlib.import_module("torchvision")
    except Exception:  # a missing operator is a RuntimeError, a missing library an OSError
        _forget()
        return False
    return True


def _forget() -> None:
    for module in [m for m in sys.modules if m.partition(".")[0] == "torchvision"]:
        del sys.modules[module]


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(
        name, "A stand-in; see srxai_plugin.engine.networks.foreign.without_torchvision."
    )
    module.__path__ = []  # a package, so that its submodules are looked for

    def attribute(asked: str) -> Any:
        if asked.startswith("__"):
            raise AttributeError(asked)

        def refuse(*_: object, **__: object) -> NoReturn:
            raise Unsupported(f"This network calls {name}.{asked}, and there is no torchvision.")

        return refuse

    module.__getattr__ = attribute  # type: ignore[method-assign]
    return module
