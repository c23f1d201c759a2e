"""The contract as JSON schemas, made from its dataclasses: types, comments, defaults and ranges."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from srxai_plugin.contract import (
    MEASURE_NAMES,
    SCALINGS,
    VERSION,
    VIEW_NAMES,
    CompareRequest,
    Comparison,
    ExplainRequest,
    Explanation,
    Method,
    Objective,
    to_data,
)
from srxai_plugin.contract_scene import (
    Batch,
    BatchRequest,
    RelianceMap,
    RelianceRequest,
    SuperResolved,
    SuperResolveRequest,
    Zonal,
    ZonalRequest,
)
from srxai_plugin.engine.attribution.objectives import OBJECTIVES
from srxai_plugin.engine.attribution.parameters import Parameterised
from srxai_plugin.engine.attribution.registry import METHODS
from srxai_plugin.engine.device import DEVICES, MOST_THREADS
from srxai_plugin.engine.networks.colour import COLOURS
from srxai_plugin.engine.networks.sidecar import RANGES, Sidecar
from srxai_plugin.errors import BadInput

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: dict[str, type] = {
    "request": ExplainRequest,
    "result": Explanation,
    "compare-request": CompareRequest,
    "comparison": Comparison,
    "superresolve-request": SuperResolveRequest,
    "superresolve-result": SuperResolved,
    "reliance-request": RelianceRequest,
    "reliance-result": RelianceMap,
    "zonal-request": ZonalRequest,
    "zonal-result": Zonal,
    "batch-request": BatchRequest,
    "batch-result": Batch,
    "network-card": Sidecar,
}
"""By the name that ``srxai schema`` takes."""
OPEN = (Sidecar,)
"""What may hold fields of others beside its own."""

SHA256 = {"pattern": "^[0-9a-f]{64}$"}
SHARE = {"minimum": 0, "maximum": 1}
PERCENT = {"minimum": 0, "maximum": 100}
AT_LEAST_1 = {"minimum": 1}
COUNT = {"minimum": 0}
RULES: dict[str, dict[str, Any]] = {
    "version": {"maximum": VERSION},
    "seed": {"minimum": 0, "exclusiveMaximum": 2**63},
    "threads": {"minimum": 1, "maximum": MOST_THREADS},
    "device": {"enum": [*DEVICES]},
    "scaling": {"enum": [*SCALINGS]},
    "context": COUNT,
    "workers": AT_LEAST_1,
    "scale": {"minimum": 2, "maximum": 16},
    "sha256": SHA256,
    "seconds": COUNT,
    "ExplainRequest.views": {"items": {"enum": [*VIEW_NAMES]}},
    "ExplainRequest.measures": {"items": {"enum": [*MEASURE_NAMES]}},
    "ExplainRequest.methods": {"minItems": 1},
    "CompareRequest.networks": {"minItems": 2, "uniqueItems": True},
    "SuperResolveRequest.tile": AT_LEAST_1,
    "RelianceRequest.stride": AT_LEAST_1,
    "RelianceRequest.window": AT_LEAST_1,
    "RelianceMap.radius_unit": {"enum": ["m", "px"]},
    "Statistics.diffusion_index": PERCENT,
    "Statistics.gini": SHARE,
    "Statistics.area_of_interest": PERCENT,
    "Statistics.evaluations": COUNT,
    "Statistics.flat_pixels": COUNT,
    "Reach.pixels": COUNT,
    "Reach.metres": COUNT,
    "RadialProfile.share": {"items": SHARE},
    "RadialProfile.unit": {"enum": ["m", "px"]},
    "Curve.share": {"items": PERCENT},
    "Verdict.level": {"enum": ["trustworthy", "careful", "unfit"]},
    "Quality.covered": PERCENT,
    "Compared.rank": AT_LEAST_1,
    "Compared.diffusion_index": PERCENT,
    "Compared.share": {"enum": ["wide", "narrow", "middle", "empty"]},
    "Zone.attribution": COUNT,
    "Zone.area": COUNT,
    "Sidecar.bands": {"minimum": 1, "maximum": 1000},
    "Sidecar.value_range": {"enum": [*RANGES]},
    "Sidecar.colour": {"enum": [*COLOURS]},
}
"""What annotations cannot say, by ``Class.field`` or by the field's name in all classes."""

SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}
Schema = dict[str, Any]


def schema(name: str) -> Schema:
    """The schema (draft 2020-12) of one kind of document, by its name in ``SCHEMAS``.

    Raises:
        BadInput: there is none of that name.
    """
    if name not in SCHEMAS:
        raise BadInput(f"There is no schema '{name}'. Choose from: {', '.join(SCHEMAS)}.")
    kind = SCHEMAS[name]
    found: dict[str, Schema] = {}
    _define(kind, found)
    root = found.pop(kind.__name__)
    whole = {
        "$schema": DIALECT,
        "$id": f"urn:srxai:{VERSION}:{name}",
        "title": kind.__name__,
        **root,
    }
    return {**whole, "$defs": dict(sorted(found.items()))} if found else whole


