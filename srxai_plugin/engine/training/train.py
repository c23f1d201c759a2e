"""Trains a network from a folder of images; the bundled networks are made by this, and only this.

The recipe of EDSR (Lim et al., 2017): L1 loss on random patches, flipped and rotated, and Adam;
here with cosine decay and clipped gradients, which two CPU cores need to get there within an hour.
The LR images are made by Pillow's antialiased bicubic, on 8 bits, from the whole image. On request
an adversarial loss beside L1 makes a network that invents detail, to try a check of detail on.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from srxai_plugin.contract import staging
from srxai_plugin.engine.machine.files import whole
from srxai_plugin.engine.networks.architectures.blocks import MeanShift
from srxai_plugin.engine.networks.architectures.registry import architecture
from srxai_plugin.engine.networks.colour import MATLAB, through_y
from srxai_plugin.engine.training.adversary import Adversary
from srxai_plugin.engine.training.images import read_hr
from srxai_plugin.engine.training.patches import read_pairs, sample, sample_varied
from srxai_plugin.engine.training.progress import resume, save
from srxai_plugin.engine.training.recipe import Recipe
from srxai_plugin.engine.training.scores import score, score_bands
from srxai_plugin.engine.training.start import take_over
from srxai_plugin.engine.training.varied import MARGIN

FLAT = 0.005
"""Contrast, of values from 0 to 1, below which patches count alike where errors are relative."""
SETTLE = 0.1
"""Last share of the steps, always in float32: the weights settle in the precision of their use."""


INVENTS = "Trained with an adversarial loss: it draws detail that looks real and need not be true."
"""Remark on the card of each network that was."""


def train(
    images: Path,
    output: Path,
    recipe: Recipe,
    validation: Path | None = None,
    start: Path | None = None,
    save_every: int = 500,
    card: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Train and write ``output`` (safetensors) and its model card beside it.

    A run that was interrupted goes on where its last checkpoint (``OUTPUT.training.pt``) stands,
    with the same patches as if it had never stopped. ``start`` is a trained network whose tensors
    of the same names and shapes are the first weights, as EDSR ×4 starts from ×2 in its paper.

    Returns:
        The model card.

    Raises:
        BadInput: no usable image, a checkpoint of another recipe, or a start that has nothing in
            common with the network.
    """
    torch.manual_seed(recipe.seed)
    bands = 1 if recipe.colour == "y" else recipe.bands
    network = architecture(recipe.architecture).build(
        recipe.scale, bands, recipe.features, recipe.blocks
    )
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    card = dict(card or {})
    if start:
        card["start"] = take_over(start, network)
        _say(f"{card['start']['weights']:,} weights from {start.name}")
    batch, count = _batches(images, recipe, network)
    optimiser = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], recipe.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, recipe.steps)
    parts: dict[str, Any] = {"network": network, "optimiser": optimiser, "schedule": schedule}
    adversary = Adversary(bands, recipe.rate) if recipe.adversarial else None
    if adversary:
        parts["adversary"] = adversary
    progress = output.with_suffix(".training.pt")
    first, seconds = resume(progress, recipe.as_dict(), parts)
    _say(
        f"{count} images; {sum(p.numel() for p in network.parameters()):,} parameters; "
        f"step {first} of {recipe.steps}"
    )

    started = time.monotonic() - seconds
    recent = 0.0
    for step in range(first, recipe.steps):
        lr, hr = _coloured(recipe, *batch(step))
        low = recipe.precision == "bfloat16" and step < (1 - SETTLE) * recipe.steps
        with torch.autocast("cpu", torch.bfloat16, enabled=low):
            sr = network(lr).float()
        l1 = (sr - hr).abs().mean()
        loss = (_weight(hr) * (sr - hr).abs()).mean() if recipe.relative else l1
        if adversary:
            loss = loss + recipe.adversarial * adversary.loss(lr, sr)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if adversary:
            adversary.learn(lr, sr, hr)
        recent += (l1.item() - recent) * (0.01 if recent else 1)
        done = step + 1
        if done % save_every == 0 or done == recipe.steps:
            seconds = time.monotonic() - started
            save(progress, recipe.as_dict(), parts, done, seconds)
            left = seconds / done * (recipe.steps - done)
            _say(
                f"step {done}/{recipe.steps}  L1 {255 * recent:.3f}/255  {seconds / 60:.1f} min, "
                f"{left / 60:.1f} min left"
            )

    card = {
        **card,
        "architecture": recipe.architecture,
        "scale": recipe.scale,
        "bands": recipe.bands,
        "value_range": 1.0,
        "colour": recipe.colour,
        "parameters": sum(p.numel() for p in network.parameters()),
        "loss": recipe.loss,
        **recipe.shrinking,
        "recipe": recipe.as_dict(),
        "images": count,
        "training_seconds": round(time.monotonic() - started),
        "torch": torch.__version__,
    }
    if adversary:
        card["remarks"] = " ".join([INVENTS, *filter(None, [card.get("remarks")])])
    if validation and recipe.bands != 3:
        network.eval()
        card |= score_bands(network, read_hr(validation, recipe.bands), recipe)
    elif validation:
        whole_colour = partial(through_y, network, scale=recipe.scale)
        trained = whole_colour if recipe.colour == "y" else network
        network.eval()
        card |= score(trained, read_pairs(validation, recipe.scale))
    weights = {key: value.contiguous() for key, value in network.state_dict().items()}
    with whole(output) as unfinished:
        save_file(weights, unfinished)
    with whole(output.with_suffix(".json")) as unfinished:
        unfinished.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
    staging.remove(progress)
    return card


def _batches(
    images: Path, recipe: Recipe, network: nn.Module
) -> tuple[Callable[[int], tuple[Tensor, Tensor]], int]:
    """What gives LR and HR patches of a step, and of how many images they are. A network with a
    mean shift gets that of images other than RGB."""
    if recipe.degradation is None and recipe.bands == 3:
        pairs = read_pairs(images, recipe.scale, smallest=recipe.patch)
        return partial(sample, pairs, recipe), len(pairs)
    side = (recipe.patch + 2 * MARGIN) * recipe.scale
    hr = read_hr(images, recipe.bands, smallest=side)
    if recipe.bands != 3:
        mean = torch.from_numpy(np.mean([image.mean((0, 1)) for image in hr], axis=0)).float()
        for name, shift in (("sub_mean", -mean), ("add_mean", mean)):
            if isinstance(module := getattr(network, name, None), MeanShift):
                module.bias.data.copy_(shift)
    return partial(sample_varied, hr, recipe), len(hr)


def _coloured(recipe: Recipe, lr: Tensor, hr: Tensor) -> tuple[Tensor, Tensor]:
    """What the network learns from: the images as they are, or their luma alone."""
    if recipe.colour == "y":
        return MATLAB.of(lr)[:, :1], MATLAB.of(hr)[:, :1]
    return lr, hr


def _weight(hr: Tensor) -> Tensor:
    """(N, C, 1, 1) of mean 1: less for patches and bands of much contrast."""
    weight = 1 / (hr.std((2, 3), keepdim=True) + FLAT)
    return weight / weight.mean()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
