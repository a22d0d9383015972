"""What a formula is after reading: a typed tree in which every node knows its place in the text."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rules.problem import Problem, Refused
from rules.text import Text

Kind = Literal["number", "text", "flag"]
Value = Decimal | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of the formula from `start` to `end` (offsets) that gives a value of `kind`."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Node):
    """A number, a quoted text, true or false."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    """A value that is given when the formula is used."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """An operator or function (`operation` is a key of OPERATIONS) with its arguments."""

    operation: str
    arguments: tuple["AnyNode", ...]
    depth: int


AnyNode = Constant | Name | Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A checked formula: its text, its tree and the names it needs."""

    source: str
    root: AnyNode
    names: frozenset[str]

    @property
    def kind(self) -> Kind:
        """Return the kind of the result."""
        return self.root.kind


def wrong(code: str, position: int, zh: str, en: str) -> Refused:
    """Refuse a formula at an offset; people count characters from 1."""
    place = position + 1
    return Refused(
        Problem(
            code=f"expression.{code}",
            text=Text(f"公式第 {place} 个字符：{zh}", f"formula, character {place}: {en}"),
            where=str(place),
            facts={"position": position},
        )
    )