def _define(kind: type, found: dict[str, Schema]) -> None:
    """Add a dataclass, and those in its fields, to the definitions."""
    if kind.__name__ in found:
        return
    made = found[kind.__name__] = _described({"type": "object"}, kind.__doc__)
    hints, words = get_type_hints(kind), _comments(kind)
    properties = {
        f.name: _described(_field(kind, f, hints[f.name], found), words.get(f.name))
        for f in dataclasses.fields(kind)
    }
    made["properties"] = properties
    if required := [f.name for f in dataclasses.fields(kind) if _is_required(f)]:
        made["required"] = required
    made["additionalProperties"] = kind in OPEN
    made.update(_extra(kind))


def _is_required(field: dataclasses.Field) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _field(kind: type, field: dataclasses.Field, hint: Any, found: dict[str, Schema]) -> Schema:
    rule = RULES.get(f"{kind.__name__}.{field.name}", RULES.get(field.name, {}))
    made = _of(hint, found)
    if "enum" in rule and "null" in made.get("type", ()):
        rule = {"enum": [*rule["enum"], None]}
    if "items" in rule:
        rule = {**rule, "items": {**made["items"], **rule["items"]}}
    made = {**made, **rule}
    if field.default is not dataclasses.MISSING:
        made["default"] = to_data(field.default)
    return made


def _of(hint: Any, found: dict[str, Schema]) -> Schema:
    """The schema of an annotation; dataclasses are referred to."""
    arguments = get_args(hint)
    if get_origin(hint) is Union:
        return _union(arguments, found)
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1], found)}
    if get_origin(hint) is tuple and arguments[1:] == (...,):
        return {"type": "array", "items": _of(arguments[0], found)}
    if get_origin(hint) is tuple:
        items = [_of(argument, found) for argument in arguments]
        count = len(items)
        return {"type": "array", "prefixItems": items, "minItems": count, "maxItems": count}
    if dataclasses.is_dataclass(hint):
        _define(hint, found)  # type: ignore[arg-type]
        return {"$ref": f"#/$defs/{hint.__name__}"}  # type: ignore[union-attr]
    return {"type": SCALARS[hint]}


def _union(kinds: tuple[Any, ...], found: dict[str, Schema]) -> Schema:
    """Simple types as a list of names; None beside a dataclass as a choice."""
    made = [{"type": "null"} if kind is type(None) else _of(kind, found) for kind in kinds]
    if any("$ref" in one for one in made):
        return {"anyOf": made}
    names = [one.pop("type") for one in made]
    names = [name for name in names if not (name == "integer" and "number" in names)]
    whole: Schema = {"type": names}
    for one in made:
        whole.update(one)
    return whole


def _extra(kind: type) -> Schema:
    """What a class's own checks ask beyond its fields."""
    if kind is Method:
        return _parameters(METHODS)
    if kind is Objective:
        return _parameters(OBJECTIVES)
    if kind.__name__ == "Region":
        ways = [f.name for f in dataclasses.fields(kind)]
        given = [{"required": [w], "properties": {w: {"type": "object"}}} for w in ways]
        return {"oneOf": given}
    return {}


def _parameters(kinds: Any) -> Schema:
    """Each id has parameters of its own, with the ranges that they declare."""
    rules = [
        {
            "if": {"properties": {"id": {"const": kind.id}}, "required": ["id"]},
            "then": {
                "properties": {
                    "parameters": {
                        "properties": {f.name: _parameter(f) for f in kind.fields()},
                        "additionalProperties": False,
                    }
                }
            },
        }
        for kind in kinds
        if issubclass(kind, Parameterised)
    ]
    return {"allOf": [{"properties": {"id": {"enum": [kind.id for kind in kinds]}}}, *rules]}


def _parameter(field: dataclasses.Field) -> Schema:
    rules = field.metadata
    made: Schema = {"description": rules["help"], "default": field.default}
    if rules["choices"]:
        return {**made, "enum": [*rules["choices"]]}
    if rules["kind"] is str:
        return {**made, "type": ["string", "integer"]}  # a layer may be called 0
    made = {**made, "type": SCALARS[rules["kind"]]}
    made.update({"minimum": rules["low"], "maximum": rules["high"]})
    return {**made, "not": {"multipleOf": 2}} if rules["odd"] else made


def _described(made: Schema, words: Any) -> Schema:
    plain = " ".join(re.sub(r"\bNone\b", "null", (words or "").replace("``", "`")).split())
    return {"description": plain, **made} if plain else made


@cache
def _comments(kind: type) -> dict[str, str]:
    """The text below each field of a dataclass."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    found, name = {}, ""
    for node in body.body:  # type: ignore[attr-defined]
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name:
            found[name] = str(node.value.value)
            name = ""
    return found
