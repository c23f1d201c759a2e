"""What the maps of one image × network are held against, beside ATV: made once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Optional

import numpy as np
import torch

from srxai_plugin.engine.attribution.base import AttributionMethod, Tick
from srxai_plugin.engine.attribution.interventions import Interventions
from srxai_plugin.engine.metrics.probe import Probe, probe
from srxai_plugin.engine.metrics.published_atv import kept, published_atv
from srxai_plugin.engine.metrics.specificity import specificity
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.truth import rank_agreement, shared
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import is_local
from srxai_plugin.engine.study.measure import Case, attributed
from srxai_plugin.engine.study.table import Row

WHOLE = 2
"""Times the side of a block for a network with global operators: there each block takes a pass."""


def block_of(network: SRNetwork, block: int) -> int:
    """Side of the blocks that are blurred one by one for a network; 0 for no truth at all."""
    return block if is_local(network.architecture) else WHOLE * block


def control_of(network: SRNetwork, networks: Sequence[SRNetwork]) -> Optional[SRNetwork]:
    """The next network that takes the same tile and gives the same region; None without one."""
    alike = [n for n in networks if (n.scale, n.bands) == (network.scale, network.bands)]
    following = alike[alike.index(network) + 1 :] + alike[: alike.index(network)]
    return next((n for n in following if n.sha256 != network.sha256), None)


@dataclass(frozen=True, eq=False)
class Truths:
    """Of one case; each is measured when the first map asks for it."""

    case: Case
    block: int
    """From ``block_of``."""
    control: Optional[SRNetwork]
    seed: int
    tick: Tick

    @cached_property
    def effects(self) -> np.ndarray:
        """(h, w): what each block does to the region when it is blurred alone."""
        c = self.case
        return Interventions(c.network, c.lr, c.objective).of_tile(self.block, self.tick)

    @cached_property
    def probe(self) -> Probe:
        """Single pixels near the region."""
        c = self.case
        return probe(c.network, c.lr, c.objective, self._everywhere, self.seed, self.tick)

    def added_to(self, method: Optional[AttributionMethod]) -> Callable[[Row, np.ndarray], Row]:
        """Adds a map's agreement with all that is here to its row.

        Args:
            method: that made the map; None for a baseline, of which there is no control.
        """

        def add(row: Row, map: np.ndarray) -> Row:
            row = replace(self._published(row, map), beyond_detail=self.probe.knows(map))
            if self.block:
                row = replace(
                    row,
                    truth_block=self.block,
                    truth_rank=rank_agreement(map, self.effects),
                    truth_shared_1=shared(map, self.effects, 1.0),
                    truth_shared_5=shared(map, self.effects, 5.0),
                )
            return self._controlled(row, method) if method and self.control else row

        return add

    def _published(self, row: Row, map: np.ndarray) -> Row:
        c, truth = self.case, None
        if c.hr is not None:
            truth = torch.from_numpy(c.hr.copy()).permute(2, 0, 1).float().div(255)
        region = c.placement.region_in_tile
        found = published_atv(c.network, c.lr, region, kept(map), truth, self.tick)
        return replace(row, published_drop=found.drop, published_area=found.area)

    def _controlled(self, row: Row, method: AttributionMethod) -> Row:
        c, other = self.case, self.control
        if other is None:
            return row
        map = attributed(replace(c, network=other), method, self.tick)
        if not np.isfinite(map).all() or not map.any():
            return row
        theirs = Subject(c.network, c.lr, c.objective, map, self._everywhere)
        found = specificity(row.measured_atv(), theirs, self.tick)
        return replace(row, control=other.id, specificity=found.atv, specificity_loc=found.loc)

    @property
    def _everywhere(self) -> np.ndarray:
        return np.ones(self.case.shape, dtype=bool)
