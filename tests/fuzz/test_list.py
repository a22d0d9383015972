"""Nothing that reads bytes from outside is missing in the list of fuzzed parsers."""

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import devices
from tests.fuzz.parsers import PARSERS
from tests.fuzz.verdict import outcome

ROOT = Path(devices.__file__).parent
FROM_OUTSIDE = {"bytes", "Frame", "Head", "Message", "Row", "Admission"}
"""Annotations of what comes from the wire, raw or half read."""

OURS = {
    "devices.codecs.text.printable": "judges text that was decoded before",
    "devices.codecs.zk_record.encode": "lays out, for simulators",
}
"""Functions with such a parameter that read nothing from outside."""


def test_every_function_that_takes_bytes_from_outside_is_reached_by_a_fuzzed_parser() -> None:
    reached = _reached()
    missing = [
        name
        for name, function in _readers()
        if name not in OURS and function.__code__ not in reached
    ]
    assert not missing, f"add a parser to tests/fuzz: {missing}"


def test_the_search_sees_the_functions_it_is_for() -> None:
    names = {name for name, _ in _readers()}
    assert {
        "devices.codecs.zk_frame.Reader.feed",
        "devices.codecs.adms_line.attlog",
        "devices.codecs.face_json.record",
        "devices.protocols.mqtt_attend.parse",
        "devices.zk_bulk.read_buffer",
    } <= names


def test_the_names_of_the_parsers_are_their_own() -> None:
    assert len({one.name for one in PARSERS}) == len(PARSERS)


def _readers() -> Iterator[tuple[str, FunctionType]]:
    """Every public function and method of codecs and protocols that is given bytes."""
    modules = [f"devices.codecs.{p.stem}" for p in ROOT.glob("codecs/*.py")]
    modules += [f"devices.protocols.{p.stem}" for p in ROOT.glob("protocols/*.py")]
    for module in map(import_module, sorted(m for m in modules if not m.endswith("__init__"))):
        yield from ((name, one) for name, one in _functions(module) if _takes_bytes(one))
    yield "devices.zk_bulk.read_buffer", import_module("devices.zk_bulk").read_buffer


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for name, one in vars(module).items():
        if getattr(one, "__module__", "") != module.__name__ or name.startswith("_"):
            continue
        if inspect.isfunction(one):
            yield f"{module.__name__}.{name}", one
        elif inspect.isclass(one):
            yield from (
                (f"{module.__name__}.{name}.{method}", body)
                for method, body in vars(one).items()
                if inspect.isfunction(body) and not method.startswith("_")
            )


def _takes_bytes(function: FunctionType) -> bool:
    hints = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
    words = {getattr(hint, "__name__", str(hint)) for hint in hints.values()}
    return bool(words & FROM_OUTSIDE)


def _reached() -> set[CodeType]:
    """The code objects that run when every parser reads its seeds."""
    seen: set[CodeType] = set()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        for parser in PARSERS:
            for data in parser.corpus():
                outcome(parser, data)
    finally:
        sys.setprofile(before)
    return seen
