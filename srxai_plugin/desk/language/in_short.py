"""A finished run in three sentences: what the network used, whether its detail can be trusted (see
``detail``), and what to do next."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Attribution, Detail, Explanation
from srxai_plugin.desk.language.detail import within
from srxai_plugin.desk.language.figures import FIRM, distance

translate = QCoreApplication.translate

FIRM_HYPHEN = "\u2011"
"""One that no line breaks at."""


def used_words(explanation: Explanation) -> str:
    """What the network used, by the first map; empty where there is none."""
    if not explanation.attributions:
        return ""
    first, network = explanation.attributions[0], explanation.network.id
    if first.verdict.level == "unfit":
        return translate("Words", "Used – which pixels {0} used cannot be said here").format(
            network
        )
    words = _where(first).format(network=network, name=first.name.replace("-", FIRM_HYPHEN))
    if first.verdict.level != "faithful":
        words = translate("Words", "{0}; take it with care").format(words)
    return words


def next_words(explanation: Explanation) -> str:
    """What to do with it, in a sentence."""
    detail = explanation.detail
    if detail is None:
        return translate(
            "Words", "Next – tick “Judge the detail, too” under Advanced, and explain again"
        )
    return _by_level(detail, explanation)


def _where(attribution: Attribution) -> str:
    """Shares of the attribution inside the region and around it; ``{network}`` and ``{name}`` (of
    the method) are left to be filled."""
    statistics = attribution.statistics
    if statistics.reach.pixels == 0:
        return translate(
            "Words",
            "Used – {network} drew nearly all of its evidence from inside the region, says {name}",
        )
    far, profile = distance(statistics.reach), statistics.radial_profile
    if profile is None or not profile.share:
        words = translate(
            "Words",
            "Used – {network} drew 95 % of its evidence from within {far} of the region, says "
            "{name}",
        )
        return words.replace("{far}", far)
    words = translate(
        "Words",
        "Used – {network} drew {inside} of its evidence from inside the region, 95 % from within "
        "{far} of it, says {name}",
    )
    inside = f"{100 * profile.share[0]:.0f}{FIRM}%"
    return words.replace("{far}", far).replace("{inside}", inside)


def _by_level(detail: Detail, explanation: Explanation) -> str:
    if detail.level == "supported" and detail.half_width is not None:
        return translate(
            "Words",
            "Next – use the super-resolved tile within {0}; compare networks where much hangs on "
            "it",
        ).format(within(detail.half_width, explanation.radiometry))
    if detail.level == "not-judged" and "small-region" in detail.reasons:
        return translate("Words", "Next – draw a region of at least 32 × 32 super-resolved pixels")
    if detail.level == "not-judged" and "doubted" in detail.reasons:
        return translate("Words", "Next – choose another network: this one fails its checks")
    return {
        "supported": translate(
            "Words", "Next – use the super-resolved tile; compare networks where much hangs on it"
        ),
        "plausible": translate(
            "Words",
            "Next – count on what the Detail layer shows as supported; compare networks for the "
            "rest",
        ),
        "invented": translate(
            "Words", "Next – do not use this detail: go by the input, or by finer imagery"
        ),
        "nothing-added": translate(
            "Words",
            "Next – interpolation serves as well here; to try the network, draw where there is "
            "more detail",
        ),
        "not-calibrated": translate(
            "Words",
            "Next – do not rely on the detail: choose a network that learned from such imagery, or "
            "give a truth under Advanced",
        ),
    }.get(
        detail.level,
        translate("Words", "Next – choose a larger raster, or give a truth under Advanced"),
    )
