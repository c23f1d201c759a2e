from __future__ import annotations

import pytest
import torch
from torch import nn

from srxai_plugin.engine.networks.architectures.rcan import RCANArchitecture
from srxai_plugin.engine.networks.behaviour.sight import sight
from tests.engine.conftest import network_of


class Padded(nn.Module):
    """Two convolutions of a known reach before a ×2 shuffle."""

    def __init__(self, first: int, second: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 4, first, padding=first // 2)
        self.second = nn.Conv2d(4, 4, second, padding=dilation * (second // 2), dilation=dilation)
        self.shuffle = nn.PixelShuffle(2)

    def forward(self, x):
        return self.shuffle(self.second(torch.relu(self.first(x))))


class Pooled(nn.Module):
    """Resizes by the image's own size, as the attention of some networks does."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)

    def forward(self, x):
        y = self.conv(x)
        coarse = nn.functional.max_pool2d(y, 7, 3)
        gate = nn.functional.interpolate(coarse, y.shape[-2:], mode="bilinear")
        return nn.functional.pixel_shuffle(y * gate.sigmoid(), 2)


@pytest.mark.parametrize(
    ("module", "reach"),
    [(Padded(3, 3), 2), (Padded(5, 1), 2), (Padded(9, 7), 7), (Padded(3, 3, dilation=20), 21)],
)
def test_reach_is_the_sum_of_the_kernels(module, reach):
    seen = sight(network_of(module, 2, 1))
    assert (seen.reach, seen.is_exact) == (reach, True)
    assert seen.halo == -(-reach // 16) * 16


def test_edsr_reaches_as_far_as_its_layers(small_edsr):
    # Head 1, two blocks of two 4, end of the body 1, upsampler 1; the tail, on SR pixels, looks
    # over the edge of its LR pixel at the next one.
    assert sight(small_edsr).reach == 8


def test_global_pooling_and_resizing_by_size_are_told_from_local_networks():
    rcan = network_of(RCANArchitecture().build(2, 3, features=8, blocks=2), 2, 3)
    assert (sight(rcan).reach, sight(rcan).is_exact) == (None, False)
    assert sight(network_of(Pooled(), 2, 1)).is_exact is False


def test_largest_activation_is_counted_for_each_pixel():
    assert sight(network_of(Padded(3, 3), 2, 1)).bytes_per_pixel == 4 * 4
