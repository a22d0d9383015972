"""A value as people read it; a kind that is not listed is shown as it is."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rules.money import show as show_money
from rules.text import Lang, Text

if TYPE_CHECKING:
    from rules.field.vocabulary import Field, Kind


YES, NO = Text("是", "Yes"), Text("否", "No")


def _show_choice(field: "Field", value: object, lang: Lang) -> str:
    return next((o.label.of(lang) for o in field.options if o.value == value), str(value))


def _show_list(field: "Field", value: object, lang: Lang) -> str:
    items = value if isinstance(value, list) else [value]
    return ("、" if lang == "zh" else ", ").join(_show_choice(field, i, lang) for i in items)


def _show_range(_field: "Field", value: object, lang: Lang) -> str:
    ends = value if isinstance(value, Mapping) else {}
    return (" 至 " if lang == "zh" else " to ").join(str(ends.get(k, "")) for k in ("from", "to"))


SHOWN: dict["Kind", Callable[["Field", object, Lang], str]] = {
    "money": lambda _field, value, _lang: show_money(int(str(value))),
    "datetime": lambda _field, value, _lang: str(value).replace("T", " "),
    "date_range": _show_range,
    "yes_no": lambda _field, value, lang: (YES if value else NO).of(lang),
    "choice": _show_choice,
    "choices": _show_list,
    "people": _show_list,
    "files": _show_list,
    "table": lambda _field, value, _lang: str(len(value)) if isinstance(value, list) else "",
}
