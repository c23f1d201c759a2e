"""What requests and results of earlier versions of the contract meant, said in today's words.

Version 1 called ``amve-sr`` what is the gated gradient with a hard gate; since version 2 the name
stands for the method that AMVE-SR's authors published. Such a request is read as what it meant, and
keeps its version: with that it tells of itself (``notes``), and is made again as it was.
JSON without a version is of today. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

AMVE_SR, GATED_GRADIENT = "amve-sr", "gated-gradient"
AS_IT_WAS = {"gate": "hard"}
"""Parameters of the gated gradient that had no name in version 1, and its only value then."""
LEFT_OUT: dict[str, dict[str, Any]] = {
    "ExplainRequest": {"methods": [{"id": "lam"}, {"id": AMVE_SR}]},
    "RelianceRequest": {"method": {"id": AMVE_SR}},
}
"""By the request's class: what version 1 took for fields that were left out, where it named it."""

NOTE = (
    "This request was made when 'amve-sr' stood for what is now called gated gradient; it was run "
    "as that."
)
BEFORE = (
    "Careful: beat random pixels and nearness when it was made, but was not held against the "
    "detail near the region or against single pixels; explain the region again"
)


def today(cls: str, data: dict[str, Any]) -> dict[str, Any]:
    """Data of a request or result, by the name of its class, as this version would write it.

    What is no such data stays as it is: whoever reads it next refuses it in a sentence.
    """
    version = data.get("version", 2)
    if isinstance(version, bool) or not isinstance(version, (int, float)) or version >= 2:
        return data
    read = {**LEFT_OUT.get(cls, {}), **data}
    if "method" in read:
        read["method"] = _method(read["method"], "id")
    if isinstance(read.get("methods"), (list, tuple)):
        read["methods"] = [_method(asked, "id") for asked in read["methods"]]
    if isinstance(read.get("attributions"), (list, tuple)):
        read["attributions"] = [_attribution(made) for made in read["attributions"]]
    return read


def notes(version: int, methods: Iterable[str]) -> tuple[str, ...]:
    """The sentence for a result's warnings where a request, by its version and its methods' ids,
    asked for what has another name now."""
    return (NOTE,) if version < 2 and GATED_GRADIENT in methods else ()


def name_today(file: str, version: int) -> str:
    """Name of a method's raster as it is called now, of one that was made by this version."""
    is_former = version < 2 and file.startswith((f"{AMVE_SR}.", f"{AMVE_SR}-"))
    return GATED_GRADIENT + file[len(AMVE_SR) :] if is_former else file


def _method(asked: Any, name: str) -> Any:
    if not isinstance(asked, dict) or asked.get(name) != AMVE_SR:
        return asked
    given = asked.get("parameters", {})
    return {
        **asked,
        name: GATED_GRADIENT,
        "parameters": {**given, **AS_IT_WAS} if isinstance(given, dict) else given,
    }


def _attribution(made: Any) -> Any:
    """A method's result. What was called trustworthy had beaten two baselines of today's three, and
    been held against no single pixel: today's verdict cannot be told from it."""
    read = _method(made, "method")
    if not isinstance(read, dict):
        return read
    if read is not made and "name" in read:
        read["name"] = "Gated gradient"
    verdict = read.get("verdict")
    if isinstance(verdict, dict) and verdict.get("level") == "trustworthy":
        judged = {"level": "careful", "reasons": ["judged-before"], "words": BEFORE}
        return {**read, "verdict": {**verdict, **judged}}
    return read
