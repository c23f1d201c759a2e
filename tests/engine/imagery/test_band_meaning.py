"""Bands by what they are: real GeoTIFFs that say so in the ways that rasters do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.bands import Chosen, chosen_bands
from srxai_plugin.engine.imagery.geotiff import read
from tests.engine.conftest import SHARED, write_raster

RED_FIRST = ("red", "green", "blue")
SATELLITE = SHARED / "data" / "satellite"


@dataclass(frozen=True)
class Net:
    """All that is asked of a network here."""

    bands: int = 3
    card: Mapping[str, Any] = field(
        default_factory=lambda: {"band_names": ["red", "green", "blue"]}
    )
    id: str = "net"


RGB = Net()
BGR = Net(card={"band_names": ["blue", "green", "red"]})
BGRN = Net(4, {"band_names": ["blue", "green", "red", "nir"]})
UNTOLD = Net(card={})


def raster(
    folder: Path,
    count: int,
    dtype: str = "uint16",
    descriptions: Sequence[str] = (),
    colours: Sequence[ColorInterp] = (),
    bands: Sequence[Mapping[str, str]] = (),
    domain: str | None = None,
    **tags: str,
) -> Path:
    """Of 4 × 4 pixels. ``bands`` are tags of each band, in a metadata domain."""
    pixels = np.ones((count, 4, 4), dtype)
    path = write_raster(folder / "scene.tif", pixels, photometric="minisblack")
    with rasterio.open(path, "r+") as dataset:
        if descriptions:
            dataset.descriptions = descriptions
        if colours:
            dataset.colorinterp = colours
        for band, told in enumerate(bands, start=1):
            dataset.update_tags(band, ns=domain, **told)
        dataset.update_tags(**tags)
    return path


def chosen(path: Path, network: Net, asked: tuple[int, ...] | None = None) -> Chosen:
    with rasterio.open(path) as dataset:
        return chosen_bands(asked, dataset, network)


@pytest.mark.parametrize(
    "descriptions",
    [
        ("B02", "B03", "B04", "B08"),
        ("B2", "B3", "B4", "B8"),
        ("blue", "green", "red", "nir"),
        ("Blue", "Green", "Red", "Near Infrared"),
        ("SR_B2", "SR_B3", "SR_B4", "SR_B5"),
        ("T33UUP_B02_10m", "T33UUP_B03_10m", "T33UUP_B04_10m", "T33UUP_B08_10m"),
        ("Band 2 - Blue", "Band 3 - Green", "Band 4 - Red", "Band 5 - NIR"),
        ("B02", "B03", "B04", "B8A"),
    ],
    ids=lambda names: "-".join(names),
)
def test_descriptions_say_what_bands_are(tmp_path, descriptions):
    path = raster(tmp_path, 4, descriptions=descriptions)
    assert chosen(path, RGB).bands == (3, 2, 1)
    assert chosen(path, UNTOLD).bands == (3, 2, 1)
    assert chosen(path, BGR).bands == (1, 2, 3)
    four = chosen(path, BGRN)
    assert four.bands == (1, 2, 3, 4)
    assert four.match.known == ("description",) * 4
    assert four.match.words == "Bands 1, 2, 3, 4 as blue, green, red, nir: by their descriptions."
    assert four.misfits == ()


def test_a_number_means_what_the_sensor_in_the_tags_means_by_it(tmp_path):
    names = ("B1", "B2", "B3", "B4")
    assert chosen(raster(tmp_path, 4, descriptions=names), RGB).match.known == (None,) * 3
    path = raster(tmp_path, 4, descriptions=names, SPACECRAFT_ID="LANDSAT_5")
    assert (chosen(path, RGB).bands, chosen(path, BGRN).bands) == ((3, 2, 1), (1, 2, 3, 4))
    path = raster(tmp_path, 4, descriptions=names, SPACECRAFT_ID="LANDSAT_8")
    assert chosen(path, RGB).bands == (4, 3, 2)


def test_fifth_bands_differ_between_sensors_and_are_not_guessed(tmp_path):
    path = raster(tmp_path, 4, descriptions=("B2", "B3", "B4", "B5"))
    assert chosen(path, RGB).bands == (3, 2, 1)  # these mean the same to all
    told = chosen(path, BGRN)
    assert told.match.known == (None,) * 4 and "nothing says" in told.match.words


def test_colours_say_it_where_descriptions_do_not(tmp_path):
    colours = (ColorInterp.nir, ColorInterp.blue, ColorInterp.green, ColorInterp.red)
    path = raster(tmp_path, 4, colours=colours)
    told = chosen(path, RGB)
    assert (told.bands, set(told.match.known)) == ((4, 3, 2), {"colour"})
    assert chosen(path, BGRN).bands == (2, 3, 4, 1)


def test_a_description_is_believed_before_a_colour(tmp_path):
    """As of NAIP tiles, whose fourth band of bytes is alpha to GDAL, whatever it holds."""
    colours = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
    path = raster(tmp_path, 4, "uint8", ("blue", "green", "red", "nir"), colours)
    assert chosen(path, RGB).bands == (3, 2, 1)
    assert chosen(path, BGRN).bands == (1, 2, 3, 4)
    with rasterio.open(path, "r+") as dataset:
        dataset.write(np.zeros((4, 4), np.uint8), 4)  # water, in near infrared
    for bands in ((1, 2, 3, 4), (3, 2, 1)):
        with rasterio.open(path) as dataset:
            assert read(dataset, Window(0, 0, 4, 4), bands).valid.all()


NANOMETRES = (842, 665, 560, 490)


@pytest.mark.parametrize(
    ("domain", "bands"),
    [
        (None, [{"wavelength": f"{n}", "wavelength_units": "Nanometers"} for n in NANOMETRES]),
        (None, [{"WAVELENGTH": f"{n}", "WAVELENGTH_UNIT": "nm"} for n in NANOMETRES]),
        (None, [{"wavelength": f"{n / 1000}"} for n in NANOMETRES]),
        ("IMAGERY", [{"CENTRAL_WAVELENGTH_UM": f"{n / 1000}"} for n in NANOMETRES]),
    ],
    ids=["ENVI", "Sentinel-2 driver", "no unit", "IMAGERY"],
)
def test_wavelengths_say_it(tmp_path, domain, bands):
    path = raster(tmp_path, 4, bands=bands, domain=domain)
    told = chosen(path, RGB)
    assert (told.bands, set(told.match.known)) == ((2, 3, 4), {"wavelength"})
    assert chosen(path, BGRN).bands == (4, 3, 2, 1)


def test_of_many_bands_of_a_colour_the_nearest_to_the_cards_wavelength_is_taken(tmp_path):
    centres = [450 + 10 * i for i in range(45)]
    path = raster(tmp_path, 45, bands=[{"wavelength": str(n)} for n in centres])
    card = {"band_names": ["red", "green", "blue"], "wavelengths": [0.66, 0.55, 0.48]}
    assert [centres[band - 1] for band in chosen(path, Net(card=card)).bands] == [660, 550, 480]


def test_stac_says_it(tmp_path):
    listed = [{"name": "B04", "common_name": "red"}, {"name": "B03"}, {"center_wavelength": 0.49}]
    path = raster(tmp_path, 3, **{"eo:bands": json.dumps(listed)})
    told = chosen(path, BGR)
    assert told.bands == (3, 2, 1)
    assert told.match.known == ("wavelength", "description", "description")


def test_an_order_is_a_guess_and_said_as_such(tmp_path):
    told = chosen(raster(tmp_path, 12), BGRN)
    assert told.bands == (2, 3, 4, 8)
    assert (set(told.match.known), told.match.like) == ({"order"}, "Sentinel-2 L2A")
    (sentence,) = told.misfits
    assert "guessed" in sentence and "Sentinel-2 L2A" in sentence and "Check" in sentence
    assert chosen(raster(tmp_path, 13), RGB).bands == (4, 3, 2)
    assert chosen(raster(tmp_path, 4, "uint8"), BGRN).bands == (3, 2, 1, 4)  # NAIP


@pytest.mark.parametrize(("count", "like"), [(4, "aerial cameras"), (8, "WorldView")])
def test_what_may_be_one_order_or_another_is_taken_as_it_comes_and_told_with_both(
    tmp_path, count, like
):
    told = chosen(raster(tmp_path, count), RGB)
    assert (told.bands, told.match.known) == ((1, 2, 3), (None,) * 3)
    assert "nothing says what they are" in told.match.words
    assert "PlanetScope" in told.match.words and like in told.match.words


def test_orders_that_agree_on_what_is_wanted_are_one(tmp_path):
    path = raster(tmp_path, 10)  # by number, or 10 m before 20 m: near infrared differs
    assert chosen(path, RGB).bands == (3, 2, 1)
    assert chosen(path, BGRN).match.known == (None,) * 4


def test_names_of_something_else_are_no_order(tmp_path):
    names = [f"index {i}" for i in range(12)]
    assert chosen(raster(tmp_path, 12, descriptions=names), RGB).bands == (1, 2, 3)


def test_a_band_that_is_not_there_is_said_with_what_is(tmp_path):
    path = raster(tmp_path, 3, descriptions=("red", "green", "blue"))
    with pytest.raises(BadInput) as refused:
        chosen(path, BGRN)
    sentence = str(refused.value)
    assert "takes 4 bands: blue, green, red, nir" in sentence  # expected
    assert "has 3: red, green, blue (by their descriptions), and nir is none" in sentence  # found
    infrared = raster(tmp_path, 3, descriptions=("nir", "red", "green"))
    with pytest.raises(BadInput, match="blue is none of them"):
        chosen(infrared, RGB)
    assert chosen(infrared, UNTOLD).bands == (1, 2, 3)  # nobody says that it must have blue


def test_asked_bands_are_taken_and_those_of_another_kind_are_told(tmp_path):
    path = raster(tmp_path, 4, descriptions=("B02", "B03", "B04", "B08"))
    told = chosen(path, RGB, (4, 3, 2))
    assert (told.bands, told.match.known) == ((4, 3, 2), ("asked",) * 3)
    (sentence,) = told.misfits
    assert "learned from red, green, blue" in sentence
    assert "band 4 is nir, band 3 is red and band 2 is green" in sentence
    assert chosen(path, RGB, (3, 2, 1)).misfits == ()
    assert chosen(path, UNTOLD, (4, 3, 2)).misfits == ()


def test_real_rasters_say_it():
    paths = sorted(SATELLITE.glob("*.tif"))
    if not paths:
        pytest.skip("the shared satellite rasters are not here")
    for path in paths:
        if not path.stem.endswith("_scl"):
            assert chosen(path, RGB).bands == (3, 2, 1), path
            assert chosen(path, BGRN).bands == (1, 2, 3, 4), path
