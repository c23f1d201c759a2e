"""LAM beside arrays that its authors' own code computed: error, diffusion index, completeness gap.

    .venv/bin/python benchmarks/reference.py FOLDER

FOLDER holds their network, ``edsr_x4_authors_layout.pt``, and arrays ``lam_*.npz``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.concentration import diffusion_index, gini
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint


def main(folder: str) -> None:
    network = load_checkpoint(Path(folder) / "edsr_x4_authors_layout.pt", torch.device("cpu"))
    print(f"{'array':<36}{'relative L2':>12}{'DI − theirs':>13}{'gap, 25 midpoints':>19}")
    for path in sorted(Path(folder).glob("lam_*.npz")):
        theirs = np.load(path)
        lr = torch.from_numpy(theirs["lr"])
        side = int(theirs["window"])
        objective = Texture(Window(int(theirs["w"]), int(theirs["h"]), side, side))
        ours = LAM(mode="official").attribute(network, lr, objective, lambda: None)
        error = np.linalg.norm(ours.raw.numpy() - theirs["raw"]) / np.linalg.norm(theirs["raw"])
        index = diffusion_index(gini(ours.normalised().numpy()))
        gap = LAM().attribute(network, lr, objective, lambda: None).completeness_gap
        print(
            f"{path.stem:<36}{error:12.1e}{index - float(theirs['diffusion_index']):+13.1e}"
            f"{100 * gap:17.2f} %"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
