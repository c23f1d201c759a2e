"""What passes between QGIS and the engine: requests, progress and explanations, as JSON.

Standard library only, for both sides of the process boundary import it. A request is data: the
same JSON runs from the dock, Processing, the command line and a notebook, and is written into every
GeoTIFF that it makes.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import zlib
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import (
    Annotated,
    Any,
    Optional,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from srxai_plugin.constraints import (
    AtLeast,
    Between,
    Bits,
    Checked,
    Distinct,
    Many,
    Matches,
    NotNewer,
    OneOf,
    rules,
)
from srxai_plugin.errors import BadInput

VERSION = 1
"""Of this contract; a request of a newer version is refused, never half understood."""

T = TypeVar("T")

Parameter = Union[bool, int, float, str]
Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f) as in rasterio: x = a·column + b·row + c, y = d·column + e·row + f."""

Point = tuple[float, float]

METHOD_NAMES = {
    "amve-sr": "AMVE-SR",
    "lam": "LAM",
    "gradient": "Gradient",
    "gradient-x-input": "Gradient × input",
    "guided-backpropagation": "Guided backpropagation",
    "integrated-gradients": "Integrated gradients",
    "smoothgrad": "SmoothGrad",
    "vargrad": "VarGrad",
    "grad-cam": "Grad-CAM",
    "grad-cam++": "Grad-CAM++",
    "layercam": "LayerCAM",
    "guided-grad-cam": "Guided Grad-CAM",
    "occlusion": "Occlusion",
    "meaningful-perturbation": "Meaningful perturbation",
}
"""By id: the engine's methods, for those who must offer them before an engine runs; in the order in
which they are offered."""
USUAL_METHODS = ("amve-sr", "lam")
"""Those made for super-resolution: asked for where nobody chooses, the others are a click away."""
OBJECTIVE_NAMES = {
    "texture": "Texture",
    "band": "Texture of one band",
    "intensity": "Mean intensity",
    "index": "Spectral index",
    "gabor": "Gabor",
}
"""By id: the questions that a method can be asked."""
VIEW_NAMES = {
    "signed": "signed map",
    "bands": "map of each band",
    "density": "density",
    "layers": "layer by layer",
}
"""By id: rasters that a request can ask for beside each method's map."""
SCALINGS = ("dtype", "percentile", "none")
"""What ``ExplainRequest.scaling`` may be."""
DEVICES = ("auto", "cpu", "cuda")
"""What ``ExplainRequest.device`` may be."""
MOST_THREADS = 1024
"""More than any processor has; a system that cannot start all of them ends the process."""
SMALLEST_TILE = 64
"""LR pixels a side of a tile where the context is left open, if the raster has them: what the
papers explain on; the diffusion index depends on it."""
SMALLEST_CONTEXT = 16
"""LR pixels that such a tile leaves on each side of the region."""

MEASURE_NAMES = {
    "deletion": "Deletion",
    "insertion": "Insertion",
    "sensitivity": "Max-sensitivity",
    "infidelity": "Infidelity",
    "randomisation": "Parameter randomisation",
}
"""By id: what ``ExplainRequest.measures`` may ask for; each costs passes of the network."""
MEASURE_SENTENCES = {
    "deletion": "How much of the region's texture changes when the pointed-at pixels lose their "
    "detail; higher is better.",
    "insertion": "How fast the region's texture returns when the pointed-at pixels get their "
    "detail back first, and goes when they lose it first.",
    "sensitivity": "How much the map changes when the image changes by noise that nobody sees; "
    "lower is better.",
    "infidelity": "How much of the effect of blurring a random square the map fails to foretell; "
    "0 is none, 1 all of it.",
    "randomisation": "How alike the map stays when the network forgets what it learned, layer by "
    "layer; a map of the network must fall apart.",
}
"""By id: each measure in the words of tooltips, reports and documents."""


