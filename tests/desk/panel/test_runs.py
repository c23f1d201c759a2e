"""What becomes of a click on Explain that cannot be answered, or is answered early."""

from __future__ import annotations

from pathlib import Path

from conftest import Waiter, until
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit, QPushButton
from test_plugin import MakeLayer, explain_on_release, network_facts, open_on, warnings

from srxai_plugin.contract.geometry import Window
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.plugin import SrxaiPlugin
from tests.desk.region.test_regions import ready

REGION = Drawn(Window(40, 40, 32, 32))


def test_without_a_method_nothing_is_sent(plugin: SrxaiPlugin, make_layer: MakeLayer) -> None:
    dock, explainer = ready(plugin, make_layer())
    dock.tick_methods([])
    explainer.regions.take(REGION)
    explainer.explain()
    (sentence,) = warnings(plugin)
    assert "Tick at least one" in sentence
    assert not dock.findChild(QPushButton, "srxaiCancel").isEnabled()


def test_what_the_engine_refuses_is_told_and_the_panel_is_ready_again(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path
) -> None:
    dock, explainer = ready(plugin, make_layer())
    dock.networks.fill([network_facts("gone-x4", 4)])
    explainer.regions.take(REGION)
    end = Waiter(explainer.explained, explainer.failed)
    explainer.explain()
    assert dock.findChild(QPushButton, "srxaiCancel").isEnabled()
    assert end.wait()[0] == "failed"
    (sentence,) = warnings(plugin)
    assert "Unknown network" in sentence and "gone-x4" in sentence
    assert not dock.findChild(QPushButton, "srxaiCancel").isEnabled()


def test_a_map_that_gets_better_is_kept_when_the_analyst_has_enough(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path
) -> None:
    dock, explainer = open_on(plugin, make_layer())
    explain_on_release(dock, False)
    dock.tick_methods(["lam"])
    settings = dock.findChild(QComboBox, "srxaiMethodSettings")
    until(lambda: settings.findData("lam") > 0)
    settings.setCurrentIndex(settings.findData("lam"))
    mode = dock.findChild(QComboBox, "srxaiSetting-mode")
    mode.setCurrentIndex(mode.findText("anytime"))
    dock.findChild(QLineEdit, "srxaiSetting-steps").setText("10000")
    dock.findChild(QLineEdit, "srxaiSetting-tolerance").setText("0")
    explainer.regions.take(REGION)
    end = Waiter(explainer.explained, explainer.failed)
    explainer.explain()
    enough = dock.findChild(QPushButton, "srxaiEnough")
    until(lambda: not enough.isHidden())
    enough.click()
    name, (explanation,) = end.wait()
    assert name == "explained", explanation
    (lam,) = explanation.attributions
    assert lam.parameters["mode"] == "anytime" and lam.statistics.evaluations < 10_000
    assert enough.isHidden()
