from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.training import train as training
from srxai_plugin.engine.training.train import Recipe, read_pairs, sample, score, train
from tests.engine.conftest import texture

TINY = Recipe(scale=2, features=8, blocks=1, steps=6, batch=2, patch=12)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    for i in range(4):
        pixels = np.ascontiguousarray(texture(3, 50, 51, seed=i).transpose(1, 2, 0))
        Image.fromarray(pixels).save(folder / f"{i}.png")
    (folder / "notes.txt").write_text("not an image")
    return folder


def test_same_seed_gives_the_same_weights_and_another_one_does_not(images, tmp_path):
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        train(images, tmp_path / f"{name}.safetensors", replace(TINY, seed=seed))
    a, b, c = (load_file(tmp_path / f"{name}.safetensors") for name in "abc")
    assert all(torch.equal(a[key], b[key]) for key in a)
    assert not torch.equal(a["head.0.weight"], c["head.0.weight"])


def test_interrupted_training_goes_on_to_the_same_weights(images, tmp_path, monkeypatch):
    train(images, tmp_path / "whole.safetensors", TINY)

    class Interrupted(Exception):
        pass

    def stop_at_4(pairs, recipe, step):
        if step == 4:
            raise Interrupted
        return sample(pairs, recipe, step)

    monkeypatch.setattr(training, "sample", stop_at_4)
    with pytest.raises(Interrupted):
        train(images, tmp_path / "part.safetensors", TINY, save_every=2)
    monkeypatch.undo()
    assert not (tmp_path / "part.safetensors").exists()
    assert (tmp_path / "part.training.pt").exists()
    train(images, tmp_path / "part.safetensors", TINY, save_every=2)
    whole, part = (load_file(tmp_path / f"{n}.safetensors") for n in ("whole", "part"))
    assert all(torch.equal(whole[key], part[key]) for key in whole)
    assert not (tmp_path / "part.training.pt").exists()


def test_checkpoint_of_other_settings_is_refused(images, tmp_path):
    output = tmp_path / "net.safetensors"
    torch.save({"recipe": {}}, output.with_suffix(".training.pt"))
    with pytest.raises(BadInput, match="other settings"):
        train(images, output, TINY)


def test_training_lowers_the_error(images, tmp_path):
    short = train(images, tmp_path / "a.safetensors", TINY, validation=images)
    longer = train(images, tmp_path / "b.safetensors", replace(TINY, steps=150), validation=images)
    assert longer["psnr"] > short["psnr"] + 1


def test_luma_network_is_trained_on_luma_and_scored_on_colours(images, tmp_path):
    recipe = replace(TINY, architecture="fsrcnn", features=14, colour="y", steps=200, rate=3e-3)
    card = train(images, tmp_path / "net.safetensors", recipe, validation=images)
    network = load_checkpoint(tmp_path / "net.safetensors", torch.device("cpu"))
    assert (network.colour, network.bands, network.scale) == ("y", 3, 2)
    assert load_file(tmp_path / "net.safetensors")["first_part.0.weight"].shape[1] == 1
    again = score(network, read_pairs(images, 2))
    assert again["psnr"] == pytest.approx(card["psnr"], abs=1e-3)
    assert 0 < card["ssim"] < 1


def test_start_gives_the_first_weights_where_they_fit(images, tmp_path):
    train(images, tmp_path / "x2.safetensors", TINY)
    once = replace(TINY, scale=4, steps=1, rate=0.0, patch=6)
    start = tmp_path / "x2.safetensors"
    card = train(images, tmp_path / "x4.safetensors", once, start=start)
    x2, x4 = (load_file(tmp_path / f"{name}.safetensors") for name in ("x2", "x4"))
    assert torch.equal(x4["body.0.body.0.weight"], x2["body.0.body.0.weight"])
    assert card["start"]["from"] == "x2"
    other = replace(TINY, architecture="espcn", features=6, steps=1)
    with pytest.raises(BadInput, match="in common"):
        train(images, tmp_path / "espcn.safetensors", other, start=start)


def test_pairs_are_the_image_and_its_antialiased_half(images):
    pairs = read_pairs(images, scale=2)
    assert len(pairs) == 4
    lr, hr = pairs[0]
    assert (lr.shape, hr.shape) == ((25, 25, 3), (50, 50, 3))
    halves = hr.reshape(25, 2, 25, 2, 3).mean((1, 3))
    assert np.abs(halves - lr).mean() < 6


def test_patches_of_a_batch_fit_each_other(images):
    lr, hr = sample(read_pairs(images, scale=2), TINY, step=3)
    assert lr.shape == (2, 3, 12, 12)
    assert hr.shape == (2, 3, 24, 24)
    coarse = torch.nn.functional.avg_pool2d(hr, 2)
    assert (coarse - lr).abs().mean() < 0.03


def test_folder_without_images_is_refused(tmp_path):
    with pytest.raises(BadInput, match="No image"):
        train(tmp_path, tmp_path / "net.safetensors", TINY)
