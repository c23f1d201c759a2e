"""SRXAI in Simplified Chinese: nothing left out, nothing garbled, nothing cut off."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Iface, Waiter, until
from qgis.core import QgsApplication, QgsProject, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtWidgets import QAbstractButton, QAction, QApplication, QLabel, QPushButton, QWidget

from srxai_plugin import classFactory
from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.print_layout import add_layout
from srxai_plugin.desk.options.page import OptionsPage
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.processing.provider import SrxaiProvider
from srxai_plugin.plugin import SrxaiPlugin

ROOT = Path(__file__).resolve().parents[2]
CHINESE = resource("i18n", "srxai_zh_CN.ts")
PLACEHOLDER = re.compile(r"\{[^}]*\}|%\d|</?\w+[^>]*>")
HAN = re.compile(r"[\u4e00-\u9fff]")
KEYS = ("locale/overrideFlag", "locale/userLocale")

Strings = dict[tuple[str, str], str]


def strings(path: Path) -> Strings:
    """Finished translations of a .ts by context and source; empty texts for unfinished ones."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): ""
        if message.find("translation").get("type")
        else message.findtext("translation", "")
        for context in ElementTree.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Sets the language as QGIS's options do."""

    def speak(locale: str) -> None:
        for key, value in zip(KEYS, (True, locale)):
            QgsSettings().setValue(key, value)
        assert QgsApplication.locale() == locale

    yield speak
    for key in KEYS:
        QgsSettings().remove(key)


@pytest.fixture
def plugin(speak: Callable[[str], None], iface: Iface) -> Iterator[SrxaiPlugin]:
    """The plugin, loaded while QGIS is shown in Simplified Chinese."""
    speak("zh_CN")
    plugin = classFactory(iface)
    plugin.initGui()
    yield plugin
    plugin.unload()


def title(iface: Iface) -> str:
    """Of the plugin's icon, for a plugin loaded and unloaded now."""
    plugin = classFactory(iface)
    plugin.initGui()
    (icon,) = iface.toolbar.actions()
    text = icon.text()
    plugin.unload()
    return text


def test_every_string_of_the_sources_is_translated(tmp_path: Path) -> None:
    if not (ROOT / ".venv").exists() or not all(map(shutil.which, ("pylupdate5", "lrelease"))):
        pytest.skip("needs pylupdate5, lrelease and the engine's environment")
    copy = Path(shutil.copy(CHINESE, tmp_path))
    subprocess.run([ROOT / "tools" / "translate.sh", tmp_path], check=True, capture_output=True)
    found = strings(copy)
    assert len(found) > 600
    assert [source for source, text in found.items() if not text] == []
    assert found == strings(CHINESE), "tools/translate.sh was not run"


def test_placeholders_and_tags_are_those_of_the_source() -> None:
    for (_, source), text in strings(CHINESE).items():
        wanted, found = (Counter(PLACEHOLDER.findall(words)) for words in (source, text))
        assert found == wanted, source
        assert source[0].isspace() == text[0].isspace(), source
        assert source[-1].isspace() == text[-1].isspace(), source


def test_what_qgis_loads_says_what_was_written() -> None:
    loaded = QTranslator()
    assert loaded.load(str(CHINESE.with_suffix(".qm")))
    for (context, source), text in strings(CHINESE).items():
        assert loaded.translate(context.encode(), source.encode()) == text


@pytest.mark.parametrize("locale", ["zh_CN", "zh-Hans", "zh"])
def test_it_speaks_simplified_chinese(
    locale: str, speak: Callable[[str], None], iface: Iface
) -> None:
    speak(locale)
    assert title(iface) == "解释超分辨率"
    assert QCoreApplication.translate("ExplainDock", "Explain") == "Explain"  # all taken back


@pytest.mark.parametrize("locale", ["zh_TW", "zh-Hant", "zh_HK", "de", "en"])
def test_it_speaks_english_elsewhere(
    locale: str, speak: Callable[[str], None], iface: Iface
) -> None:
    speak(locale)
    assert title(iface) == "Explain super-resolution"


def test_the_panel_is_chinese_and_fits(panel: ExplainDock) -> None:
    QApplication.processEvents()
    assert panel.windowTitle() == "解释超分辨率"
    assert panel.findChild(QPushButton, "srxaiExplain").text() == "解释"
    for button in panel.findChildren(QAbstractButton):
        name = button.objectName()
        if name.startswith("srxai") and not name.startswith("srxaiMethod-"):
            assert HAN.search(button.text() + button.toolTip()), name
    points = QApplication.font().pointSizeF()
    assert panel.widget().minimumSizeHint().width() <= 300 * max(points / 9, 1)


def test_plots_have_the_characters(panel: ExplainDock, recwarn: pytest.WarningsRecorder) -> None:
    pytest.importorskip("matplotlib")
    drawn = Waiter(panel.results.plots.drawn)
    panel.results.plots.open("atv")
    drawn.wait()
    plot = panel.results.plots.findChild(QWidget, "srxaiPlot")
    (axes,) = plot.figure.axes
    assert HAN.search(axes.get_xlabel())
    plot.grab()
    assert not [warning for warning in recwarn if "missing from" in str(warning.message)]


def test_actions_and_options_are_chinese(plugin: SrxaiPlugin) -> None:
    for action in plugin.iface.window.findChildren(QAction):
        if action.objectName().startswith("srxai"):
            assert HAN.search(action.text()) and HAN.search(action.statusTip())
    (factory,) = plugin.iface.options
    page = factory.createWidget(None)
    assert isinstance(page, OptionsPage)
    named = [label.text() for label in page.findChildren(QLabel) if label.text()]
    assert {"设备", "线程数", "结果"} <= set(named)
    page.deleteLater()


def test_algorithms_are_chinese(plugin: SrxaiPlugin) -> None:
    provider = next(
        provider
        for provider in QgsApplication.processingRegistry().providers()
        if isinstance(provider, SrxaiProvider)
    )
    until(provider.algorithms)
    algorithms = provider.algorithms()
    assert len(algorithms) > 10
    for algorithm in algorithms:
        said = [algorithm.displayName(), algorithm.group(), algorithm.shortDescription()]
        said += [algorithm.shortHelpString(), ",".join(algorithm.tags())]
        for parameter in algorithm.parameterDefinitions():
            said += filter(None, (parameter.description(), parameter.help()))
        said += [output.description() for output in algorithm.outputDefinitions()]
        for words in said:
            named = words in ("SHA-256", *METHOD_NAMES.values())
            assert named or HAN.search(words), f"{algorithm.id()}: {words}"


def test_the_printed_page_is_chinese(panel: ExplainDock, explanation: Explanation) -> None:
    layout = add_layout(explanation, explanation.attributions[1], QgsProject.instance())
    for item in ("Title", "Verdict", "Provenance"):
        for line in layout.itemById(item).currentText().splitlines():
            assert HAN.search(line), line
