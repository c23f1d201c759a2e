"""Is a map steady, and is it a map of this network at all?

- Max-sensitivity: max over ‖r‖∞ ≤ ρ of ‖Φ(x + r) − Φ(x)‖ / ‖Φ(x)‖ (Yeh et al., On the (In)fidelity
  and Sensitivity of Explanations, NeurIPS 2019, definition 4.1), as Captum computes it.
- Cascading parameter randomisation (Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018,
  section 3): a map that stays alike while the network forgets is a picture of the image.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Optional, Union

import numpy as np
import scipy  # imports its parts when they are used, stats for half a second
import skimage.metrics
import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Randomisation
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.metrics.concentration import area_of_interest
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import top
from srxai_plugin.engine.networks.base import SRNetwork

RADIUS = 0.02
"""Largest change of a value in [0, 1] that max-sensitivity tries, Captum's own: 5 of 255."""
SAMPLES = 10
"""Changed images whose maps are compared, Captum's own number."""
GROUPS = 4
"""Steps in which the layers are randomised, from the output down."""
SSIM_WINDOW = 7
"""Side of the window in pixels, scikit-image's own; smaller on a smaller tile."""

Explain = Callable[[SRNetwork, Tensor], np.ndarray]
"""A network and an image (C, h, w) → the map (h, w) as shown, at most 1."""


def max_sensitivity(explain: Explain, subject: Subject, seed: int) -> float:
    """Largest change of a map, as a share of it, under ``SAMPLES`` unseen changes of the image.

    Args:
        explain: gives the map of another image; asked once for each sample.
    """
    from captum import metrics  # here, for it takes 0.8 s to import

    random = torch.Generator().manual_seed(seed)

    def explanation(inputs: Union[Tensor, tuple[Tensor, ...]]) -> Union[Tensor, tuple[Tensor, ...]]:
        # Captum asks for the image's own map first, which is known, and then as a tuple of one.
        if isinstance(inputs, tuple):
            return (torch.from_numpy(subject.map).double()[None],)
        return torch.from_numpy(explain(subject.network, inputs[0])).double()[None]

    def changed(images: Tensor) -> Tensor:
        noise = torch.rand(images.shape, generator=random) * 2 - 1
        return images + RADIUS * noise.to(images)

    return metrics.sensitivity_max(
        explanation,
        subject.lr[None],
        changed,
        n_perturb_samples=SAMPLES,
        max_examples_per_batch=1,  # a map at a time, so that a cancel waits for no ten
    ).item()


def randomisation(
    explain: Explain, subject: Subject, seed: int, tick: Tick = lambda: None
) -> Randomisation:
    """Maps of copies of the network whose layers are random, ever more from the output down.

    The network itself is never touched.

    Args:
        explain: gives the map of another network; asked ``GROUPS`` times at most.
        tick: called after the one forward pass.

    Raises:
        BadInput: the network cannot be copied.
    """
    map, lr = subject.map, subject.lr
    copy = _copy(subject.network)
    layers = _from_the_output_down(copy, lr)
    tick()
    generator = torch.Generator().manual_seed(seed)
    shares, ranks, similarities = [], [], []
    drawn: set[int] = set()
    done = 0
    for group in np.array_split(np.arange(len(layers)), min(GROUPS, len(layers)) or 1):
        done += sum(_randomise(layers[i], generator, drawn) for i in group)
        other = explain(copy, lr)
        shares.append(100 * done / copy.parameters)
        # All maps are near zero far from the region, whatever the network: over the whole tile even
        # maps of noise look alike (ρ 0.99 measured), so only what either map points at counts.
        pointed = subject.valid & (strongest(map) | strongest(other))
        ranks.append(rank_correlation(map[pointed], other[pointed]))
        similarities.append(similarity(map, other, pointed))
    ssim = tuple(s for s in similarities if s is not None)
    return Randomisation(tuple(shares), tuple(ranks), ssim if len(ssim) == len(shares) else None)


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's ρ of two maps; 0 where either is constant and so has no order."""
    if one.size < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(scipy.stats.spearmanr(one, other, axis=None).statistic)


def strongest(map: np.ndarray) -> np.ndarray:
    """(h, w) bool: the pixels that hold 95 % of a map, as ``area_of_interest`` counts them."""
    return top(map, np.ones(map.shape, dtype=bool), area_of_interest(map))


def similarity(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> Optional[float]:
    """SSIM of two maps (h, w) in [0, 1], mean over the pixels ``where`` (h, w); None below 3 pixels
    a side."""
    side = min(*one.shape, SSIM_WINDOW)
    window = side - (side + 1) % 2  # odd
    if window < 3:
        return None
    one, other = one.astype(np.float64), other.astype(np.float64)
    _, at = skimage.metrics.structural_similarity(
        one, other, win_size=window, data_range=1.0, full=True
    )
    return float(at[where].mean())


def _copy(network: SRNetwork) -> SRNetwork:
    try:
        return replace(network, module=deepcopy(network.module))
    except (RuntimeError, TypeError, NotImplementedError) as error:
        raise BadInput(
            f"{network.id} cannot be copied ({error}), and parameter randomisation never touches "
            "the network itself. Leave out the measure 'randomisation'."
        ) from None


@torch.no_grad()
def _from_the_output_down(network: SRNetwork, lr: Tensor) -> list[nn.Module]:
    """Modules with parameters of their own, the one that ran last first.

    By running them, for the order in which they are declared need not be that of the network.
    """
    layers = [m for m in network.module.modules() if _own(m)]
    last_run = dict.fromkeys(layers, -1)

    def ran(module: nn.Module, _inputs: object, _output: object) -> None:
        last_run[module] = max(last_run.values()) + 1

    handles = [layer.register_forward_hook(ran) for layer in layers]
    network(lr[None])
    for handle in handles:
        handle.remove()
    return sorted(reversed(layers), key=lambda layer: -last_run[layer])


@torch.no_grad()
def _randomise(layer: nn.Module, generator: torch.Generator, drawn: set[int]) -> int:
    """Each parameter drawn anew from a normal distribution of its own mean and deviation.

    So what was learned goes while activations keep their size: a map that falls apart does so for
    what the network forgot, not for a signal that faded. Returns how many values it drew, those
    in ``drawn`` left out: layers may share a parameter.
    """
    count = 0
    for values in _own(layer):
        if id(values) in drawn:
            continue
        spread = values.std(unbiased=False).cpu()
        noise = torch.randn(values.shape, generator=generator) * spread + values.mean().cpu()
        values.copy_(noise)
        drawn.add(id(values))
        count += values.numel()
    return count


def _own(module: nn.Module) -> list[Tensor]:
    return [p for p in module.parameters(recurse=False) if p.is_floating_point()]
