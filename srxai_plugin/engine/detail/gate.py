"""Is this imagery of the kind that the calibration holds for?

Shares and intervals are calibrated by degrading the raster as the training images were. If the
raster itself came about in another way (a blurred sensor, JPEG, another resampling), its own detail
is not what the network expects, and they are wrong without a sign. Ten figures of a tile are
therefore held against those of a reference domain, by Mahalanobis' distance: seven of the image
alone, three of what a small bundled network answers to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Optional

import numpy as np
import scipy  # imports its parts when they are used
import torch

from srxai_plugin.contract.resource import resource
from srxai_plugin.engine.detail.bootstrap import bootstrap_error
from srxai_plugin.engine.detail.degradation import Degradation
from srxai_plugin.engine.detail.passes import STEP, Passes
from srxai_plugin.engine.detail.referees import added_by
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network

ASKED = "fsrcnn-x4"
"""The network whose answers are measured: it is small, and no other's habits mix in."""
SMALLEST = 32
"""LR pixels a side of a tile that tells enough."""
FIGURES = (
    "contrast",
    "finest octave",
    "next octave",
    "tails",
    "smoothness",
    "blockiness",
    "noise",
    "added",
    "instability",
    "inconsistency",
)


@dataclass(frozen=True)
class Domain:
    """Imagery that was measured beforehand."""

    name: str
    mean: np.ndarray
    """(10,) of ``FIGURES``."""
    precision: np.ndarray
    """(10, 10): the inverse of their covariance."""
    limit: float
    """Distance that three in a hundred of the domain's own tiles exceed."""

    def distance(self, figures: np.ndarray) -> float:
        """Mahalanobis' distance of one tile's figures (10,)."""
        off = figures - self.mean
        return float(np.sqrt(off @ self.precision @ off))


@dataclass(frozen=True)
class Far:
    """How far a tile is from the reference domain."""

    distance: Optional[float] = None
    """None where there is no domain for the degradation, or too little of the tile."""
    limit: Optional[float] = None

    @property
    def is_far(self) -> bool:
        """Whether no calibration can be taken to hold."""
        return self.distance is not None and self.limit is not None and self.distance > self.limit


ANYWHERE = Far()


def far_from_domain(lr: np.ndarray, degradation: Degradation, run: Passes) -> Far:
    """Measure a tile (C, h, w); costs three passes of a small network."""
    reference = domain(degradation.words)
    if reference is None or min(lr.shape[1:]) < SMALLEST:
        return Far()
    asked = load_network(ASKED, torch.device("cpu"))
    run = replace(run, storage=run.storage.of_mean(asked.bands))
    return Far(reference.distance(figures(lr, asked, run)), reference.limit)


@cache
def domain(degradation: str) -> Optional[Domain]:
    """The reference domain of a degradation; None where none was measured."""
    path = resource("domains") / f"{degradation.replace(', σ ', '-')}.json"
    if not path.is_file():
        return None
    told = json.loads(path.read_text("utf-8"))
    return Domain(
        told["name"],
        np.array(told["mean"]),
        np.linalg.inv(np.array(told["covariance"])),
        told["limit"],
    )


def figures(lr: np.ndarray, asked: SRNetwork, run: Passes) -> np.ndarray:
    """The ten (10,) of a tile (C, h, w), by its mean over bands; at least 16 × 16 pixels."""
    grey = lr.mean(0)
    high = grey - scipy.ndimage.gaussian_filter(grey, 1.0, mode="nearest")
    contrast = _rms(high)
    dx, dy = np.diff(grey, axis=1), np.diff(grey, axis=0)
    image = np.repeat(grey[None], asked.bands, axis=0)
    sr = run(asked, image)
    added = _rms(added_by(sr, image))
    degraded = Degradation("bicubic")
    unstable = _rms(bootstrap_error(asked, sr, degraded, run))
    inconsistent = _rms(degraded(sr, asked.scale) - image)
    octaves = _octaves(grey)
    return np.array(
        [
            np.log(contrast),
            np.log(octaves[0] / octaves[1]),
            np.log(octaves[1] / octaves[2]),
            np.log(_kurtosis(np.concatenate([dx.ravel(), dy.ravel()]))),
            (_echo(dx, 1) + _echo(dy, 0)) / 2,
            _blockiness(np.abs(dx), 1) + _blockiness(np.abs(dy), 0),
            np.log(_noise(grey)),
            np.log(added / contrast),
            np.log(unstable / added),
            np.log(inconsistent / contrast),
        ]
    )


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2))) + 0.1 * STEP


def _octaves(grey: np.ndarray) -> list[float]:
    """Energy between ½, ¼, ⅛ and 1/16 cycles a pixel, finest first, of the tile under a window."""
    height, width = grey.shape
    window = np.outer(np.hanning(height), np.hanning(width))
    power = np.abs(np.fft.fft2((grey - grey.mean()) * window)) ** 2 / window.sum() ** 2
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    edges = (0.5, 0.25, 0.125, 0.0625)
    return [
        float(power[(radius <= top) & (radius > low)].sum()) + (0.1 * STEP) ** 2
        for top, low in zip(edges, edges[1:])
    ]


def _kurtosis(values: np.ndarray) -> float:
    spread = values.var() + (0.1 * STEP) ** 2
    return float(np.mean((values - values.mean()) ** 4) / spread**2) + 0.1


def _echo(steps: np.ndarray, axis: int) -> float:
    """Correlation of a step between pixels with the next one; blur makes neighbours alike."""
    steps = np.moveaxis(steps, axis, 0)
    return float((steps[1:] * steps[:-1]).sum() / ((steps**2).sum() + STEP**2))


def _blockiness(steps: np.ndarray, axis: int) -> float:
    """By how much the steps at one of every eight places exceed the others, at the worst phase."""
    lines = np.moveaxis(steps, axis, 0).mean(1) + STEP
    return max(float(np.log(lines[phase::8].mean() / lines.mean())) for phase in range(8))


def _noise(grey: np.ndarray) -> float:
    """Robust deviation of the diagonal detail in the quietest quarter of 8 × 8 blocks."""
    diagonal = (grey[:-1, :-1] - grey[1:, :-1] - grey[:-1, 1:] + grey[1:, 1:]) / 2
    height, width = (side // 8 for side in diagonal.shape)
    blocks = np.abs(diagonal[: height * 8, : width * 8])
    blocks = blocks.reshape(height, 8, width, 8).transpose(0, 2, 1, 3).reshape(-1, 64)
    quiet = np.sort(np.median(blocks, axis=1))[: max(len(blocks) // 4, 1)]
    return float(quiet.mean()) / 0.6745 + 0.1 * STEP