Scaling = Annotated[Optional[str], OneOf(SCALINGS)]
Device = Annotated[str, OneOf(DEVICES)]
Threads = Annotated[Optional[int], Between(1, MOST_THREADS)]
Context = Annotated[Optional[int], AtLeast(0)]
Seed = Annotated[int, Bits(63)]
Scale = Annotated[int, Between(2, 16)]
Version = Annotated[int, NotNewer(VERSION)]
OneOrMore = Annotated[int, AtLeast(1)]
Count = Annotated[int, AtLeast(0)]
Amount = Annotated[float, AtLeast(0)]
Share = Annotated[float, Between(0, 1)]
Percent = Annotated[float, Between(0, 100)]
Unit = Annotated[str, OneOf(("m", "px"))]
Sha256 = Annotated[str, Matches("^[0-9a-f]{64}$", "64 hexadecimal digits")]


def number_or_text(text: str) -> Union[int, float, str]:
    """What somebody typed as a parameter, as the number that it is, if it is one."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


@dataclass(frozen=True)
class Window:
    """A rectangle of whole pixels; on the LR or the SR grid, as the field that holds it says."""

    column: int
    row: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column past the window."""
        return self.column + self.width

    @property
    def bottom(self) -> int:
        """First row past the window."""
        return self.row + self.height

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width <= 0 or self.height <= 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the window in an array (h, w) whose first pixel is (0, 0)."""
        return slice(self.row, self.bottom), slice(self.column, self.right)

    @classmethod
    def between(cls, left: int, top: int, right: int, bottom: int) -> Window:
        """The window from its first column and row to the first ones past it."""
        return cls(left, top, right - left, bottom - top)

    def moved(self, columns: int, rows: int) -> Window:
        """The same size, so many pixels to the right and down; negative ones to the left and up."""
        return Window(self.column + columns, self.row + rows, self.width, self.height)

    def grown(self, across: int, down: Optional[int] = None) -> Window:
        """The window with so many more pixels on its left and right, and ``down`` above and below;
        as many there where nothing else is said."""
        down = across if down is None else down
        return Window.between(
            self.column - across, self.row - down, self.right + across, self.bottom + down
        )

    def cut(self, to: Window) -> Window:
        """What both windows hold; empty, with no negative side, where they do not meet."""
        left, top = max(self.column, to.column), max(self.row, to.row)
        right, bottom = min(self.right, to.right), min(self.bottom, to.bottom)
        return Window.between(left, top, max(left, right), max(top, bottom))

    def scaled(self, factor: int) -> Window:
        """The same place on a grid whose pixels are ``factor`` times smaller, 1 or more."""
        return Window(
            self.column * factor, self.row * factor, self.width * factor, self.height * factor
        )

    def coarser(self, factor: int) -> Window:
        """The smallest window that holds the place on a grid whose pixels are ``factor`` times
        larger, 1 or more."""
        return Window.between(
            self.column // factor,
            self.row // factor,
            -(-self.right // factor),
            -(-self.bottom // factor),
        )


@dataclass(frozen=True)
class Bounds:
    """A rectangle in map coordinates."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: Optional[str] = None
    """Anything that PROJ understands (EPSG:n, WKT); None is the raster's own CRS."""


@dataclass(frozen=True)
class Polygon:
    """An area in map coordinates, with holes and in parts if need be."""

    rings: tuple[tuple[Point, ...], ...]
    """Of x and y; a point is inside where an odd number of rings surrounds it."""
    crs: Optional[str] = None
    """As in ``Bounds``."""


@dataclass(frozen=True)
class Region:
    """What is explained, said in exactly one of four ways."""

    bounds: Optional[Bounds] = None
    """In map units; snapped outward to whole SR pixels."""
    window: Optional[Window] = None
    """In pixels of the raster."""
    sr_window: Optional[Window] = None
    """In SR pixels of the whole raster, ``scale`` times finer than the raster's own."""
    polygon: Optional[Polygon] = None
    """In map units; an SR pixel belongs to it where its centre does."""

    def __post_init__(self) -> None:
        ways = (self.bounds, self.window, self.sr_window, self.polygon)
        if sum(way is not None for way in ways) != 1:
            raise BadInput("Give the region in one way: bounds, window, sr_window or polygon.")


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
    """1-based raster bands for the network's inputs, in order; None takes the first ones."""
    scaling: Scaling = None
    """Raster values to [0, 1]: ``dtype``, ``percentile`` or ``none``; None takes ``dtype`` for
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


STAGES = (
    *("starting", "reading", "super-resolving", "attributing", "baselines", "measuring"),
    *("curves", "sensitivity", "infidelity", "randomisation", "explaining", "comparing"),
    *("tile", "window", "region", "case", "overviews", "writing", "reporting", "done"),
)
"""What ``Progress.stage`` may be; whoever shows one puts it into words."""


@dataclass(frozen=True)
class Progress:
    """How far a request has come, as data: it is put into words where it is shown."""

    stage: Annotated[str, OneOf(STAGES)]
    fraction: float
    """0 to 1."""
    seconds_left: Optional[float] = None
    """Estimate; None while there is nothing to estimate from."""
    method: Optional[str] = None
    """Id of the method whose map is made or measured, where it is one method's stage."""
    n: Optional[int] = None
    """How many are done, or which one it is, of ``of``: gradient evaluations while attributing,
    and else what the stage is called after."""
    of: Optional[int] = None
    subject: Optional[str] = None
    """Name of the image or network that the stage is about, as somebody called it."""
    failed: int = 0
    """How many of the ``n`` have no result."""


