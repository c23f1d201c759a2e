"""SRXAI's page of QGIS's options, and what it sets in motion."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Iface, dock_of, until
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer, QgsSettings
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from srxai_plugin.contract.choices import USUAL_METHODS
from srxai_plugin.contract.geometry import Window
from srxai_plugin.desk.options.diagnostics import diagnostics, redacted
from srxai_plugin.desk.options.engine_setup import EngineSetup
from srxai_plugin.desk.options.environment import EnvironmentBox
from srxai_plugin.desk.options.factory import PAGE, OptionsFactory
from srxai_plugin.desk.options.page import OptionsPage
from srxai_plugin.desk.panel.runs.folder import run_folder
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.desk.runtime import engine_log, interpreter, settings
from srxai_plugin.desk.runtime.environment import CPU, Environment
from srxai_plugin.plugin import SrxaiPlugin

MakeLayer = Callable[..., QgsRasterLayer]


@pytest.fixture
def setup(iface: Iface) -> Iterator[EngineSetup]:
    setup = EngineSetup(iface)
    yield setup
    setup.close()


@pytest.fixture
def page(setup: EngineSetup) -> Iterator[OptionsPage]:
    page = OptionsPage(setup)
    yield page
    page.deleteLater()


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No engine anywhere."""
    monkeypatch.delenv(interpreter.VARIABLE, raising=False)
    monkeypatch.setattr(
        interpreter, "BOOT", tmp_path / "plugins" / "srxai" / "engine" / "serving" / "boot.py"
    )
    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", lambda: str(tmp_path / "profile"))


def text_of(page: QWidget, name: str) -> str:
    return page.findChild(QLabel, name).text()


def test_what_is_set_reaches_the_request_and_the_panel(
    plugin: SrxaiPlugin, make_layer: MakeLayer, tmp_path: Path, interpreter: Path
) -> None:
    make_layer()
    plugin.open()
    (factory,) = plugin.iface.options
    page = factory.createWidget(None)
    page.findChild(QComboBox, "srxaiDevice").setCurrentIndex(1)
    page.findChild(QSpinBox, "srxaiThreads").setValue(2)
    page.findChild(QgsFileWidget, "srxaiOutputFolder").setFilePath(str(tmp_path / "out"))
    page.findChild(QCheckBox, "srxaiDefaultOnRelease").setChecked(False)
    assert settings.DEVICE.get() == "auto", "nothing is set before the dialog is accepted"
    page.apply()
    explainer = plugin.explainer
    explainer.regions.take(Drawn(Window(0, 0, 8, 8)))
    request = explainer.request()
    assert (request.device, request.threads) == ("cpu", 2)
    assert Path(request.output).parent == tmp_path / "out"
    assert not dock_of(plugin).region.explains_on_release
    page.deleteLater()


def test_the_page_has_the_name_that_qgis_opens_it_by(setup: EngineSetup) -> None:
    page = OptionsFactory(lambda: setup).createWidget()
    assert page.objectName() == PAGE
    page.deleteLater()


def test_a_setting_left_alone_is_kept_as_nothing(page: OptionsPage) -> None:
    page.apply()
    assert [key for key in QgsSettings().allKeys() if key.startswith("srxai/")] == []
    assert settings.methods() == USUAL_METHODS and settings.THREADS.get() == 0


def test_settings_edited_by_hand_do_no_harm() -> None:
    QgsSettings().setValue(settings.THREADS.key, "many")
    QgsSettings().setValue(settings.METHODS.key, "magic")
    assert settings.THREADS.get() == 0
    assert settings.methods() == USUAL_METHODS


def test_the_chosen_methods_are_ticked_in_a_new_panel(plugin: SrxaiPlugin) -> None:
    settings.METHODS.set("lam,occlusion")
    plugin.open()
    assert dock_of(plugin).methods == ("lam", "occlusion")


def test_results_go_where_the_options_say(tmp_path: Path, project: QgsProject) -> None:
    settings.OUTPUT_FOLDER.set(str(tmp_path))
    assert run_folder("scene", "edsr-x4", project).parent == tmp_path


