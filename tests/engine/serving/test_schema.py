"""The published schemas are those of the contract, and what the engine writes fits them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import rasterio

from srxai_plugin.contract.codec import from_data, to_data, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import VERSION
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method, Objective
from srxai_plugin.contract.scenes import (
    BatchRequest,
    DetailMapRequest,
    RelianceRequest,
    SuperResolveRequest,
    ZonalRequest,
)
from srxai_plugin.engine.attribution.objectives import objective
from srxai_plugin.engine.attribution.registry import METHODS, method
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.explaining.compare import compare
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.many.batch import batch
from srxai_plugin.engine.networks.loading.sidecar import sidecar
from srxai_plugin.engine.networks.loading.zoo import bundled
from srxai_plugin.engine.scene.detail_map import detail_map
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from srxai_plugin.engine.scene.zonal import zonal
from srxai_plugin.engine.serving.schema import SCHEMAS, schema
from tests.engine.conftest import texture

PUBLISHED = Path(__file__).parents[3] / "docs/schema"
LAM = Method("lam", {"steps": 2})
WINDOW = Region(window=Window(20, 16, 8, 8))
REQUEST = to_data(ExplainRequest("a.tif", WINDOW, "out"))


def validator(name: str) -> Any:
    """Of the schema as it is published."""
    checker = pytest.importorskip("jsonschema").Draft202012Validator
    return checker(json.loads((PUBLISHED / f"{name}.json").read_text("utf-8")))


def fits(name: str, data: Any) -> bool:
    """After a way through JSON, as others see it."""
    return validator(name).is_valid(json.loads(to_json(data)))


def problems(name: str, data: Any) -> list[str]:
    return [e.message for e in validator(name).iter_errors(json.loads(to_json(data)))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_that_of_the_contract(name: str):
    published = json.loads((PUBLISHED / f"{name}.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(schema(name))), "srxai schema --output docs/schema"


def test_nothing_else_is_published():
    assert {path.stem for path in PUBLISHED.iterdir()} == {*SCHEMAS}


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema_and_tells_what_every_field_is_called(name: str):
    checker = validator(name)
    checker.check_schema(checker.schema)
    assert set(checker.schema["properties"]) == set(vars(SCHEMAS[name])["__dataclass_fields__"])
    assert checker.schema["description"]


def test_what_the_engine_writes_fits(make_raster, tmp_path: Path):
    scene = make_raster(texture(3, 64, 64))
    own = {"raster": str(scene), "threads": 1}
    asked = ExplainRequest(
        **own,
        region=WINDOW,
        output=str(tmp_path / "out"),
        network="fsrcnn-x4",
        methods=(LAM, Method("amve-sr")),
        views=("signed", "layers"),
        measures=("deletion", "insertion", "randomisation"),
        reference=str(scene),
        detail=True,
    )
    explain(asked)
    written = json.loads((tmp_path / "out/result.json").read_text("utf-8"))
    assert problems("result", written) == []
    with rasterio.open(tmp_path / "out/lam.tif") as dataset:
        assert problems("request", json.loads(dataset.tags()["SRXAI_REQUEST"])) == []
    both = CompareRequest(
        **own,
        region=WINDOW,
        output=str(tmp_path / "compared"),
        networks=("fsrcnn-x4", "edsr-x2"),
        method=LAM,
    )
    shares = ZonalRequest(
        str(tmp_path / "out/lam.tif"), str(scene), str(tmp_path / "shares.csv"), labels={"1": "a"}
    )
    lines = tmp_path / "requests.jsonl"
    lines.write_text(to_json(asked) + "\n{}\n", "utf-8")
    many = BatchRequest(str(lines), str(tmp_path / "many"), threads=1)
    larger = SuperResolveRequest(**own, output=str(tmp_path / "sr.tif"), network="fsrcnn-x4")
    map = RelianceRequest(**own, output=str(tmp_path / "map.tif"), network="fsrcnn-x4", stride=32)
    judged = DetailMapRequest(**own, output=str(tmp_path / "d.tif"), network="fsrcnn-x4")
    for do, name, result, request in (
        (compare, "compare-request", "comparison", both),
        (superresolve, "superresolve-request", "superresolve-result", larger),
        (reliance, "reliance-request", "reliance-result", map),
        (detail_map, "detail-request", "detail-result", judged),
        (zonal, "zonal-request", "zonal-result", shares),
        (batch, "batch-request", "batch-result", many),
    ):
        assert problems(name, request) == []
        assert problems(result, do(request)) == []
    comparison = json.loads((tmp_path / "compared/comparison.json").read_text("utf-8"))
    assert problems("comparison", comparison) == []
    (failure,) = (tmp_path / "many/failures.jsonl").read_text("utf-8").splitlines()
    described = (PUBLISHED.parent / "formats.md").read_text("utf-8")
    tags = {tag for path in tmp_path.rglob("*.tif") for tag in tags_of(path)}
    assert tags == {*re.findall(r"`(SRXAI_\w+)` \|", described)}
    assert all(f"`{name}`" in described for name in json.loads(failure))


def tags_of(path: Path) -> set[str]:
    """SRXAI's own."""
    with rasterio.open(path) as dataset:
        return {tag for tag in dataset.tags() if tag.startswith("SRXAI_")}


