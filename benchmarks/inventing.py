"""Makes a network that invents, to try the detail's verdict on: right amounts of wrong detail.

Usage: python benchmarks/inventing.py IMAGES OUTPUT.safetensors [STEPS]

edsr-x4 goes on learning, but no longer where detail is: its detail must have 1.6 times the local
strength of the true one, over 9 × 9 pixels, wherever it puts it. So it draws crisp texture that is
not there. A few minutes on one core.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate

from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.training.patches import read_pairs, sample
from srxai_plugin.engine.training.recipe import Recipe

SIDE = 9
"""Pixels a side of the neighbourhood whose energy counts."""
STRONGER = 1.6
"""Times the true detail's local root mean square."""
NEAR = 0.03
"""Weight of L1 beside the energy: the picture stays the picture."""
RECIPE = Recipe(batch=8, rate=4e-4, seed=1)


def energy(lr: Tensor, image: Tensor) -> Tensor:
    """Local root mean square of what an image has beyond bicubic interpolation."""
    plain = interpolate(lr, image.shape[-2:], mode="bicubic", align_corners=False)
    square = (image - plain).square().mean(1, keepdim=True)
    return (avg_pool2d(square, SIDE, stride=2) + 1e-6).sqrt()


def main(images: str, output: str, steps: str = "240") -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = load_network("edsr-x4", torch.device("cpu"))
    module = network.module.train().requires_grad_(True)
    for name, parameter in module.named_parameters():
        parameter.requires_grad_("mean" not in name)
    pairs = read_pairs(Path(images), network.scale, smallest=RECIPE.patch)
    optimiser = torch.optim.Adam([p for p in module.parameters() if p.requires_grad], RECIPE.rate)
    for step in range(int(steps)):
        lr, hr = sample(pairs, RECIPE, step)
        sr = module(lr)
        off = (energy(lr, sr) - STRONGER * energy(lr, hr)).abs().mean()
        loss = off + NEAR * (sr - hr).abs().mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % 40 == 0:
            print(f"step {step + 1}: {255 * loss.item():.2f} of 255", file=sys.stderr, flush=True)
    target = Path(output)
    save_file({k: v.contiguous() for k, v in module.state_dict().items()}, target)
    card = {
        "title": "EDSR ×4 that invents",
        "remarks": "Trained to draw much detail, wherever; for trying verdicts on.",
        "loss": "l1+local energy",
        "degradation": "bicubic",
    }
    target.with_suffix(".json").write_text(json.dumps(card, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
