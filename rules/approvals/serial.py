"""Values to plain JSON and back, by their own type annotations; what does not fit is refused."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from rules.problem import Refused, refuse

T = TypeVar("T")
Loader = Callable[[Any, object, str], object]


def dump(value: object) -> Any:  # noqa: ANN401 - a JSON value has no narrower type
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


def _load(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a type expression
    if is_dataclass(kind):
        return _record(kind, data, where)
    origin = get_origin(kind)
    loader = LOADERS.get(origin if origin is not None else kind, _plain)
    return loader(kind, data, where)


def _record(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a dataclass type
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
def _shape(kind: Any) -> tuple[dict[str, "Field[Any]"], dict[str, Any]]:  # noqa: ANN401 - a type
    return {_key(f): f for f in fields(kind)}, get_type_hints(kind)


def _key(entry: "Field[Any]") -> str:
    return str(entry.metadata.get("key", entry.name))


def _mapping(data: object, where: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _bad(where, "an object")
    return data


def _tuple(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a type expression
    kinds = get_args(kind)
    if not isinstance(data, (list, tuple)):
        raise _bad(where, "a list")
    if len(kinds) == 2 and kinds[1] is ...:
        return tuple(_load(kinds[0], v, f"{where}[{i}]") for i, v in enumerate(data))
    if len(kinds) != len(data):
        raise _bad(where, f"a list of {len(kinds)}")
    return tuple(_load(k, v, where) for k, v in zip(kinds, data, strict=True))


def _map(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a type expression
    value = get_args(kind)[1]
    return {k: _load(value, v, f"{where}.{k}") for k, v in _mapping(data, where).items()}


def _union(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a type expression
    problem: Refused | None = None
    for choice in get_args(kind):
        try:
            return _load(choice, data, where)
        except Refused as refusal:
            problem = problem or refusal
    raise problem or _bad(where, "a value")


def _literal(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a type expression
    if data in get_args(kind):
        return data
    raise _bad(where, f"one of {', '.join(map(str, get_args(kind)))}")


def _moment(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - date, time, datetime
    try:
        return kind.fromisoformat(data)
    except (TypeError, ValueError):
        raise _bad(where, f"an ISO {kind.__name__}") from None


def _plain(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - a type
    numeric = kind in (int, float)
    fits = isinstance(data, (int, float) if kind is float else kind)
    if fits and not (numeric and isinstance(data, bool)):
        return data
    raise _bad(where, f"{kind.__name__}")


LOADERS: dict[Any, Loader] = {
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
