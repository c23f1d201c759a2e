"""Results to hold those of one system against those of another.

Usage: PYTHON -m tests.windows.results FOLDER

What networks answer, unrounded, and maps of five methods. With PyTorch's plain kernels (see
tools/windows/same.py) a raster of 8 bits, as users have it, and one method.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.engine.explaining.explain import explain
from tests.engine.conftest import texture, write_raster

METHODS = (
    Method("amve-sr"),
    Method("lam", {"steps": 10}),
    Method("texture-relevance"),
    Method("integrated-gradients", {"steps": 5}),
    Method("occlusion"),
)
NETWORKS = ("fsrcnn-x4", "edsr-x4", "edsr-x2", "pan-x4")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    is_plain = os.environ.get("ATEN_CPU_CAPABILITY") == "default"
    values = texture(3, 96, 120)
    scene = write_raster(
        folder / "scene.tif", values if is_plain else (values / 255).astype(np.float32)
    )
    for network in NETWORKS:
        methods = METHODS if network == NETWORKS[0] else METHODS[:3]
        request = ExplainRequest(
            str(scene),
            Region(window=Window(50, 40, 6, 5)),
            str(folder / network),
            network,
            methods[:1] if is_plain else methods,
            scaling="dtype" if is_plain else "none",
            threads=1,
            views=() if is_plain else ("density",),
        )
        explain(request)
        print(network, flush=True)


if __name__ == "__main__":
    main()
