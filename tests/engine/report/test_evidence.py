"""What a report draws of a map, held against the areas by their geometry."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from shapely.geometry import box

from srxai_plugin.contract.appearance import DIMMED
from srxai_plugin.engine.explaining.outlines import Outlined
from srxai_plugin.engine.report.drawing import png
from srxai_plugin.engine.report.evidence import DARK, draw_evidence

GREY = 200


def test_imagery_is_dimmed_outside_the_outlines_and_in_their_holes_and_untouched_within():
    areas = (box(28, 28, 36, 36), box(20, 20, 44, 44), box(8, 8, 56, 56) - box(46, 46, 52, 52))
    found = [Outlined(p, float(p), area, 1.0) for p, area in zip((50, 80, 95), areas)]
    figure = Figure(figsize=(6.4, 6.4), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(np.full((64, 64, 3), GREY, np.uint8), extent=(0, 64, 64, 0))
    draw_evidence(axes, np.zeros((64, 64)), found, 1.0)
    axes.set_xlim(0, 64)
    axes.set_ylim(64, 0)
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(png(figure).split(",")[1]))))
    dimmed = DIMMED * int(DARK[1:3], 16) + (1 - DIMMED) * GREY
    for x, y, red in ((32, 32, GREY), (14, 50, GREY), (3, 60, dimmed), (49, 49, dimmed)):
        assert seen[10 * y, 10 * x, 0] == pytest.approx(red, abs=1), (x, y)