def test_the_request_that_is_shown_fits():
    text = (PUBLISHED.parent / "formats.md").read_text("utf-8")
    (shown,) = re.findall(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert problems("request", json.loads(shown)) == []
    from_data(ExplainRequest, json.loads(shown))


@pytest.mark.parametrize("path", [*bundled().values()], ids=lambda path: path.stem)
def test_cards_of_the_bundled_networks_fit(path: Path):
    card = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert problems("network-card", card) == []


@pytest.mark.parametrize("kind", METHODS, ids=lambda kind: kind.id)
def test_a_method_with_all_of_its_defaults_fits(kind: type):
    asked = {"id": kind.id, "parameters": kind().parameters()}
    assert problems("request", {**REQUEST, "methods": [asked]}) == []


WRONG_REQUESTS: list[dict[str, Any]] = [
    {"raster": 7},
    {"bands": [1, 2.5]},
    {"bands": "123"},
    {"region": {}},
    {"region": {**to_data(WINDOW), "polygon": {"rings": []}}},
    {"region": {"window": {"column": 1, "row": 1, "width": 8}}},
    {"region": {"polygon": {"rings": [[[0, 0], [1]]]}}},
    {"colour": "red"},
    {"version": VERSION + 1},
    {"seed": -1},
    {"seed": 2**63},
    {"measures": ["beauty"]},
    {"views": ["beauty"]},
    {"context": -1},
    {"device": "gpu"},
    {"scaling": "log"},
    {"threads": 0},
    {"threads": 1025},
    {"methods": []},
]


@pytest.mark.parametrize("change", WRONG_REQUESTS, ids=str)
def test_schema_and_reader_refuse_the_same_requests(change: dict[str, Any]):
    assert not fits("request", {**REQUEST, **change})
    with pytest.raises(BadInput):
        from_data(ExplainRequest, {**REQUEST, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"region": {"bounds": {"xmin": 1, "ymin": 2.5, "xmax": 3, "ymax": 4}}},
        {"region": {**to_data(WINDOW), "polygon": None}},
        {"bands": [3, 2.0, 1]},
        {"bands": None},
        {"context": 0},
        {"scaling": None},
    ],
    ids=str,
)
def test_schema_and_reader_take_the_same_requests(change: dict[str, Any]):
    assert problems("request", {**REQUEST, **change}) == []
    from_data(ExplainRequest, {**REQUEST, **change})


@pytest.mark.parametrize(
    "asked",
    [
        {"id": "lam", "parameters": {"steps": 0.5}},
        {"id": "lam", "parameters": {"steps": 10**9}},
        {"id": "lam", "parameters": {"mode": "fast"}},
        {"id": "lam", "parameters": {"gamma": 1.0}},
        {"id": "gated-gradient", "parameters": {"kernel": 4}},
        {"id": "looking-hard"},
    ],
    ids=str,
)
def test_schema_and_engine_refuse_the_same_methods(asked: dict[str, Any]):
    assert not fits("request", {**REQUEST, "methods": [asked]})
    with pytest.raises(BadInput):
        method(from_data(Method, asked))


@pytest.mark.parametrize("asked", [{"id": "beauty"}, {"id": "gabor", "parameters": {"angle": "a"}}])
def test_schema_and_engine_refuse_the_same_questions(asked: dict[str, Any]):
    assert not fits("request", {**REQUEST, "objective": asked})
    with pytest.raises(BadInput):
        objective(from_data(Objective, asked), Window(0, 0, 8, 8), None, 3)


@pytest.mark.parametrize("card", [{"value_range": 65536}, {"scale": 1}, {"colour": "hsv"}], ids=str)
def test_schema_and_engine_refuse_the_same_cards(card: dict[str, Any]):
    assert not fits("network-card", card)
    with pytest.raises(BadInput):
        sidecar(card, "card.json")


def test_the_command_line_prints_writes_and_lists_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["schema"]) == 0
    assert capsys.readouterr().out.split() == [*SCHEMAS]
    assert main(["schema", "result"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(schema("result")))
    assert main(["schema", "--output", str(tmp_path / "all")]) == 0
    assert {path.stem for path in (tmp_path / "all").iterdir()} == {*SCHEMAS}
    assert main(["schema", "poem"]) == 2
    assert "Choose from: request, result" in capsys.readouterr().err
