"""The contract as JSON schemas, made from its dataclasses: types, comments, defaults and ranges."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.commands import COMMANDS
from srxai_plugin.contract.constraints import Constraint
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import VERSION
from srxai_plugin.contract.requests import Method, Objective
from srxai_plugin.engine.machine.declared import declared
from srxai_plugin.engine.networks.loading.sidecar import Sidecar

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: dict[str, type] = {
    name: kind
    for command in COMMANDS.values()
    for name, kind in zip(command.schemas, (command.request, command.result))
    if kind is not None
}
SCHEMAS["network-card"] = Sidecar
"""By the name that ``srxai schema`` takes."""
OPEN = (Sidecar,)
"""What may hold fields of others beside its own."""

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
    hints, words = get_type_hints(kind, include_extras=True), _comments(kind)
    properties = {
        f.name: _described(_field(f, hints[f.name], found), words.get(f.name))
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


def _field(field: dataclasses.Field, hint: Any, found: dict[str, Schema]) -> Schema:
    made = _of(hint, found)
    if field.default is not dataclasses.MISSING:
        made["default"] = to_data(field.default)
    return made


def _of(hint: Any, found: dict[str, Schema]) -> Schema:
    """The schema of an annotation; dataclasses are referred to."""
    arguments = get_args(hint)
    if get_origin(hint) is Annotated:
        return _constrained(_of(arguments[0], found), arguments[1:])
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


def _constrained(made: Schema, constraints: tuple[Any, ...]) -> Schema:
    for constraint in constraints:
        if isinstance(constraint, Constraint):
            made = {**made, **constraint.schema}
    return _or_null(made)


def _or_null(made: Schema) -> Schema:
    """A choice among values has to name null, where that is one of the types."""
    if "null" in made.get("type", ()) and None not in made.get("enum", [None]):
        return {**made, "enum": [*made["enum"], None]}
    return made


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
    return _or_null(whole)


def _extra(kind: type) -> Schema:
    """What a class's own checks ask beyond its fields."""
    if kind is Method:
        return _parameters(declared()["methods"])
    if kind is Objective:
        return _parameters(declared()["objectives"])
    if kind.__name__ == "Region":
        ways = [f.name for f in dataclasses.fields(kind)]
        given = [{"required": [w], "properties": {w: {"type": "object"}}} for w in ways]
        return {"oneOf": given}
    return {}


def _parameters(kinds: list[dict[str, Any]]) -> Schema:
    """Each id has parameters of its own, with the ranges that they declare."""
    rules = [
        {
            "if": {"properties": {"id": {"const": kind["id"]}}, "required": ["id"]},
            "then": {
                "properties": {
                    "parameters": {
                        "properties": {
                            name: _parameter(rules) for name, rules in kind["parameters"].items()
                        },
                        "additionalProperties": False,
                    }
                }
            },
        }
        for kind in kinds
    ]
    return {"allOf": [{"properties": {"id": {"enum": [kind["id"] for kind in kinds]}}}, *rules]}


def _parameter(rules: dict[str, Any]) -> Schema:
    made: Schema = {"description": rules["help"], "default": rules["default"]}
    if rules["choices"]:
        return {**made, "enum": rules["choices"]}
    if rules["kind"] == "str":
        return {**made, "type": ["string", "integer"]}  # a layer may be called 0
    made = {**made, "type": {kind.__name__: name for kind, name in SCALARS.items()}[rules["kind"]]}
    made.update({"minimum": rules["low"], "maximum": rules["high"]})
    return {**made, "not": {"multipleOf": 2}} if rules["odd"] else made


def _described(made: Schema, words: Any) -> Schema:
    plain = " ".join(re.sub(r"\bNone\b", "null", (words or "").replace("``", "`")).split())
    return {"description": plain, **made} if plain else made


@cache
def _comments(kind: type) -> dict[str, str]:
    """The text below each field of a dataclass."""
    found, name = {}, ""
    for node in _classes(kind.__module__)[kind.__name__].body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name:
            found[name] = str(node.value.value)
            name = ""
    return found


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    """The classes of a module by name; read once, for ``inspect`` would read it for each."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
