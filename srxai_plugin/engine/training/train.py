"""Trains a network from a folder of images; the bundled networks are made by this, and only this.

The recipe of EDSR (Lim et al., 2017): L1 loss on random patches, flipped and rotated, and Adam;
here with cosine decay and clipped gradients, which two CPU cores need to get there within an hour.
The LR images are made by Pillow's antialiased bicubic, on 8 bits, from the whole image. On request
an adversarial loss beside L1 makes a network that invents detail, to try a check of detail on.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.machine.files import whole
from srxai_plugin.engine.metrics.quality import bicubic, psnr, ssim
from srxai_plugin.engine.networks.architectures.registry import architecture
from srxai_plugin.engine.networks.colour import MATLAB, through_y
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.training.adversary import Adversary
from srxai_plugin.engine.training.images import read_hr
from srxai_plugin.engine.training.progress import resume, save
from srxai_plugin.engine.training.varied import MARGIN, Varied

FLAT = 0.005
"""Contrast, of values from 0 to 1, below which patches count alike where errors are relative."""
SETTLE = 0.1
"""Last share of the steps, always in float32: the weights settle in the precision of their use."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, apart from the images.

    Raises:
        BadInput: the weight of the adversarial loss is negative or no number.
    """

    architecture: str = "edsr"
    scale: int = 4
    features: int = 32
    blocks: int = 16
    steps: int = 20_000
    batch: int = 16
    patch: int = 32
    """Side of a training patch, in LR pixels."""
    colour: str = "rgb"
    """``y`` trains a network of the luma alone, as SRCNN, FSRCNN and ESPCN were published."""
    rate: float = 4e-4
    """Adam's learning rate at the start; cosine decay to zero."""
    precision: str = "float32"
    """``bfloat16`` computes all but the last tenth of the steps in it: twice as fast on CPUs that
    have it; the weights themselves stay float32."""
    seed: int = 0
    adversarial: float = 0.0
    """Weight of the adversarial loss beside L1 (on values from 0 to 1), 0 or more."""
    bands: int = 3
    """Of the images; others than 3 come from rasters."""
    relative: bool = False
    """Whether an error counts by the contrast of its patch and band: where bands and scenes are of
    different brightness, the darkest would else not be learned."""
    degradation: Optional[Varied] = None
    """How LR images are made; by antialiased bicubic, on 8 bits, where nothing is said."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.adversarial) and self.adversarial >= 0):
            raise BadInput(
                f"The weight of the adversarial loss cannot be {self.adversarial:g}: give 0, which "
                "leaves it out, or more."
            )

    @property
    def loss(self) -> str:
        """What the network learns by, for its card: ``l1`` or ``l1+adversarial``."""
        return "l1+adversarial" if self.adversarial else "l1"

    @property
    def shrinking(self) -> dict[str, Any]:
        """How the LR images were made, for the card and all that shrinks images as the network
        knows them: of a varied degradation, the Gaussian in the middle of its range."""
        if self.degradation is None:
            return {"degradation": "bicubic"}
        sigma = round(self.degradation.middle(self.scale), 3)
        return {"degradation": "gaussian", "psf_sigma": sigma}

    def as_dict(self) -> dict[str, Any]:
        """All of its settings, as cards and checkpoints have them; those of networks trained by L1
        alone say nothing of the adversarial loss, as they did before it came."""
        settings = to_data(self)
        for name in (
            "adversarial",
            "bands",
            "relative",
            "degradation",
        ):  # cards of before have none
            if getattr(self, name) == type(self).__dataclass_fields__[name].default:
                del settings[name]
        return settings


INVENTS = "Trained with an adversarial loss: it draws detail that looks real and need not be true."
"""Remark on the card of each network that was."""

Pair = tuple[np.ndarray, np.ndarray]
"""LR (h, w, 3) and HR (s·h, s·w, 3), both uint8."""


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
        card["start"] = _take_over(start, network)
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
    progress.unlink(missing_ok=True)
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
    if recipe.bands != 3 and hasattr(network, "sub_mean"):
        mean = torch.from_numpy(np.mean([image.mean((0, 1)) for image in hr], axis=0)).float()
        network.sub_mean.bias.data.copy_(-mean)
        network.add_mean.bias.data.copy_(mean)
    return partial(sample_varied, hr, recipe), len(hr)


def read_pairs(folder: Path, scale: int, smallest: int = 1) -> list[Pair]:
    """LR and HR of every image in a folder, sorted by name; HR cut to a multiple of the scale."""
    pairs = []
    for path in sorted(p for p in folder.glob("*") if p.is_file()):
        try:
            image = np.asarray(Image.open(path).convert("RGB"))
        except (UnidentifiedImageError, OSError):
            continue
        height, width = (side // scale for side in image.shape[:2])
        if min(height, width) < smallest:
            continue
        hr = image[: height * scale, : width * scale]
        pairs.append((bicubic(hr, width, height), hr))
    if not pairs:
        raise BadInput(f"No image of at least {smallest * scale} pixels a side in {folder}.")
    return pairs


def sample(pairs: list[Pair], recipe: Recipe, step: int) -> tuple[Tensor, Tensor]:
    """The batch of one step: LR and HR patches (N, 3, p, p) and (N, 3, s·p, s·p) in [0, 1].

    Seeded by the step, so that a resumed run sees the same patches.
    """
    random = np.random.default_rng((recipe.seed, step))
    lr_patches: list[np.ndarray] = []
    hr_patches: list[np.ndarray] = []
    for _ in range(recipe.batch):
        lr, hr = pairs[random.integers(len(pairs))]
        row, column = (random.integers(side - recipe.patch + 1) for side in lr.shape[:2])
        turns, flip = random.integers(4), random.integers(2)
        for image, patches, s in ((lr, lr_patches, 1), (hr, hr_patches, recipe.scale)):
            patch = image[
                row * s : (row + recipe.patch) * s, column * s : (column + recipe.patch) * s
            ]
            patch = np.rot90(patch, int(turns))
            patches.append(patch[:, ::-1] if flip else patch)
    return _tensor(np.stack(lr_patches)), _tensor(np.stack(hr_patches))


def sample_varied(images: list[np.ndarray], recipe: Recipe, step: int) -> tuple[Tensor, Tensor]:
    """``sample`` of a recipe with a degradation, from HR images of ``read_hr``."""
    random = np.random.default_rng((recipe.seed, step))
    degradation = recipe.degradation or Varied(clean=1.0)
    side, margin = (recipe.patch + 2 * MARGIN) * recipe.scale, MARGIN * recipe.scale
    pairs = []
    for _ in range(recipe.batch):
        image = images[random.integers(len(images))]
        row, column = (random.integers(length - side + 1) for length in image.shape[:2])
        turns, flip = random.integers(4), random.integers(2)
        patch = np.rot90(image[row : row + side, column : column + side], int(turns))
        patch = patch[:, ::-1] if flip else patch
        hr = torch.from_numpy(patch.copy()).permute(2, 0, 1)
        if degradation.gain != (1.0, 1.0):
            hr = hr * random.uniform(*degradation.gain)
        inside = hr[:, margin:-margin, margin:-margin]
        pairs.append((degradation(hr, recipe.scale, random), inside))
    lr, hr = (
        torch.stack(each).contiguous(memory_format=torch.channels_last) for each in zip(*pairs)
    )
    if recipe.bands == 3:  # images of 8 bits
        lr = lr.clamp(0, 1).mul(255).round() / 255
    return lr, hr


@torch.inference_mode()
def score_bands(
    network: Callable[[Tensor], Tensor], images: list[np.ndarray], recipe: Recipe
) -> dict[str, Any]:
    """PSNR of each band and of all (peak 1) and the spectral angle in degrees, of the network and
    of bicubic interpolation, on images that the middle of the recipe's degradation shrinks."""
    degradation = recipe.degradation or Varied(clean=1.0)
    middle = sum(degradation.sigma) / 2
    plain = replace(
        degradation, clean=0.0, sigma=(middle, middle), ratio=1.0, noise=(0, 0), shot=(0, 0),
        jpeg=0.0, mosaic=0.0,
    )  # fmt: skip
    random, scale = np.random.default_rng(0), recipe.scale
    errors: list[list[np.ndarray]] = [[], []]
    angles: list[list[float]] = [[], []]
    for image in images:
        height, width = (side // scale * scale for side in image.shape[:2])
        hr = torch.from_numpy(image[:height, :width].copy()).permute(2, 0, 1)
        lr = plain(hr, scale, random)[None]
        margin = MARGIN * scale
        truth = hr[:, margin:-margin, margin:-margin][:, scale:-scale, scale:-scale]
        upsampled = F.interpolate(lr, scale_factor=scale, mode="bicubic", align_corners=False)
        for index, sr in enumerate((network(lr), upsampled)):
            found = sr[0, :, scale:-scale, scale:-scale]
            errors[index].append(((found - truth) ** 2).mean((1, 2)).numpy())
            angles[index].append(spectral_angle(found, truth))
    told: dict[str, Any] = {"validation_images": len(images)}
    for name, each, turned in zip(("", "_bicubic"), errors, angles):
        bands = np.mean(each, axis=0)
        told[f"psnr{name}"] = round(float(-10 * np.log10(bands.mean())), 4)
        told[f"psnr_bands{name}"] = [round(float(v), 4) for v in -10 * np.log10(bands)]
        told[f"spectral_angle{name}"] = round(float(np.mean(turned)), 4)
    return told


def spectral_angle(one: Tensor, other: Tensor) -> float:
    """Mean angle between the spectra of two images (C, h, w), in degrees."""
    cosine = F.cosine_similarity(one, other, dim=0).clamp(-1, 1)
    return float(torch.rad2deg(torch.arccos(cosine)).mean())


@torch.inference_mode()
def score(network: Callable[[Tensor], Tensor], pairs: list[Pair]) -> dict[str, float]:
    """Mean PSNR and SSIM on RGB of the network and of antialiased bicubic: 8 bits, s border pixels
    cut."""
    figures = []
    for lr, hr in pairs:
        scale = hr.shape[0] // lr.shape[0]
        sr = network(_tensor(lr[None]))[0].clamp(0, 1).mul(255).round().byte()
        ours = sr.permute(1, 2, 0).numpy()
        plain = bicubic(lr, hr.shape[1], hr.shape[0])
        figures.append(
            [measure(hr, image, scale) for measure in (psnr, ssim) for image in (ours, plain)]
        )
    means = np.mean(figures, axis=0)
    names = ("psnr", "psnr_bicubic", "ssim", "ssim_bicubic")
    return {
        "validation_images": len(pairs),
        **{name: round(float(mean), 4) for name, mean in zip(names, means)},
    }


def _coloured(recipe: Recipe, lr: Tensor, hr: Tensor) -> tuple[Tensor, Tensor]:
    """What the network learns from: the images as they are, or their luma alone."""
    if recipe.colour == "y":
        return MATLAB.of(lr)[:, :1], MATLAB.of(hr)[:, :1]
    return lr, hr


def _weight(hr: Tensor) -> Tensor:
    """(N, C, 1, 1) of mean 1: less for patches and bands of much contrast."""
    weight = 1 / (hr.std((2, 3), keepdim=True) + FLAT)
    return weight / weight.mean()


def _take_over(start: Path, network: nn.Module) -> dict[str, Any]:
    """Copy the weights that fit; tells which file they came from and how many they are."""
    trained = load_checkpoint(start, torch.device("cpu"))
    own = network.state_dict()
    fitting = {}
    for key, value in trained.module.state_dict().items():
        value = value if key not in own else _of_bands(value, own[key])
        if key in own and own[key].shape == value.shape:
            fitting[key] = value
    if not fitting:
        raise BadInput(f"{start.name} has no weights in common with the network to be trained.")
    network.load_state_dict(fitting, strict=False)
    values = sum(value.numel() for value in fitting.values())
    _say(f"{values:,} weights from {start.name}")
    return {"from": trained.id, "sha256": trained.sha256, "weights": values}


def _of_bands(rgb: Tensor, like: Tensor) -> Tensor:
    """The weights of the first or last convolution of a network of RGB, for one of blue, green, red
    and near infrared, which begins as red; other weights as they are."""
    for dimension in range(min(2, rgb.ndim)):
        shape = list(like.shape)
        if len(shape) == rgb.ndim and shape[dimension] == 4 and rgb.shape[dimension] == 3:
            shape[dimension] = 3
            if list(rgb.shape) == shape:
                return rgb.index_select(dimension, torch.tensor([2, 1, 0, 0]))
    return rgb


def _tensor(images: np.ndarray) -> Tensor:
    """(N, h, w, 3) uint8 → (N, 3, h, w) float in [0, 1], channels last in memory."""
    return torch.from_numpy(images.copy()).permute(0, 3, 1, 2).float() / 255


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
