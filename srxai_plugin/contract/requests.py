"""What is asked of one region: an explanation, or a comparison of networks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Optional, Union

from srxai_plugin.contract.choices import MEASURE_NAMES, VIEW_NAMES
from srxai_plugin.contract.constraints import (
    Checked,
    Distinct,
    Many,
    OneOf,
)
from srxai_plugin.contract.fields import (
    VERSION,
    Context,
    Device,
    Scale,
    Scaling,
    Seed,
    Threads,
    Version,
)
from srxai_plugin.contract.geometry import Region

Parameter = Union[bool, int, float, str]


def number_or_text(text: str) -> Union[int, float, str]:
    """What somebody typed as a parameter, as the number that it is, if it is one."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


@dataclass(frozen=True)
class Method:
    """One attribution method and those of its parameters that differ from their defaults."""

    id: str
    parameters: dict[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True)
class Objective:
    """The scalar of the region that is explained, and its parameters as for a method."""

    id: str = "texture"
    parameters: dict[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True)
class ExplainRequest(Checked):
    """Everything that decides an explanation."""

    raster: str
    """Path of a raster file, or any name that GDAL opens."""
    region: Region
    output: str
    """Folder for the results; made when missing."""
    network: str = "edsr-x4"
    """Id of a bundled network, or path of a checkpoint."""
    methods: Annotated[tuple[Method, ...], Many()] = (Method("lam"), Method("amve-sr"))
    objective: Objective = Objective()
    views: tuple[Annotated[str, OneOf(tuple(VIEW_NAMES))], ...] = ()
    """Further rasters of each method, by ``VIEW_NAMES``; a method without such a view has none."""
    context: Context = None
    """LR pixels around the region; None gives at least 16, and a tile of at least 64 × 64."""
    bands: Optional[tuple[int, ...]] = None
    """1-based raster bands for the network's inputs, in order; None takes those that the network's
    card names, by what the raster says of its bands, and the first ones where it says nothing."""
    scaling: Scaling = None
    """Raster values to [0, 1]: ``dtype``, ``percentile``, ``none``, ``reflectance`` or
    ``reflectance-clipped``, where reflectance below zero is zero, for the network and in what comes
    of it; None takes what the network's card names, if that fits the raster, else ``dtype`` for
    uint8 and ``percentile`` otherwise."""
    device: Device = "auto"
    """``auto``, ``cpu`` or ``cuda``."""
    threads: Threads = None
    """CPU threads of the engine; None leaves it to torch."""
    seed: Seed = 0
    """Of the random baseline, and of all chance in the measures."""
    version: Version = VERSION
    measures: tuple[Annotated[str, OneOf(tuple(MEASURE_NAMES))], ...] = ()
    """What to measure beside the statistics that every map has: keys of ``MEASURE_NAMES``."""
    reference: Optional[str] = None
    """Path of a raster with the true high-resolution image, as ``raster`` otherwise; the
    super-resolved tile is compared with it."""
    detail: bool = False
    """Whether to judge the detail that the network adds, beside the maps of where it looked."""
    guide: Optional[str] = None
    """Path of the second raster, for a network that takes two, as ``raster`` otherwise; it is
    brought to the raster's grid, as fine as the network takes it."""


@dataclass(frozen=True)
class CompareRequest(Checked):
    """One region and one method, seen through several networks."""

    raster: str
    region: Region
    output: str
    """Folder for the results; each network's own go into a folder of its name in it."""
    networks: Annotated[tuple[str, ...], Many(2), Distinct()]
    """At least two ids or checkpoints, of any scales."""
    method: Method = Method("lam")
    context: Context = None
    """These six as in ``ExplainRequest``."""
    bands: Optional[tuple[int, ...]] = None
    scaling: Scaling = None
    device: Device = "auto"
    threads: Threads = None
    seed: Seed = 0
    version: Version = VERSION
    detail: bool = False
    """Whether to judge the detail that each adds, too."""
    sr_scale: Optional[Scale] = None
    """Of a region in SR pixels: how many of them lie along a pixel of the raster. None takes the
    networks' own scale, where they all have one."""

    def explained_by(self, network: str, output: str, region: Region) -> ExplainRequest:
        """The request for one network alone, of a region in its own pixels."""
        return ExplainRequest(
            raster=self.raster,
            region=region,
            output=output,
            network=network,
            methods=(self.method,),
            context=self.context,
            bands=self.bands,
            scaling=self.scaling,
            device=self.device,
            threads=self.threads,
            seed=self.seed,
            version=self.version,
            detail=self.detail,
        )
