"""SEN2SR's network under its hard constraint."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.amve_sr import AMVESR
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.architectures.cnnsr import CNNSR
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.sight import fixed_size
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.attribution.test_lam import nothing
from tests.engine.networks.conftest import image

CPU = torch.device("cpu")


def low_pass(height: int, width: int, radius: float) -> torch.Tensor:
    rows, columns = (torch.arange(side) - side // 2 for side in (height, width))
    return ((rows[:, None] ** 2 + columns**2).sqrt() <= radius).float()


def constrained(folder: Path, mask: torch.Tensor) -> SRNetwork:
    torch.manual_seed(0)
    torch.save({**CNNSR(2, 4, 8, 2).state_dict(), "weights": mask}, folder / "net.pth")
    return load_checkpoint(folder / "net.pth", CPU)


def test_low_frequencies_are_the_enlarged_images_and_high_ones_the_networks(tmp_path):
    """By torch's own Fourier transform."""
    mask = low_pass(34, 36, 6)
    network = constrained(tmp_path, mask)
    lr = image(4)[None]
    enlarged = torch.nn.functional.interpolate(lr, (34, 36), mode="bicubic", antialias=True)
    torch.manual_seed(0)
    with torch.no_grad():
        plain = CNNSR(2, 4, 8, 2)(lr).relu()
    found, low, high = (
        torch.fft.fftshift(torch.fft.fft2(x.double()), (-2, -1))
        for x in (network(lr), enlarged, plain)
    )
    assert torch.allclose(found * mask, low * mask, atol=1e-3)
    assert torch.allclose(found * (1 - mask), high * (1 - mask), atol=1e-3)
    assert not torch.allclose(low, high, atol=1)


def test_constrained_network_is_explained_at_its_one_size(tmp_path):
    network = constrained(tmp_path, low_pass(34, 36, 6))
    assert fixed_size(network) == (17, 18)
    region = Texture(Window(8, 8, 12, 12))
    for method in (LAM(steps=2), AMVESR()):
        raw = method.attribute(network, image(4), region, nothing).raw
        assert raw.isfinite().all()
        assert raw.abs().max() > 0
    with pytest.raises(BadInput, match="17 × 18 pixels"):
        network(image(4, side=20)[None])


def test_a_file_of_the_constraint_alone_says_where_it_belongs(tmp_path):
    torch.save({"weights": low_pass(16, 16, 4)}, tmp_path / "net.pth")
    with pytest.raises(BadInput, match="hard constraint"):
        load_checkpoint(tmp_path / "net.pth", CPU)


@pytest.mark.parametrize(
    ("channels", "words"),
    [
        (6, "takes 10 bands and gives 6 at the size of its input"),
        (8, "takes 10 bands and gives 8 at the size of its input"),
        (96, "24 bands at ×2 or 6 bands at ×4"),
    ],
)
def test_a_network_of_one_size_or_of_an_open_scale_is_refused_in_words(tmp_path, channels, words):
    state = CNNSR(2, 10, 8, 2).state_dict()
    weight, bias = torch.zeros(channels, 8, 3, 3), torch.zeros(channels)
    state |= {"upsampler.0.weight": weight, "upsampler.0.bias": bias}
    torch.save(state, tmp_path / "net.pth")
    with pytest.raises(Unsupported, match=words):
        load_checkpoint(tmp_path / "net.pth", CPU)


def test_a_constraint_between_other_bands_is_refused(tmp_path):
    state = {**CNNSR(2, 10, 8, 2, given=6).state_dict(), "weights": low_pass(16, 16, 4)}
    torch.save(state, tmp_path / "net.pth")
    with pytest.raises(Unsupported, match="takes 10 bands and gives 6, and its hard constraint"):
        load_checkpoint(tmp_path / "net.pth", CPU)