@dataclass(frozen=True)
class NetworkFacts:
    """Which network made a result."""

    id: str
    architecture: str
    scale: Scale
    parameters: int
    sha256: Sha256
    """Of the checkpoint file."""


@dataclass(frozen=True)
class Tile:
    """The part of the raster that went through the network."""

    window: Window
    """In pixels of the raster (LR)."""
    crs: Optional[str]
    """WKT; None where the raster has none."""
    transform: Affine
    """Of the tile's LR grid, exactly that of the attribution rasters."""


@dataclass(frozen=True)
class Preview:
    """A map as soon as there is one, light enough for a pipe; its figures come later."""

    method: str
    tile: Tile
    region_window: Window
    """The region, in SR pixels of the tile."""
    scale: Scale
    roots: str
    """Of the map in [0, 1], row by row on the tile's LR grid: a byte ``255 · √value`` for each
    pixel, by zlib and base64. The root keeps the faint pixels apart."""

    @classmethod
    def of(
        cls, method: str, tile: Tile, region_window: Window, scale: int, roots: bytes
    ) -> Preview:
        """Pack the bytes."""
        packed = base64.b64encode(zlib.compress(roots, 1)).decode()
        return cls(method, tile, region_window, scale, packed)

    def unpacked(self) -> bytes:
        """The bytes, as many as the tile has pixels. Raises BadInput where they are not."""
        size = self.tile.window.width * self.tile.window.height
        try:
            roots = zlib.decompressobj().decompress(base64.b64decode(self.roots), size + 1)
        except (ValueError, zlib.error):
            roots = b""
        if len(roots) != size:
            raise BadInput(f"A preview of {size} pixels came with {len(roots)}.")
        return roots


@dataclass(frozen=True)
class Radiometry:
    """How raster values became network values: value = (raster − offset) / gain, band by band."""

    bands: tuple[int, ...]
    scaling: Annotated[str, OneOf(SCALINGS)]
    offset: tuple[float, ...]
    gain: tuple[float, ...]
    words: str
    """The same in one sentence."""


@dataclass(frozen=True)
class ATV:
    """Average texture variation in %: what changes in the region's texture when only the pixels
    that a map points at keep their detail. Lower is better."""

    area: dict[str, float]
    """By the share of LR pixels kept, in %: ``{"0.5": …, "20": …}``."""
    mean: float
    """Of the area curve; the headline figure."""
    soft: float
    """With the map itself as the mask; rewards dense maps, never the only figure."""
    delete: Optional[dict[str, float]] = None
    """The complement, by the share of LR pixels that lose their detail, in %: how much of the
    region's texture changes then. Higher is better. None where ``deletion`` was not asked for."""


@dataclass(frozen=True)
class Reach:
    """How far from the region the network looked: the distance that holds 95 % of the map."""

    pixels: Amount
    """In LR pixels from the region's edge; 0 is inside it."""
    metres: Optional[Amount]
    """On the ground; None where the raster has no CRS."""


@dataclass(frozen=True)
class RadialProfile:
    """How the attribution falls off with the distance from the region, ring by ring."""

    distance: tuple[float, ...]
    """Outer edge of each ring, rising; the first is 0 and stands for the region itself."""
    share: tuple[Share, ...]
    """Of the attribution in each ring, 0 to 1; they sum to 1, or are all 0 for an empty map."""
    unit: Unit
    """``m`` on the ground, or ``px`` (LR pixels) where the raster has no CRS."""


