"""One dated row of the parameter table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, cast

from rules.problem import refuse

Confidence = Literal["V", "V2", "V3", "R", "C"]
"""V official text, V2 professional source, V3 weak copy, R recalled, C confirmed by the company."""

TRUSTED = ("V", "V2")
_RANK: dict[Confidence, int] = {"R": 0, "V3": 1, "V2": 2, "V": 3, "C": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """`key` has `value` in `jurisdiction` from `valid_from` to `valid_to`, both inclusive.

    Amounts are decimal strings. A row of the company (confidence C) counts only when two
    different people entered and checked it.
    """

    jurisdiction: str
    key: str
    valid_from: date
    valid_to: date | None = None
    value: object
    source: str
    confidence: Confidence
    unit: str = ""
    note: str = ""
    entered_by: str = ""
    checked_by: str = ""

    @property
    def id(self) -> str:
        """Return the name a payslip line keeps: place, key and first day of validity."""
        return f"{self.jurisdiction}/{self.key}@{self.valid_from.isoformat()}"

    @property
    def confirmed(self) -> bool:
        """Say whether a pay run may use the row."""
        if self.confidence == "C":
            return bool(self.entered_by and self.checked_by) and self.entered_by != self.checked_by
        return self.confidence in TRUSTED

    @property
    def precedence(self) -> tuple[date, int]:
        """Return the order among rows of one place and day: latest start, then best source."""
        return self.valid_from, _RANK[self.confidence] if self.confirmed else 0

    def covers(self, day: date) -> bool:
        """Say whether the row is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def decimal(self) -> Decimal:
        """Return the value as a number; a value of another shape is refused."""
        return self._number(self.value)

    def flag(self, name: str) -> bool:
        """Return a switch of a table value; a missing switch is off."""
        return self.table().get(name, False) is True

    def part(self, name: str) -> Decimal:
        """Return a number of a table value; a missing one is refused."""
        return self._number(self.table().get(name))

    def limit(self, name: str) -> Decimal | None:
        """Return a number of a table value, or None where the table sets no such limit."""
        return self.part(name) if name in self.table() else None

    def table(self) -> dict[str, object]:
        """Return the value as a table; a value of another shape is refused."""
        if isinstance(self.value, dict):
            return cast("dict[str, object]", self.value)
        raise self._wrong_shape("一张表", "a table")

    def _number(self, value: object) -> Decimal:
        try:
            number = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            raise self._wrong_shape("一个数", "a number")
        return number

    def _wrong_shape(self, zh: str, en: str) -> Exception:
        return refuse(
            "params.shape", f"参数 {self.id} 不是{zh}", f"parameter {self.id} is not {en}"
        )
