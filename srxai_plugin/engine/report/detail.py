"""What a report says of the detail that the network added: verdict, picture, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from srxai_plugin.contract.appearance import (
    DETAIL_COLOURS,
    DETAIL_OPAQUE,
    DETAIL_SIGNS,
    SILENT_SIGN,
)
from srxai_plugin.contract.results import DETAIL_LEVELS, Detail, Explanation, Radiometry
from srxai_plugin.engine.report.drawing import STYLE, png
from srxai_plugin.engine.report.page import figure, image, text
from srxai_plugin.engine.report.pictures import LARGE, LARGE_TALL, MARGIN, TITLE, outline
from srxai_plugin.engine.report.result import Result

INK = {"supported": "#005a8c", "plausible": "#8f5f00", "invented": "#b0005e"}
"""The layer's colours, as dark as text on white needs them."""
NAMES = {
    "supported": "supported",
    "plausible": "plausible",
    "invented": "invented",
    "nothing-added": "nothing added",
    "not-calibrated": "not calibrated here",
}
LIMIT = (
    "Supported means that networks that do not invent would have drawn this too, not that it was "
    "seen on the ground."
)
EIGHT_BIT = 255.0
LEGEND = 1.7
"""Inches beside the picture."""


def detail_verdict(explanation: Explanation) -> str:
    """The first line of a report; empty where the detail was not judged."""
    detail = explanation.detail
    if detail is None:
        return ""
    sign, ink = DETAIL_SIGNS.get(detail.level, SILENT_SIGN), INK.get(detail.level, "#555")
    within = ""
    if detail.half_width is not None:
        within = f"; ± {_of_range(detail.half_width, explanation.radiometry)}"
    words = detail.words.removeprefix("Detail ")
    return (
        f'<p id="detail"><span style="color:{ink}" aria-hidden="true">{sign}</span> '
        f"<b>Detail</b> – {text(words + within)}</p>"
    )


def detail_picture(result: Result, stretch: float) -> str:
    """The classes over the super-resolved tile, and what their colours mean.

    Args:
        stretch: height of a pixel on the ground against its width.
    """
    classes, explanation = result.detail_classes(), result.explanation
    if classes is None:
        return ""
    shown = result.super_resolved()
    if classes.shape != shown.shape[:2]:  # another file by that name
        return ""
    height, width = classes.shape
    slope = stretch * height / width
    wide = min(LARGE, LARGE_TALL / slope)
    with matplotlib.rc_context(STYLE):
        size = (2 * (wide + MARGIN) + LEGEND, slope * wide + TITLE)
        drawn = Figure(figsize=size, layout="constrained", dpi=110)
        panels = (("SR", shown), ("Detail", _tinted(shown, classes)))
        for axes, (title, pixels) in zip(drawn.subplots(1, 2), panels):
            axes.imshow(pixels, interpolation="none", aspect=stretch)
            outline(axes, explanation.region_window, 1)
            axes.set_title(title)
            axes.set_axis_off()
        drawn.legend(handles=_legend(), loc="outside right center", frameon=False)
    here = [NAMES[level] for n, level in enumerate(NAMES, start=1) if (classes == n).any()]
    caption = (
        f"SR, and what can be said of its detail: {', '.join(here) or 'nothing'}; the outline is "
        f"the region. {LIMIT}"
    )
    return figure(image(png(drawn), caption), caption)


def detail_facts(explanation: Explanation) -> Iterator[tuple[str, Any]]:
    """How the verdict was reached: names and what they are."""
    detail = explanation.detail
    if detail is None:
        return
    how = explanation.radiometry
    figures = list(_figures(detail, how))
    if figures:
        yield "added detail", "; ".join(figures)
    rests_on = detail.calibration
    if rests_on is None:
        return
    source = (
        "assumed, for the network's card does not say"
        if rests_on.is_assumed
        else "as its card says"
    )
    yield "degradation", f"{rests_on.degradation}, {source}"
    yield "held against", ", ".join(rests_on.referees) or "no other network: none fits"
    yield (
        "one scale down",
        f"where the raster itself is the truth, a share of {rests_on.true_share:.2f} of what the "
        f"network adds is true; a supported share of 1 stands for {rests_on.worth:.2f}; the "
        f"interval is {rests_on.q:.2f} times the smoothed bootstrap error and one step",
    )
    if rests_on.distance is None or rests_on.limit is None:
        yield "imagery", "not checked against that which the calibration holds for"
    else:
        yield (
            "imagery",
            f"at a distance of {rests_on.distance:.1f} from that which the calibration holds for; "
            f"the limit is {rests_on.limit:.1f}",
        )


def _figures(detail: Detail, how: Radiometry) -> Iterator[str]:
    if detail.share is not None:
        yield f"estimated true share {min(max(detail.share, 0.0), 1.0):.2f}"
    if detail.support is not None:
        yield f"share that the other networks draw too {detail.support:.2f}"
    if detail.added is not None:
        yield f"added beyond interpolation {_of_range(detail.added, how)} (root mean square)"
    if detail.half_width is not None:
        yield f"90 % interval ± {_of_range(detail.half_width, how)} on average"


def _of_range(value: float, how: Radiometry) -> str:
    written = f"{value:.0f}" if value >= 3 else f"{value:.2g}"
    is_8_bit = how.scaling == "dtype" and set(how.gain) == {EIGHT_BIT}
    return f"{written} of 255" if is_8_bit else written


def _tinted(shown: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8: the image under the colours of its classes."""
    colours = np.zeros((len(DETAIL_LEVELS) + 1, 3))
    alpha = np.zeros(len(DETAIL_LEVELS) + 1)
    for number, level in enumerate(DETAIL_LEVELS, start=1):
        if level in DETAIL_COLOURS and level != "nothing-added":
            colours[number], alpha[number] = to_rgb(DETAIL_COLOURS[level]), DETAIL_OPAQUE
    strength = alpha[classes][..., None]
    return np.rint((1 - strength) * shown + 255 * strength * colours[classes]).astype(np.uint8)


def _legend() -> list[Patch]:
    return [
        Patch(
            facecolor=to_rgba(colour, 0.0 if level == "nothing-added" else DETAIL_OPAQUE),
            edgecolor="#888888",
            linewidth=0.5,
            label=NAMES[level],
        )
        for level, colour in DETAIL_COLOURS.items()
    ]
