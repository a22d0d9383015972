"""The payslip as a value: lines, totals of the rounded lines, canonical form and digest."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rules.evidence.jcs import canonical
from rules.params import Confidence, Parameter
from rules.payroll.fact import DayRef, Fact, Source
from rules.payroll.item import Kind
from rules.period import Month
from rules.problem import Problem
from rules.text import Text

FORM = 1
"""Version of the canonical form; a change of `as_dict` raises it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A parameter as the line used it, frozen: what was true that day, from which source."""

    id: str
    key: str
    value: object
    source: str
    confidence: Confidence

    @classmethod
    def of(cls, row: Parameter) -> "Law":
        """Freeze a row of the parameter table."""
        return cls(
            id=row.id, key=row.key, value=row.value, source=row.source, confidence=row.confidence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line with its whole trace; `amount` in yuan, signed as it enters the total."""

    code: str
    label: Text
    kind: Kind
    amount: Decimal
    formula: Text
    worked: Text
    summary: Text
    facts: tuple[Fact, ...]
    laws: tuple[Law, ...]
    needed: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, kw_only=True)
class Payslip:
    """One person's month. Gross = earnings and deductions, net = gross and withholdings."""

    person: str
    month: Month
    jurisdiction: str
    lines: tuple[Line, ...]
    notes: tuple[Problem, ...] = ()

    @property
    def gross(self) -> Decimal:
        """Sum of the rounded earnings and deductions."""
        return self._sum("earning", "deduction")

    @property
    def net(self) -> Decimal:
        """Gross less tax and insurance."""
        return self.gross + self._sum("withholding")

    def line(self, code: str) -> Line | None:
        """Return a line by code."""
        return next((line for line in self.lines if line.code == code), None)

    def as_dict(self) -> dict[str, object]:
        """Return the canonical content: strings only, so the same inputs give the same bytes."""
        return {
            "form": FORM,
            "person": self.person,
            "month": str(self.month),
            "jurisdiction": self.jurisdiction,
            "lines": [_line(line) for line in self.lines],
            "notes": [_note(note) for note in self.notes],
            "gross": str(self.gross),
            "net": str(self.net),
        }

    @cached_property
    def body(self) -> str:
        """Return the canonical JSON text to store; `reading.read` gives the payslip back."""
        return canonical(self.as_dict()).decode()

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of the canonical bytes."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    def _sum(self, *kinds: Kind) -> Decimal:
        return sum((line.amount for line in self.lines if line.kind in kinds), Decimal("0.00"))


def _line(line: Line) -> dict[str, object]:
    return {
        "code": line.code,
        "label": _text(line.label),
        "kind": line.kind,
        "amount": str(line.amount),
        "formula": _text(line.formula),
        "worked": _text(line.worked),
        "summary": _text(line.summary),
        "facts": [_fact(fact) for fact in line.facts],
        "laws": [_law(law) for law in line.laws],
        "needed": [[code, str(amount)] for code, amount in line.needed],
    }


def _fact(fact: Fact) -> dict[str, object]:
    return {
        "code": fact.code,
        "value": f"{fact.value.normalize():f}",
        "source": _source(fact.source),
    }


def _source(source: Source) -> dict[str, object]:
    return {
        "kind": source.kind,
        "ref": source.ref,
        "text": _text(source.text),
        "days": [_day(day) for day in source.days],
    }


def _day(day: DayRef) -> dict[str, object]:
    return {
        "id": day.id,
        "date": day.date.isoformat(),
        "text": _text(day.text),
        "rule": _text(day.rule),
        "punches": [
            {
                "id": punch.id,
                "at": punch.at,
                "verify": _text(punch.verify),
                "device": _text(punch.device),
            }
            for punch in day.punches
        ],
    }


def _law(law: Law) -> dict[str, object]:
    return {
        "id": law.id,
        "key": law.key,
        "value": law.value,
        "source": law.source,
        "confidence": law.confidence,
    }


def _note(note: Problem) -> dict[str, object]:
    return {"code": note.code, "text": _text(note.text), "where": note.where}


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
