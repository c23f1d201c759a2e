"""How far the verdict on the detail can be trusted: all its figures in one table.

Usage: python benchmarks/trust.py IMAGES [--networks ID|FILE …] [--invents FILE] [--limit N]

IMAGES holds high-resolution truths. Each is degraded by the scale, super-resolved and judged as if
nothing else were known, from its own self-check alone; then the truth is looked at.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio
import scipy
import torch

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.detail.degradation import Degradation, degradation_of
from srxai_plugin.engine.detail.evidence import tile_evidence
from srxai_plugin.engine.detail.gate import far_from_domain
from srxai_plugin.engine.detail.passes import STEP, Passes, Storage
from srxai_plugin.engine.detail.referees import added_by, determined, referees_of
from srxai_plugin.engine.detail.samples import Sample
from srxai_plugin.engine.detail.self_check import self_check
from srxai_plugin.engine.detail.share import products
from srxai_plugin.engine.detail.verdict import FAINT, PLAUSIBLE, SUPPORTED
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.training.patches import read_pairs

BYTES = Storage(Radiometry((1, 2, 3), "dtype", (0.0,) * 3, (255.0,) * 3, ""), np.dtype(np.uint8))
RUN = Passes(BYTES)
BLOCK, REGION = 8, 32
"""SR pixels a side of the blocks that errors are ranked by, and of the regions that are judged."""
TRUE = 0.5
"""True share below which a region is farther from the truth than interpolation."""
BLURS = (0.8, 1.2)
"""Standard deviations in LR pixels of the blur that the gate must notice."""
PASTED = 6 * STEP
"""Root mean square of the texture that is pasted into what D cannot see."""
KERNEL_STEPS = 30
TURNS = 5


@dataclass(frozen=True)
class Judged:
    """One network's regions and blocks on all images."""

    truth: np.ndarray
    """True shares (n,) of regions with detail."""
    told: np.ndarray
    """What was told of them."""
    blocks: np.ndarray
    """(m, 4): bootstrap error, |error|, gradient and contrast of blocks."""
    coverage: float


