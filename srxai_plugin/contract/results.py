"""What comes of a request: maps, figures and verdicts, and how they were made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Optional

from srxai_plugin.contract.constraints import NotNewer, OneOf
from srxai_plugin.contract.fields import (
    KNOWN_BY,
    SCALINGS,
    VERSION,
    Amount,
    Count,
    OneOrMore,
    Percent,
    Scale,
    Sha256,
    Share,
    Unit,
)
from srxai_plugin.contract.geometry import Affine, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Parameter


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
class BandMatch:
    """What a network took a raster's bands as, and how that is known."""

    inputs: tuple[str, ...]
    """Names of what the network takes, ``red``, ``nir`` …; empty where nothing says."""
    known: tuple[Annotated[Optional[str], OneOf(KNOWN_BY)], ...]
    """By band: how is known that it is that input; None where it is not, and the band was taken in
    its order."""
    words: str
    """The same in one or two sentences."""
    like: Optional[str] = None
    """The sensor, or those, whose usual order it is guessed from."""


@dataclass(frozen=True)
class Radiometry:
    """How raster values became network values: value = (raster − offset) / gain, band by band, and
    at least 0 for ``reflectance-clipped``."""

    bands: tuple[int, ...]
    scaling: Annotated[str, OneOf(SCALINGS)]
    offset: tuple[float, ...]
    gain: tuple[float, ...]
    words: str
    """The same in one sentence."""
    match: Optional[BandMatch] = None
    """What the bands were taken as; None in older results."""


@dataclass(frozen=True)
class ATV:
    """Average texture variation in %: what changes in the region's texture when only the pixels
    that a map points at keep their detail. Lower is better. Where the objective is ``added``, the
    texture is that of the added detail."""

    area: dict[str, float]
    """By the share of LR pixels kept, in %: ``{"0.5": …, "20": …}``."""
    mean: float
    """Of the area curve; the headline figure."""
    soft: float
    """With the map itself as the mask; rewards dense maps, never the only figure."""
    delete: Optional[dict[str, float]] = None
    """The complement, by the share of LR pixels that lose their detail, in %: how much of the
    region's texture changes then. Higher is better. None where ``deletion`` was not asked for."""
    loc: Optional[dict[str, float]] = None
    """The same as ``area`` pixel by pixel, in %: Σ |t(S(x̃)) − t(S(x))| / Σ t(S(x)), t the texture
    of one pixel and band. What is lost in one place and gained in another cancels in ATV, never
    here. Lower is better; above 100 where more is wrong than there was. None in older results."""
    loc_mean: Optional[float] = None
    """Of the ``loc`` curve."""


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
    beyond_detail: Optional[float] = None
    """Rank correlation, −1 to 1, of the map with what some hundred pixels near the region do when
    each is blurred alone, beyond what their own detail and place say of both. A map that knows no
    network has about 0. None where there are too few pixels to tell, and in older results."""
    kept: Optional[float] = None
    """Share of the relevance that reached the image, of what a method started with that runs it
    down the network; the rest was lost on the way. None for other methods."""


@dataclass(frozen=True)
class Verdict:
    """Whether a map may be relied on, and why."""

    level: Annotated[str, OneOf(("faithful", "careful", "unfit"))]
    """``faithful``, ``careful`` or ``unfit``."""
    reasons: tuple[str, ...]
    """Codes: ``beats-baselines``; ``gap``, ``no-better-than-distance``, ``no-better-than-detail``,
    ``nothing-beyond-detail``, ``not-tried``, ``one-pixel``, ``ramp``, ``proof`` (by real imagery),
    ``unproven`` (no imagery could tell), ``judged-before`` (by an earlier version's rules, which
    asked for less); ``no-better-than-random``, ``flat``."""
    words: str
    """The same in one line."""


OUTLINED = (50, 80, 95)
"""What areas of ``Attribution.outlines`` hold of the map, in %."""
REST = "rest"
"""Part of the tile that holds what is left."""


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
    """Paths of the further rasters that were asked for, by view; of a network that takes a guide
    also ``raster`` and ``guide``, the map of each, where the method tells them apart."""
    outlines: Optional[str] = None
    """Path of a GeoPackage: the areas that hold ``OUTLINED`` of the map, and the rest of the tile.
    None for a map without anything, and in older results."""


DETAIL_LEVELS = (
    "supported",
    "plausible",
    "invented",
    "nothing-added",
    "not-calibrated",
    "not-judged",
)
"""What ``Detail.level`` may be; the first five are the classes 1 to 5 of the layer's class band."""


@dataclass(frozen=True)
class Calibration:
    """What the verdict on the detail rests on, measured on the raster itself one scale down."""

    degradation: str
    """How images were made small that the network learned from: ``bicubic``, ``area`` or
    ``gaussian, σ 1.6``."""
    is_assumed: bool
    """Whether the network's card does not say so, and the usual one was taken."""
    referees: tuple[str, ...]
    """Ids of the networks that it was held against; empty where none fits."""
    true_share: float
    """Of all detail that the network adds one scale down, where the truth is known."""
    worth: Amount
    """True share that a supported share of 1 stands for."""
    q: Amount
    """Half-width of the interval, as a multiple of the smoothed bootstrap error and one step."""
    distance: Optional[Amount]
    """Mahalanobis' distance of the tile from the reference domain; None where there is none for
    this degradation."""
    limit: Optional[Amount]
    """Distance above which the calibration is not taken to hold."""


