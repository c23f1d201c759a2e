"""Runs that last: listed, shown again, kept when the project is saved, and gone when told to go."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Waiter, dock_of, until
from qgis.core import Qgis, QgsProcessingUtils, QgsProject, QgsRasterLayer
from qgis.PyQt.QtGui import QDesktopServices, QPalette
from qgis.PyQt.QtWidgets import QAction, QComboBox, QLabel, QTableWidget, QToolButton, QWidget

from srxai_plugin.contract.moved import read_result
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.language.figures import ground
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.own import file_of, is_own, own_layers
from srxai_plugin.desk.map.runs_group import run_groups
from srxai_plugin.desk.map.source import LayerSource, source_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.runs.records import Run, read_run, write_run
from srxai_plugin.plugin import SrxaiPlugin

AddRun = Callable[[str], Explanation]


@pytest.fixture
def home(tmp_path: Path, explanation: Explanation) -> Path:
    """A folder with the scene, where a project is to be saved."""
    folder = tmp_path / "here"
    folder.mkdir()
    shutil.copy(explanation.request.raster, folder / "scene.tif")
    return folder


@pytest.fixture
def source(plugin: SrxaiPlugin, project: QgsProject, home: Path) -> LayerSource:
    """Of the scene, in the project, with the panel open."""
    scene = QgsRasterLayer(str(home / "scene.tif"), "city <b>ortho</b>")
    project.addMapLayer(scene)
    plugin.open()
    return source_of(scene)


@pytest.fixture
def dock(plugin: SrxaiPlugin, source: LayerSource) -> ExplainDock:
    return dock_of(plugin)


@pytest.fixture
def add_run(
    plugin: SrxaiPlugin,
    dock: ExplainDock,
    source: LayerSource,
    project: QgsProject,
    explanation: Explanation,
) -> AddRun:
    """A run as it comes while the project is not saved, in a temporary folder of this name."""
    made = []

    def add(name: str) -> Explanation:
        folder = Path(QgsProcessingUtils.tempFolder()) / "srxai" / name
        made.append(folder)
        shutil.copytree(
            explanation.request.output, folder, ignore=shutil.ignore_patterns("networks-*")
        )
        result = folder / "result.json"
        text = result.read_text("utf-8").replace(explanation.request.raster, source.raster)
        result.write_text(text, "utf-8")
        run = read_result(Explanation, result)
        dock.results.show_explanation(run)
        number = plugin.explainer.runs.next_number()
        add_explanation(run, source, project)
        plugin.explainer.outcomes.show(run, source)
        plugin.explainer.runs.add(run, source, number, name)
        return run

    yield add
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


def titles(dock: ExplainDock) -> list[str]:
    combo = dock.findChild(QComboBox, "srxaiRuns")
    return [combo.itemText(index) for index in range(combo.count())]


def action(dock: ExplainDock, id: str) -> QAction:
    return dock.findChild(QAction, f"srxaiRun-{id}")


def table(dock: ExplainDock) -> list[str]:
    """Methods and their diffusion indices, as the panel shows them."""
    shown = dock.findChild(QTableWidget, "srxaiStatistics")
    return [f"{shown.item(row, 0).text()} {shown.item(row, 1).text()}" for row in range(2)]


def figures(result: Path) -> list[str]:
    """The same as the file has them."""
    found = read_result(Explanation, result).attributions
    return [f"{a.name} {a.statistics.diffusion_index:.1f}" for a in found]


def save(plugin: SrxaiPlugin, project: QgsProject, path: Path) -> None:
    """As the first time; returns when the results lie beside it and the project tells so."""
    kept = Waiter(plugin.explainer.keeping.kept, plugin.explainer.keeping.warned)
    assert project.write(str(path))
    assert kept.wait()[0] == "kept", kept.came
    until(lambda: not project.isDirty())


def test_the_first_save_keeps_temporary_results_and_says_before_that_they_are(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun, project: QgsProject, home: Path
) -> None:
    former = Path(add_run("one").request.output)
    (lam,) = project.mapLayersByName("LAM")
    lam.setOpacity(0.5)
    crs, style, place = lam.crs(), lam.renderer().type(), run_groups(project)[0].children()
    temporary = dock.findChild(QLabel, "srxaiTemporary")
    assert not temporary.isHidden() and "Save the project" in temporary.text()
    save(plugin, project, home / "project.qgz")
    assert temporary.isHidden()
    folder = home / "srxai" / "one"
    assert sorted(path.name for path in folder.iterdir() if not path.name.endswith("-wal")) == [
        "amve-sr-outlines.gpkg",
        "amve-sr.tif",
        "lam-outlines.gpkg",
        "lam.tif",
        "region.gpkg",
        "result.json",
        "run.json",
        "super_resolved.tif",
    ]
    assert {file_of(layer).parent for layer in own_layers(project)} == {folder}
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert (lam.opacity(), lam.crs(), lam.renderer().type()) == (0.5, crs, style)
    assert run_groups(project)[0].children() == place
    assert plugin.explainer.runs.shown.folder == folder
    until(lambda: not former.exists())
    dock.results.thumbnails.stop()


def test_a_project_that_is_saved_closed_moved_and_opened_has_all_its_layers_and_runs(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun, project: QgsProject, home: Path
) -> None:
    add_run("one")
    add_run("two")
    before = len(project.mapLayers())
    save(plugin, project, home / "project.qgz")
    project.clear()
    assert dock.runs.isHidden() and dock.results.isHidden()
    there = home.rename(home.with_name("there"))
    assert project.read(str(there / "project.qgz"))
    assert len(project.mapLayers()) == before
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert all(there in file_of(layer).parents for layer in project.mapLayers().values())
    assert titles(dock) == ["2 · two", "1 · one"]
    assert dock.runs.isVisibleTo(dock) and dock.results.isVisibleTo(dock)
    dock.findChild(QComboBox, "srxaiRuns").activated.emit(1)
    assert plugin.explainer.runs.shown.name == "one"
    assert table(dock) == figures(there / "srxai" / "one" / "result.json")
    plugin.explainer.outcomes.toggle_map(str(there / "srxai" / "one" / "lam.tif"))
    assert run_groups(project)[1].findLayers()[3].isVisible(), "its outlines are found in the tree"
    request = plugin.explainer.outcomes.explanation.request
    assert Path(request.raster) == there / "scene.tif", "what runs again or is compared"
    dock.results.thumbnails.stop()


def test_results_that_cannot_be_kept_stay_where_they_are_and_nothing_half_done_is_left(
    plugin: SrxaiPlugin, add_run: AddRun, project: QgsProject, home: Path
) -> None:
    former = Path(add_run("one").request.output)
    (home / "srxai").write_text("in the way")
    warned = Waiter(plugin.explainer.keeping.warned, plugin.explainer.keeping.kept)
    assert project.write(str(home / "project.qgz"))
    name, (sentence,) = warned.wait()
    assert name == "warned" and "temporary still" in sentence
    assert {file_of(layer).parent for layer in own_layers(project)} == {former}
    assert sorted(path.name for path in home.iterdir()) == ["project.qgz", "scene.tif", "srxai"]


def test_a_click_on_a_layer_shows_the_run_that_it_belongs_to(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun, project: QgsProject
) -> None:
    add_run("one")
    add_run("two")
    assert plugin.explainer.runs.shown.name == "two"
    tile = project.mapLayersByName("1 · Super-resolved ×4")[0]
    plugin.iface.currentLayerChanged.emit(tile)
    assert plugin.explainer.runs.shown.name == "one"
    assert dock.findChild(QComboBox, "srxaiRuns").currentText() == "1 · one"
    plugin.iface.currentLayerChanged.emit(project.mapLayersByName("city <b>ortho</b>")[0])
    plugin.iface.currentLayerChanged.emit(None)
    assert plugin.explainer.runs.shown.name == "one"


def test_a_run_is_called_what_the_analyst_calls_it(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun, project: QgsProject
) -> None:
    add_run("one")
    action(dock, "rename").trigger()
    dialog = plugin.iface.window.findChild(QWidget, "srxaiRenameRun")
    dialog.setTextValue("roof <b>edge</b>")
    dialog.accept()
    assert titles(dock) == ["1 · roof <b>edge</b>"]
    assert run_groups(project)[0].name() == "1 · roof <b>edge</b>"


def test_a_deleted_run_takes_its_layers_and_files_and_nothing_else(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun, project: QgsProject
) -> None:
    kept, gone = (Path(add_run(name).request.output) for name in ("one", "two"))
    plugin.explainer.runs.delete()
    assert {file_of(layer).parent for layer in own_layers(project)} == {kept}
    assert titles(dock) == ["1 · one"] and plugin.explainer.runs.shown.name == "one"
    until(lambda: not gone.exists())
    assert kept.is_dir() and plugin.explainer.runs.next_number() == 2
    plugin.explainer.runs.delete()
    assert dock.runs.isHidden() and dock.results.isHidden()
    assert [node.name() for node in project.layerTreeRoot().children()] == ["city <b>ortho</b>"]


def test_a_folder_that_was_not_made_for_a_run_stays_when_the_run_gets_a_name(
    tmp_path: Path,
) -> None:
    of_processing = Run(tmp_path / "result.json", name="roofs")
    write_run(of_processing)
    assert not read_run(of_processing.result).has_own_folder
    write_run(replace(of_processing, number=1))
    assert read_run(of_processing.result).has_own_folder


def test_outputs_are_no_layers_to_explain_even_when_the_scene_is_gone(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun, project: QgsProject
) -> None:
    add_run("one")
    listed = [dock.layers.layer(index).name() for index in range(dock.layers.count())]
    assert listed == ["city <b>ortho</b>"]
    plugin.explainer.start(project.mapLayersByName("LAM")[0])
    assert dock.layer.name() == "city <b>ortho</b>"
    project.removeMapLayer(dock.layer.id())
    assert dock.layer is None
    assert all(is_own(layer) for layer in project.mapLayers().values())


def test_verdicts_are_greyed_and_named_by_their_region_once_they_are_of_a_former_one(
    plugin: SrxaiPlugin, dock: ExplainDock, add_run: AddRun
) -> None:
    add_run("one")
    former = dock.findChild(QLabel, "srxaiFormer")
    judged = dock.findChild(QWidget, "srxaiVerdicts")
    assert former.isHidden() and judged.isEnabled()
    plugin.explainer.renew_engine()
    assert not former.isHidden() and not judged.isEnabled()
    figures = dock.findChild(QTableWidget, "srxaiStatistics")
    inks = {figures.item(row, 1).foreground().color().name() for row in range(5)}
    faded = figures.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert inks == {faded.name()}
    assert "24 × 16 SR px at column 60, row 40" in former.text()
    dock.findChild(QComboBox, "srxaiRuns").activated.emit(0)
    assert former.isHidden() and judged.isEnabled()
    dock.findChild(QToolButton, "srxaiRerun").click()
    assert "a new run" in former.text() and not judged.isEnabled()
    plugin.explainer.cancel()
    assert not plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Warning)


def test_live_is_switched_on_while_the_click_tool_is_on(
    plugin: SrxaiPlugin, dock: ExplainDock
) -> None:
    dock.region.ways["click"].click()
    dock.region.live.click()
    assert dock.region.live.isChecked() and dock.region.ways["click"].isChecked()


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0.999, "1 m"), (0.24, "24 cm"), (0.9, "90 cm"), (9.96, "10 m"), (99.7, "100 m")],
)  # fmt: skip
def test_a_length_is_never_written_with_an_exponent(metres: float, words: str) -> None:
    assert ground(metres).replace("\u00a0", " ") == words


def test_the_panel_is_open_again_after_a_restart_only_if_it_was(
    plugin: SrxaiPlugin, dock: ExplainDock
) -> None:
    def restart() -> bool:
        plugin.unload()
        plugin.initGui()
        plugin.iface.initializationCompleted.emit()
        return plugin.explainer is not None

    assert restart()
    dock_of(plugin).close()
    assert not restart()


def test_the_guide_is_a_click_away_in_menu_and_panel(
    plugin: SrxaiPlugin, dock: ExplainDock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    dock.findChild(QToolButton, "srxaiGuide").click()
    next(a for a in plugin.iface.menu if a.objectName() == "srxaiGuideAction").trigger()
    assert len(opened) == 2 and all(url.endswith("/docs/guide.md") for url in opened)
    assert (Path(__file__).parents[3] / "docs" / "guide.md").is_file()
