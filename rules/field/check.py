"""Does a value fit its field: one check per kind, each refusing with the reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from rules.field import words
from rules.field.words import wrong
from rules.money import show as show_money
from rules.text import Text, plain

if TYPE_CHECKING:
    from rules.field.vocabulary import Field, Kind

Moment = TypeVar("Moment", date, time, datetime)
MAX_TEXT, MAX_LONG_TEXT, MAX_ITEMS = 200, 4000, 200
SAMPLES: dict[type, str] = {date: "2026-11-30", time: "08:30", datetime: "2026-11-30 08:30"}


def _text(field: "Field", value: object) -> None:
    most = field.length or (MAX_LONG_TEXT if field.kind == "long_text" else MAX_TEXT)
    if not isinstance(value, str) or "\x00" in value:
        raise wrong(field, "text", words.NOT_TEXT)
    if len(value) > most:
        raise wrong(field, "too_long", words.TOO_LONG, most=most)


def _number(field: "Field", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(field, "number", words.NOT_NUMBER)
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise wrong(field, "number", words.NOT_NUMBER)
    if exact != round(exact, field.places):
        raise wrong(field, "places", words.NOT_WHOLE, places=field.places)
    _bounds(field, exact, str)


def _money(field: "Field", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(field, "number", words.NOT_NUMBER)
    _bounds(field, Decimal(value), lambda fen: show_money(int(fen)))


def _bounds(field: "Field", value: Decimal, show: Callable[[Decimal], str]) -> None:
    if field.low is not None and value < Decimal(field.low):
        raise wrong(field, "too_low", words.TOO_LOW, limit=show(Decimal(field.low)))
    if field.high is not None and value > Decimal(field.high):
        raise wrong(field, "too_high", words.TOO_HIGH, limit=show(Decimal(field.high)))


def _moment(kind: type[Moment]) -> Callable[["Field", object], None]:
    def check(field: "Field", value: object) -> None:
        moment = read(field, kind, value)
        if field.low is not None and moment < kind.fromisoformat(str(field.low)):
            raise wrong(field, "too_low", words.TOO_LOW, limit=field.low)
        if field.high is not None and moment > kind.fromisoformat(str(field.high)):
            raise wrong(field, "too_high", words.TOO_HIGH, limit=field.high)

    return check


def read(field: "Field", kind: type[Moment], value: object) -> Moment:
    """Return the moment an ISO text stands for; it carries no zone."""
    try:
        moment = kind.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise wrong(field, "moment", words.NOT_MOMENT, sample=SAMPLES[kind]) from None
    if getattr(moment, "tzinfo", None) is not None:
        raise wrong(field, "moment", words.NOT_MOMENT, sample=SAMPLES[kind])
    return moment


def _date_range(field: "Field", value: object) -> None:
    if not isinstance(value, Mapping) or set(value) != {"from", "to"}:
        raise wrong(field, "range", words.NOT_RANGE)
    for end in ("from", "to"):
        CHECKS["date"](field, value[end])
    if value["to"] < value["from"]:
        raise wrong(field, "backwards", words.BACKWARDS)


def _yes_no(field: "Field", value: object) -> None:
    if not isinstance(value, bool):
        raise wrong(field, "yes_no", words.NOT_YES_NO)


def _choice(field: "Field", value: object) -> None:
    if value not in [option.value for option in field.options]:
        labels = [option.label for option in field.options]
        offered = Text("、".join(t.zh for t in labels), ", ".join(t.en for t in labels))
        raise wrong(field, "not_offered", words.NOT_OFFERED, offered=offered)


def _many(one: Callable[["Field", object], None]) -> Callable[["Field", object], None]:
    def check(field: "Field", value: object) -> None:
        if not isinstance(value, list) or len(value) > MAX_ITEMS or _repeats(value):
            raise wrong(field, "list", words.NOT_LIST, most=MAX_ITEMS)
        for item in value:
            one(field, item)

    return check


def _repeats(items: list[object]) -> bool:
    return any(item in items[:index] for index, item in enumerate(items))


def _table(field: "Field", value: object) -> None:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise wrong(field, "list", words.NOT_LIST, most=MAX_ITEMS)
    for number, row in enumerate(value, start=1):
        if not isinstance(row, Mapping):
            raise wrong(field, "row", words.BAD_ROW, row=number, inner=plain("?"))
        _row(field, number, row)


def _row(field: "Field", number: int, row: Mapping[str, object]) -> None:
    if stray := set(row) - {column.name for column in field.columns}:
        raise wrong(field, "unknown_field", words.BAD_ROW, row=number, inner=plain(min(stray)))
    for column in field.columns:
        problem = column.validate(row.get(column.name))
        if problem is not None:
            raise wrong(field, problem.code, words.BAD_ROW, row=number, inner=problem.text)


CHECKS: dict["Kind", Callable[["Field", object], None]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": _money,
    "date": _moment(date),
    "time": _moment(time),
    "datetime": _moment(datetime),
    "date_range": _date_range,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _many(_choice),
    "person": _text,
    "people": _many(_text),
    "unit": _text,
    "file": _text,
    "files": _many(_text),
    "table": _table,
}