@dataclass(frozen=True)
class Curve:
    """The objective's value while a map's strongest pixels come in or go out on a blurred image."""

    share: tuple[Percent, ...]
    """Of the valid LR pixels, in %: 0 to 100."""
    value: tuple[float, ...]
    """The objective D at each share, in its own units."""
    area: Optional[float]
    """Under (D − D(blurred)) / (D(image) − D(blurred)) over shares from 0 to 1: near 1 where the
    first pixels decide an insertion, near 0 where they decide a deletion; outside [0, 1] where the
    mask's own edges make texture. None where blurring changes nothing."""


@dataclass(frozen=True)
class Randomisation:
    """How alike a map stays while a copy of the network forgets, from the output layer down.

    Over the pixels that hold 95 % of either map: far from the region all maps are alike, being
    near zero. A map that is a product with the image's own detail keeps that part of its order.
    A network that adds to an interpolated image keeps what that explains (PAN: ρ 0.8-0.97).
    """

    share: tuple[float, ...]
    """Of the network's parameters that are random, in %, rising to 100."""
    spearman: tuple[float, ...]
    """Rank correlation of the map with the original, −1 to 1; 0 for a map without any order."""
    ssim: Optional[tuple[float, ...]]
    """Structural similarity of the two, −1 to 1; None for a tile below 3 pixels a side."""


@dataclass(frozen=True)
class Measures:
    """What was asked for with ``ExplainRequest.measures``; None what was not, or has no answer."""

    insertion: Optional[Curve] = None
    deletion: Optional[Curve] = None
    sensitivity: Optional[float] = None
    """Largest change of the map, as a share of it, when the image changes by at most 0.02 of its
    range: 0 is steady, above 1 the map is another one."""
    infidelity: Optional[float] = None
    """Share of the effect of blurring random squares that the map does not foretell, 0 to 1; None
    where no square has an effect."""
    randomisation: Optional[Randomisation] = None


@dataclass(frozen=True)
class Statistics:
    """Figures of one attribution map."""

    diffusion_index: Percent
    """(1 − Gini)·100: 0 is one pixel, 100 the whole tile evenly; depends on the tile's size."""
    gini: Share
    atv: ATV
    reach: Reach
    evaluations: Count
    """Gradient evaluations that the map took."""
    flat_pixels: Count
    """SR pixels of the region without any texture, which no gradient can explain."""
    completeness_gap: Optional[float] = None
    """|Σ map − (D(x) − D(x'))| as a share of D(x) − D(x'); for path integrals (LAM) only."""
    area_of_interest: Optional[Percent] = None
    """Share of the valid LR pixels, in %, that hold 95 % of the map, counted from the strongest."""
    radial_profile: Optional[RadialProfile] = None
    measures: Optional[Measures] = None
    """None where none was asked for."""
    change: Optional[float] = None
    """Of the last two maps of a method that gets better with time, as a share of the last: how far
    it had converged; None for other methods."""


@dataclass(frozen=True)
class Verdict:
    """Whether a map may be relied on, and why."""

    level: Annotated[str, OneOf(("trustworthy", "careful", "unfit"))]
    """``trustworthy``, ``careful`` or ``unfit``."""
    reasons: tuple[str, ...]
    """Codes: ``beats-baselines``, ``gap``, ``no-better-than-distance``, ``no-better-than-random``,
    ``flat``."""
    words: str
    """The same in one line."""


@dataclass(frozen=True)
class Attribution:
    """One method's result."""

    method: str
    name: str
    """As people write it: LAM, AMVE-SR."""
    raster: str
    """Path: float32 on the tile's LR grid; band 1 the map divided by its maximum, band 2 each
    pixel's share of the map's sum in %."""
    parameters: dict[str, Parameter]
    """All of them, the defaults too."""
    statistics: Statistics
    verdict: Verdict
    seconds: Amount
    """For the map alone, without its statistics."""
    views: dict[str, str] = field(default_factory=dict)
    """Paths of the further rasters that were asked for, by view."""


