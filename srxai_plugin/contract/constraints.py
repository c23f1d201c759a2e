"""What a field may hold beyond its type, said once, beside the field.

``context: Annotated[Optional[int], AtLeast(0)]`` is all that there is to say of a context: the
reader refuses by it, the JSON schema publishes it, and the command line, Processing and the panel
offer what it allows. Standard library only: both sides of the process boundary import it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

from srxai_plugin.contract.errors import BadInput

QUOTED = 60
"""Characters of a value that a sentence repeats."""
IN_WORDS = {1: "one", 2: "two"}


class Constraint(ABC):
    """One thing that a value must be; None, where a field can be None, is beyond it."""

    takes: ClassVar[str] = "can be"
    """What goes between the field and ``words``."""

    @abstractmethod
    def allows(self, value: Any) -> bool:
        """Whether the value, of the field's type, is so."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What such a value is, for people: ``0 or more``."""

    @property
    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Keywords of JSON Schema that say so."""

    def refusal(self, field: str, value: Any) -> str:
        """The sentence for a value that is not so."""
        return f"{field} is {_shown(value)}; it {self.takes} {self.words}."


@dataclass(frozen=True)
class AtLeast(Constraint):
    """A number of ``low`` or more."""

    low: float

    def allows(self, value: Any) -> bool:
        return value >= self.low

    @property
    def words(self) -> str:
        return f"{self.low} or more"

    @property
    def schema(self) -> dict[str, Any]:
        return {"minimum": self.low}


@dataclass(frozen=True)
class Between(Constraint):
    """A number from ``low`` to ``high``, both included."""

    low: float
    high: float

    def allows(self, value: Any) -> bool:
        return self.low <= value <= self.high

    @property
    def words(self) -> str:
        return f"from {self.low} to {self.high}"

    @property
    def schema(self) -> dict[str, Any]:
        return {"minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Bits(Constraint):
    """A whole number of 0 or more that so many bits hold."""

    count: int

    def allows(self, value: Any) -> bool:
        return 0 <= value < 2**self.count

    @property
    def words(self) -> str:
        return f"a whole number from 0 to 2^{self.count} − 1"

    @property
    def schema(self) -> dict[str, Any]:
        # Not as a maximum: where numbers are floats, 2**63 - 1 is 2**63.
        return {"minimum": 0, "exclusiveMaximum": 2**self.count}


@dataclass(frozen=True)
class OneOf(Constraint):
    """One of a few values."""

    choices: tuple[Any, ...]

    def allows(self, value: Any) -> bool:
        return value in self.choices

    @property
    def words(self) -> str:
        choices = (f"{c:g}" if isinstance(c, float) else str(c) for c in self.choices)
        return f"one of {', '.join(choices)}"

    @property
    def schema(self) -> dict[str, Any]:
        return {"enum": [*self.choices]}


@dataclass(frozen=True)
class Many(Constraint):
    """A list of at least so many."""

    takes: ClassVar[str] = "takes"

    least: int = 1

    def allows(self, value: Any) -> bool:
        return len(value) >= self.least

    @property
    def words(self) -> str:
        return f"at least {IN_WORDS.get(self.least, self.least)}"

    @property
    def schema(self) -> dict[str, Any]:
        return {"minItems": self.least}

    def refusal(self, field: str, value: Any) -> str:
        holds = f"holds {len(value)} only" if value else "is empty"
        return f"{field} {holds}; it {self.takes} {self.words}."


@dataclass(frozen=True)
class Distinct(Constraint):
    """A list in which nothing stands twice."""

    takes: ClassVar[str] = "takes"

    def allows(self, value: Any) -> bool:
        return self._twice(value) is None

    @property
    def words(self) -> str:
        return "each of them once"

    @property
    def schema(self) -> dict[str, Any]:
        return {"uniqueItems": True}

    def refusal(self, field: str, value: Any) -> str:
        return f"{field} holds {_shown(self._twice(value))} twice; it {self.takes} {self.words}."

    @staticmethod
    def _twice(value: Sequence[Any]) -> Any:
        return next((item for i, item in enumerate(value) if item in value[:i]), None)


@dataclass(frozen=True)
class Matches(Constraint):
    """A text of a certain form."""

    pattern: str
    """Of all of it, from ``^`` to ``$``, as both Python and JSON Schema understand it."""
    form: str
    """What it looks like, for people: ``64 hexadecimal digits``."""

    def allows(self, value: Any) -> bool:
        return re.search(self.pattern, value) is not None

    @property
    def words(self) -> str:
        return self.form

    @property
    def schema(self) -> dict[str, Any]:
        return {"pattern": self.pattern}


@dataclass(frozen=True)
class NotNewer(Constraint):
    """The version of a contract, up to the one that is read here."""

    version: int
    begins: str = "This request is of version"
    """How the refusal of another one begins."""

    def allows(self, value: Any) -> bool:
        return value <= self.version

    @property
    def words(self) -> str:
        return f"up to {self.version}"

    @property
    def schema(self) -> dict[str, Any]:
        return {"maximum": self.version}

    def refusal(self, field: str, value: Any) -> str:
        return (
            f"{self.begins} {value}, made by a newer SRXAI; this one reads up to "
            f"{self.version}. Update it."
        )


@dataclass(frozen=True)
class Rules:
    """All that a field's annotation says of its value."""

    own: tuple[Constraint, ...] = ()
    items: tuple[Constraint, ...] = ()
    """Of each item, where the value is a list or an object."""

    @property
    def low(self) -> Any:
        """Smallest number, of the value or its items; None where there is none."""
        return next((s["minimum"] for s in self._schemas() if "minimum" in s), None)

    @property
    def high(self) -> Any:
        """Largest number; None where there is none."""
        return next((s["maximum"] for s in self._schemas() if "maximum" in s), None)

    @property
    def choices(self) -> tuple[Any, ...]:
        """What can be chosen from; empty where all is allowed."""
        return next((c.choices for c in self._all() if isinstance(c, OneOf)), ())

    def allows(self, value: Any) -> bool:
        """Whether the field can hold the value."""
        try:
            self.refuse("", value)
        except BadInput:
            return False
        return True

    def refuse(self, field: str, value: Any) -> None:
        """Raises BadInput, which names the field, for a value that it cannot hold."""
        if value is None:
            return
        for constraint in self.own:
            if not constraint.allows(value):
                raise BadInput(constraint.refusal(field, value))
        for item in (value.values() if isinstance(value, dict) else value) if self.items else ():
            for constraint in self.items:
                if not constraint.allows(item):
                    raise BadInput(constraint.refusal(field, item))

    def _all(self) -> Iterator[Constraint]:
        yield from (*self.own, *self.items)

    def _schemas(self) -> Iterator[dict[str, Any]]:
        return (constraint.schema for constraint in self._all())


