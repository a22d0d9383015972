"""Everything a formula can do: operators and functions as a table of signatures and rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from rules.expression.tree import Kind

MOST_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`takes` are the kinds of the arguments (None: any, but the same), `gives` the result's kind.

    With `many` the last kind may repeat; `optional` arguments at the end may be left out.
    """

    takes: tuple[Kind | None, ...]
    gives: Kind | None
    rule: Callable[..., Any]
    many: bool = False
    optional: int = 0

    def accepts(self, count: int) -> bool:
        """Say whether this many arguments are right."""
        most = 20 if self.many else len(self.takes)
        return len(self.takes) - self.optional <= count <= most

    def kind_of(self, kinds: Sequence[Kind]) -> Kind | None:
        """Return the kind of the result, or None when the arguments do not fit."""
        free: Kind | None = None
        for position, kind in enumerate(kinds):
            wanted = self.takes[min(position, len(self.takes) - 1)]
            if wanted is None:
                wanted = free = free or kind
            if kind != wanted:
                return None
        return self.gives or free


def _round(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    if places != places.to_integral_value() or not 0 <= places <= MOST_PLACES:
        raise ValueError
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


def _divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    if divisor == 0:
        raise ZeroDivisionError
    return dividend / divisor


_NUMBERS: tuple[Kind, Kind] = ("number", "number")


def _arithmetic(rule: Callable[[Decimal, Decimal], Decimal]) -> Operation:
    return Operation(takes=_NUMBERS, gives="number", rule=rule)


def _order(rule: Callable[[Decimal, Decimal], bool]) -> Operation:
    return Operation(takes=_NUMBERS, gives="flag", rule=rule)


def _one(rule: Callable[[Decimal], Decimal]) -> Operation:
    return Operation(takes=("number",), gives="number", rule=rule)


OPERATORS: dict[str, Operation] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(_divide),
    "<": _order(lambda a, b: a < b),
    "<=": _order(lambda a, b: a <= b),
    ">": _order(lambda a, b: a > b),
    ">=": _order(lambda a, b: a >= b),
    "==": Operation(takes=(None, None), gives="flag", rule=lambda a, b: a == b),
    "!=": Operation(takes=(None, None), gives="flag", rule=lambda a, b: a != b),
    "and": Operation(takes=("flag", "flag"), gives="flag", rule=lambda a, b: a and b),
    "or": Operation(takes=("flag", "flag"), gives="flag", rule=lambda a, b: a or b),
    "not": Operation(takes=("flag",), gives="flag", rule=lambda a: not a),
    "minus": _one(lambda a: -a),
}

FUNCTIONS: dict[str, Operation] = {
    "if": Operation(takes=("flag", None, None), gives=None, rule=lambda c, a, b: a if c else b),
    "min": Operation(takes=_NUMBERS, gives="number", rule=min, many=True),
    "max": Operation(takes=_NUMBERS, gives="number", rule=max, many=True),
    "round": Operation(takes=_NUMBERS, gives="number", rule=_round, optional=1),
    "abs": _one(abs),
    "floor": _one(lambda a: a.to_integral_value(ROUND_FLOOR)),
    "ceil": _one(lambda a: a.to_integral_value(ROUND_CEILING)),
}
"""`if` computes only the branch it takes; round is half-up on the absolute value, as in pay."""

OPERATIONS = OPERATORS | FUNCTIONS