@dataclass(frozen=True)
class Baseline:
    """A map that knows nothing of the network; a method that does not beat it explains nothing."""

    atv: ATV


@dataclass(frozen=True)
class Score:
    """How near an image is to the truth, over all bands, with the network's value range as peak."""

    psnr: Optional[float]
    """In dB, higher is better; None where the two are equal."""
    ssim: Optional[float]
    """−1 to 1, 1 for equal; None where no window of 11 × 11 pixels fits."""


@dataclass(frozen=True)
class Quality:
    """The super-resolved tile against the true image, beside plain interpolation."""

    tile: dict[str, Score]
    """Over the tile: ``super_resolved`` and ``bicubic``."""
    region: dict[str, Score]
    """The same over the region."""
    covered: Percent
    """Share of the tile's valid SR pixels for which the reference has data, in %."""
    resampled: bool
    """Whether the reference lay on another grid or CRS and was interpolated (bilinear), which
    costs it sharpness."""


@dataclass(frozen=True)
class Explanation:
    """The whole result; ``result.json`` is exactly this."""

    request: ExplainRequest
    network: NetworkFacts
    tile: Tile
    region_window: Window
    """The region, in SR pixels of the tile."""
    region_sr_window: Window
    """The region, in SR pixels of the whole raster: repeats it whatever the context."""
    radiometry: Radiometry
    super_resolved: str
    """Path: the raster's dtype, its grid divided by the scale."""
    attributions: tuple[Attribution, ...]
    baselines: dict[str, Baseline]
    """``random`` and ``distance``."""
    warnings: tuple[str, ...]
    """Sentences that the analyst should read before she relies on the result."""
    software: dict[str, str]
    """Versions of what made it: srxai, torch, rasterio, numpy, captum, GDAL."""
    seconds: Amount
    version: Annotated[int, NotNewer(VERSION, "This result is of version")] = VERSION
    quality: Optional[Quality] = None
    """None where no reference was given."""


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

    def explained_by(self, network: str, output: str) -> ExplainRequest:
        """The request for one network alone."""
        return ExplainRequest(
            raster=self.raster,
            region=self.region,
            output=output,
            network=network,
            methods=(self.method,),
            context=self.context,
            bands=self.bands,
            scaling=self.scaling,
            device=self.device,
            threads=self.threads,
            seed=self.seed,
        )


@dataclass(frozen=True)
class Compared:
    """One network's part in a comparison."""

    network: NetworkFacts
    rank: OneOrMore
    """1 looks most widely, by the diffusion index; an empty map comes last."""
    diffusion_index: Optional[Percent]
    """None for an empty map: it has no spread."""
    atv: float
    """Mean of the area curve, in %."""
    share: Annotated[str, OneOf(("wide", "narrow", "middle", "empty"))]
    """``wide`` or ``narrow``: on which side of the median diffusion index; ``middle`` on it,
    ``empty`` for a map without anything."""
    result: str
    """Path of its ``result.json``."""
    raster: str
    """Path of its map."""


@dataclass(frozen=True)
class Agreement:
    """How alike the maps are; rows and columns are the networks in the request's order."""

    spearman: tuple[tuple[Optional[float], ...], ...]
    """Rank correlation over the tile's valid pixels; None with a constant map."""
    overlap: tuple[tuple[Optional[float], ...], ...]
    """Share, 0 to 1, of the top ``percent`` % of pixels that two maps have in common; None with an
    empty map."""
    percent: float


@dataclass(frozen=True)
class Comparison:
    """The whole result; ``comparison.json`` is exactly this."""

    request: CompareRequest
    networks: tuple[Compared, ...]
    """In the request's order."""
    ranking: tuple[str, ...]
    """Networks' ids, the widest look first."""
    agreement: Agreement
    tile: Tile
    consensus: str
    """Path: float32, 0 to 1, what nearly all networks use, on the tile's LR grid."""
    difference: str
    """Path: float32, −1 to 1, positive where the wide-looking networks look and the others not."""
    warnings: tuple[str, ...]
    software: dict[str, str]
    seconds: Amount
    version: Annotated[int, NotNewer(VERSION, "This result is of version")] = VERSION


def to_data(value: Any) -> Any:
    """A dataclass of this contract → what ``json`` writes."""
    if isinstance(value, (float, str, int)):
        return value
    if dataclasses.is_dataclass(value):
        return {f.name: to_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: to_data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_data(item) for item in value]
    return value


