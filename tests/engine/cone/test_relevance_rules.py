"""Each operator's rule, against numbers written out by hand or numpy's loops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.amve_sr import relevance
from srxai_plugin.engine.attribution.objectives import Intensity
from tests.engine.conftest import network_of

SIDE = 6
REGION = Intensity(Window(1, 1, 4, 3))


class Then(nn.Module):
    """An operator on the image, and one convolution."""

    def __init__(self, operator: Callable[[Tensor], Tensor], tail: nn.Module) -> None:
        super().__init__()
        self.tail = tail
        self.operator = operator

    def forward(self, x: Tensor) -> Tensor:
        return self.tail(self.operator(x))


def signed(bands: int, side: int = SIDE, seed: int = 0) -> Tensor:
    """(bands, side, side), half of it negative."""
    return torch.randn(
        bands, side, side, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)
    )


def through(
    operator: Callable[[Tensor], Tensor], image: Tensor, split: bool = True
) -> tuple[Tensor, Tensor]:
    """Relevance at the output and at the input of an operator: the first by the convolution after
    it, alone, asked about the operator's output."""
    torch.manual_seed(1)
    with torch.no_grad():
        given = operator(image[None])[0]
    tail = nn.Conv2d(len(given), 2, 3, padding=1).double()
    above, _ = relevance(network_of(tail, 1, len(given)), given, REGION, split)
    below, _ = relevance(network_of(Then(operator, tail), 1, len(image)), image, REGION, split)
    assert above.image.abs().sum() > 0
    return above.image[0], below.image[0]


@pytest.mark.parametrize(
    "operator",
    [
        torch.tanh,
        F.gelu,
        lambda x: F.prelu(x, torch.full((4,), -0.3, dtype=torch.float64)),
        F.hardswish,
        lambda x: 0.1 * x - 3,
        lambda x: x / 255 + torch.arange(4, dtype=torch.float64).view(1, 4, 1, 1),
        lambda x: F.group_norm(x, 2),
        lambda x: F.layer_norm(x, [4, SIDE, SIDE]),
        lambda x: F.batch_norm(x, torch.ones(4).double(), torch.full((4,), 2.0).double()),
        lambda x: x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
    ],
    ids=[
        "tanh",
        "gelu",
        "prelu",
        "hardswish",
        "scalar",
        "bands",
        "group-norm",
        "layer-norm",
        "batch-norm",
        "permuted",
    ],
)
def test_what_mixes_nothing_passes_relevance_unchanged(operator):
    above, below = through(operator, signed(4))
    assert torch.allclose(below, above, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "operator",
    [
        lambda x: F.pixel_shuffle(x.repeat(1, 2, 1, 1), 2)[..., :SIDE, :SIDE],
        lambda x: torch.cat([x[:, 2:], x, x[:, :1]], 1),
        lambda x: F.pad(x, (1, 2, 0, 1), mode="reflect")[..., :SIDE, :SIDE],
        lambda x: F.interpolate(x, scale_factor=2, mode="bicubic")[..., 2:8, 2:8],
        lambda x: F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode="bilinear"),
        lambda x: F.interpolate(F.max_pool2d(x, 2), scale_factor=2, mode="nearest"),
        lambda x: x.mean((2, 3), keepdim=True).expand(-1, -1, SIDE, SIDE),
    ],
    ids=["shuffle", "concatenation", "padding", "bicubic", "average", "maximum", "mean"],
)
def test_what_moves_or_averages_hands_relevance_on_by_its_transpose(operator):
    image = signed(4)
    above, below = through(operator, image)
    leaf = image[None].requires_grad_()
    (expected,) = torch.autograd.grad(operator(leaf), leaf, above[None])
    assert torch.allclose(below, expected[0], rtol=1e-12, atol=1e-15)
    assert below.sum() == pytest.approx(above.sum().item())


@pytest.mark.parametrize("sign", [1, -1])
def test_split_addition_shares_by_what_made_the_sum_what_it_is(sign):
    image = signed(4)
    above, below = through(lambda x: torch.add(x[:, :2], x[:, 2:], alpha=sign * 0.5), image)
    expected = np.zeros((4, SIDE, SIDE))
    r, x = above.numpy(), image.numpy()
    for c, i, j in np.ndindex(2, SIDE, SIDE):
        terms = [x[c, i, j], sign * 0.5 * x[2 + c, i, j]]
        same = [term if term * sum(terms) > 0 else 0.0 for term in terms]
        expected[c, i, j], expected[2 + c, i, j] = (r[c, i, j] * t / sum(same) for t in same)
    assert np.allclose(below.numpy(), expected, rtol=1e-12, atol=1e-15)