def main() -> None:
    options = _options()
    torch.set_num_threads(1)
    images = [hr.transpose(2, 0, 1) / 255 for _, hr in read_pairs(options.images, 4, 64)]
    images = images[: options.limit]
    networks = [load_network(name, torch.device("cpu")) for name in options.networks]
    invents = [load_network(name, torch.device("cpu")) for name in options.invents]
    print(f"{len(images)} images, regions of {REGION} x {REGION} SR pixels, one thread\n")
    print(
        "| network | regions | true share | told | bootstrap | coverage | harm AUC "
        "| supported | plausible | invented |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    found = [judged(network, images) for network in (*networks, *invents)]
    for network, each in zip((*networks, *invents), found):
        print(f"| {network.id} {_row(each)}", flush=True)
    truth = np.concatenate([each.truth for each in found])
    told = np.concatenate([each.told for each in found])
    print(f"\nall: {_classes(truth, told)}; harm AUC {_auc(-told, truth < TRUE):.2f}")
    print(f"pasted into the kernel of D: {pasted(networks[0], images)}")
    print(f"gate: {gate(images)}")
    print(f"cost: {cost(networks[0], images[-1])}")


def judged(network: SRNetwork, images: list[np.ndarray]) -> Judged:
    """Tell of every region what the engine would, from each image alone, and compare."""
    degradation, referees = degradation_of(network.card), referees_of(network)
    truths, tolds, blocks, covered = [], [], [], []
    for hr in images:
        lr = BYTES.rounded(degradation(hr, network.scale))
        sr = RUN(network, lr)
        every = np.ones(sr.shape[1:], dtype=bool)
        found = tile_evidence(network, lr, sr, every, RUN)
        sample = Sample(lr, np.ones(lr.shape[1:], dtype=bool))
        check = self_check(network, referees, [sample], degradation, RUN)
        if check is None:
            continue
        added = added_by(sr, lr)
        true = products(added, hr - sr + added, every)
        own = _sums(found.products.own, REGION)
        energetic = np.sqrt(own / (REGION**2 * len(sr))) >= FAINT
        support = _sums(found.products.other, REGION) / own if referees else None
        told = np.broadcast_to(check.calibrated(support), own.shape)
        truths.append((_sums(true.other, REGION) / own)[energetic])
        tolds.append(told[energetic])
        error = np.abs(sr - hr)
        covered.append((error <= check.half_width(found.error)).mean())
        grey = sr.mean(0)
        gradient = np.hypot(scipy.ndimage.sobel(grey, 0), scipy.ndimage.sobel(grey, 1))
        contrast = (grey - scipy.ndimage.uniform_filter(grey, BLOCK)) ** 2
        values = (found.error, error.mean(0), gradient, contrast)
        blocks.append(np.stack([_sums(v, BLOCK).ravel() for v in values], 1))
    return Judged(
        np.concatenate(truths), np.concatenate(tolds), np.concatenate(blocks), np.mean(covered)
    )


def pasted(network: SRNetwork, images: list[np.ndarray]) -> str:
    """Texture that D maps to nothing, in half of each image's regions: who finds it?"""
    degradation, referees = Degradation("bicubic"), referees_of(network)
    random = np.random.default_rng(0)
    supports, inconsistencies, labels = [], [], []
    for hr in images:
        lr = BYTES.rounded(degradation(hr, network.scale))
        sr = RUN(network, lr)
        rows, columns = (side // REGION for side in sr.shape[1:])
        chosen = random.random((rows, columns)) < 0.5
        mask = np.kron(chosen, np.ones((REGION, REGION)))
        texture = _unseen(random.standard_normal((1, *mask.shape)) * mask, degradation, network)
        texture *= PASTED / np.sqrt((texture[0][mask > 0] ** 2).mean()) if mask.any() else 0
        changed = BYTES.rounded(sr + texture)
        m = determined(referees, lr, RUN)
        p = products(added_by(changed, lr), m, np.ones(mask.shape, dtype=bool))
        supports.append((_sums(p.other, REGION) / _sums(p.own, REGION)).ravel())
        off = (degradation(changed, network.scale) - lr) ** 2
        inconsistencies.append(_sums(off.mean(0), REGION // network.scale).ravel())
        labels.append(chosen.ravel())
    is_pasted = np.concatenate(labels)
    by_support = _auc(-np.concatenate(supports), is_pasted)
    by_input = _auc(np.concatenate(inconsistencies), is_pasted)
    return f"AUC by referees {by_support:.2f}, by consistency with the input {by_input:.2f}"


def gate(images: list[np.ndarray]) -> str:
    """How often it fires on images as they should be, and on blurred ones."""
    degradation = Degradation("bicubic")
    clean = [BYTES.rounded(degradation(hr, 4)) for hr in images]
    kinds = {"clean": clean}
    for sigma in BLURS:
        blur = [scipy.ndimage.gaussian_filter(lr, (0, sigma, sigma)) for lr in clean]
        kinds[f"blurred by {sigma}"] = [BYTES.rounded(lr) for lr in blur]
    psf = Degradation("gaussian", 3.2)
    kinds["Gaussian PSF of 3.2 SR pixels"] = [BYTES.rounded(psf(hr, 4)) for hr in images]
    area = Degradation("area")
    kinds["area"] = [BYTES.rounded(area(hr, 4)) for hr in images]
    fired = {
        kind: np.mean([far_from_domain(lr, degradation, RUN).is_far for lr in made])
        for kind, made in kinds.items()
    }
    return ", ".join(f"{kind} {100 * share:.0f} %" for kind, share in fired.items())


class Seen:
    """When the first map was there, by CPU time."""

    first = 0.0

    def __call__(self, _: object) -> None:
        self.first = self.first or time.process_time()


def cost(network: SRNetwork, hr: np.ndarray) -> str:
    """Detail of a region on a raster that was checked before, beside LAM of 25 evaluations on the
    same tile; and the first map of a request with detail, beside one without."""
    with tempfile.TemporaryDirectory() as folder:
        raster = Path(folder) / "scene.tif"
        lr = np.rint(255 * Degradation("bicubic")(hr, 4)).clip(0, 255).astype(np.uint8)
        with rasterio.open(
            raster,
            "w",
            driver="GTiff",
            count=3,
            height=lr.shape[1],
            width=lr.shape[2],
            dtype="uint8",
            crs="EPSG:32633",
            transform=rasterio.Affine(1.2, 0, 500_000, 0, -1.2, 4_100_000),
        ) as dataset:
            dataset.write(lr)
        request = ExplainRequest(
            str(raster),
            Region(window=Window(24, 24, 16, 16)),
            str(Path(folder) / "out"),
            network.id,
            (Method("lam", {"steps": 25}),),
            threads=1,
        )
        asked = replace(request, detail=True)
        times: dict[str, list[float]] = {"detail": [], "LAM": [], "with": [], "without": []}
        for _ in range(1 + TURNS):
            for name, each in (("with", asked), ("without", request)):
                begun, seen = time.process_time(), Seen()
                found = explain(each, preview=seen)
                times[name].append(seen.first - begun)
                times["LAM"].append(found.attributions[0].seconds)
                if found.detail is not None:
                    times["detail"].append(found.detail.seconds)
    middle = {name: float(np.median(all[1:])) for name, all in times.items()}
    return (
        f"{middle['detail']:.2f} s warm, {times['detail'][0]:.2f} s with the tile's self-check; "
        f"LAM {middle['LAM']:.2f} s; first map {middle['with']:.2f} CPU s with detail, "
        f"{middle['without']:.2f} s without (medians of {TURNS})"
    )


def _unseen(texture: np.ndarray, degradation: Degradation, network: SRNetwork) -> np.ndarray:
    """The part of a texture (1, H, W) that the degradation maps to nothing."""
    for _ in range(KERNEL_STEPS):
        seen = degradation(texture, network.scale)
        texture = texture - bicubic(seen, texture.shape[2], texture.shape[1])
    return texture


def _sums(values: np.ndarray, side: int) -> np.ndarray:
    height, width = (length // side for length in values.shape)
    cut = values[: height * side, : width * side]
    return cut.reshape(height, side, width, side).sum((1, 3))


def _row(each: Judged) -> str:
    share = each.truth < TRUE
    auc = f"{_auc(-each.told, share):.2f}" if 0 < share.sum() < len(share) else "–"
    cells = (
        f"{len(each.truth)}",
        f"{each.truth.mean():.2f}",
        f"{each.told.mean():.2f}",
        f"{partial_spearman(each.blocks):.2f}",
        f"{each.coverage:.3f}",
        auc,
        *_classes(each.truth, each.told).split("; "),
    )
    return f"| {' | '.join(cells)} |"


def _classes(truth: np.ndarray, told: np.ndarray) -> str:
    """Of each class: how many regions, and how many of these have a true share of ½ or more."""
    parts = {
        "supported": told >= SUPPORTED,
        "plausible": (told < SUPPORTED) & (told >= PLAUSIBLE),
        "invented": told < PLAUSIBLE,
    }
    return "; ".join(
        f"{100 * part.mean():.0f} %, true {100 * np.mean(truth[part] >= TRUE):.0f} %"
        if part.any()
        else "0 %"
        for part in parts.values()
    )


def partial_spearman(blocks: np.ndarray) -> float:
    """Rank correlation of the first two columns, given the others."""
    ranks = np.apply_along_axis(scipy.stats.rankdata, 0, blocks)
    ranks -= ranks.mean(0)
    known = ranks[:, 2:]
    left = [r - known @ np.linalg.lstsq(known, r, rcond=None)[0] for r in ranks[:, :2].T]
    return float(np.corrcoef(*left)[0, 1])


def _auc(score: np.ndarray, positive: np.ndarray) -> float:
    ranks = scipy.stats.rankdata(score)
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path)
    bundled = ["edsr-x4", "pan-x4", "rcan-x4", "fsrcnn-x4"]
    parser.add_argument("--networks", nargs="+", default=bundled)
    parser.add_argument("--invents", nargs="*", default=[], help="networks that are known to")
    parser.add_argument("--limit", type=int, default=None)
    return parser.parse_args()


if __name__ == "__main__":
    main()
