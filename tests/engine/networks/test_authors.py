"""Authors' own code, run once on weights that a formula gives, against what is rebuilt from them.

``authors.json`` names each parameter of an author's module with its shape, and 24 values of the
image that the module gave, evenly spread over it, first and last among them. The weights and the
image come from NumPy's legacy generator, whose stream is frozen.
"""

from __future__ import annotations

import json
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
import torch
from torch import Tensor

from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint

AUTHORS = json.loads((Path(__file__).parent / "authors.json").read_text("utf-8"))
UNPADDED = {"srcnn_nt": 7}
"""What the author's convolutions take off each side of the enlarged image; and values beyond [0, 1]
are clipped there."""


def uniform(seed: int, low: float, shape: list[int]) -> np.ndarray:
    return np.random.RandomState(seed).uniform(low, 1, shape)


def weights(shapes: str) -> dict[str, Tensor]:
    """By name and shape alone; such that signals neither vanish nor grow."""
    state = {}
    for entry in shapes.split():
        key, _, sides = entry.partition(":")
        shape = [int(side) for side in sides.split("x") if side]
        value = uniform(crc32(key.encode()), -1, shape)
        if key.endswith("num_batches_tracked"):
            value = np.asarray(1)
        elif key.endswith("running_var"):
            value = 0.5 + abs(value)
        elif len(shape) > 1:
            value *= (1.5 / np.prod(shape[1:])) ** 0.5
        elif key.endswith("bias"):
            value /= 4
        state[key] = torch.from_numpy(np.asarray(value, np.float32))
    return state


def butterworth(sides: list[int], cutoff: float, order: int) -> Tensor:
    """SEN2SR's low-pass mask: the share that the enlarged image has in each frequency."""
    rows, columns = (torch.arange(side) - side // 2 for side in sides)
    distance = (rows[:, None] ** 2 + columns**2).sqrt()
    return 1 / (1 + (distance / cutoff) ** (2 * order))


@pytest.mark.parametrize("name", AUTHORS)
def test_weights_in_the_authors_layout_give_the_authors_image(tmp_path, name):
    recorded = AUTHORS[name]
    state = weights(recorded["shapes"])
    assert [a.id for a in ARCHITECTURES if a.detect(state)] == [recorded["id"]]
    if "butterworth" in recorded:
        state["weights"] = butterworth(recorded["output"][-2:], *recorded["butterworth"])
    torch.save(state, tmp_path / "net.pth")
    (tmp_path / "net.json").write_text(json.dumps({"scale": recorded["scale"]}))
    network = load_checkpoint(tmp_path / "net.pth", torch.device("cpu"))
    assert (network.architecture, network.scale) == (recorded["id"], recorded["scale"])
    assert network.value_range == 1
    image = torch.from_numpy(uniform(7, 0, [1, *recorded["image"]]).astype(np.float32))
    with torch.no_grad():
        found = network.module(image)
    if name in UNPADDED:
        cut = UNPADDED[name]
        found = found[..., cut:-cut, cut:-cut].clamp(0, 1)
    assert list(found.shape) == recorded["output"]
    places = np.linspace(0, found.numel() - 1, 24).astype(int)
    assert torch.allclose(
        found.flatten()[places], torch.tensor(recorded["values"]), rtol=0, atol=1e-5
    )
