"""The networks that the user added: checkpoints in a folder of hers, each with its JSON file."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from srxai_plugin.contract import staging
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.resource import NETWORK_ID, added_networks
from srxai_plugin.engine.machine.files import made, unwritten, whole
from srxai_plugin.engine.networks.loading.sidecar import Beside, beside, sidecar

if TYPE_CHECKING:
    from srxai_plugin.engine.networks.base import SRNetwork


def folder() -> Path:
    """``SRXAI_NETWORKS``, or where this platform keeps a user's data; it need not exist."""
    chosen = os.environ.get("SRXAI_NETWORKS")
    if chosen:
        return Path(chosen).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        data = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    else:
        data = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return Path(data) / "srxai" / "networks"


def added() -> dict[str, Path]:
    """Checkpoints by network id."""
    return added_networks(folder())


def add(
    source: Path, taken: Mapping[str, Path], id: Optional[str] = None, **told: Any
) -> tuple[SRNetwork, Path]:
    """Copy a checkpoint to the folder, with a JSON file of all that is known of it.

    Args:
        taken: ids that are in use.
        id: the file's name, in lower case, if not given.
        told: fields of the sidecar; those that are None say nothing.

    Raises:
        BadInput, Unsupported: the id cannot be used, or the checkpoint cannot be loaded as told;
            nothing was written.
        CannotWrite: nothing of it stays.
    """
    # Imported here, so that a list of networks does not wait for torch.
    import torch

    from srxai_plugin.engine.networks.loading.checkpoints import load
    from srxai_plugin.engine.networks.loading.formats.file import read_file

    id = id or _id_of(source) or free_id(source, taken)
    if not NETWORK_ID.fullmatch(id):
        raise BadInput(
            f"'{id}' cannot be a network's id. Give one of lower-case letters, digits, dots and "
            "hyphens."
        )
    if id in taken:
        raise BadInput(f"There is a network '{id}' already. Choose another id, or remove it first.")
    file = read_file(source)
    card = {**beside(source).card, **{k: v for k, v in told.items() if v is not None}}
    network = load(file, Beside(sidecar(card, source.name), card), torch.device("cpu"), id)
    target = folder() / f"{id}{source.suffix or '.pt'}"
    facts = {"title": id, **card, **_facts(network)}
    try:
        with made(folder()), _gone_if_it_fails(target.with_suffix(".json")) as description:
            with whole(description) as partial:
                partial.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", "utf-8")
            with whole(target) as partial:
                partial.write_bytes(file.content)
    except OSError as error:
        raise unwritten(folder(), error) from None
    return network, target


@contextmanager
def _gone_if_it_fails(path: Path) -> Iterator[Path]:
    try:
        yield path
    except BaseException:
        with suppress(OSError):
            staging.remove(path)
        raise


def free_id(source: Path, taken: Collection[str]) -> str:
    """The id that a file's name gives, with a number behind it where that one is in use."""
    id = _id_of(source) or "network"
    return next(free for n in count(1) if (free := id if n == 1 else f"{id}-{n}") not in taken)


def remove(id: str) -> Path:
    """Delete an added network and its JSON file.

    Raises:
        BadInput: there is none.
        CannotWrite: the system does not let it go, as where another program reads it.
    """
    path = added().get(id)
    if path is None:
        known = ", ".join(added()) or "there are none"
        raise BadInput(f"'{id}' is no network that was added. Those are: {known}.")
    try:
        for file in (path, path.with_suffix(".json")):
            staging.remove(file)
    except OSError as error:
        raise unwritten(path, error) from None
    return path


def _id_of(source: Path) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", source.stem.lower()).strip("-._")


def _facts(network: SRNetwork) -> dict[str, Any]:
    """What the weights tell, written down so that a list of networks need not load them."""
    others = {} if network.gives is None else {"bands_out": network.gives}
    return {
        **others,
        "architecture": network.architecture,
        "scale": network.scale,
        "bands": network.bands,
        "value_range": network.value_range,
        "parameters": network.parameters,
    }
