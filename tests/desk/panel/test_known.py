"""What the panel shows of a run whose figures are still being measured."""

from __future__ import annotations

from dataclasses import replace

from qgis.PyQt.QtWidgets import QLabel, QTableWidget

from srxai_plugin.contract.progress import Known
from srxai_plugin.contract.results import Baseline, Explanation, Verdict
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.results.verdict_lines import MARKS


def rows(panel: ExplainDock) -> list[list[str]]:
    table = panel.known.findChild(QTableWidget, "srxaiKnownFigures")
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def lines(panel: ExplainDock) -> list[str]:
    """Signs and words of the verdicts."""
    return [label.text() for label in panel.known.findChildren(QLabel)]


def measured(explanation: Explanation) -> list[Known]:
    """One message after the other, as the engine sends them."""
    each = explanation.attributions
    return [
        *(Known(statistics={a.method: replace(a.statistics, beyond_detail=None)}) for a in each),
        *(Known(baselines={name: found}) for name, found in explanation.baselines.items()),
        *(Known(attributions=(a,)) for a in each),
    ]


def test_a_figure_is_shown_when_it_is_known_and_no_verdict_before_its_own(
    panel: ExplainDock, explanation: Explanation
) -> None:
    faithful = Verdict("faithful", ("beats-baselines",), "")
    passed = tuple(replace(a, verdict=faithful) for a in explanation.attributions)
    explanation = replace(explanation, attributions=passed)
    request = replace(explanation.request, detail=True)
    amve = explanation.attributions[0]
    final = [line.text() for line in panel.results.findChildren(QLabel)]
    panel.set_running(True)
    assert panel.known.isHidden()
    come = iter(measured(explanation))

    panel.show_known(request, next(come))
    assert not panel.known.isHidden()
    assert [row[0] for row in rows(panel)] == ["AMVE-SR", "LAM", "random", "distance", "detail"]
    assert rows(panel)[0][1:3] == [
        f"{amve.statistics.diffusion_index:.1f}",
        f"{amve.statistics.atv.mean:.1f}",
    ]
    assert rows(panel)[0][4] == "…"
    assert rows(panel)[1][1:] == ["…"] * 5
    assert rows(panel)[2][2:4] == ["…", "…"]

    panel.show_known(request, next(come))
    for place, (name, baseline) in enumerate(explanation.baselines.items(), start=2):
        assert rows(panel)[place][2] == "…", name
        panel.show_known(request, next(come))
        assert rows(panel)[place][2] == f"{baseline.atv.mean:.1f}"
    silent = [line for line in lines(panel) if line.endswith("…")]
    assert silent == ["Detail – …", "AMVE-SR – …", "LAM – …"]
    assert MARKS["faithful"][0] not in lines(panel)

    panel.show_known(request, next(come))
    assert MARKS["faithful"][0] in lines(panel)
    assert rows(panel)[0][4] != "…"
    assert rows(panel)[1][4] == "…"
    assert "LAM – …" in lines(panel)
    assert [line.text() for line in panel.results.findChildren(QLabel)] == final

    panel.set_running(False)
    assert panel.known.isHidden()


def test_a_run_begins_with_nothing_of_the_one_before(
    panel: ExplainDock, explanation: Explanation
) -> None:
    panel.set_running(True)
    for known in measured(explanation):
        panel.show_known(explanation.request, known)
    panel.set_running(True)
    random: Baseline = explanation.baselines["random"]
    panel.show_known(explanation.request, Known(baselines={"random": random}))
    assert rows(panel)[0][1:] == ["…"] * 5
    assert rows(panel)[2][2] == f"{random.atv.mean:.1f}"
    assert rows(panel)[3][2] == "…"
