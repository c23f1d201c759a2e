from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from PIL import Image
from safetensors.torch import load_file

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.training import train as training
from srxai_plugin.engine.training.adversary import Adversary
from srxai_plugin.engine.training.images import read_hr
from srxai_plugin.engine.training.patches import read_pairs, sample
from srxai_plugin.engine.training.recipe import Recipe
from srxai_plugin.engine.training.scores import score, spectral_angle
from srxai_plugin.engine.training.start import SPREAD
from srxai_plugin.engine.training.train import train
from srxai_plugin.engine.training.varied import Varied
from tests.engine.conftest import texture, write_raster

TINY = Recipe(scale=2, features=8, blocks=1, steps=6, batch=2, patch=12)
INVENTIVE = replace(TINY, adversarial=0.05)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    for i in range(4):
        pixels = np.ascontiguousarray(texture(3, 50, 51, seed=i).transpose(1, 2, 0))
        Image.fromarray(pixels).save(folder / f"{i}.png")
    (folder / "notes.txt").write_text("not an image")
    return folder


@pytest.fixture
def stopped_at_4(images, monkeypatch) -> Callable[[Recipe, Path], None]:
    """Trains until the fifth step is about to begin; the last checkpoint is of the fourth."""

    class Interrupted(Exception):
        pass

    def stop_at_4(pairs, recipe, step):
        if step == 4:
            raise Interrupted
        return sample(pairs, recipe, step)

    def begin(recipe: Recipe, output: Path) -> None:
        with monkeypatch.context() as patch, pytest.raises(Interrupted):
            patch.setattr(training, "sample", stop_at_4)
            train(images, output, recipe, save_every=2)

    return begin


def test_same_seed_gives_the_same_weights_and_another_one_does_not(images, tmp_path):
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        train(images, tmp_path / f"{name}.safetensors", replace(TINY, seed=seed))
    a, b, c = (load_file(tmp_path / f"{name}.safetensors") for name in "abc")
    assert all(torch.equal(a[key], b[key]) for key in a)
    assert not torch.equal(a["head.0.weight"], c["head.0.weight"])


@pytest.mark.parametrize("recipe", [TINY, INVENTIVE], ids=lambda recipe: recipe.loss)
def test_interrupted_training_goes_on_to_the_same_weights(images, tmp_path, stopped_at_4, recipe):
    train(images, tmp_path / "whole.safetensors", recipe)
    stopped_at_4(recipe, tmp_path / "part.safetensors")
    assert not (tmp_path / "part.safetensors").exists()
    assert (tmp_path / "part.training.pt").exists()
    train(images, tmp_path / "part.safetensors", recipe, save_every=2)
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


def test_card_says_what_the_network_was_trained_by(images, tmp_path):
    plain = train(images, tmp_path / "plain.safetensors", TINY)
    assert (plain["loss"], plain["degradation"]) == ("l1", "bicubic")
    assert "remarks" not in plain
    card = {"remarks": "For a test."}
    card = train(images, tmp_path / "inventive.safetensors", INVENTIVE, card=card)
    assert card == json.loads((tmp_path / "inventive.json").read_text("utf-8"))
    assert card["loss"] == "l1+adversarial"
    assert card["recipe"] == {**plain["recipe"], "adversarial": 0.05}
    assert "need not be true" in card["remarks"]
    assert card["remarks"].endswith(" For a test.")


def test_training_by_l1_alone_has_the_records_it_always_had(images, tmp_path, stopped_at_4):
    """So that checkpoints and cards from before the adversarial loss are read by this program."""
    settings = {
        "architecture": "edsr", "scale": 2, "features": 8, "blocks": 1, "steps": 6, "batch": 2,
        "patch": 12, "colour": "rgb", "rate": 4e-4, "precision": "float32", "seed": 0,
    }  # fmt: skip
    stopped_at_4(TINY, tmp_path / "net.safetensors")
    saved = torch.load(tmp_path / "net.training.pt", weights_only=True)
    assert saved.keys() == {"recipe", "network", "optimiser", "schedule", "step", "seconds"}
    assert saved["recipe"] == settings
    assert train(images, tmp_path / "net.safetensors", TINY)["recipe"] == settings