@dataclass(frozen=True)
class Detail:
    """Whether the detail that the network added to the region can be true. A verdict on the
    picture; ``Verdict`` is one on a map."""

    level: Annotated[str, OneOf(DETAIL_LEVELS)]
    """``supported``, ``plausible``, ``invented``, ``nothing-added``, ``not-calibrated`` or
    ``not-judged``."""
    reasons: tuple[str, ...]
    """Codes: ``share``, ``no-referees``, ``assumed`` (the degradation), ``no-domain``, ``faint``,
    ``far`` (from the reference domain), ``small-region``, ``unchecked`` (the raster),
    ``doubted`` (the network), ``other-bands`` (the network takes more than its image has)."""
    words: str
    """The same in one line."""
    share: Optional[float] = None
    """Estimated true share of the added detail: 1 all of it, 0 none; None without a verdict."""
    support: Optional[float] = None
    """Share that networks draw too that do not invent, before it is calibrated."""
    added: Optional[Amount] = None
    """Root mean square of what was added beyond bicubic interpolation, in raster units, mean of
    the bands."""
    half_width: Optional[Amount] = None
    """Mean half-width of the 90 % interval around the region's values, in raster units."""
    raster: Optional[str] = None
    """Path: float32 on the tile's SR grid, bands as in ``scenes.DETAIL_BANDS``."""
    calibration: Optional[Calibration] = None
    seconds: Amount = 0.0


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


TRUTH_BANDS = {
    "hallucination": "Hallucination: drawn, and neither in the truth nor in the input",
    "omission": "Omission: left as interpolation has it, where the truth has more",
    "improvement": "Improvement: brought nearer to the truth",
}
"""By id: the bands of a truth layer, in order; each a share of the pixel, 0 to 1."""


@dataclass(frozen=True)
class TrueDetail:
    """How much is true of the detail that the network added to bicubic interpolation."""

    share: Optional[float]
    """Σ a·t / Σ a² of the added detail a and the true one t: 1 all is true, 0 none; below ½ the
    image is farther from the truth than interpolation. May leave 0 to 1: above, too little was
    added. None where less than one step of the raster's type was added, root mean square."""
    hallucination: Optional[Share]
    """This and the next two: mean shares of opensr-test (Aybar et al. 2024), which sum to 1, over
    the pixels where the images differ enough to tell; None where they do nowhere. The truth itself
    has an improvement of 0.965, and interpolation such an omission."""
    omission: Optional[Share]
    improvement: Optional[Share]


@dataclass(frozen=True)
class Resolution:
    """Period of the finest structure that agrees with the truth: where Fourier ring correlation
    over the tile first falls below 1/7; the tile's shorter side where it never was above."""

    super_resolved: Optional[Amount]
    """None where it never falls below: it agrees down to ``finest``."""
    bicubic: Optional[Amount]
    """The same of plain interpolation."""
    finest: Amount
    """What the grid can show at best: two SR pixels."""
    unit: Unit
    """``m`` on the ground, or ``px``, SR pixels, where the raster has no usable CRS."""


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
    tile_detail: Optional[TrueDetail] = None
    """This and all that follows: None in older results."""
    region_detail: Optional[TrueDetail] = None
    resolution: Optional[Resolution] = None
    """None too where no part of the tile that has data in both is 32 × 32 SR pixels large."""
    raster: Optional[str] = None
    """Path: float32 on the tile's SR grid, bands as in ``TRUTH_BANDS``; NaN where the truth has no
    data, or the images differ too little to tell."""


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
    """``random``, ``distance`` and ``detail``."""
    warnings: tuple[str, ...]
    """Sentences that the analyst should read before she relies on the result."""
    software: dict[str, str]
    """Versions of what made it: srxai, torch, rasterio, numpy, captum, GDAL."""
    seconds: Amount
    version: Annotated[int, NotNewer(VERSION, "This result is of version")] = VERSION
    quality: Optional[Quality] = None
    """None where no reference was given."""
    detail: Optional[Detail] = None
    """None where it was not asked for, and in older results."""
    misfits: tuple[str, ...] = ()
    """Sentences on what the network did not learn and this raster is, such as the size of its
    pixels; they are known before anything runs, and stand apart from ``warnings``."""
    given: Optional[Radiometry] = None
    """How the network's values became those of the super-resolved raster, where its bands are
    others than the network takes: ``bands`` are the raster's that they are, 0 for none, and
    ``match.inputs`` their names. None where they are those of ``radiometry``."""

    guide: Optional[Radiometry] = None
    """How the values of the second raster became network values; None where there is none."""

    @property
    def radiometry_out(self) -> Radiometry:
        """Of the super-resolved raster."""
        return self.given or self.radiometry


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
    detail: Optional[Detail] = None
    """Whether what it adds can be true; None where that was not asked for."""
    super_resolved: Optional[str] = None
    """Path of its super-resolved tile; None in older results."""
    outlines: Optional[str] = None
    """Path of its map's outlines; None for an empty map, and in older results."""


@dataclass(frozen=True)
class Disagreement:
    """Where the networks draw different pictures."""

    raster: str
    """Path: float32 on the tile's LR grid divided by the largest scale; by pixel the largest less
    the smallest value that the networks give it, mean of the bands, in raster units."""
    region: Amount
    """Mean of it over the region."""
    limits: tuple[float, ...]
    """In raster units, rising: up to the first the eye sees no difference, up to the second the
    pictures differ a little, up to the third they differ, above it they contradict each other."""


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
    region: Optional[Window] = None
    """That all networks were asked about, in pixels ``region_scale`` times finer than the raster's;
    this and all that follows: None in older results."""
    region_scale: Optional[Scale] = None
    """Of the grid that all networks' scales share."""
    region_words: str = ""
    """Which region that is, in a sentence."""
    disagreement: Optional[Disagreement] = None
    """None too where the networks made no band in common."""
