from __future__ import annotations

import base64
import io
import json
import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import rasterio
from matplotlib.colors import to_rgb
from PIL import Image

from srxai_plugin.contract import wire
from srxai_plugin.contract.appearance import DETAIL_COLOURS, DETAIL_OPAQUE, OUTLINE_COLOURS
from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Calibration, Detail
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.metrics.concentration import diffusion_index, gini
from srxai_plugin.engine.report import words
from srxai_plugin.engine.report.curves import figures
from srxai_plugin.engine.report.explained import write_report
from srxai_plugin.engine.report.result import read_result

VOID = {"img", "meta", "br"}


class Page(HTMLParser):
    """Tags, attributes and table cells; fails where tags are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] in ("td", "th"):
            self.rows[-1][-1] += data

    def images(self) -> list[np.ndarray]:
        sources = [found["src"] for tag, found in self.tags if tag == "img"]
        assert all(source.startswith("data:image/png;base64,") for source in sources)
        return [
            np.asarray(Image.open(io.BytesIO(base64.b64decode(s.split(",")[1])))) for s in sources
        ]


def page_of(folder: Path) -> tuple[Page, str]:
    text = write_report(folder).read_text("utf-8")
    return Page(text.removeprefix("<!doctype html>")), text


def test_page_is_whole_and_fetches_nothing(made):
    page, text = page_of(made.folder)
    assert len(page.images()) == 3  # the map, and LR, SR and evidence of each method
    assert all(found["alt"] for tag, found in page.tags if tag == "img")
    assert sum(tag == "svg" for tag, _ in page.tags) == 3
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    for _, found in page.tags:
        for key in ("src", "href", "xlink:href"):
            assert found.get(key, "#").startswith(("#", "data:"))
    assert "@import" not in text and "url(http" not in text


def test_page_escapes_what_comes_from_files(made):
    _, text = page_of(made.folder)
    assert "bold &amp; &#x27;odd&#x27; $scene.tif" in text
    assert "a &lt;b&gt;bold" in text or os.name == "nt", "Windows takes no such name"


def spoiled(data: object, words: str) -> object:
    """The same with ``words`` before every text, but for those that are looked up or opened."""
    if isinstance(data, dict):
        kept = (
            "crs",
            "raster",
            "super_resolved",
            "method",
            "views",
            "measures",
            "level",
            "device",
            "scaling",
            "device",
        )
        return {k: v if k in kept else spoiled(v, words) for k, v in data.items()}
    if isinstance(data, list):
        return [spoiled(item, words) for item in data]
    return words + data if isinstance(data, str) else data


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</pre></td>]]>", "$\\bad{$"],
)
def test_markup_anywhere_in_a_result_stays_text(made, words):
    path = made.folder / "result.json"
    path.write_text(json.dumps(spoiled(json.loads(path.read_text("utf-8")), words)), "utf-8")
    page, text = page_of(made.folder)
    assert not {"script", "object", "iframe"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, found in page.tags for name in found)
    assert all(found["src"].startswith("data:") for tag, found in page.tags if tag == "img")
    assert words in unescape(text)
    for svg in figures(read_result(made.folder))["svg"].values():
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}
        assert not {"script", "image", "foreignObject"} & tags


@pytest.mark.parametrize(
    "spoil",
    [
        {"crs": "http://127.0.0.1:9/crs.wkt"},
        {"crs": "/etc/hostname"},
        {"crs": 'PROJCS["x"'},
        {"transform": [0, 0, 0, 0, 0, 0]},
        {"window": {"column": 0, "row": 0, "width": 10**30, "height": 10**30}},
        {"window": {"column": 0, "row": 0, "width": -1, "height": 0}},
    ],
    ids=repr,
)
def test_a_result_with_an_absurd_tile_is_a_page_or_a_sentence(made, spoil):
    path = made.folder / "result.json"
    data = json.loads(path.read_text("utf-8"))
    data["tile"].update(spoil)
    path.write_text(json.dumps(data), "utf-8")
    try:
        page_of(made.folder)
    except BadInput as refused:
        assert str(refused).endswith(".")
        assert not (made.folder / "report.html").exists()


def test_table_holds_the_statistics_and_the_baselines(made):
    page, _ = page_of(made.folder)
    rows = {row[0]: row for row in page.rows if len(row) == 8}
    for attribution in made.explanation.attributions:
        statistics = attribution.statistics
        assert rows[attribution.name][1:4] == [
            f"{statistics.diffusion_index:.1f}",
            f"{statistics.atv.area['1']:.1f} %",
            f"{statistics.atv.mean:.1f} %",
        ]
    for name, baseline in made.explanation.baselines.items():
        assert rows[name][3] == f"{baseline.atv.mean:.1f} %"


def test_page_tells_how_the_result_was_made(made):
    page, text = page_of(made.folder)
    facts = {row[0]: row[1] for row in page.rows if len(row) == 2}
    assert facts["SHA-256"] == made.explanation.network.sha256
    assert facts["raster"] == made.explanation.request.raster
    assert facts["CRS"] == "WGS 84 / UTM zone 33N (EPSG:32633)"
    assert facts["torch"] == made.explanation.software["torch"]
    for attribution in made.explanation.attributions:
        assert attribution.verdict.words in unescape(text)


def test_figures_are_svg_with_real_text_that_fits_a_message(made):
    drawn = figures(read_result(made.folder))
    assert set(drawn["svg"]) == {"atv", "distance", "layers"}
    for svg in drawn["svg"].values():
        words = " ".join(ET.fromstring(svg).itertext())
        assert "AMVE-SR" in words
    assert len(wire.encode({"result": drawn})) < wire.LONGEST


def test_layers_are_told_by_name_with_the_spread_of_each_map(made):
    result = read_result(made.folder)
    layers = figures(result)["layers"]["AMVE-SR"]
    names, maps = result.layers(made.explanation.attributions[0])
    assert layers["names"] == names and len(names) == len(maps) > 1
    assert layers["diffusion_index"][0] == pytest.approx(diffusion_index(gini(maps[0])))


def test_without_its_raster_the_super_resolved_tile_stands_in(made):
    path = made.folder / "result.json"
    data = json.loads(path.read_text("utf-8"))
    data["request"]["raster"] = "/vsicurl/http://localhost:9/gone.tif"
    path.write_text(json.dumps(data), "utf-8")
    page, text = page_of(made.folder)
    assert "The raster is no file here" in text
    assert page.images()[1].shape[1] < 2.5 * 3.0 * 110  # SR and evidence, without LR


def shows(picture: np.ndarray, colour: str) -> bool:
    return bool((np.abs(picture[..., :3] / 255 - to_rgb(colour)) < 0.01).all(2).any())


def test_pictures_show_the_outlines_that_the_map_in_qgis_has(made):
    page, text = page_of(made.folder)
    for picture in page.images():
        assert all(shows(picture, colour) for colour in OUTLINE_COLOURS.values())
    assert text.count("Each line surrounds the area") == 6  # captions and alternative texts
    assert "value^" not in text


def test_a_map_without_anything_is_shown_by_its_colours_and_their_bar(made):
    for file in ("amve-sr.tif", "lam.tif"):
        with rasterio.open(made.folder / file, "r+") as dataset:
            dataset.write(np.zeros_like(dataset.read()))
    page, text = page_of(made.folder)
    for picture in page.images():
        assert not any(shows(picture, colour) for colour in OUTLINE_COLOURS.values())
    assert text.count("value^0.4") == 6 and "Each line surrounds" not in text


def test_another_raster_by_the_same_name_is_not_shown(made):
    path = made.folder / "result.json"
    data = json.loads(path.read_text("utf-8"))
    data["request"]["raster"] = str(made.folder / "lam.tif")  # one band, and smaller
    path.write_text(json.dumps(data), "utf-8")
    assert read_result(made.folder).lr() is None
    assert "The raster is no file here" in page_of(made.folder)[1]


def test_files_are_taken_from_beside_the_result_whatever_it_says(made):
    path = made.folder / "result.json"
    data = json.loads(path.read_text("utf-8"))
    data["super_resolved"] = "../../elsewhere/super_resolved.tif"
    data["attributions"][0]["raster"] = "C:\\work\\amve-sr.tif"
    path.write_text(json.dumps(data), "utf-8")
    assert len(page_of(made.folder)[0].images()) == 3


def test_command_writes_the_page_where_it_is_told(made, tmp_path, capsys):
    file = tmp_path / "page.html"
    assert main(["report", str(made.folder), "--output", str(file)]) == 0
    assert capsys.readouterr().out.strip() == str(file)
    assert file.read_text("utf-8").startswith("<!doctype html>")
    assert main(["report", str(made.folder / "result.json")]) == 0
    assert (made.folder / "report.html").is_file()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: (f / "result.json").unlink(), "There is no result"),
        (lambda f: (f / "result.json").write_text("{"), "Not valid JSON"),
        (lambda f: (f / "result.json").write_text("{}"), "lacks the field"),
        (lambda f: (f / "lam.tif").unlink(), "lam.tif is missing"),
        (lambda f: (f / "lam.tif").write_bytes(b"II*\0"), "not a raster"),
        (lambda f: (f / "report.html").mkdir(), "Cannot write"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(made, capsys, spoil, words):
    spoil(made.folder)
    before = sorted(made.folder.iterdir())
    assert main(["report", str(made.folder)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ") and words in line
    assert sorted(made.folder.iterdir()) == before


def test_result_reads_back_as_it_was_written(made):
    result = read_result(made.folder / "result.json")
    assert result.explanation == made.explanation
    assert result.lr().shape == (64, 64, 3)
    assert result.super_resolved().shape == (256, 256, 3)
    text = (made.folder / "result.json").read_text("utf-8")
    assert from_json(type(made.explanation), text) == result.explanation
    with pytest.raises(BadInput, match="no result"):
        read_result(made.folder / "nowhere")


def test_the_truth_is_told_as_far_as_a_result_has_it(made):
    path = made.folder / "result.json"
    data = json.loads(path.read_text("utf-8"))
    assert "Against the truth" not in page_of(made.folder)[1]
    scores = {"super_resolved": {"psnr": 27.344, "ssim": 0.8}, "bicubic": {"psnr": 26, "ssim": 0.7}}
    quality = {"tile": scores, "region": scores, "covered": 100, "resampled": False}
    data["quality"] = quality
    path.write_text(json.dumps(data), "utf-8")
    page, text = page_of(made.folder)
    assert ["super-resolved, region", "27.34 dB", "0.800"] in page.rows
    assert "True share" not in text
    some = {"share": 0.839, "improvement": 0.606, "omission": 0.204, "hallucination": 0.19}
    quality["tile_detail"] = some
    quality["region_detail"] = dict.fromkeys(some)
    quality["resolution"] = {"super_resolved": None, "bicubic": 1.239, "finest": 0.6, "unit": "m"}
    path.write_text(json.dumps(data), "utf-8")
    page, text = page_of(made.folder)
    assert ["tile", "0.84", "61 %", "20 %", "19 %"] in page.rows
    assert ["region", *"––––"] in page.rows
    resolution = "Resolution: 0.6 m or finer, the limit of the pixels; by interpolation: 1.24 m."
    assert resolution in unescape(text)
    for sentence in (words.TRUE_SHARE, words.HALLUCINATION, words.RESOLUTION):
        assert sentence in unescape(text)


@pytest.fixture
def judged(made):
    """With a verdict on the detail, whose layer has the classes 1 to 5 in stripes."""
    width = made.explanation.tile.window.width * made.explanation.network.scale
    height = made.explanation.tile.window.height * made.explanation.network.scale
    bands = np.zeros((len(DETAIL_BANDS), height, width), np.float32)
    stripes = np.repeat([np.nan, 1, 2, 3, 4, 5], -(-width // 6))[:width]
    bands[list(DETAIL_BANDS).index("class")] = stripes
    with rasterio.open(made.folder / made.explanation.super_resolved.split("/")[-1]) as sr:
        profile = {**sr.profile, "count": len(bands), "dtype": "float32", "nodata": np.nan}
        profile.pop("photometric", None)
    with rasterio.open(made.folder / "detail.tif", "w", **profile) as dataset:
        dataset.write(bands)
    detail = Detail(
        "plausible",
        ("share", "assumed"),
        "Detail plausible: <i>in part</i>",
        share=0.62,
        support=0.55,
        added=8.1,
        half_width=6.2,
        raster="/elsewhere/detail.tif",
        calibration=Calibration("bicubic", True, ("pan-x4",), 0.94, 1.1, 3.5, 2.0, 4.2),
    )
    request = replace(made.explanation.request, detail=True)
    explanation = replace(made.explanation, detail=detail, request=request)
    (made.folder / "result.json").write_text(to_json(explanation), "utf-8")
    return replace(made, explanation=explanation)


def test_the_detail_is_judged_in_the_first_line_before_the_maps(judged):
    _, text = page_of(judged.folder)
    words = "</span> <b>Detail</b> – plausible: &lt;i&gt;in part&lt;/i&gt;; ± 6 of 255</p>"
    first = judged.explanation.attributions[0].verdict.words
    line, rest = text.split(words)
    assert first not in unescape(line) and first in unescape(rest)
    assert "◐" in line.split('<p id="detail">')[1]


def test_the_detail_is_pictured_with_a_legend_in_its_own_colours(judged):
    page, text = page_of(judged.folder)
    *_, picture = page.images()
    assert len(page.images()) == 4
    caption = "supported, plausible, invented, nothing added, not calibrated here; the outline"
    assert caption in text and "networks that do not invent would have drawn this too" in text
    for level, colour in DETAIL_COLOURS.items():  # the swatches, on white
        if level != "nothing-added":
            swatch = (1 - DETAIL_OPAQUE) + DETAIL_OPAQUE * np.array(to_rgb(colour))
            near = np.abs(picture[..., :3] - 255 * swatch).max(axis=-1) <= 2
            assert near.sum() > 50, level


def test_what_the_detail_rests_on_is_told(judged):
    page, text = page_of(judged.folder)
    facts = {row[0]: row[1] for row in page.rows if len(row) == 2}
    assert facts["degradation"].startswith("bicubic, assumed")
    assert facts["held against"] == "pan-x4"
    for figure in ("0.94", "1.10", "3.50"):
        assert figure in facts["one scale down"]
    assert "2.0" in facts["imagery"] and "4.2" in facts["imagery"]
    for figure in ("0.62", "0.55", "8 of 255", "± 6 of 255"):
        assert figure in facts["added detail"]
    assert " --detail" in unescape(text).split('id="command">')[1].split("</pre>")[0]


def test_a_result_that_was_not_asked_about_detail_says_nothing_of_it(made):
    page, text = page_of(made.folder)
    assert "<b>Detail</b>" not in text and 'id="detail"' not in text
    assert not {"added detail", "degradation", "held against"} & {row[0] for row in page.rows}


def test_a_result_whose_detail_is_missing_is_one_sentence(judged):
    (judged.folder / "detail.tif").unlink()
    with pytest.raises(BadInput, match=r"detail\.tif is missing"):
        write_report(judged.folder)


def test_another_layer_by_the_details_name_is_not_shown(judged):
    path = judged.folder / "detail.tif"
    with rasterio.open(path) as dataset:
        profile, bands = {**dataset.profile, "width": 8, "height": 8}, dataset.read()[:, :8, :8]
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(bands)
    page, _ = page_of(judged.folder)
    assert len(page.images()) == 3
