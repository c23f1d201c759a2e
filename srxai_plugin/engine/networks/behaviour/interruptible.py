"""A pass of a network that stops between two of its layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from srxai_plugin.engine.networks.base import SRNetwork


@contextmanager
def interruptible(network: SRNetwork, check: Callable[[], None]) -> Iterator[None]:
    """A context in which ``check`` is called before every layer, and what it raises ends the pass.

    A tile of a scene takes seconds. Not for passes that are traced: there, any exception means
    that a network cannot be.
    """
    handles = [
        module.register_forward_pre_hook(lambda *_: check()) for module in network.module.modules()
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
