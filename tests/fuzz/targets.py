"""What atheris feeds with bytes: ``targets.py request|lines|card FOLDER…``; see tools/fuzz.sh.

Only the named errors may come out, and what is taken must come back the same from its own JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["srxai_plugin", "json"]):
    from srxai_plugin.contract.codec import from_json, to_json
    from srxai_plugin.contract.errors import SrxaiError
    from srxai_plugin.contract.requests import CompareRequest, ExplainRequest
    from srxai_plugin.contract.scenes import (
        BatchRequest,
        RelianceRequest,
        SuperResolveRequest,
        ZonalRequest,
    )
    from srxai_plugin.contract.wire import LONGEST, decode, encode
    from srxai_plugin.desk.runtime.lines import Lines
    from srxai_plugin.engine.networks.loading import sidecar as cards

HERE = Path(__file__).parent
KINDS = (
    ExplainRequest,
    CompareRequest,
    SuperResolveRequest,
    RelianceRequest,
    ZonalRequest,
    BatchRequest,
)


def request(data: bytes) -> None:
    text = data[1:].decode("utf-8", "surrogateescape")
    kind = KINDS[data[0] % len(KINDS)] if data else ExplainRequest
    try:
        read = from_json(kind, text)
    except SrxaiError:
        return
    again = to_json(read)
    assert to_json(from_json(kind, again)) == again


def lines(data: bytes) -> None:
    """However a stream is cut, the same lines come out, and those are what they are."""
    longest = 40
    cut = data[0] if data else 0
    stream = data[1:]
    one, other = Lines(longest), Lines(longest)
    whole = one.feed(stream)
    parts = [line for i in range(0, len(stream), cut + 1) for line in other.feed(
        stream[i : i + cut + 1])]  # fmt: skip
    *ended, last = stream.split(b"\n")
    told = [line[:longest] for line in [*ended, *[last] * (len(last) > longest)]]
    assert whole == parts == told, (whole, parts)
    for line in whole:
        try:
            message = decode(line)
        except SrxaiError:
            continue
        try:
            again = encode(message)
        except ValueError:  # NaN and infinity, which JSON has no word for; Python reads them
            continue
        assert decode(again) == message or len(again) > LONGEST


def card(data: bytes) -> None:
    try:
        told = cards.read_card(data, "net.json")
        cards.sidecar(told, "net.json")
    except SrxaiError:
        return


def fields(data: bytes) -> None:
    """A request or card that is right but for a few of its fields."""
    chance = atheris.FuzzedDataProvider(data)
    examples = [*sorted((HERE / "request").iterdir()), HERE / "card" / "card"]
    example = examples[chance.ConsumeIntInRange(0, len(examples) - 1)].read_bytes()
    is_card = example[:1] == b"{"
    told = json.loads(example if is_card else example[1:])
    for _ in range(chance.ConsumeIntInRange(1, 4)):
        place = told
        while True:
            keys = [*place] if isinstance(place, dict) else [*range(len(place))]
            if not keys:
                break
            key = keys[chance.ConsumeIntInRange(0, len(keys) - 1)]
            if not isinstance(place[key], (dict, list)) or chance.ConsumeBool():
                place[key] = value(chance)
                break
            place = place[key]
    text = json.dumps(told).encode()
    card(text) if is_card else request(example[:1] + text)


def value(chance: atheris.FuzzedDataProvider, depth: int = 0) -> object:
    kind = chance.ConsumeIntInRange(0, 9 if depth < 3 else 6)
    if kind > 6:
        many = [value(chance, depth + 1) for _ in range(chance.ConsumeIntInRange(0, 3))]
        return {str(item): item for item in many} if kind == 7 else many
    return (
        lambda: None,
        chance.ConsumeBool,
        lambda: chance.ConsumeInt(9),
        chance.ConsumeFloat,
        lambda: chance.ConsumeUnicode(12),
        lambda: chance.PickValueInList(
            [-1, 0, 2**31, 2**63, 10**400, 1e308, 1.5, "", "1", "\ud800"]
        ),
        lambda: chance.ConsumeIntInRange(-3, 300),
    )[kind]()


if __name__ == "__main__":
    targets = {"request": request, "lines": lines, "card": card, "fields": fields}
    target = targets[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
