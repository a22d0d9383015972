"""Requests against the lots: what is accepted, what it takes, and the statement of any date."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rules.attendance.leave.timeline import ZERO, Draw, Timeline, unroll, upto
from rules.attendance.leave.values import Account, LeaveRequest, LeaveUnit, RequestStatus
from rules.period import dates

Taken = list[tuple[date, Fraction]]


class Outcome(StrEnum):
    """What became of a request: booked, refused by the rules, or not approved (its status)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PENDING = "pending"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One kind of leave at the end of a date; all but the balance are sums up to it."""

    balance: Fraction
    used: Fraction
    pending: Fraction
    expired: Fraction
    granted: Fraction
    carried: Fraction
    encashed: Fraction
    encash_amount: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The settled account: the outcome of every request, and statements on demand."""

    outcomes: Mapping[str, Outcome]
    lines: Mapping[str, Timeline]
    used: Mapping[str, Taken]
    pending: Mapping[str, Taken]

    def on(self, leave_type: str, day: date) -> Statement:
        """State one kind of leave as at the end of a date."""
        line = self.lines[leave_type]
        names = ("expired", "granted", "carried", "encashed", "encash_amount")
        return Statement(
            balance=line.balance(day),
            used=upto(self.used[leave_type], day),
            pending=upto(self.pending[leave_type], day),
            **{name: line.total(name, day) for name in names},
        )


def settle(account: Account) -> Ledger:
    """Handle the requests by start date, or in the order listed."""
    requests = account.requests
    if not account.listed:
        requests = tuple(sorted(requests, key=lambda request: request.first))
    books = _Books(account)
    outcomes = {request.id: books.handle(request) for request in requests}
    return Ledger(
        outcomes=outcomes,
        lines={kind: unroll(account, kind, books.draws[kind]) for kind in account.types},
        used={
            kind: [(on, amount) for on, _, amount in books.draws[kind]] for kind in account.types
        },
        pending=books.pending,
    )


def days_taken(request: LeaveRequest, account: Account) -> Taken:
    """Return what the request takes on each date that counts."""
    kind = account.types[request.leave_type]
    return [
        (day, Fraction(1, 2) if day == request.half_on else request.per_day)
        for day in dates(request.first, request.last)
        if kind.count_nonworking or account.calendar.is_working(day)
    ]


class _Books:
    """The bookings made so far."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.draws: dict[str, list[Draw]] = defaultdict(list)
        self.pending: dict[str, Taken] = defaultdict(list)
        self.filled: dict[date, Fraction] = defaultdict(Fraction)

    def handle(self, request: LeaveRequest) -> Outcome:
        taken = days_taken(request, self.account)
        if request.status is RequestStatus.PENDING:
            self.pending[request.leave_type] += taken
        if request.status is not RequestStatus.APPROVED:
            return Outcome(request.status.value)
        return Outcome.ACCEPTED if self._book(request, taken) else Outcome.REFUSED

    def _book(self, request: LeaveRequest, taken: Taken) -> bool:
        kind = self.account.types[request.leave_type]
        fills = kind.unit is LeaveUnit.DAY
        if fills and any(self.filled[day] + amount > 1 for day, amount in taken):
            return False
        if kind.max_days is not None and sum((each for _, each in taken), ZERO) > kind.max_days:
            return False
        draws = self._covered(request.leave_type, taken)
        if draws is None:
            return False
        self.draws[request.leave_type] = draws
        for day, amount in taken if fills else ():
            self.filled[day] += amount
        return True

    def _covered(self, leave_type: str, taken: Taken) -> list[Draw] | None:
        """Return all bookings with the new ones, or None when something would not be covered."""
        draws = list(self.draws[leave_type])
        negative = self.account.types[leave_type].allow_negative
        for day, amount in taken:
            line = unroll(self.account, leave_type, draws)
            new, short = _draw(line, day, amount)
            if short and not negative:
                return None
            draws += new if not short else [*new, Draw(day, "", short)]
        return draws if unroll(self.account, leave_type, draws).sound else None


def _draw(line: Timeline, day: date, amount: Fraction) -> tuple[list[Draw], Fraction]:
    """Take an amount from the lots of a date in order; return the draws and what is short."""
    draws: list[Draw] = []
    for key, lot in line.valid(day):
        part = min(amount, lot.usable(day))
        if part > 0:
            draws.append(Draw(day, key, part))
            amount -= part
    return draws, amount
