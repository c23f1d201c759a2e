"""The Processing algorithms for networks, run as users run them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsProcessingException
from qgis.PyQt.QtWidgets import QComboBox, QListWidget

from srxai_plugin.desk.processing import engine_algorithm
from srxai_plugin.desk.processing.provider import SrxaiProvider

if TYPE_CHECKING:
    from processing.gui.wrappers import WidgetWrapper

NAMES = ("listnetworks", "networkinfo", "addnetwork", "removenetwork", "checknetwork")

pytestmark = pytest.mark.usefixtures("interpreter")


@pytest.fixture(autouse=True)
def provider(qgis_processing: None) -> Iterator[SrxaiProvider]:
    provider = SrxaiProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    QgsApplication.processingRegistry().removeProvider(provider)


def run(name: str, **parameters: object) -> dict:
    import processing

    return processing.run(f"srxai:{name}", parameters)


def widget(algorithm: QgsProcessingAlgorithm, parameter: str) -> WidgetWrapper:
    """Of one parameter, as a dialog makes it."""
    definition = algorithm.parameterDefinition(parameter)
    asked = dict(definition.metadata()["widget_wrapper"])
    module, kind = asked.pop("class").rsplit(".", 1)
    return getattr(import_module(module), kind)(definition, None, **asked)


def offered(provider: SrxaiProvider, name: str, parameter: str = "NETWORK") -> list[str]:
    """What a dialog lists that is opened now, from the top."""
    algorithm = provider.algorithm(name).create()
    shown = widget(algorithm, parameter).widget
    if isinstance(shown, QComboBox):
        return [shown.itemData(row) for row in range(shown.count())]
    ticks = shown.findChild(QListWidget)
    return [ticks.item(row).text() for row in range(ticks.count())]


def test_a_network_is_added_listed_told_checked_and_removed(
    checkpoint: Path, own_networks: Path, provider: SrxaiProvider
) -> None:
    added = run(
        "addnetwork", FILE=str(checkpoint), TITLE="<b>Mine</b>", COLOUR="y", LICENCE="MIT", SCALE=4
    )
    assert (added["NETWORK"], added["BANDS"], added["WARNING"]) == ("my-net", 3, "")
    card = json.loads((own_networks / "my-net.json").read_text("utf-8"))
    assert (card["title"], card["colour"], card["licence"]) == ("<b>Mine</b>", "y", "MIT")
    listed = run("listnetworks")
    networks = {facts["id"]: facts for facts in json.loads(listed["NETWORKS"])}
    assert offered(provider, "explainregion") == list(networks)
    assert offered(provider, "removenetwork") == ["my-net"]
    assert listed["COUNT"] == len(networks) and networks["my-net"]["added"]
    info = run("networkinfo", NETWORK="my-net")
    assert (info["ARCHITECTURE"], info["SCALE"], info["PARAMETERS"]) == ("fsrcnn", 4, 12_809)
    assert json.loads(info["INFO"])["card"]["licence"] == "MIT"
    assert run("checknetwork", NETWORK="my-net")["RAMP_ERROR"] < 0.03
    removed = run("removenetwork", NETWORK="my-net")["REMOVED"]
    assert removed == str(own_networks / "my-net.safetensors")
    assert checkpoint.is_file() and list(own_networks.iterdir()) == []
    assert "my-net" not in offered(provider, "explainregion")


def test_a_dialogs_list_has_added_networks_without_the_engine_and_a_path_can_be_typed(
    provider: SrxaiProvider, own_networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_algorithm, "find_interpreter", lambda: None)
    own_networks.mkdir()
    for name in ("mine-x2.pt", "mine-x2.json", ".half-done.pt", "No Id.pt"):
        (own_networks / name).write_bytes(b"")
    for algorithm in ("explainregion", "superresolve", "networkinfo"):
        ids = offered(provider, algorithm)
        assert ids[0] == "mine-x2" and "edsr-x4" in ids and not {"No Id", ".half-done"} & {*ids}
    assert offered(provider, "comparenetworks", "NETWORKS")[0] == "mine-x2"
    algorithm = provider.algorithm("explainregion").create()
    box = widget(algorithm, "NETWORK")
    for value in ("mine-x2", "/elsewhere/net.pth"):
        box.setValue(value)
        assert box.value() == value


@pytest.mark.parametrize(
    ("name", "parameters", "sentence"),
    [
        ("addnetwork", {"FILE": "TEXT"}, "text.pt"),
        ("addnetwork", {"FILE": "/nowhere/net.pt"}, "net.pt"),
        ("networkinfo", {"NETWORK": "nope"}, "Unknown network 'nope'"),
        ("checknetwork", {"NETWORK": "nope"}, "Unknown network 'nope'"),
        ("removenetwork", {"NETWORK": "edsr-x4"}, "no network that was added"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_added(
    name: str, parameters: dict, sentence: str, tmp_path: Path, own_networks: Path
) -> None:
    text = tmp_path / "text.pt"
    text.write_text("not a checkpoint")
    given = {key: str(text) if value == "TEXT" else value for key, value in parameters.items()}
    with pytest.raises(QgsProcessingException, match=sentence) as error:
        run(name, **given)
    assert "Traceback" not in str(error.value)
    assert not own_networks.exists()


def test_the_algorithms_are_documented_for_the_toolbox(provider: SrxaiProvider) -> None:
    for name in NAMES:
        algorithm = provider.algorithm(name)
        assert algorithm.groupId() == "networks"
        assert algorithm.shortHelpString() and algorithm.shortDescription() and algorithm.tags()
        assert algorithm.outputDefinitions() and not algorithm.icon().isNull()


def test_without_an_engine_the_algorithms_say_how_to_get_one(
    provider: SrxaiProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_algorithm, "find_interpreter", lambda: None)
    for name in NAMES:
        can_execute, sentence = provider.algorithm(name).canExecute()
        assert not can_execute and "engine" in sentence
