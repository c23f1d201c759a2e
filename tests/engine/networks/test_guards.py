"""Exported programs at other sizes than their example's: the eager module is the truth."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.sight import fixed_size
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.formats.guards import (
    Side,
    Unreadable,
    read_guards,
    read_side,
)
from srxai_plugin.engine.scene.tiles import tiling
from tests.engine.networks.conftest import needs
from tests.engine.networks.test_formats import rewritten_program

CPU = torch.device("cpu")
AUTO = ({2: torch.export.Dim.AUTO, 3: torch.export.Dim.AUTO},)


class Upscaling(nn.Module):
    """One convolution to ×2, behind what a subclass adds to the image."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 12, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.conv(x + self.more(x)), 2)

    def more(self, x: Tensor) -> Tensor:
        return x


class Pooled(Upscaling):
    """Context of 8 × 8 places over the whole image, whatever its size: its windows follow it."""

    def more(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        tall, wide = height // 8, width // 8
        if tall == 4 and wide == 4:  # what a decomposition of adaptive pooling leaves
            return F.interpolate(F.avg_pool2d(x, 4), scale_factor=4.0)
        return F.interpolate(F.adaptive_avg_pool2d(x, 8), size=(height, width))


class Windowed(Upscaling):
    """Attention in windows of 8 × 8."""

    def more(self, x: Tensor) -> Tensor:
        n, c, height, width = x.shape
        y = x.view(n, c, height // 8, 8, width // 8, 8).permute(0, 2, 4, 3, 5, 1)
        y = y.reshape(-1, 64, c)
        y = torch.softmax(y @ y.transpose(1, 2), -1) @ y
        y = y.view(n, height // 8, width // 8, 8, 8, c).permute(0, 5, 1, 3, 2, 4)
        return y.reshape(n, c, height, width)


def exported(module: nn.Module, path: Path, side: int, dynamic: object = AUTO) -> SRNetwork:
    image = (torch.rand(1, 3, side, side),)
    torch.export.save(torch.export.export(module, image, dynamic_shapes=dynamic), path)
    return load_checkpoint(path, CPU)


@pytest.fixture(scope="module")
def windowed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``Windowed`` as a program; torch takes seconds to write down what it holds of its sizes."""
    path = tmp_path_factory.mktemp("guards") / "net.pt2"
    exported(Windowed().eval(), path, 32)
    return path


def test_program_specialised_to_sizes_is_tiled_at_its_examples_and_refuses_others(tmp_path):
    module = Pooled().eval()
    network = exported(module, tmp_path / "net.pt2", 32)
    image = torch.rand(1, 3, 32, 32)
    assert torch.allclose(network(image), module(image), atol=1e-6)
    with pytest.raises(BadInput, match="32 × 32 pixels only, and the tile has 48 × 48"):
        network(torch.rand(1, 3, 48, 48))
    assert fixed_size(network) == (32, 32)
    assert {(c.crop.height, c.crop.width) for c in tiling(90, 70, network, None)} == {(32, 32)}


def test_program_of_windows_takes_any_size_by_reflection_to_the_next_that_its_guards_allow(
    windowed,
):
    module = Windowed().eval()
    network = load_checkpoint(windowed, CPU)
    assert fixed_size(network) is None
    whole = torch.rand(2, 3, 40, 56)
    assert torch.allclose(network(whole), module(whole), atol=1e-6)
    odd = torch.rand(1, 3, 37, 50)
    padded = module(F.pad(odd, (0, 6, 0, 3), "reflect"))[..., :74, :100]
    assert torch.allclose(network(odd), padded, atol=1e-6)


def test_program_of_declared_multiples_is_held_to_them(tmp_path):
    sides = ({2: 8 * torch.export.Dim("h", min=2, max=9), 3: 8 * torch.export.Dim("w")},)
    module = Upscaling().eval()
    network = exported(module, tmp_path / "net.pt2", 32, sides)
    assert network(torch.rand(1, 3, 30, 30)).shape == (1, 3, 60, 60)
    with pytest.raises(BadInput, match="allows no image of 24 × 80 pixels"):
        network(torch.rand(1, 3, 80, 24))


def test_program_whose_guards_cannot_be_read_takes_its_examples_size_only(windowed):
    def change(program: dict) -> None:
        program["guards_code"].append("__import__('os').system('true') == 0")

    network = load_checkpoint(rewritten_program(windowed, change), CPU)
    assert fixed_size(network) == (32, 32)


@pytest.mark.parametrize(
    ("guard", "allowed"),
    [
        ("(L['x'].size()[2] // 8) == 8", lambda h, w: 64 <= h < 72),
        ("((-1)*L['x'].size()[3]) % 8 == 0", lambda h, w: w % 8 == 0),
        ("L['x'].size()[2] == L['x'].size()[3]", lambda h, w: h == w),
        ("64 < L['x'].size()[2] or max(2, L['x'].size()[3]) <= 65", lambda h, w: h > 64 or w < 66),
        ("(64 % (L['x'].size()[2] // 70)) == 0", lambda h, w: h >= 70),
        ("L['x'].size()[1] == 3", lambda h, w: True),
    ],
)
def test_guards_are_computed_as_python_would(guard, allowed):
    sizes = read_guards([guard], 3, Side(), Side())
    for height in range(60, 80, 3):
        for width in range(60, 80, 3):
            assert bool(sizes.allows(height, width)) == allowed(height, width)


@pytest.mark.parametrize(
    "guard", ["open('x') == 1", "L['x'].stride()[2] == 1", "2 ** 9 == 1", "1 +", "(" * 500, "1"]
)
def test_guard_of_another_form_is_unreadable_and_nothing_of_it_runs(guard):
    with pytest.raises(Unreadable):
        read_guards([guard], 3, Side(), Side())


def test_declared_side_is_read_as_multiple_and_constant():
    ranges = {"s0": {"min_val": 3, "max_val": 9}}
    side = read_side("Add(Mul(Integer(8), Symbol('s0', integer=True)), Integer(4))", ranges)
    assert side == Side(8, 4, 28, 76)


class Dropping(Upscaling):
    def more(self, x: Tensor) -> Tensor:
        return F.dropout(x, 0.1, self.training)


class Normalising(Upscaling):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(3)

    def more(self, x: Tensor) -> Tensor:
        return self.norm(x)


class Unkept(Normalising):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(3, track_running_stats=False)


@pytest.mark.parametrize(
    ("kind", "words"), [(Dropping, "drops values"), (Normalising, "batch statistics")]
)
def test_program_in_training_mode_is_refused_with_the_cause(tmp_path, kind, words):
    exported(kind().eval(), tmp_path / "right.pt2", 24)
    with pytest.raises(Unsupported, match=rf"training mode.*{words}.*\.eval\(\)"):
        exported(kind().train(), tmp_path / "net.pt2", 24)


def test_batch_norm_that_never_kept_statistics_is_no_training_mode(tmp_path):
    module = Unkept().eval()
    image = torch.rand(1, 3, 20, 30)
    assert torch.allclose(
        exported(module, tmp_path / "net.pt2", 24)(image), module(image), atol=1e-6
    )


class Meaning(Upscaling):
    """Looks at the whole image, so that two sizes tell nothing."""

    def more(self, x: Tensor) -> Tensor:
        return x / x.mean((2, 3), keepdim=True)


class Baked(Windowed):
    """Window counts as Python's numbers, which a tracer makes constants."""

    def more(self, x: Tensor) -> Tensor:
        n, c, height, width = (int(side) for side in x.shape)
        y = x.view(n, c, height // 8, 8, width // 8, 8).mean((3, 5), keepdim=True)
        return y.expand(-1, -1, -1, 8, -1, 8).reshape(n, c, height, width)


class Placed(Upscaling):
    """A pattern over the example's places, which a tracer makes a constant."""

    def more(self, x: Tensor) -> Tensor:
        rows = torch.arange(x.shape[-1]) / int(x.shape[-1])
        return x * rows


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning")
@pytest.mark.parametrize(
    ("kind", "side", "outcome"),
    [
        (Baked, 64, "fixed"),
        (Placed, 64, "refused"),
        (Upscaling, 24, "free"),
        (Meaning, 24, "free"),
    ],
)
def test_onnx_of_dynamic_axes_is_tried_at_two_sizes(tmp_path, kind, side, outcome):
    needs("onnx", "onnx2pytorch")
    module = kind().eval()
    axes = {"x": {2: "h", 3: "w"}}
    path = tmp_path / "net.onnx"
    image = torch.rand(1, 3, side, side)
    torch.onnx.export(module, image, path, dynamo=False, input_names=["x"], dynamic_axes=axes)
    if outcome == "refused":
        with pytest.raises(Unsupported, match="keeps the size of its example"):
            load_checkpoint(path, CPU)
        return
    network = load_checkpoint(path, CPU)
    assert fixed_size(network) == ((side, side) if outcome == "fixed" else None)
    assert torch.allclose(network(image), module(image), atol=1e-5)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("kind", "words"), [(Dropping, "drops values"), (Normalising, "batch statistics")]
)
def test_onnx_in_training_mode_is_refused_with_the_cause(tmp_path, kind, words):
    needs("onnx", "onnx2pytorch")
    mode = torch.onnx.TrainingMode.TRAINING
    path = tmp_path / "net.onnx"
    image = torch.rand(1, 3, 24, 24)
    torch.onnx.export(kind().train(), image, path, dynamo=False, training=mode)
    with pytest.raises(Unsupported, match=rf"training mode.*{words}.*\.eval\(\)"):
        load_checkpoint(path, CPU)
