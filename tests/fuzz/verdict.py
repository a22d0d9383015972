"""What must hold of whatever a parser returns, for any input."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from devices.clock import parse_local
from devices.driver import PunchEvent, Unreadable
from tests.fuzz.zk_parsers import Parser

REFUSED = "refused"


def outcome(parser: Parser, data: bytes) -> object:
    """Return what a parser makes of an input; a refusal by one of its own errors is a value."""
    try:
        return parser.read(data)
    except parser.refuses as refused:
        return REFUSED, type(refused).__name__, str(refused)


def faults(value: object) -> list[str]:
    """List what is wrong with a result: texts storage cannot hold, times that are none."""
    return [wrong for one in _walk(value) for wrong in _faults(one)]


def _faults(one: object) -> Iterator[str]:
    if isinstance(one, str):
        try:
            one.encode()
        except UnicodeEncodeError:
            yield f"a text that is no UTF-8: {one!r}"
    elif isinstance(one, PunchEvent):
        yield from _of_punch(one)
    elif isinstance(one, Unreadable) and not one.reason.isidentifier():
        yield f"an unreadable without a reason: {one}"


def _of_punch(one: PunchEvent) -> Iterator[str]:
    if parse_local(one.local) is None:
        yield f"no local time: {one.local!r}"
    if one.identity.strip() == "" or one.local not in one.identity:
        yield f"an identity without its time: {one.identity!r}"
    if type(one.payload) is not bytes or type(one.person_code) is not str:
        yield f"bytes or text of another type: {one}"
    if "\n" in one.person_code or "\0" in one.person_code:
        yield f"a person code that breaks rows: {one.person_code!r}"


def _walk(value: object) -> Iterator[object]:
    """Every value inside a result."""
    stack = [value]
    while stack:
        one = stack.pop()
        yield one
        if is_dataclass(one):
            stack += [getattr(one, field.name) for field in fields(one)]
        elif isinstance(one, Mapping):
            stack += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple)):
            stack += one
