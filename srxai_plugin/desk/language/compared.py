"""What a comparison of networks says, in the analyst's language."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.appearance import DETAIL_SIGNS, SILENT_SIGN
from srxai_plugin.contract.results import Compared, Comparison
from srxai_plugin.desk.language.detail import level_name
from srxai_plugin.desk.language.figures import FIRM, TIMES

translate = QCoreApplication.translate


def compared_words(compared: Compared, comparison: Comparison) -> str:
    """A network's verdict in a line; its name alone where the detail was not judged."""
    detail, name = compared.detail, compared.network.id
    if detail is None:
        return name
    sign, level = DETAIL_SIGNS.get(detail.level, SILENT_SIGN), level_name(detail.level)
    if detail.half_width is None:
        return translate("Words", "{0} {1} – detail: {2}").format(sign, name, level)
    within = f"±{FIRM}{_amount(detail.half_width)}"
    return translate("Words", "{0} {1} – detail: {2}, {3}").format(sign, name, level, within)


def comparison_words(comparison: Comparison) -> list[str]:
    """The verdict on each network's picture, how much these differ, and which region that is of;
    what an older comparison does not tell is left out."""
    ranked = sorted(comparison.networks, key=lambda compared: compared.rank)
    lines = [compared_words(one, comparison) for one in ranked if one.detail is not None]
    found = comparison.disagreement
    if found is not None:
        lines.append(
            translate(
                "Words", "Their pictures differ by {0} in the region, on average: {1}."
            ).format(_amount(found.region), _meaning(found.region, found.limits))
        )
    if comparison.region is not None and comparison.region_scale is not None:
        lines.append(_region(comparison))
    return lines


def _meaning(value: float, limits: tuple[float, ...]) -> str:
    """Of a difference, as the layer's classes call it."""
    words = (
        translate("Words", "the same to the eye"),
        translate("Words", "a little"),
        translate("Words", "clearly"),
        translate("Words", "they contradict each other"),
    )
    return words[min(sum(value > limit for limit in limits), len(words) - 1)]


def _region(comparison: Comparison) -> str:
    window, scale = comparison.region, comparison.region_scale
    size = f"{window.width}{TIMES}{window.height}"
    if comparison.request.region.polygon is not None:
        words = translate("Words", "All were asked about the same polygon, within {0} px of ×{1}.")
    else:
        words = translate(
            "Words",
            "All were asked about the same region: {0} px of ×{1}, snapped outward once to the "
            "grid that their scales share.",
        )
    return words.format(size, scale)


def _amount(value: float) -> str:
    return f"{value:.0f}" if value >= 3 else f"{value:.2g}"
