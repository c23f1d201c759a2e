"""What the options say before anything is downloaded, and after it was cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Iface, Waiter, until
from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from srxai_plugin.desk.environment.computer import Computer
from srxai_plugin.desk.environment.standalone import MARK, standalone
from srxai_plugin.desk.options import base_choice
from srxai_plugin.desk.options.engine_setup import EngineSetup
from srxai_plugin.desk.options.environment import EnvironmentBox
from srxai_plugin.desk.runtime import interpreter
from srxai_plugin.desk.runtime.base_python import BaseSearch, System
from srxai_plugin.desk.runtime.environment import CPU, Environment, Installation
from srxai_plugin.desk.runtime.interpreter import how_to_get_one

INTEL = Computer("darwin", "x86_64", "22.6.0", "root:xnu-1/RELEASE_X86_64")


@pytest.fixture
def setup(iface: Iface, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[EngineSetup]:
    """With a profile that holds nothing."""
    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", lambda: str(tmp_path / "profile"))
    setup = EngineSetup(iface)
    yield setup
    setup.close()


def text_of(page: QWidget, name: str) -> str:
    return page.findChild(QLabel, name).text()


def create_of(page: QWidget) -> QPushButton:
    return page.findChild(QPushButton, "srxaiCreateEnvironment")


def test_a_cancelled_environment_stays_and_is_offered_to_go_on_with(
    setup: EngineSetup, iface: Iface
) -> None:
    box = EnvironmentBox(setup)
    place = box.environment
    pinned = standalone(Computer.here().triple)
    python = pinned.python(place.own_python)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho begun\nread wait\n")
    python.chmod(0o755)
    (place.own_python / MARK).write_text(json.dumps({"sha256": pinned.sha256}))
    place.folder.mkdir()
    (place.folder / "torch.py").write_text("downloaded")
    place.write_note(False)
    begun = Waiter(setup.line)
    setup.create(Installation(place, CPU, own_python=True))
    begun.wait()
    setup.stop()
    until(lambda: not setup.is_busy)
    assert (place.folder / "torch.py").read_text() == "downloaded"
    assert place.is_unfinished and python.is_file()
    assert create_of(box).text() == "Continue"
    assert "What was downloaded is kept" in text_of(box, "srxaiEnvironmentState")
    (message,) = iface.messageBar().get_messages(Qgis.MessageLevel.Success)
    assert "Continue goes on" in message
    box.deleteLater()


def test_where_nothing_fits_the_page_says_so_and_what_works_instead_before_any_click(
    setup: EngineSetup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Computer, "here", classmethod(lambda _: INTEL))
    box = EnvironmentBox(setup)
    told = text_of(box, "srxaiEnvironmentState").replace("○ ", "")
    assert "Intel" in told and "What works instead" in told
    assert not create_of(box).isEnabled()
    assert how_to_get_one() == told, "the panel says the same"
    box.findChild(QgsFileWidget, "srxaiWheels").setFilePath(str(tmp_path))
    assert create_of(box).isEnabled(), "wheels of one's own may fit"
    box.deleteLater()


def test_where_no_python_fits_the_page_offers_its_own_and_says_what_it_downloads(
    setup: EngineSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = System(platform="linux", variables={}, find=lambda _: [])
    monkeypatch.setattr(
        base_choice, "BaseSearch", lambda parent: BaseSearch(system=nothing, parent=parent)
    )
    box = EnvironmentBox(setup)
    choice = box.findChild(QComboBox, "srxaiBasePython")
    assert choice.currentIndex() == 0
    box.show()
    until(lambda: choice.currentIndex() == 1)
    assert "3.11" in choice.currentText() and "30 MB" in choice.currentText()
    assert "a Python of its own, for none here fits" in text_of(box, "srxaiEnvironmentCost")
    assert box.plan.own_python and create_of(box).isEnabled()
    choice.setCurrentIndex(0)
    assert "No Python" in text_of(box, "srxaiEnvironmentState")
    assert not create_of(box).isEnabled()
    assert not box.environment.folder.exists()
    box.deleteLater()


def test_the_python_that_is_found_is_named(setup: EngineSetup) -> None:
    box = EnvironmentBox(setup)
    choice = box.findChild(QComboBox, "srxaiBasePython")
    box.show()
    until(lambda: "python" in choice.currentText())
    assert not box.plan.own_python
    box.deleteLater()


def test_what_lies_beside_an_environment_goes_with_it(setup: EngineSetup, tmp_path: Path) -> None:
    place = Environment(tmp_path / "elsewhere" / "srxai-engine")
    for folder in (place.folder, place.own_python, place.downloads):
        folder.mkdir(parents=True)
    place.write_note(False)
    setup.remove(place)
    until(lambda: not setup.is_busy)
    assert list(place.folder.parent.iterdir()) == []
    assert interpreter.find_interpreter() != place.python
