"""One plain sentence for each statistic, the same in report, tooltips and documents.

Standard library only, so that a test on the QGIS side can hold the tooltips against it.
"""

from __future__ import annotations

DIFFUSION_INDEX = (
    "Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly. "
    "Depends on the tile size."
)
ATV = (
    "ATV: how much of the region's texture changes when only the pointed-at pixels keep their "
    "detail, mean over six areas. Lower is better."
)
ATV_AT_ONE = (
    "ATV when only the 1 % of pixels that the map points at first keep their detail. Lower is "
    "better."
)
LOOKS_AT = "Radius that holds 95 % of the attribution, in ground units."
GAP = "Gap: what the path integral missed (LAM). Under 5 % is fine."
AREA = "Area: share of the tile's pixels that hold 95 % of the attribution."
BASELINES = (
    "The baselines know no network: random pixels, the pixels nearest to the region, and the "
    "detail near the region. A map that does not beat them explains nothing."
)
TRUE_SHARE = (
    "True share: how much of the detail that the network added to interpolation is true. 1 = all, "
    "0 = none; below 0.5 interpolation is nearer to the truth."
)
HALLUCINATION = (
    "Improvement, omission, hallucination: how much the pixels are like the truth, like the "
    "interpolated input, or like neither (opensr-test). The truth itself has 96 % improvement."
)
RESOLUTION = (
    "Resolution: the finest structure in the tile that agrees with the truth (Fourier ring "
    "correlation, cut at 1/7). Smaller is better."
)
