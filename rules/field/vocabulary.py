"""What a field is: its kind, its words, its limits, and what it makes of a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rules.field import words
from rules.field.check import CHECKS
from rules.field.parse import PARSERS
from rules.field.show import SHOWN
from rules.problem import Problem, Refused
from rules.text import Lang, Text

Kind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "time",
    "datetime",
    "date_range",
    "yes_no",
    "choice",
    "choices",
    "person",
    "people",
    "unit",
    "file",
    "files",
    "table",
]
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a choice field: the stored value and its words."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to be filled in.

    `low` and `high` bound numbers, money (in fen) and, as ISO text, dates and times; `length`
    bounds texts; `places` are the decimals of a number; `columns` are the fields of a table row.
    """

    name: str
    kind: Kind
    label: Text
    help: Text | None = None
    required: bool = False
    options: tuple[Choice, ...] = ()
    low: int | Decimal | str | None = None
    high: int | Decimal | str | None = None
    length: int | None = None
    places: int = 0
    unit: Text | None = None
    secret: bool = False
    default: object = None
    columns: tuple["Field", ...] = ()

    def parse(self, text: str) -> object:
        """Turn what somebody typed into a value; empty is None. Refuses with what is expected."""
        text = text.strip()
        if not text:
            return None
        parse = PARSERS.get(self.kind)
        value = parse(self, text) if parse else text
        problem = self.validate(value)
        if problem is not None:
            raise Refused(problem)
        return value

    def validate(self, value: object) -> Problem | None:
        """Return what is wrong with a value, in words for who filled it in."""
        if _empty(value):
            return words.problem(self, "required", words.MISSING) if self.required else None
        try:
            CHECKS[self.kind](self, value)
        except Refused as refusal:
            return refusal.problem
        return None

    def show(self, value: object, lang: Lang) -> str:
        """Return a value as people read it; a secret is never shown."""
        if _empty(value):
            return ""
        if self.secret:
            return "••••••"
        show = SHOWN.get(self.kind)
        return show(self, value, lang) if show else str(value)


def validate_all(fields: Iterable[Field], values: Values) -> list[Problem]:
    """Return every problem of a filled-in form; a value without a field is one too."""
    known = {field.name: field for field in fields}
    found = [field.validate(values.get(name)) for name, field in known.items()]
    stray = [_stray(name) for name in values if name not in known]
    return [problem for problem in (*found, *stray) if problem is not None]


def parse_all(
    fields: Iterable[Field], texts: Mapping[str, str]
) -> tuple[dict[str, object], list[Problem]]:
    """Turn typed texts into values; return them with the problems of those that do not fit."""
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for field in fields:
        try:
            values[field.name] = field.parse(texts.get(field.name, ""))
        except Refused as refusal:
            problems.append(refusal.problem)
    return values, problems


def _empty(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _stray(name: str) -> Problem:
    text = Text(f"表单里没有“{name}”这一项", f"The form has no field {name}")
    return Problem(code="unknown_field", text=text, where=name)