def test_ignored_skip_gets_nothing_though_it_is_the_larger_part():
    """Image + a convolution of it: the z⁺ rule's and the zB rule's numbers, by loops."""
    torch.manual_seed(0)
    head = nn.Conv2d(1, 1, 3, padding=1, bias=False).double()
    tail = nn.Conv2d(1, 1, 3, padding=1).double()

    class Residual(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head, self.tail = head, tail

        def forward(self, x: Tensor) -> Tensor:
            return self.tail(9 * x + self.head(x))

    image = signed(1)
    found, maps = relevance(network_of(Residual(), 1, 1), image, REGION)
    with torch.no_grad():
        y = (9 * image + head(image[None])[0])[0].numpy()
        answer = tail(torch.from_numpy(y)[None, None])[0, 0].numpy()
    start = np.zeros((SIDE, SIDE))
    start[1:4, 1:5] = np.maximum(answer[1:4, 1:5] / 12, 0)
    above = z_plus(y, tail.weight.detach()[0, 0].numpy(), start)
    assert np.allclose(maps.named()["tail"], above, rtol=1e-10, atol=1e-15)
    below = z_box(image[0].numpy(), head.weight.detach()[0, 0].numpy(), above)
    assert np.allclose(found.image[0, 0], below, rtol=1e-10, atol=1e-15)
    assert found.started == pytest.approx(start.sum())


def taps(size: int, i: int, j: int) -> list[tuple[int, int, int, int]]:
    """Of a 3 × 3 kernel at (i, j): its place and the pixel under it, inside the image."""
    return [
        (u, v, i + u - 1, j + v - 1)
        for u in range(3)
        for v in range(3)
        if 0 <= i + u - 1 < size and 0 <= j + v - 1 < size
    ]


def z_plus(x: np.ndarray, w: np.ndarray, r: np.ndarray) -> np.ndarray:
    """R_p = Σ_q R_q (w x_p)⁺ / Σ_p' (w x_p')⁺, contribution by contribution."""
    found = np.zeros_like(x)
    for i, j in np.ndindex(*r.shape):
        parts = [(a, b, max(w[u, v] * x[a, b], 0)) for u, v, a, b in taps(len(x), i, j)]
        whole = sum(part for *_, part in parts)
        for a, b, part in parts:
            found[a, b] += r[i, j] * part / whole if whole else 0
    return found


def z_box(x: np.ndarray, w: np.ndarray, r: np.ndarray) -> np.ndarray:
    """As z⁺, a contribution being w x − w⁺ low − w⁻ high."""
    found = np.zeros_like(x)
    for i, j in np.ndindex(*r.shape):
        parts = []
        for u, v, a, b in taps(len(x), i, j):
            weight = w[u, v]
            parts.append((a, b, weight * (x[a, b] - (x.min() if weight > 0 else x.max()))))
        whole = sum(part for *_, part in parts)
        for a, b, part in parts:
            found[a, b] += r[i, j] * part / whole if whole else 0
    return found


def test_transposed_convolution_shares_by_its_contributions():
    torch.manual_seed(2)
    head = nn.Conv2d(2, 1, 1).double()
    up = nn.ConvTranspose2d(1, 1, 4, 2, 1).double()
    tail = nn.Conv2d(1, 1, 3, padding=1).double()
    torch.nn.init.constant_(tail.bias, 3)  # so that the answer is positive
    module = nn.Sequential(head, up, tail)
    image = signed(2, 4)
    question = Intensity(Window(1, 0, 5, 6))
    _, maps = relevance(network_of(module, 2, 2), image, question)
    with torch.no_grad():
        x = head(image[None])[0, 0].numpy()
    r, w = maps.named()["2"].numpy(), up.weight.detach()[0, 0].numpy()
    assert r.sum() > 0
    expected, whole = np.zeros((4, 4)), np.zeros((8, 8))
    pairs = [
        (i, j, 2 * i + u - 1, 2 * j + v - 1, max(w[u, v] * x[i, j], 0))
        for i, j, u, v in np.ndindex(4, 4, 4, 4)
        if 0 <= 2 * i + u - 1 < 8 and 0 <= 2 * j + v - 1 < 8
    ]
    for _, _, a, b, part in pairs:
        whole[a, b] += part
    for i, j, a, b, part in pairs:
        expected[i, j] += r[a, b] * part / whole[a, b] if part else 0
    assert np.allclose(maps.named()["1"], expected, rtol=1e-10, atol=1e-15)


def test_linear_layer_of_tokens_is_a_1_by_1_convolution():
    torch.manual_seed(3)
    head = nn.Conv2d(3, 5, 3, padding=1).double()
    linear = nn.Linear(5, 4).double()
    alike = nn.Conv2d(5, 4, 1).double()
    with torch.no_grad():
        alike.weight.copy_(linear.weight[..., None, None])
        alike.bias.copy_(linear.bias)
    tail = nn.Conv2d(4, 3, 3, padding=1).double()

    class Tokens(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head, self.linear, self.tail = head, linear, tail

        def forward(self, x: Tensor) -> Tensor:
            x = self.linear(self.head(x).flatten(2).transpose(1, 2))
            return self.tail(x.transpose(1, 2).unflatten(2, (SIDE, SIDE)))

    image = signed(3)
    found, _ = relevance(network_of(Tokens(), 1, 3), image, REGION)
    expected, _ = relevance(network_of(nn.Sequential(head, alike, tail), 1, 3), image, REGION)
    assert found.image.abs().max() > 0
    assert torch.allclose(found.image, expected.image, rtol=1e-10, atol=1e-15)


def test_gate_gets_nothing_and_what_it_weighs_gets_all():
    def gated(x: Tensor) -> Tensor:
        gate = F.interpolate(torch.sigmoid(x[:, 2:, ::2, ::2]), size=(SIDE, SIDE), mode="nearest")
        return gate * x[:, :2]

    above, below = through(gated, signed(4))
    assert torch.allclose(below[:2], above, rtol=1e-12)
    assert (below[2:] == 0).all()


def test_of_two_factors_without_a_gate_the_larger_gets_all():
    above, below = through(lambda x: x[:, 2:].mean((2, 3), keepdim=True) * x[:, :2], signed(4))
    assert torch.allclose(below[:2], above, rtol=1e-12)
    assert (below[2:] == 0).all()


def test_attention_hands_relevance_to_its_values_by_its_transpose():
    def attention(x: Tensor) -> Tensor:
        q, k, v = x.flatten(2).transpose(1, 2).chunk(3, 2)
        return ((q @ k.transpose(1, 2)).softmax(-1) @ v).transpose(1, 2).unflatten(2, (SIDE, SIDE))

    image = signed(6)
    above, below = through(attention, image)
    q, k = image.flatten(1).T[:, :2], image.flatten(1).T[:, 2:4]
    weights = (q @ k.T).softmax(-1)
    expected = (weights.T @ above.flatten(1).T).T.unflatten(1, (SIDE, SIDE))
    assert torch.allclose(below[4:], expected, rtol=1e-10, atol=1e-15)
    assert (below[:4] == 0).all()
    assert below.sum() == pytest.approx(above.sum().item())


def test_fixed_mean_shift_is_no_layer():
    """A diagonal 1 × 1 convolution passes; the one after it is the first, and gets the zB rule."""
    torch.manual_seed(4)
    shift = nn.Conv2d(3, 3, 1).double()
    with torch.no_grad():
        shift.weight.copy_(torch.diag(torch.tensor([2.0, 0.5, 1.0]))[..., None, None])
    head = nn.Conv2d(3, 2, 3, padding=1).double()
    image = signed(3)
    with torch.no_grad():
        shifted = shift(image[None])[0]
    found, maps = relevance(network_of(nn.Sequential(shift, head), 1, 3), image, REGION)
    expected, _ = relevance(network_of(head, 1, 3), shifted, REGION)
    assert torch.allclose(found.image, expected.image, rtol=1e-12)
    assert list(maps.named()) == ["1"]


def test_shift_at_the_end_is_not_part_of_what_relevance_starts_from():
    """The last layer's output counts as it is before a mean is added back."""
    torch.manual_seed(5)
    tail = nn.Conv2d(3, 3, 3, padding=1).double()
    shift = nn.Conv2d(3, 3, 1).double()
    with torch.no_grad():
        shift.weight.copy_(torch.eye(3)[..., None, None])
        shift.bias.copy_(torch.tensor([5.0, 6.0, 7.0]))
    found, _ = relevance(network_of(nn.Sequential(tail, shift), 1, 3), signed(3), REGION)
    expected, _ = relevance(network_of(tail, 1, 3), signed(3), REGION)
    assert found.started == pytest.approx(expected.started)
    assert torch.allclose(found.image, expected.image, rtol=1e-12)


@pytest.mark.parametrize("bands", [1, 3, 4, 6])
def test_first_layer_gets_the_zb_rule_whatever_its_bands(bands):
    """Against the rule for values between 0 and the largest, where it must differ: an image far
    from zero, of one value but for a pixel, gives that pixel nearly all (Montavon et al., 2017)."""
    head = nn.Conv2d(bands, 1, 3, padding=1, bias=False).double()
    with torch.no_grad():
        head.weight.fill_(1.0)
    image = torch.full((bands, SIDE, SIDE), 10.0, dtype=torch.float64)
    image[:, 2, 3] = 11.0
    found, _ = relevance(network_of(head, 1, bands), image, REGION)
    map = found.image[0].sum(0)
    assert map[2, 3] == pytest.approx(map.sum().item())
    assert map.sum() > 0
    assert (found.image[0, :, 2, 3] == map[2, 3] / bands).all()
