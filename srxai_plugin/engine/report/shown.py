"""What a report shows of an explanation: the map around it, and crops of the region."""

from __future__ import annotations

from srxai_plugin.contract.appearance import GAMMA
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.report.detail import detail_picture
from srxai_plugin.engine.report.evidence import HOLD
from srxai_plugin.engine.report.map import draw_map, pixel_stretch
from srxai_plugin.engine.report.page import figure, image
from srxai_plugin.engine.report.pictures import crops
from srxai_plugin.engine.report.result import Result


def map_part(result: Result, scene: str) -> str:
    """HTML with its heading: the first method's evidence over the scene; nothing without one."""
    attributions = result.explanation.attributions
    if not attributions:
        return ""
    first = attributions[0]
    areas = result.evidence(first)
    caption = (
        f"{first.name} over {scene}. White: the region. Dashed: the tile, all that the network "
        "was given. "
    )
    if areas:
        caption += f"The coloured lines {HOLD}; what is dimmed in the tile was used little."
    else:
        caption += f"Colour and opacity follow value^{GAMMA:g}, from 0 to 1."
    if result.lr() is None:
        caption += " The raster is no file here: the super-resolved tile stands in for it."
    return "<h2>Map</h2>" + figure(
        image(draw_map(result, result.map(first), areas), caption), caption
    )


def pictures_part(result: Result) -> str:
    """HTML with its heading: LR, SR and evidence of each method, then the detail."""
    explanation = result.explanation
    lr, sr = result.lr(), result.super_resolved()
    scale = explanation.network.scale
    stretch = pixel_stretch(metres_per_pixel(result.grid))
    drawn = []
    for attribution in explanation.attributions:
        areas = result.evidence(attribution)
        titles = ("LR", f"SR ×{scale}", f"{attribution.name}: evidence", "pixel by pixel")
        source = crops(
            lr,
            sr,
            result.map(attribution),
            areas,
            explanation.region_window,
            scale,
            titles,
            GAMMA,
            stretch,
        )
        told = [lr is not None, True, bool(areas), True]
        caption = (
            f"{', '.join(title for title, is_there in zip(titles, told) if is_there)}; the white "
            "outline is the region, and the bar says what the colours stand for, 1 being the pixel "
            "that was used most."
        )
        if areas:
            caption += f" The coloured lines {HOLD}."
        drawn.append(figure(image(source, caption), caption))
    drawn.append(detail_picture(result, stretch))
    return "<h2>LR, SR and evidence</h2>" + "".join(drawn)
