"""Verdicts on maps in the analyst's language. They never judge the detail: ``detail`` does."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Attribution, Baseline

translate = QCoreApplication.translate

LEVELS = ("faithful", "careful", "unfit")
"""Those whose words are known here; a result of an earlier version may hold another one."""


def verdict_words(attribution: Attribution, baselines: Mapping[str, Baseline]) -> str:
    """Whether the map may be relied on, and why, in one line.

    What another version of the engine said in a way of its own is repeated as it stands.
    """
    verdict = attribution.verdict
    if verdict.level not in LEVELS:
        return verdict.words
    if "flat" in verdict.reasons:
        return translate("Words", "Unfit map: nothing in the region to explain")
    if "no-better-than-random" in verdict.reasons:
        return translate("Words", "Unfit map: no better than random pixels")
    if verdict.level == "faithful" and verdict.reasons == ("beats-baselines",):
        words = translate(
            "Words",
            "Faithful map: it tells what single pixels do, beyond random, nearness and detail",
        )
        gap = attribution.statistics.completeness_gap
        return words if gap is None else translate("Words", "{0}; gap {1}").format(words, _gap(gap))
    known = _reasons(attribution, baselines)
    reasons = [known[code] for code in verdict.reasons if code in known]
    if not reasons or len(reasons) < len(verdict.reasons):
        return verdict.words
    told = reasons[0]
    for reason in reasons[1:]:
        told = translate("Words", "{0}; it {1}").format(told, reason)
    return translate("Words", "Careful: the map {0}").format(told)


def what_verdicts_judge() -> str:
    """What the verdict on a map is about, and what it is not about, in a sentence or two."""
    return translate(
        "Words",
        "This line judges the map: whether it tells which pixels the network used. Whether the "
        "super-resolved detail can be used, it does not tell.",
    )


def which_verdict_is_which() -> str:
    """Of a panel that shows both kinds."""
    return translate(
        "Words",
        "First line: whether the detail that the network added can be used. Below: whether the "
        "heatmaps can.",
    )


def _reasons(attribution: Attribution, baselines: Mapping[str, Baseline]) -> dict[str, str]:
    """By code: what speaks against relying on the map, with the map as its subject."""
    gap = attribution.statistics.completeness_gap
    reasons = {
        "no-better-than-distance": _near(attribution, baselines),
        "no-better-than-detail": translate(
            "Words", "carries the region's texture less well than the detail near it does"
        ),
        "nothing-beyond-detail": translate(
            "Words", "tells of single pixels hardly more than their detail and place do"
        ),
        "not-tried": translate(
            "Words", "could not be tried pixel by pixel, for too few lie near the region"
        ),
    }
    reasons["one-pixel"] = translate("Words", "holds more than half of itself in one pixel")
    reasons["ramp"] = translate("Words", "is of a network that gives no smooth ramp back")
    reasons["proof"] = translate(
        "Words", "is of a network that does not bring real imagery nearer the truth than it should"
    )
    reasons["unproven"] = translate(
        "Words", "is of a network that nothing shows to bring imagery nearer the truth"
    )
    reasons["judged-before"] = translate(
        "Words", "was judged by an earlier version, which asked for less: explain the region again"
    )
    if gap is not None:
        reasons["gap"] = translate("Words", "has a gap of {0}, more steps would help").format(
            _gap(gap)
        )
    return reasons


def _near(attribution: Attribution, baselines: Mapping[str, Baseline]) -> str:
    own, near = attribution.statistics.atv.area, baselines["distance"].atv.area
    if own.get("1", 0.0) >= near.get("1", 0.0):
        return translate("Words", "is no better than 'near the region' at 1 % of pixels")
    return translate("Words", "is no better than 'near the region' over all shares of pixels")


def _gap(gap: float) -> str:
    return f"{100 * gap:.1f} %"
