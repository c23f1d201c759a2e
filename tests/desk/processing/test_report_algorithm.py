"""The Processing algorithm that writes a report, run as users run it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingException

from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.processing import engine_algorithm
from srxai_plugin.desk.processing.provider import SrxaiProvider


@pytest.fixture(autouse=True)
def provider(qgis_processing: None) -> Iterator[SrxaiProvider]:
    provider = SrxaiProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    QgsApplication.processingRegistry().removeProvider(provider)


def run(**parameters: object) -> dict:
    import processing

    return processing.run("srxai:report", parameters)


def test_a_report_is_written_from_the_folder_or_the_file(
    explanation: Explanation, tmp_path: Path
) -> None:
    folder = Path(explanation.request.output)
    for i, result in enumerate((folder, folder / "result.json")):
        file = tmp_path / f"{i}.html"
        assert run(RESULT=str(result), OUTPUT=str(file)) == {"OUTPUT": str(file)}
        assert explanation.network.sha256 in file.read_text("utf-8")


def test_what_is_no_result_is_refused_in_one_sentence(tmp_path: Path, interpreter: Path) -> None:
    with pytest.raises(QgsProcessingException, match="There is no result") as error:
        run(RESULT=str(tmp_path / "result.json"), OUTPUT=str(tmp_path / "r.html"))
    assert "Traceback" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_the_algorithm_is_documented_and_says_when_there_is_no_engine(
    provider: SrxaiProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    algorithm = provider.algorithm("report")
    assert algorithm.shortHelpString() and algorithm.shortDescription() and algorithm.tags()
    assert algorithm.groupId() == provider.algorithm("explainregion").groupId()
    assert algorithm.group() == provider.algorithm("explainregion").group()
    monkeypatch.setattr(engine_algorithm, "find_interpreter", lambda: None)
    can_execute, sentence = algorithm.canExecute()
    assert not can_execute and "engine" in sentence