def test_a_test_of_the_engine_says_what_runs_in_it(page: OptionsPage, interpreter: Path) -> None:
    page.findChild(QgsFileWidget, "srxaiInterpreter").setFilePath(str(interpreter))
    page.findChild(QPushButton, "srxaiTestEngine").click()
    until(lambda: "PyTorch" in text_of(page, "srxaiEngineAnswer"))
    assert "threads" in text_of(page, "srxaiEngineAnswer")
    assert engine_log.engine["software"]["torch"] in text_of(page, "srxaiEngineAnswer")


def test_a_test_of_another_python_says_what_it_lacks(page: OptionsPage) -> None:
    page.findChild(QgsFileWidget, "srxaiInterpreter").setFilePath("/usr/bin/python3")
    page.findChild(QPushButton, "srxaiTestEngine").click()
    until(lambda: "lacks" in text_of(page, "srxaiEngineAnswer"))
    assert page.findChild(QPushButton, "srxaiTestEngine").isEnabled()


def test_a_test_finds_what_an_antivirus_program_took_later_and_offers_to_mend_it(
    page: OptionsPage, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "disk" / "srxai-engine")
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text('#!/bin/sh\necho \'{"event": "unfit", "message": "-"}\'\n')
    environment.python.chmod(0o755)
    record = environment.folder / "lib/python3.11/site-packages/torch-2.dist-info/RECORD"
    record.parent.mkdir(parents=True)
    record.write_text("torch/lib/c10.dll,,\n")
    environment.write_note(True, build=CPU, base="/base")
    page.findChild(QgsFileWidget, "srxaiEnvironmentFolder").setFilePath(str(tmp_path / "disk"))
    create = page.findChild(QPushButton, "srxaiCreateEnvironment")
    assert not create.isEnabled()
    page.findChild(QgsFileWidget, "srxaiInterpreter").setFilePath(str(environment.python))
    page.findChild(QPushButton, "srxaiTestEngine").click()
    until(lambda: "c10.dll was installed and is gone" in text_of(page, "srxaiEngineAnswer"))
    assert create.text() == "Continue" and create.isEnabled()


def test_a_page_that_closes_during_a_test_leaves_no_engine(
    setup: EngineSetup, interpreter: Path
) -> None:
    page = OptionsPage(setup)
    page.findChild(QPushButton, "srxaiTestEngine").click()
    page.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    until(lambda: not [line for line in children() if "boot.py" in line])


def test_without_an_engine_the_page_tells_size_and_time_and_installs_nothing(
    nowhere: None, page: OptionsPage, tmp_path: Path
) -> None:
    cost = text_of(page, "srxaiEnvironmentCost")
    assert "0.35 GB" in cost and "1.4 GB" in cost and "minutes" in cost
    assert "None yet" in text_of(page, "srxaiEngineAnswer")
    assert page.findChild(QPushButton, "srxaiCreateEnvironment").isEnabled()
    assert not page.findChild(QPushButton, "srxaiRemoveEnvironment").isEnabled()
    assert not (tmp_path / "profile").exists()


