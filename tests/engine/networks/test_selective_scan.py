from __future__ import annotations

import pytest
import torch
from torch import Tensor

from srxai_plugin.engine.networks.architectures.selective_scan import selective_scan


def by_definition(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """Step after step (Gu & Dao, eq. 2 with the discretisation of Mamba's code)."""
    h, found = torch.zeros_like(a), []
    for t in range(u.shape[-1]):
        step = delta[..., t, None]
        h = (step * a).exp() * h + step * u[..., t, None] * b[:, None, :, t]
        found.append((h * c[:, None, :, t]).sum(-1) + d * u[..., t])
    return torch.stack(found, -1)


@pytest.mark.parametrize("length", [1, 2, 16, 23])
def test_scan_in_pieces_is_the_scan_and_so_is_its_slope(length):
    torch.manual_seed(0)
    u, delta = torch.randn(2, 2, 3, length, dtype=torch.float64)
    a, d = -torch.rand(2, 3, 4, dtype=torch.float64), torch.randn(2, 3, dtype=torch.float64)
    b, c = torch.randn(2, 2, 4, length, dtype=torch.float64)
    inputs = [x.requires_grad_() for x in (u.clone(), delta.exp(), b.clone(), c.clone())]
    found, expected = (
        scan(inputs[0], inputs[1], a, inputs[2], inputs[3], d)
        for scan in (selective_scan, by_definition)
    )
    assert torch.allclose(found, expected)
    for slope, right in zip(
        torch.autograd.grad((found**2).sum(), inputs),
        torch.autograd.grad((expected**2).sum(), inputs),
    ):
        assert torch.allclose(slope, right)
    with torch.no_grad():
        assert torch.allclose(selective_scan(u, delta.exp(), a, b, c, d), expected)
