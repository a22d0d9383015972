"""Use a formula: decimal arithmetic with bounds, and a tree that explains the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from rules.expression.operations import OPERATIONS
from rules.expression.tree import AnyNode, Call, Constant, Formula, Kind, Name, Value, wrong

LARGEST = Decimal(10) ** 15
"""A quadrillion yuan: beyond it a formula is wrong, not rich."""

_CONTEXT = Context(prec=34, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of the formula, its value, and the parts it was computed from."""

    text: str
    value: Value
    parts: tuple["Step", ...] = ()


def evaluate(formula: Formula, values: Mapping[str, Value]) -> Step:
    """Return the result and why; a missing value, a division by zero or a huge number is refused.

    `values` holds a Decimal, text or bool for each of the formula's names.
    """
    with localcontext(_CONTEXT):
        return _step(formula.source, formula.root, values)


def _step(source: str, node: AnyNode, values: Mapping[str, Value]) -> Step:
    text = source[node.start : node.end]
    match node:
        case Constant():
            return Step(text=text, value=_bounded(node, node.value))
        case Name():
            return Step(text=text, value=_bounded(node, _given(node, values)))
        case Call():
            parts = _parts(source, node, values)
            return Step(text=text, value=_bounded(node, _apply(node, parts)), parts=parts)


def _parts(source: str, call: Call, values: Mapping[str, Value]) -> tuple[Step, ...]:
    """Compute the arguments that count: one branch of `if`, and no more of and/or than decides."""
    first = _step(source, call.arguments[0], values)
    if call.operation == "if":
        branch = call.arguments[1 if first.value else 2]
        return first, _step(source, branch, values)
    if (call.operation, first.value) in (("and", False), ("or", True)):
        return (first,)
    return first, *(_step(source, argument, values) for argument in call.arguments[1:])


def _apply(call: Call, parts: tuple[Step, ...]) -> Value:
    if call.operation in ("if", "and", "or"):
        return parts[-1].value
    try:
        result: Value = OPERATIONS[call.operation].rule(*(part.value for part in parts))
    except ZeroDivisionError:
        raise wrong("zero", call.arguments[1].start, "除以零", "division by zero") from None
    except ValueError:
        raise wrong("places", call.start, "小数位要在 0 到 6", "places must be 0 to 6") from None
    return result


def _given(node: Name, values: Mapping[str, Value]) -> Value:
    value = values.get(node.name)
    if value is None or _kind(value) != node.kind:
        raise wrong("value", node.start, f"{node.name} 没有值", f"{node.name} has no value")
    return value


def _kind(value: Value) -> Kind:
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "number"


def _bounded(node: AnyNode, value: Value) -> Value:
    if isinstance(value, Decimal) and not abs(value) <= LARGEST:
        raise wrong("too_large", node.start, "数太大", "the number is too large")
    return value