def test_a_click_creates_what_is_chosen_and_its_failure_is_told(
    nowhere: None, iface: Iface, setup: EngineSetup, page: OptionsPage, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    page.findChild(QgsFileWidget, "srxaiEnvironmentFolder").setFilePath(str(tmp_path / "big disk"))
    page.findChild(QgsFileWidget, "srxaiWheels").setFilePath(str(tmp_path / "empty"))
    assert "without any network" in text_of(page, "srxaiEnvironmentCost")
    plan = page.findChild(EnvironmentBox).plan
    assert plan.environment.folder == tmp_path / "big disk" / "srxai-engine"
    assert (plan.build, plan.wheels) == (CPU, tmp_path / "empty")
    page.findChild(QPushButton, "srxaiCreateEnvironment").click()
    assert setup.is_busy
    until(lambda: not setup.is_busy)
    assert "no wheel of torch" in text_of(page, "srxaiEnvironmentState")
    (message,) = iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert "no wheel of torch" in message


def test_an_unfinished_environment_is_offered_to_go_on_with_and_runs_no_engine(
    nowhere: None, setup: EngineSetup, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "profile" / "srxai" / "engine")
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment.write_note(False)
    page = OptionsPage(setup)
    assert interpreter.find_interpreter() is None
    assert page.findChild(QPushButton, "srxaiCreateEnvironment").text() == "Continue"
    page.findChild(QPushButton, "srxaiRemoveEnvironment").click()
    until(lambda: not setup.is_busy)
    assert not environment.folder.exists() and not environment.note.exists()
    assert page.findChild(QPushButton, "srxaiCreateEnvironment").text() == "Create environment"
    page.deleteLater()


def test_the_interpreter_of_a_removed_environment_is_forgotten(
    nowhere: None, setup: EngineSetup, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "elsewhere" / "srxai-engine")
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment.write_note(True)
    settings.INTERPRETER.set(str(environment.python))
    looked: list[object] = []
    setup.engine_changed.connect(lambda: looked.append(interpreter.find_interpreter()))
    setup.remove(environment)
    assert looked == [None], "no engine is started from what is being removed"
    until(lambda: not setup.is_busy)
    assert settings.INTERPRETER.get() == ""


def test_the_panel_leads_to_the_options(
    nowhere: None, plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    make_layer()
    plugin.open()
    dock = dock_of(plugin)
    assert "Options" in text_of(dock, "srxaiEngineSentence")
    dock.findChild(QPushButton, "srxaiOpenOptions").click()
    assert plugin.iface.opened == [PAGE]


def test_every_field_of_the_page_has_a_name_and_a_tooltip(page: OptionsPage) -> None:
    kinds = (QPushButton, QComboBox, QSpinBox, QCheckBox, QgsFileWidget)
    mine = [w for kind in kinds for w in page.findChildren(kind) if not inside_file_widget(w)]
    assert len(mine) >= 14
    for widget in mine:
        assert widget.objectName().startswith("srxai"), widget
        assert widget.toolTip(), widget.objectName()


def inside_file_widget(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and (isinstance(parent, QgsFileWidget) or inside_file_widget(parent))


# Diagnostics


def test_diagnostics_tell_the_versions_and_not_the_user(page: OptionsPage) -> None:
    home = str(Path.home())
    settings.OUTPUT_FOLDER.set(f"{home}/results")
    engine_log.note(f"OSError: {home}/secret.tif via http://ann:pw@proxy.test:8080")
    page.findChild(QPushButton, "srxaiCopyDiagnostics").click()
    text = QgsApplication.clipboard().text()
    for word in (Qgis.QGIS_VERSION, "GDAL", "Qt", "Engine", "~/results", "~/secret.tif"):
        assert word in text, word
    assert home not in text and "ann:pw" not in text and "http://…@proxy.test:8080" in text
    assert "lines copied" in "".join(label.text() for label in page.findChildren(QLabel))


def test_a_home_of_windows_and_a_user_name_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERPROFILE", r"C:\Users\Ann Lee")
    monkeypatch.setenv("USERNAME", "annlee")
    text = (
        "C:\\Users\\Ann Lee\\x.tif C:/users/ann lee/y 'C:\\\\Users\\\\Ann Lee\\\\z' D:\\annlee\\q"
    )
    assert redacted(text) == r"~\x.tif ~/y '~\\z' D:\<user>\q"
    assert redacted("annlees annlee@host") == "annlees <user>@host"


def test_the_name_of_this_user_is_hidden() -> None:
    assert getpass.getuser() not in redacted(f"/data/{getpass.getuser()}/scene.tif")


def test_diagnostics_without_an_engine_say_so(
    nowhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_log, "engine", {})
    text = diagnostics()
    assert "interpreter: none" in text and "has not run" in text


def children() -> list[str]:
    """Command lines of this process's children."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
            if parent == os.getpid():
                found.append((path.parent / "cmdline").read_bytes().decode(errors="replace"))
        except (OSError, ValueError):  # it has ended meanwhile
            continue
    return found


@pytest.mark.parametrize(("device", "threads"), [("gpu", 1025), ("", -3)])
def test_settings_that_cannot_be_are_as_if_they_were_not_set(device: str, threads: int) -> None:
    settings.DEVICE.set(device)
    settings.THREADS.set(threads)
    assert (settings.device(), settings.threads()) == ("auto", None)
    settings.DEVICE.set("cpu")
    settings.THREADS.set(1024)
    assert (settings.device(), settings.threads()) == ("cpu", 1024)
    settings.DEVICE.set("auto")
    settings.THREADS.set(0)
