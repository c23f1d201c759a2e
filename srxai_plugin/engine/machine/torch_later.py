"""What ``import torch`` brings along for its compiler, put off until somebody needs it.

A quarter of the time that torch takes to be imported goes into Python rules for tensors that have
a shape and no content, and into the reference operators that these rules are made of. A network
that is run needs none of them: only what traces or compiles does, and begins with one
of ``NEEDERS``.
For processes of our own alone, before they import torch. Nothing here imports torch.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Optional

RULES = "torch._meta_registrations"
"""The rules. Tried with torch 2.13.0; where the name is gone, all is imported at once, as ever."""
NEEDERS = ("torch._decomp", "torch._dynamo", "torch._prims", "torch._refs", "torch._inductor")
"""Whatever takes tensors without content imports one of these first."""


def put_off() -> None:
    """Put the rules off, where torch is not there yet; once is enough."""
    is_done = any(isinstance(finder, _Later) for finder in sys.meta_path)
    if "torch" not in sys.modules and not is_done:
        sys.meta_path.insert(0, _Later())


class _Later(MetaPathFinder, Loader):
    """Gives an empty module in the place of the rules, and the rules to whoever needs them."""

    def find_spec(
        self, name: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        if name == RULES:
            return ModuleSpec(name, self)
        if name in NEEDERS:
            sys.meta_path.remove(self)
            sys.modules.pop(RULES, None)
            importlib.import_module(RULES)
            if name in sys.modules:  # with the rules: it is not to be run again
                return _There(sys.modules[name]).spec
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        pass


class _There(Loader):
    """Gives a module that has been imported meanwhile, as it is."""

    def __init__(self, module: ModuleType) -> None:
        self._module, self._own = module, module.__spec__
        self.spec = module.__spec__ = ModuleSpec(module.__name__, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._own
