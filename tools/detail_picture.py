"""The picture of docs/detail.md: what a good network draws of a place, and one that invents.

Usage: tools/detail_picture.py IMAGE INVENTING.safetensors

IMAGE is a high-resolution image; it is shrunk by 4, as the bundled networks learned it.
benchmarks/inventing.py makes a network that invents.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import rasterio
from matplotlib.colors import ListedColormap
from PIL import Image

from srxai_plugin.contract.appearance import DETAIL_COLOURS
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import DETAIL_LEVELS, Explanation
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.metrics.quality import bicubic

TARGET = Path(__file__).parents[1] / "docs" / "images" / "detail.webp"
REGION = Window(20, 20, 24, 24)
CLASS = list(DETAIL_BANDS).index("class") + 1


def main(image: str, inventing: str) -> None:
    hr = np.asarray(Image.open(image).convert("RGB"))
    height, width = (side // 4 for side in hr.shape[:2])
    lr = bicubic(hr[: 4 * height, : 4 * width], width, height)
    with tempfile.TemporaryDirectory() as folder:
        scene = Path(folder) / "scene.tif"
        with rasterio.open(
            scene,
            "w",
            driver="GTiff",
            count=3,
            height=height,
            width=width,
            dtype="uint8",
            crs="EPSG:32633",
            transform=rasterio.Affine(1.2, 0, 500_000, 0, -1.2, 4_100_000),
        ) as dataset:
            dataset.write(lr.transpose(2, 0, 1))
        found = [
            _explained(scene, Path(folder) / name, network)
            for name, network in (("good", "edsr-x4"), ("bad", inventing))
        ]
        figure, axes = plt.subplots(2, 3, figsize=(9, 6.4), layout="constrained")
        panels = [("Input", lr), ("Truth", hr)]
        for row, (explanation, name) in enumerate(zip(found, ("edsr-x4", "one that invents"))):
            part = explanation.tile.window
            title, own = panels[row]
            scale = own.shape[0] // height
            rows = slice(part.row * scale, part.bottom * scale)
            axes[row, 0].imshow(own[rows, part.column * scale : part.right * scale])
            axes[row, 0].set_title(title)
            with rasterio.open(explanation.super_resolved) as sr:
                axes[row, 1].imshow(sr.read().transpose(1, 2, 0))
            axes[row, 1].set_title(f"Super-resolved by {name}")
            _show_detail(axes[row, 2], explanation)
        for axis in axes.ravel():
            axis.set_axis_off()
        figure.savefig(TARGET, dpi=100, pil_kwargs={"quality": 85})


def _explained(scene: Path, output: Path, network: str) -> Explanation:
    return explain(
        ExplainRequest(
            str(scene),
            Region(window=REGION),
            str(output),
            network,
            (Method("gradient"),),
            context=20,
            detail=True,
        )
    )


def _show_detail(axis: plt.Axes, explanation: Explanation) -> None:
    detail = explanation.detail
    assert detail is not None and detail.raster is not None
    with rasterio.open(explanation.super_resolved) as sr, rasterio.open(detail.raster) as layer:
        axis.imshow(sr.read().mean(0), cmap="gray")
        classes = layer.read(CLASS)
    colours = ListedColormap([DETAIL_COLOURS[level] for level in DETAIL_LEVELS[:5]])
    shown = np.ma.masked_where(~np.isfinite(classes) | (classes == 4), classes)
    axis.imshow(shown, cmap=colours, vmin=0.5, vmax=5.5, alpha=0.6)
    window = explanation.region_window
    axis.add_patch(
        plt.Rectangle(
            (window.column, window.row), window.width, window.height, fill=False, color="white"
        )
    )
    share = "" if detail.share is None else f", true share about {max(detail.share, 0):.2f}"
    axis.set_title(f"{detail.level.capitalize()}{share}")


if __name__ == "__main__":
    main(*sys.argv[1:])
