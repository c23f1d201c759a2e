"""Operators that published networks hold are computed as torch does, written in place or not."""

from __future__ import annotations

import inspect

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.formats.graph import OPERATORS

DRAWN = {"rrelu", "dropout", "alpha_dropout", "feature_alpha_dropout"}
"""They draw, or do nothing once a network is trained."""
ACTIVATIONS = sorted(
    name
    for name, each in vars(F).items()
    if inspect.isfunction(each)
    and not name.startswith("_")
    and "inplace" in inspect.signature(each).parameters
    and not {name} & DRAWN
    and not name.startswith("dropout")
)
ARGUMENTS: dict[str, tuple[float, ...]] = {"threshold": (0.1, 0.2)}


class Activated(nn.Module):
    """Every activation of torch, in place, and what else networks of others were refused for."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.utils.weight_norm(nn.Conv2d(3, 3, 3, padding=1))
        self.norm = nn.BatchNorm2d(3)
        self.up = nn.Conv2d(3, 12, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        found = x
        for name in ACTIVATIONS:
            own = self.conv(x - 0.5)
            found = found + getattr(F, name)(own, *ARGUMENTS.get(name, ()), inplace=True)
        rows = self.conv(x).view(1, -1, x.shape[-1]).softmax(-1)
        gram = rows.flatten(1)[..., None] @ rows.flatten(1)[:, None, :3]
        found = found + rows.view(x.shape) + gram[:, :3].diagonal(dim1=1, dim2=2).sum()
        found = self.norm(found) + torch.fft.irfft2(torch.fft.rfft2(x), s=x.shape[-2:])
        pooled, _ = F.max_pool2d(found, 3, 1, 1, return_indices=True)
        spread = found.new_zeros(found.shape).scatter_(1, found.argmax(1, keepdim=True), 1.0)
        return F.pixel_shuffle(self.up(pooled.fmod(2).abs().log1p() + spread), 2)


def test_each_activation_of_torch_is_among_them_in_place_too():
    assert {"relu", "selu", "mish", "leaky_relu"} <= set(ACTIVATIONS)
    assert {each for name in ACTIVATIONS for each in (name, f"{name}_")} <= OPERATORS


@pytest.mark.exhaustive
@pytest.mark.filterwarnings("ignore")
def test_network_of_many_operators_computes_the_same(tmp_path):
    net, image = Activated().eval(), torch.rand(1, 3, 64, 64)
    torch.export.save(torch.export.export(net, (image,)), tmp_path / "net.pt2")
    with torch.no_grad():
        network = load_checkpoint(tmp_path / "net.pt2", torch.device("cpu"))
        assert torch.allclose(network(image), net(image), atol=1e-5)