def to_json(value: Any, indent: Optional[int] = None) -> str:
    """One line unless indented, so that it can travel as a line. NaN is refused: it is no JSON."""
    text = json.dumps(to_data(value), indent=indent, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode()  # file names that are no UTF-8


def from_json(cls: type[T], text: str) -> T:
    """Raises BadInput that names the field, for text that is not JSON or not a ``cls``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"Not valid JSON: {error}.") from None
    return from_data(cls, data)


def from_data(cls: type[T], data: Any) -> T:
    """JSON data → a dataclass of this contract, every type checked.

    Raises:
        BadInput: a field is missing, unknown, or of another type; the sentence names it.
    """
    return _read(cls, data, cls.__name__)


def _read(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin is Union:
        return _read_union(get_args(kind), data, where)
    if origin is tuple:
        return _read_tuple(get_args(kind), data, where)
    if origin is dict:
        if not isinstance(data, dict):
            raise BadInput(f"{where} should be an object, not {_kind(data)}.")
        item = get_args(kind)[1]
        return {str(key): _read(item, value, f"{where}.{key}") for key, value in data.items()}
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, data, where)
    return _read_scalar(kind, data, where)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _read_dataclass(cls: Any, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise BadInput(f"{where} should be an object, not {_kind(data)}.")
    hints, fields = _hints(cls), {f.name: f for f in dataclasses.fields(cls)}
    if "version" in fields and isinstance(data.get("version"), (int, float)):
        # Before anything else: a newer version has fields that are unknown here.
        rules(cls, "version").refuse("version", data["version"])
    for name in data:
        if name not in fields:
            raise BadInput(f"{where} has no field '{name}'. It has: {', '.join(fields)}.")
    for name, spec in fields.items():
        optional = (
            spec.default is not dataclasses.MISSING
            or spec.default_factory is not dataclasses.MISSING
        )
        if name not in data and not optional:
            raise BadInput(f"{where} lacks the field '{name}'.")
    return cls(**{name: _read(hints[name], data[name], f"{where}.{name}") for name in data})


def _read_union(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None and type(None) in kinds:
        return None
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    if len(kinds) == 1:
        return _read(kinds[0], data, where)
    if isinstance(data, kinds) and (not isinstance(data, (int, float)) or _is_finite(data)):
        return data
    raise BadInput(f"{where} should be a number, a text or true/false, not {_kind(data)}.")


def _read_tuple(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if not isinstance(data, (list, tuple)):
        raise BadInput(f"{where} should be a list, not {_kind(data)}.")
    if kinds[0] == Point and (points := _points(data)) is not None:
        return points
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(data)
    if len(kinds) != len(data):
        raise BadInput(f"{where} should have {len(kinds)} values, not {len(data)}.")
    return tuple(
        _read(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(zip(kinds, data))
    )


def _points(data: Any) -> Optional[tuple[Point, ...]]:
    """Tens of thousands of vertices at once; None where one has to be looked at by itself."""
    try:
        points = tuple(map(tuple, data))
    except TypeError:
        return None
    numbers = [*chain.from_iterable(points)]
    is_plain = {*map(len, points)} == {2} and {*map(type, numbers)} == {float}
    return points if is_plain and all(map(math.isfinite, numbers)) else None


def _read_scalar(kind: Any, data: Any, where: str) -> Any:
    is_number = isinstance(data, (int, float)) and not isinstance(data, bool)
    if kind is float and is_number and _is_finite(data):
        return float(data)
    if kind is int and is_number and _is_finite(data) and data == int(data):
        return int(data)
    if kind in (str, bool) and isinstance(data, kind):
        return data
    words = {float: "a finite number", int: "a whole number", str: "a text", bool: "true or false"}
    raise BadInput(f"{where} should be {words[kind]}, not {_kind(data)}.")


def _is_finite(number: Union[int, float]) -> bool:
    """As a float: JSON has whole numbers beyond any."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _kind(data: Any) -> str:
    if isinstance(data, (dict, list, tuple)):
        return "an object" if isinstance(data, dict) else "a list"
    return "nothing" if data is None else repr(data)[:60]
