"""Values to plain JSON and back, by their own type annotations; what does not fit is refused."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from rules.problem import Refused, refuse

T = TypeVar("T")
Json = Any
"""What `json` reads and writes; nothing narrower can be said of it."""
Annotation = Any
"""A type as an annotation spells it: a class, a union, a literal, a generic alias."""
Loader = Callable[[Annotation, object, str], object]


def dump(value: object) -> Json:
    """Return the value as dicts, lists, strings, numbers, true, false and null."""
    if is_dataclass(value):
        return {_key(f): dump(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): dump(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [dump(v) for v in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def load(kind: type[T], data: object, where: str = "") -> T:
    """Build a value of the type; refuse `bad_data` with the path of what does not fit."""
    return cast("T", _load(kind, data, where))


def _load(kind: Annotation, data: object, where: str) -> object:
    if is_dataclass(kind):
        return _record(kind, data, where)
    origin = get_origin(kind)
    loader = LOADERS.get(origin if origin is not None else kind, _plain)
    return loader(kind, data, where)


def _record(kind: Annotation, data: object, where: str) -> object:
    shape, hints = _shape(kind)
    given = _mapping(data, where)
    for key in given:
        if key not in shape:
            raise _bad(f"{where}.{key}", f"one of {', '.join(shape)}")
    for key, entry in shape.items():
        if key not in given and entry.default is MISSING and entry.default_factory is MISSING:
            raise _bad(f"{where}.{key}", "a value")
    values = {
        shape[k].name: _load(hints[shape[k].name], v, f"{where}.{k}") for k, v in given.items()
    }
    return kind(**values)


@cache
def _shape(kind: Annotation) -> tuple[dict[str, "Field[Any]"], dict[str, Annotation]]:
    return {_key(f): f for f in fields(kind)}, get_type_hints(kind)


def _key(entry: "Field[Any]") -> str:
    return str(entry.metadata.get("key", entry.name))


def _mapping(data: object, where: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _bad(where, "an object")
    return data


def _tuple(kind: Annotation, data: object, where: str) -> object:
    kinds = get_args(kind)
    if not isinstance(data, (list, tuple)):
        raise _bad(where, "a list")
    if len(kinds) == 2 and kinds[1] is ...:
        return tuple(_load(kinds[0], v, f"{where}[{i}]") for i, v in enumerate(data))
    if len(kinds) != len(data):
        raise _bad(where, f"a list of {len(kinds)}")
    return tuple(_load(k, v, where) for k, v in zip(kinds, data, strict=True))


def _map(kind: Annotation, data: object, where: str) -> object:
    value = get_args(kind)[1]
    return {k: _load(value, v, f"{where}.{k}") for k, v in _mapping(data, where).items()}


def _union(kind: Annotation, data: object, where: str) -> object:
    problem: Refused | None = None
    for choice in get_args(kind):
        try:
            return _load(choice, data, where)
        except Refused as refusal:
            problem = problem or refusal
    raise problem or _bad(where, "a value")


def _literal(kind: Annotation, data: object, where: str) -> object:
    if data in get_args(kind):
        return data
    raise _bad(where, f"one of {', '.join(map(str, get_args(kind)))}")


def _moment(kind: Annotation, data: object, where: str) -> object:
    try:
        return kind.fromisoformat(data)
    except (TypeError, ValueError):
        raise _bad(where, f"an ISO {kind.__name__}") from None


def _plain(kind: Annotation, data: object, where: str) -> object:
    numeric = kind in (int, float)
    fits = isinstance(data, (int, float) if kind is float else kind)
    if fits and not (numeric and isinstance(data, bool)):
        return data
    raise _bad(where, f"{kind.__name__}")


LOADERS: dict[Annotation, Loader] = {
    tuple: _tuple,
    Mapping: _map,
    Union: _union,
    UnionType: _union,
    Literal: _literal,
    datetime: _moment,
    date: _moment,
    time: _moment,
}


def _bad(where: str, wanted: str) -> Refused:
    at = where.lstrip(".") or "."
    return refuse("bad_data", f"{at}：应为 {wanted}", f"{at}: expected {wanted}", where=at)