class Checked:
    """A dataclass that is what its fields' annotations say, however it is made.

    Requests are; results say what they hold, and are not refused over the last digit of a figure.
    """

    def __post_init__(self) -> None:
        kind: Any = type(self)
        for name, rules in rules_of(kind).items():
            rules.refuse(name, getattr(self, name))


@cache
def rules_of(cls: type) -> dict[str, Rules]:
    """By field, for those fields that may not hold everything of their type."""
    hints = get_type_hints(cls, include_extras=True)
    found = {name: _rules(hint) for name, hint in hints.items()}
    return {name: rules for name, rules in found.items() if rules != Rules()}


def rules(cls: type, field: str) -> Rules:
    """Of one field: for spin boxes, lists of choices and options of the command line."""
    return rules_of(cls).get(field, Rules())


def _shown(value: Any) -> str:
    """As it was written, while that can be read."""
    readable = isinstance(value, str) and value.strip() and value.isprintable()
    return (value if readable else repr(value))[:QUOTED]


def _rules(hint: Any) -> Rules:
    arguments = get_args(hint)
    if get_origin(hint) is Annotated:
        inner = _rules(arguments[0])
        own = tuple(a for a in arguments[1:] if isinstance(a, Constraint))
        return Rules(own + inner.own, inner.items)
    if get_origin(hint) is Union:
        known = [_rules(a) for a in arguments if a is not type(None)]
        return known[0] if len(known) == 1 else Rules()
    if get_origin(hint) is tuple and arguments[1:] == (...,):
        return Rules(items=_rules(arguments[0]).own)
    if get_origin(hint) is dict:
        return Rules(items=_rules(arguments[1]).own)
    return Rules()
