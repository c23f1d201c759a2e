"""Choices that a request can make of a method or an objective: declared, described and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Optional, TypeVar

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import Parameter

P = TypeVar("P", bound="Parameterised")


class Parameterised:
    """A frozen dataclass some of whose fields are parameters, each declared by ``parameter``."""

    id: ClassVar[str]
    """As in requests: lower case, with hyphens."""
    name: ClassVar[str]
    """As people write it."""
    sentence: ClassVar[str]
    """What it shows, for an analyst who chooses."""

    @classmethod
    def fields(cls) -> tuple[dataclasses.Field, ...]:
        """The fields that are parameters."""
        return tuple(f for f in dataclasses.fields(cls) if "help" in f.metadata)  # type: ignore[arg-type]

    @classmethod
    def with_parameters(cls: type[P], given: Mapping[str, Parameter], *others: Any) -> P:
        """An object of the class; ``others`` are the fields that are no parameters and come first.

        Raises:
            BadInput: an unknown parameter, or one of a wrong type or range.
        """
        known = {f.name: f for f in cls.fields()}
        for key in given:
            if key not in known:
                names = ", ".join(known) or "none"
                raise BadInput(f"{cls.name} has no parameter '{key}'. It has: {names}.")
        given = {key: _as_text(known[key], value) for key, value in given.items()}
        for key, value in given.items():
            _check(cls.name, known[key], value)
        return cls(*others, **given)

    def parameters(self) -> dict[str, Parameter]:
        """Values of all parameters by name, the defaults too."""
        return {f.name: getattr(self, f.name) for f in self.fields()}

    @classmethod
    def declared(cls) -> dict[str, Any]:
        """Id, and of each parameter its default and all that it can hold: JSON data."""
        return {
            "id": cls.id,
            "parameters": {
                f.name: {
                    "default": f.default,
                    **f.metadata,
                    "choices": list(f.metadata["choices"]),
                    "kind": f.metadata["kind"].__name__,
                }
                for f in cls.fields()
            },
        }

    @classmethod
    def described(cls) -> dict[str, Any]:
        """Id, name, sentence and parameters, for those who offer it."""
        return {
            "id": cls.id,
            "name": cls.name,
            "sentence": cls.sentence,
            "parameters": {
                f.name: {
                    "default": f.default,
                    "help": f.metadata["help"],
                    "choices": list(f.metadata["choices"]),
                }
                for f in cls.fields()
            },
        }


def parameter(
    default: Any,
    help: str,
    choices: tuple[str, ...] = (),
    low: Optional[float] = None,
    high: Optional[float] = None,
    odd: bool = False,
) -> Any:
    """A field of a method: its default, its one-sentence help and what values it takes."""
    kind = str if isinstance(default, str) else int if odd or isinstance(low, int) else float
    rules = {"help": help, "choices": choices, "low": low, "high": high, "odd": odd, "kind": kind}
    return dataclasses.field(default=default, metadata=rules)


def _as_text(field: dataclasses.Field, value: Parameter) -> Parameter:
    """A layer may be called 0, which whoever types it takes for a number."""
    is_text = field.metadata["kind"] is str and not field.metadata["choices"]
    return str(value) if is_text and type(value) is int else value


def _check(method: str, field: dataclasses.Field, value: Parameter) -> None:
    rules = field.metadata
    what = f"{method}'s {field.name}"
    if rules["choices"]:
        if value not in rules["choices"]:
            raise BadInput(f"{what} is '{value}'; it can be {' or '.join(rules['choices'])}.")
        return
    if rules["kind"] is str:
        if not isinstance(value, str):
            raise BadInput(f"{what} is '{value}'; it can be a text.")
        return
    kinds = (int,) if rules["kind"] is int else (int, float)
    fits = (
        isinstance(value, kinds)
        and not isinstance(value, bool)
        and rules["low"] <= value <= rules["high"]
        and not (rules["odd"] and value % 2 == 0)
    )
    if not fits:
        sort = (
            "an odd whole number"
            if rules["odd"]
            else ("a whole number" if rules["kind"] is int else "a number")
        )
        raise BadInput(
            f"{what} is '{value}'; it can be {sort} from {rules['low']} to {rules['high']}."
        )
