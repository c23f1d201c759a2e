"""The engine is asked which bands a network takes of a layer, and which network is made for it,
before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.panel.dock import ExplainDock

Ask = Callable[..., Optional[int]]
"""``ask(do, show, fail, **facts)``, as of ``WarmEngine.ask_warm``."""


class BandReading(QObject):
    """Asks anew for each layer, network and scaling; only the newest answer is shown."""

    def __init__(self, dock: ExplainDock, ask: Ask) -> None:
        super().__init__(dock)
        self._dock = dock
        self._ask = ask
        self._round = 0
        dock.layers.layerChanged.connect(lambda *_: dock.networks.forget_suggestion())
        dock.layers.layerChanged.connect(self._look)
        dock.networks.changed.connect(self._look)
        dock.advanced.scaling_changed.connect(self._look)

    def _look(self, *_: object) -> None:
        dock = self._dock
        self._round += 1
        dock.show_strange(())
        dock.bands.expect()
        # Before the engine has told of its networks it has no ear for a question.
        if dock.layer is None or not dock.bands.isVisibleTo(dock) or dock.networks.facts is None:
            return
        source = source_of(dock.layer)
        if not source.is_file:
            return
        now = self._round
        self._ask(
            wire.READING,
            lambda answer: self._show(now, answer),
            lambda sentence: self._refuse(now, sentence),
            raster=source.raster,
            network=dock.networks.network,
            scaling=dock.advanced.scaling,
        )

    def _show(self, asked: int, answer: Any) -> None:
        if asked != self._round:
            return
        try:
            radiometry = from_data(Radiometry, answer["radiometry"])
        except BadInput:  # of another version of the engine: the run itself will say so
            return
        self._dock.bands.show_reading(radiometry)
        self._dock.show_strange(tuple(map(str, answer["misfits"])))
        self._dock.networks.suggest([str(id) for id in answer.get("fitting", ())])

    def _refuse(self, asked: int, sentence: str) -> None:
        if asked == self._round:
            self._dock.bands.show_refusal(sentence)
