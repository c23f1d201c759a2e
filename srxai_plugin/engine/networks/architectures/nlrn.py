"""NLRN: Non-Local Recurrent Network for Image Restoration.

Liu et al., NeurIPS 2018: twelve states of one residual block with non-local attention, on an image
that bicubic interpolation has enlarged. The authors' code is TensorFlow 1 (Ding-Liu/NLRN_v0,
models/nlrn.py and test_sr.py; ychfan/tf_estimator_barebone, models/nlrn.py), its variables'
names are those of the parameters here, with a dot for a slash. A file with the variables under
their own names loads too: kernels in TensorFlow's order, anything else of a training left out.

Convolutions are shared by the states; the three batch normalisations of each state are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.architectures.srcnn import PRE_UPSAMPLED, enlarge
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

REACH = 22
"""Pixels from a position to the edge of its neighbourhood: 45 × 45, the patches that the authors
evaluate super-resolution on (test_sr.py)."""

BLOCK = 16
"""Side of the squares of positions that are compared with their surroundings in one product."""


def attend(thetas: Sequence[Tensor], phis: Sequence[Tensor], g: Tensor, reach: int) -> Tensor:
    """Embedded Gaussian attention of every position to its neighbourhood, cut at the image's edge.

    ``thetas`` and ``phis`` (each N, E, h, w) are those of all states so far: their correlations
    add up, as the paper propagates them. (N, F, h, w) → (N, F, h, w). Weights are computed again
    on the way back: kept, they would fill 12 × 0.9 GB for 256 × 256 pixels.
    """
    height, width = g.shape[-2:]
    rows = []
    for top in range(0, height, BLOCK):
        row = []
        for left in range(0, width, BLOCK):
            block = (_span(top, 0, height), _span(left, 0, width))
            window = (_span(top, reach, height), _span(left, reach, width))
            row.append(
                checkpoint(
                    _attend_block,
                    _neighbours(block, window, reach, g.device),
                    g[(..., *window)],
                    *(theta[(..., *block)] for theta in thetas),
                    *(phi[(..., *window)] for phi in phis),
                    use_reentrant=False,
                    preserve_rng_state=False,
                ).unflatten(2, (-1, block[1].stop - left))
            )
        rows.append(torch.cat(row, 3))
    return torch.cat(rows, 2)


def _attend_block(near: Tensor, g: Tensor, *embedded: Tensor) -> Tensor:
    """Values of a block's positions, (N, F, positions)."""
    states = len(embedded) // 2
    flat = [part.flatten(2) for part in embedded]
    correlation = sum(
        theta.transpose(1, 2) @ phi for theta, phi in zip(flat[:states], flat[states:])
    )
    weights = F.softmax(correlation.masked_fill(~near, -torch.inf), dim=-1)
    return g.flatten(2) @ weights.transpose(1, 2)


def _span(start: int, reach: int, length: int) -> slice:
    return slice(max(0, start - reach), min(length, start + BLOCK + reach))


def _neighbours(
    block: tuple[slice, slice], window: tuple[slice, slice], reach: int, device: torch.device
) -> Tensor:
    """Which positions of the window each of the block may see, (positions, positions)."""
    rows, columns = (
        (
            torch.arange(inner.start, inner.stop, device=device)[:, None]
            - torch.arange(outer.start, outer.stop, device=device)
        ).abs()
        <= reach
        for inner, outer in zip(block, window)
    )
    return (rows[:, None, :, None] & columns[None, :, None, :]).flatten(2).flatten(0, 1)


def normalisation(features: int) -> nn.BatchNorm2d:
    """Batch normalisation with TensorFlow's defaults."""
    return nn.BatchNorm2d(features, eps=1e-3, momentum=0.01)


