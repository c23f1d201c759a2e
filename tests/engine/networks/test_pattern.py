from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.registry import architecture
from srxai_plugin.engine.networks.architectures.rfdn import OTHERS, RFDN, USUAL, Steps
from srxai_plugin.engine.networks.behaviour.pattern import gain, pattern
from srxai_plugin.engine.networks.loading.zoo import load_network


def test_gain_is_over_bicubic_interpolation():
    assert gain(lambda x: F.interpolate(x, scale_factor=3, mode="bicubic"), 3, 2) == 0
    assert gain(lambda x: F.interpolate(x, scale_factor=3), 3, 2) < 0
    assert gain(lambda x: pattern(3).expand(-1, 2, -1, -1), 3, 2) > 50


def test_trained_network_gains():
    network = load_network("edsr-x2", torch.device("cpu"))
    assert gain(network, 2, 3) > 1


def fitted(steps: Steps) -> RFDN:
    """Random but for the last convolution, which brings the pattern back as well as one can."""
    torch.manual_seed(0)
    module = RFDN(2, 1, 16, 1, steps=steps).eval()
    for name, weight in module.named_parameters():
        if name.endswith("_r.weight"):  # so that it matters what becomes of them
            weight.data *= 3
    truth = pattern(2)
    small = F.interpolate(truth, scale_factor=0.5, mode="bicubic", antialias=True)
    features = []
    module.upsampler.register_forward_pre_hook(lambda _, inputs: features.append(inputs[0]))
    with torch.no_grad():
        module(small)
        seen = F.pad(F.unfold(features[0], 3, padding=1)[0].T, (0, 1), value=1)
        wanted = F.pixel_unshuffle(truth, 2)[0].flatten(1).T
        # One that is found is not the best for other weights: it has to be of moderate size.
        normal = seen.T @ seen + 1e-4 * torch.eye(seen.shape[1])
        weights = torch.linalg.solve(normal, seen.T @ wanted).T
        module.upsampler[0].weight.copy_(weights[:, :-1].view(4, 16, 3, 3))
        module.upsampler[0].bias.copy_(weights[:, -1])
    return module


@pytest.mark.parametrize("steps", [USUAL, *OTHERS], ids=["usual", "dilated", "not added"])
def test_rfdn_is_read_in_the_forward_that_its_weights_fit(steps):
    module = fitted(steps)
    read = architecture("rfdn").read(module.state_dict()).module
    lr = torch.rand(1, 1, 20, 24)
    with torch.no_grad():
        assert torch.allclose(read.eval()(lr), module(lr), atol=1e-6)
