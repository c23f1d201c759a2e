"""A network that gives only what another adds to bicubic interpolation.

What a question about the added detail asks depends on the LR image twice: through the network, and
through the interpolation. Asked of SR − bicubic(LR) as of a network's answer, it is the usual
question: methods change the image as they like, and gradients go through both.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from threading import Lock
from weakref import WeakKeyDictionary

from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.networks.base import Matched, SRNetwork


def interpolated(lr: Tensor, scale: int) -> Tensor:
    """Bicubic interpolation (N, C, h, w) → (N, C, s·h, s·w), differentiable.

    Pillow's, to rounding: ``imagery.resampling.bicubic``. torch has its kernel (a = −0.5) and its
    borders, where the weights left are made to add up to 1, only under the name of antialiasing,
    of which an enlargement has none.
    """
    size = (scale * lr.shape[-2], scale * lr.shape[-1])
    return F.interpolate(lr, size=size, mode="bicubic", align_corners=False, antialias=True)


def difference(sr: Tensor, lr: Tensor, matched: Matched) -> Tensor:
    """Detail (N, n, s·h, s·w) that an SR image has beyond bicubic interpolation of its LR image, in
    the n bands that both have."""
    sr, lr = matched.of_sr(sr), matched.of_lr(lr)
    return sr - interpolated(lr, sr.shape[-1] // lr.shape[-1])


@dataclass(frozen=True, eq=False)
class AddedDetail(SRNetwork):
    """A network's answer less bicubic interpolation, in the raster's bands; its layers and weights
    are the network's own."""

    def __call__(self, lr: Tensor) -> Tensor:
        return difference(super().__call__(lr), lr, self.matched)


_known: WeakKeyDictionary[SRNetwork, AddedDetail] = WeakKeyDictionary()
_lock = Lock()


def added_by(network: SRNetwork) -> AddedDetail:
    """The one network of what this one adds: traces and plans are kept for it as for any other."""
    with _lock:
        found = _known.get(network)
        if found is None:
            own = {each.name: getattr(network, each.name) for each in fields(network) if each.init}
            found = AddedDetail(**own)
            # A hook that somebody watches the module with now is not the module's own.
            object.__setattr__(found, "hooks", network.hooks)
            _known[network] = found
        return found
