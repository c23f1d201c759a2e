"""Dataclasses of the contract to JSON and back, every type and range checked."""

from __future__ import annotations

import dataclasses
import json
import math
from functools import cache
from itertools import chain
from typing import (
    Any,
    Optional,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from srxai_plugin.contract import earlier
from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Point

T = TypeVar("T")


def to_data(value: Any) -> Any:
    """A dataclass of this contract → what ``json`` writes."""
    if isinstance(value, (float, str, int)):
        return value
    if dataclasses.is_dataclass(value):
        return {f.name: to_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: to_data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_data(item) for item in value]
    return value


def to_json(value: Any, indent: Optional[int] = None) -> str:
    """One line unless indented, so that it can travel as a line. NaN is refused: it is no JSON."""
    text = json.dumps(to_data(value), indent=indent, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode()  # file names that are no UTF-8


def from_json(cls: type[T], text: str) -> T:
    """Raises BadInput that names the field, for text that is not JSON or not a ``cls``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"Not valid JSON: {error}.") from None
    return from_data(cls, data)


def from_data(cls: type[T], data: Any) -> T:
    """JSON data → a dataclass of this contract, every type checked.

    Raises:
        BadInput: a field is missing, unknown, or of another type; the sentence names it.
    """
    return _read(cls, data, cls.__name__)


def _read(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin is Union:
        return _read_union(get_args(kind), data, where)
    if origin is tuple:
        return _read_tuple(get_args(kind), data, where)
    if origin is dict:
        if not isinstance(data, dict):
            raise BadInput(f"{where} should be an object, not {_kind(data)}.")
        item = get_args(kind)[1]
        return {str(key): _read(item, value, f"{where}.{key}") for key, value in data.items()}
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, data, where)
    return _read_scalar(kind, data, where)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _read_dataclass(cls: Any, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise BadInput(f"{where} should be an object, not {_kind(data)}.")
    hints, fields = _hints(cls), {f.name: f for f in dataclasses.fields(cls)}
    if "version" in fields and isinstance(data.get("version"), (int, float)):
        # Before anything else: a newer version has fields that are unknown here.
        rules(cls, "version").refuse("version", data["version"])
        data = earlier.today(cls.__name__, data)
    for name in data:
        if name not in fields:
            raise BadInput(f"{where} has no field '{name}'. It has: {', '.join(fields)}.")
    for name, spec in fields.items():
        optional = (
            spec.default is not dataclasses.MISSING
            or spec.default_factory is not dataclasses.MISSING
        )
        if name not in data and not optional:
            raise BadInput(f"{where} lacks the field '{name}'.")
    return cls(**{name: _read(hints[name], data[name], f"{where}.{name}") for name in data})


def _read_union(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None and type(None) in kinds:
        return None
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    if len(kinds) == 1:
        return _read(kinds[0], data, where)
    if isinstance(data, kinds) and (not isinstance(data, (int, float)) or _is_finite(data)):
        return data
    raise BadInput(f"{where} should be a number, a text or true/false, not {_kind(data)}.")


def _read_tuple(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if not isinstance(data, (list, tuple)):
        raise BadInput(f"{where} should be a list, not {_kind(data)}.")
    if kinds[0] == Point and (points := _points(data)) is not None:
        return points
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(data)
    if len(kinds) != len(data):
        raise BadInput(f"{where} should have {len(kinds)} values, not {len(data)}.")
    return tuple(
        _read(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(zip(kinds, data))
    )


def _points(data: Any) -> Optional[tuple[Point, ...]]:
    """Tens of thousands of vertices at once; None where one has to be looked at by itself."""
    try:
        points = tuple(map(tuple, data))
    except TypeError:
        return None
    numbers = [*chain.from_iterable(points)]
    is_plain = {*map(len, points)} == {2} and {*map(type, numbers)} == {float}
    return points if is_plain and all(map(math.isfinite, numbers)) else None


def _read_scalar(kind: Any, data: Any, where: str) -> Any:
    is_number = isinstance(data, (int, float)) and not isinstance(data, bool)
    if kind is float and is_number and _is_finite(data):
        return float(data)
    if kind is int and is_number and _is_finite(data) and data == int(data):
        return int(data)
    if kind in (str, bool) and isinstance(data, kind):
        return data
    words = {float: "a finite number", int: "a whole number", str: "a text", bool: "true or false"}
    raise BadInput(f"{where} should be {words[kind]}, not {_kind(data)}.")


def _is_finite(number: Union[int, float]) -> bool:
    """As a float: JSON has whole numbers beyond any."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _kind(data: Any) -> str:
    if isinstance(data, (dict, list, tuple)):
        return "an object" if isinstance(data, dict) else "a list"
    return "nothing" if data is None else repr(data)[:60]
