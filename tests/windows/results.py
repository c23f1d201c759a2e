"""Results to hold those of one system against those of another.

Usage: PYTHON -m tests.windows.results FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.engine.explaining.explain import explain
from tests.engine.conftest import write_raster

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
    scene = write_raster(folder / "scene.tif")
    for network in NETWORKS:
        methods = METHODS if network == NETWORKS[0] else METHODS[:3]
        request = ExplainRequest(
            str(scene),
            Region(window=Window(50, 40, 6, 5)),
            str(folder / network),
            network,
            methods,
            threads=1,
            views=("density",),
        )
        explain(request)
        print(network, flush=True)


if __name__ == "__main__":
    main()
