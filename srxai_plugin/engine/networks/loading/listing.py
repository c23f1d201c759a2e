"""The networks at hand, bundled or added, and what their cards tell: no weights are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.resource import bundled_networks
from srxai_plugin.engine.machine.declared import declared
from srxai_plugin.engine.networks.loading.collection import added
from srxai_plugin.engine.networks.loading.sidecar import beside

LISTED = {"architecture": str, "scale": int, "bands": int, "parameters": int}
"""What a list tells of every network; taken from its card, where that has all of it."""


def bundled() -> dict[str, Path]:
    """Bundled checkpoints by network id."""
    return bundled_networks()


def known() -> dict[str, Path]:
    """Checkpoints of all networks that have an id."""
    return {**added(), **bundled()}


def is_local(architecture: str) -> Optional[bool]:
    """Whether a network sees a bounded window only; None for those that are foreign to us."""
    return declared()["architectures"].get(architecture)


def listed_by_cards() -> Optional[list[dict[str, Any]]]:
    """Facts and card of every network with an id; None where a card alone does not tell them."""
    entries = [by_card(id) for id in known()]
    told = [entry for entry in entries if entry is not None]
    return told if len(told) == len(entries) else None


def by_card(id: str) -> Optional[dict[str, Any]]:
    """Facts and card of one network, as far as its card tells them all; else None.

    One whose card cannot be read has an ``error`` in place of its facts.
    """
    try:
        card = dict(beside(known()[id]).card)
    except SrxaiError as error:
        return {**entry(id), "error": str(error)}
    has_all = all(type(card.get(name)) is kind for name, kind in LISTED.items())
    return by_facts(id, card) if has_all else None


def by_facts(id: str, card: dict[str, Any]) -> dict[str, Any]:
    """What a list tells of a network whose card holds all of ``LISTED``."""
    facts = {name: card[name] for name in LISTED}
    local = is_local(card["architecture"])
    return {**entry(id), "title": card.get("title", id), **facts, "local": local, "card": card}


def entry(id: str) -> dict[str, Any]:
    """What is known of a network without looking into its files."""
    return {"id": id, "title": id, "path": str(known()[id]), "added": id not in bundled()}
