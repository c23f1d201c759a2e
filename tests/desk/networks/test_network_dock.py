"""Networks in the dock: added from a file, shown on a card, removed; by the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import dock_of, until
from qgis.core import Qgis
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from srxai_plugin.contract.fields import SCALINGS, VALUE_RANGES
from srxai_plugin.desk.networks.add_dialog import AddNetwork
from srxai_plugin.desk.networks.box import NetworkBox
from srxai_plugin.desk.networks.model_card import ModelCard
from srxai_plugin.desk.panel.explainer import Explainer
from srxai_plugin.plugin import SrxaiPlugin

MARKUP = "<b>Mine</b> & <img src=x>"


@pytest.fixture
def box(plugin: SrxaiPlugin, interpreter: Path) -> NetworkBox:
    """In the open dock, filled by the engine."""
    plugin.open()
    box = dock_of(plugin).networks
    until(lambda: box.facts is not None)
    return box


def explainer_of(plugin: SrxaiPlugin) -> Explainer:
    return plugin.explainer


def names_in(box: NetworkBox) -> QComboBox:
    """Its list of networks."""
    return box.findChild(QComboBox, "srxaiNetwork")


def press(parent: QWidget, name: str) -> None:
    (parent.findChild(QToolButton, name) or parent.findChild(QPushButton, name)).click()


def messages(plugin: SrxaiPlugin) -> list[str]:
    return plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Warning)


def opened(box: NetworkBox, kind: type) -> QWidget:
    until(lambda: box.findChild(kind))
    return box.findChild(kind)


def choose(monkeypatch: pytest.MonkeyPatch, box: NetworkBox, file: Path) -> None:
    asked = []

    def answer(_parent: QWidget, _title: str, _folder: str, filter: str) -> tuple[str, str]:
        asked.append(filter)
        return str(file), filter

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    press(box, "srxaiAddNetwork")
    for ending in (".safetensors", ".pt", ".pth", ".pkl", ".pt2", ".onnx"):
        assert f"*{ending}" in asked[0]


def test_a_network_is_added_chosen_shown_and_removed(
    plugin: SrxaiPlugin,
    box: NetworkBox,
    checkpoint: Path,
    own_networks: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, box, checkpoint)
    dialog = opened(box, AddNetwork)
    assert "fsrcnn, ×4, 3 bands, 12,809 parameters" in (
        dialog.findChild(QLabel, "srxaiRecognised").text()
    )
    assert dialog.findChild(QLineEdit, "srxaiAddId").text() == "my-net"
    dialog.findChild(QLineEdit, "srxaiAddTitle").setText(MARKUP)
    dialog.findChild(QLineEdit, "srxaiAddLicence").setText("MIT")
    colour = dialog.findChild(QComboBox, "srxaiAddColour")
    colour.setCurrentIndex(colour.findData("y"))
    press(dialog, "srxaiAddOk")
    until(lambda: box.network == "my-net")
    assert (box.scale, names_in(box).currentText()) == (4, "my-net · ×4 · 13\u00a0k")
    card = json.loads((own_networks / "my-net.json").read_text("utf-8"))
    assert (card["title"], card["colour"], card["licence"]) == (MARKUP, "y", "MIT")
    assert "&lt;b&gt;Mine" in names_in(box).toolTip()

    press(box, "srxaiNetworkCard")
    shown = opened(box, ModelCard)
    title = shown.findChild(QLabel, "srxaiCardTitle")
    assert (title.text(), title.textFormat()) == (MARKUP, Qt.TextFormat.PlainText)
    texts = [label.text() for label in shown.findChildren(QLabel)]
    assert {"fsrcnn", "×4", "3", "12,809", "MIT"} <= set(texts)
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    press(shown, "srxaiRemoveNetwork")
    assert shown.isVisible() and len(list(own_networks.iterdir())) == 2
    press(shown, "srxaiRemoveNetwork")
    until(lambda: names_in(box).findData("my-net") < 0)
    assert list(own_networks.iterdir()) == [] and checkpoint.is_file()
    assert not messages(plugin)


def test_what_is_no_network_is_refused_in_the_message_bar(
    plugin: SrxaiPlugin, box: NetworkBox, tmp_path: Path, own_networks: Path
) -> None:
    text = tmp_path / "<i>text.pt"
    text.write_text("not a checkpoint")
    before = names_in(box).count()
    explainer_of(plugin).networks.read(text)
    until(lambda: messages(plugin))
    (message,) = messages(plugin)
    assert "&lt;i&gt;text.pt" in message and "Traceback" not in message
    assert box.findChild(AddNetwork) is None
    assert not own_networks.exists() and names_in(box).count() == before
    assert dock_of(plugin).findChild(QLabel, "srxaiStatus").isHidden()


def test_what_is_told_wrongly_is_refused_in_the_dialog_which_stays(
    plugin: SrxaiPlugin, box: NetworkBox, checkpoint: Path, own_networks: Path
) -> None:
    explainer_of(plugin).networks.read(checkpoint)
    dialog = opened(box, AddNetwork)
    name = dialog.findChild(QLineEdit, "srxaiAddId")
    ok = dialog.findChild(QPushButton, "srxaiAddOk")
    name.setText("../escape")
    assert not ok.isEnabled()
    name.setText("edsr-x4")
    ok.click()
    problem = dialog.findChild(QLabel, "srxaiAddProblem")
    until(problem.text)
    assert "already" in problem.text() and ok.isEnabled()
    assert not own_networks.exists()
    dialog.reject()


def test_a_bundled_network_cannot_be_removed_and_its_card_tells_its_quality(
    box: NetworkBox,
) -> None:
    box.choose("edsr-x4")
    press(box, "srxaiNetworkCard")
    card = opened(box, ModelCard)
    assert card.findChild(QPushButton, "srxaiRemoveNetwork") is None
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert "26.71 dB (bicubic: 25.09 dB)" in texts
    assert "PSNR on its test images" in texts, "not to be taken for one against a truth"
    card.reject()


def test_a_network_that_broke_is_shown_with_its_error_and_can_be_removed(
    plugin: SrxaiPlugin, interpreter: Path, own_networks: Path
) -> None:
    own_networks.mkdir()
    (own_networks / "broken.pt").write_text("broken")
    plugin.open()
    box = dock_of(plugin).networks
    until(lambda: box.facts is not None)
    box.choose("broken")
    assert (box.scale, names_in(box).currentText()) == (None, "broken · cannot be read")
    press(box, "srxaiNetworkCard")
    card = opened(box, ModelCard)
    assert any("broken.pt" in label.text() for label in card.findChildren(QLabel))
    assert card.findChild(QPushButton, "srxaiRemoveNetwork") is not None
    card.reject()


def test_a_doubt_about_the_network_is_shown_before_it_is_added(checkpoint: Path) -> None:
    facts = {
        "id": "x",
        "title": "x",
        "architecture": "edsr",
        "scale": 2,
        "bands": 3,
        "parameters": 1,
        "value_range": 1.0,
        "colour": "rgb",
        "path": str(checkpoint),
        "free_id": "x",
        "card": {},
    }
    dialog = AddNetwork(facts)
    dialog.show_warnings(["x does not give a smooth ramp back."])
    warning = dialog.findChild(QLabel, "srxaiAddWarning")
    assert not warning.isHidden() and "smooth ramp" in warning.text()
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width())
    assert dialog.told == {"title": "x"}
    for name, wanted, known in (
        ("srxaiAddRange", 65_535.0, VALUE_RANGES),
        ("srxaiAddScaling", "reflectance", SCALINGS),
    ):
        combo = dialog.findChild(QComboBox, name)
        assert [combo.itemData(i) for i in range(combo.count())] == [None, *known]
        combo.setCurrentIndex(combo.findData(wanted))
    assert dialog.told == {"title": "x", "value_range": 65_535.0, "scaling": "reflectance"}
    widgets = [w for w in dialog.findChildren(QWidget) if w.objectName().startswith("srxaiAdd")]
    assert all(w.toolTip() for w in widgets if not isinstance(w, QLabel))
    dialog.deleteLater()