class Recurrent(nn.Module):
    """(N, F, h, w) → (N, F, h, w); ``propagated``: correlations are handed on between states."""

    def __init__(
        self, features: int, inner: int, states: int, propagated: bool, reach: int
    ) -> None:
        super().__init__()
        self.batch_normalization = nn.ModuleList(normalisation(features) for _ in range(3 * states))
        self.non_local_theta = conv1(features, inner)
        self.non_local_phi = conv1(features, inner)
        self.non_local_g = conv1(features, features)
        self.RB1_a = conv3(features, features)
        self.RB1_b = conv3(features, features)
        self.propagated = propagated
        self.reach = reach

    def forward(self, shallow: Tensor) -> Tensor:
        x = shallow
        thetas: list[Tensor] = []
        phis: list[Tensor] = []
        norms = iter(self.batch_normalization)
        for before, between, after in zip(norms, norms, norms):
            x = F.relu(before(x))
            if not self.propagated:
                thetas, phis = [], []
            thetas.append(self.non_local_theta(x))
            phis.append(self.non_local_phi(x))
            x = x + attend(thetas, phis, self.non_local_g(x), self.reach)
            x = self.RB1_b(F.relu(after(self.RB1_a(between(x))))) + shallow
        return x


class NLRN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); everything works at the output's resolution."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        inner: int,
        states: int,
        propagated: bool = True,
        reach: int = REACH,
    ) -> None:
        super().__init__()
        self.scale = scale
        self.batch_normalization = normalisation(bands)
        self.conv1 = conv3(bands, features)
        self.rnn = Recurrent(features, inner, states, propagated, reach)
        self.batch_normalization_1 = normalisation(features)
        self.conv_end = conv3(features, bands)

    def forward(self, x: Tensor) -> Tensor:
        x = enlarge(x, self.scale)
        deep = self.rnn(self.conv1(self.batch_normalization(x)))
        return x + self.conv_end(F.relu(self.batch_normalization_1(deep)))


class NLRNArchitecture(Architecture):
    id = "nlrn"
    name = "NLRN"
    paper = "Liu et al., Non-Local Recurrent Network for Image Restoration, 2018"
    layout = "Ding-Liu/NLRN_v0 (the authors), TensorFlow's variables by name"
    local = False
    """Twelve neighbourhoods in a row are bounded, by 290 enlarged pixels: more than a tile has."""

    def detect(self, state: StateDict) -> bool:
        return has(state, "conv1.weight", "rnn.non_local_theta.weight", "conv_end.weight") or any(
            key.partition(":")[0].endswith("rnn/non_local_theta/kernel") for key in state
        )

    def read(self, state: StateDict) -> Reading:
        # The older code keeps its variables in a scope, works on 0-255 and propagates
        # correlations, as the paper does; the newer one does none of these.
        newer = any(key.startswith("rnn/") for key in state)
        value_range = 255.0 if any(key.startswith("model/") for key in state) else 1.0
        if "conv1.weight" not in state:
            state = from_tensorflow(state)
        features, bands = state["conv1.weight"].shape[:2]
        module = NLRN(
            4,
            bands,
            features,
            inner=state["rnn.non_local_theta.weight"].shape[0],
            states=count(state, r"rnn\.batch_normalization\.(\d+)\.weight") // 3,
            propagated=not newer,
        )
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, 4, 3, value_range, colour="y", scales=PRE_UPSAMPLED)
        return Reading(module, 4, bands, value_range, scales=PRE_UPSAMPLED)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """``blocks`` states; the authors have 12, of 128 features."""
        module = NLRN(scale, bands, features, max(1, features // 2), blocks)
        nn.init.zeros_(module.rnn.non_local_g.weight)  # the authors begin without attention
        return module


VARIABLE = re.compile(
    r"(?:model/)?(?P<scope>rnn/)?(?P<layer>\w+?)(?:(?<=normalization)_(?P<index>\d+))?"
    r"/(?P<kind>kernel|bias|gamma|beta|moving_mean|moving_variance)(?::0)?"
)

KINDS = {
    "kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def from_tensorflow(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The variables of the authors' graph as our parameters; the optimiser's are left out.

    TensorFlow numbers the nameless normalisations of a scope in the order of their calls, the
    first without a number.
    """
    found = {}
    for name, value in state.items():
        match = VARIABLE.fullmatch(name)
        if match is None:
            continue
        layer, index = match["layer"], match["index"]
        if match["scope"] and layer == "batch_normalization":
            layer += f".{index or 0}"
        elif index:
            layer += f"_{index}"
        key = f"{'rnn.' if match['scope'] else ''}{layer}.{KINDS[match['kind']]}"
        # Height, width, inputs, outputs → outputs, inputs, height, width.
        found[key] = value.permute(3, 2, 0, 1) if match["kind"] == "kernel" else value
    return found