def test_adversarial_loss_makes_a_network_draw_more_detail(images, tmp_path):
    """Than the same training without it, both from one network: noise is not to be foreseen, so L1
    alone smooths it."""
    start = tmp_path / "start.safetensors"
    train(images, start, replace(TINY, steps=150))
    added = {}
    for weight in (0.0, 0.3):
        output = tmp_path / f"{weight}.safetensors"
        train(images, output, replace(TINY, steps=100, adversarial=weight), start=start)
        network = load_checkpoint(output, torch.device("cpu"))
        added[weight] = 0.0
        for lr, hr in read_pairs(images, 2):
            plain = np.asarray(Image.fromarray(lr).resize(hr.shape[1::-1], Image.BICUBIC), float)
            with torch.no_grad():
                sr = network(torch.from_numpy(lr / np.float32(255)).permute(2, 0, 1)[None])
            added[weight] += float(((255 * sr[0].permute(1, 2, 0).numpy() - plain) ** 2).mean())
    assert added[0.3] > 1.5 * added[0.0]


def test_discriminator_learns_to_tell_smooth_detail_from_the_true(images):
    torch.manual_seed(0)
    adversary = Adversary(bands=3, rate=1e-3)
    for step in range(40):
        lr, hr = sample(read_pairs(images, scale=2), TINY, step)
        smooth = torch.nn.functional.interpolate(lr, scale_factor=2, mode="bilinear")
        adversary.learn(lr, smooth, hr)
    assert adversary.loss(lr, smooth) > 5 * adversary.loss(lr, hr)


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf")])
def test_weight_that_is_none_is_refused(weight):
    with pytest.raises(BadInput, match="weight of the adversarial loss cannot be"):
        Recipe(adversarial=weight)


@pytest.fixture
def rasters(tmp_path) -> Path:
    """Two of four bands, one with a corner without data, and what is passed over."""
    folder = tmp_path / "rasters"
    folder.mkdir()
    values = (texture(4, 300, 300).astype(np.uint16) * 20) + 100
    write_raster(folder / "a.tif", values)
    values[:, :30, :30] = 0
    write_raster(folder / "b.tif", values, nodata=0)
    write_raster(folder / "rgb.tif", texture(3, 300, 300))
    (folder / "notes.txt").write_text("not an image")
    return folder


def test_rasters_are_reflectance_in_tiles_without_nodata(rasters):
    images = read_hr(rasters, 4, smallest=200)
    assert [image.shape for image in images] == [(256, 256, 4)]
    with rasterio.open(rasters / "a.tif") as dataset:
        assert np.allclose(images[0], dataset.read()[:, :256, :256].transpose(1, 2, 0) / 10_000)
    with pytest.raises(BadInput, match="No image of 5 bands"):
        read_hr(rasters, 5)


def test_a_network_of_four_bands_begins_with_the_weights_of_one_of_rgb(rasters, tmp_path):
    rgb, four = tmp_path / "rgb.safetensors", tmp_path / "four.safetensors"
    images = tmp_path / "images"
    images.mkdir()
    Image.fromarray(texture(3, 64, 64).transpose(1, 2, 0)).save(images / "a.png")
    train(images, rgb, replace(TINY, steps=1))
    recipe = replace(
        TINY, steps=1, rate=0.0, bands=4, relative=True, degradation=Varied(sigma=(0.5, 0.6))
    )
    card = train(rasters, four, recipe, validation=rasters, start=rgb)
    before, after = (load_file(path) for path in (rgb, four))
    order = [2, 1, 0, 0]  # blue, green, red, and red once more for near infrared
    assert torch.equal(after["head.0.weight"], before["head.0.weight"][:, order])
    assert torch.equal(after["tail.1.bias"], before["tail.1.bias"][order])
    network = load_checkpoint(four, torch.device("cpu"))
    assert (network.bands, network.scale) == (4, 2)
    assert torch.allclose(
        after["sub_mean.bias"], -torch.tensor(read_hr(rasters, 4)[0]).mean((0, 1)), atol=1e-2
    )
    assert card["bands"] == 4 and len(card["psnr_bands"]) == 4
    assert card["start"]["bands"] == f"{SPREAD}: head.0.weight, tail.1.weight, tail.1.bias"
    assert card["recipe"]["degradation"]["sigma"] == [0.5, 0.6]
    assert (card["degradation"], card["psf_sigma"]) == ("gaussian", 1.1), "0.55 LR pixels"


def test_jpeg_of_four_bands_is_refused_before_anything_is_learned():
    with pytest.raises(BadInput, match="these images have 4"):
        Recipe(bands=4, degradation=Varied(jpeg=0.1))


def test_spectral_angle_is_that_of_the_vectors():
    one = torch.tensor([1.0, 0.0, 0.0]).view(3, 1, 1)
    other = torch.tensor([1.0, 1.0, 0.0]).view(3, 1, 1)
    assert spectral_angle(one, other) == pytest.approx(45, abs=1e-3)
    assert spectral_angle(one, 3 * one) == pytest.approx(0, abs=0.1)
