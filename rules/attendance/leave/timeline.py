"""The lots of one kind of leave through time: granted, posted, carried, paid out, ended.

Events take effect on their own date in the order grant, posting, carry, payout. A carry sees what
was left the day before, a payout what is left after the leave of its date; later bookings lower
neither.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from rules.attendance.leave.accrual import postings
from rules.attendance.leave.values import Account, Carry, Encash, Grant, LeaveType

ONE_DAY = timedelta(days=1)
ZERO = Fraction(0)

Entries = list[tuple[date, Fraction]]


class Draw(NamedTuple):
    """A date's leave taken from a lot; `lot` empty: taken without cover (a negative balance)."""

    on: date
    lot: str
    amount: Fraction


@dataclass(slots=True, kw_only=True)
class Lot:
    """An amount usable from `first` to `end`; `last` is the end it was given with.

    `drawn` was taken as leave, `paid` was paid out; `carried` on, it does not end by itself.
    """

    amount: Fraction
    first: date
    last: date
    end: date
    drawn: Entries = field(default_factory=list)
    paid: Entries = field(default_factory=list)
    carried: bool = False

    def left(self, day: date) -> Fraction:
        """Return what is left at the end of a date."""
        return self.amount - upto(self.drawn, day) - upto(self.paid, day)

    def usable(self, day: date) -> Fraction:
        """Return what a new booking for the date may take: all bookings already made count."""
        return self.amount - upto(self.drawn, date.max) - upto(self.paid, day - ONE_DAY)

    def valid(self, day: date) -> bool:
        """Say whether the lot can be used on the date."""
        return self.first <= day <= self.end

    @property
    def sound(self) -> bool:
        """Say whether it covers every booking and payout, each on a date it was valid."""
        return self.left(date.max) >= 0 and all(self.valid(on) for on, _ in self.drawn)


class Timeline:
    """All lots of one kind, and the dated entries that a statement sums up."""

    def __init__(self, kind: LeaveType, draws: list[Draw]) -> None:
        self.kind = kind
        self.lots: dict[str, Lot] = {}
        self.entries: dict[str, Entries] = defaultdict(list)
        self._drawn: dict[str, Entries] = defaultdict(list)
        for on, lot, amount in draws:
            self._drawn[lot].append((on, amount))
        self._uncovered = self._drawn[""]
        self._posted: dict[int, Fraction] = defaultdict(Fraction)

    def valid(self, day: date) -> list[tuple[str, Lot]]:
        """Return the lots usable on a date: earliest end first, then earliest start."""
        found = [(key, lot) for key, lot in self.lots.items() if lot.valid(day)]
        return sorted(found, key=lambda item: (item[1].last, item[1].first))

    def balance(self, day: date) -> Fraction:
        """Return what is left at the end of a date; negative when taken without cover."""
        return sum((lot.left(day) for _, lot in self.valid(day)), ZERO) - self._debt(day)

    def total(self, name: str, day: date) -> Fraction:
        """Return the sum of the entries of one name up to a date."""
        return upto(self.entries[name], day)

    @property
    def sound(self) -> bool:
        """Say whether no lot is overdrawn."""
        return all(lot.sound for lot in self.lots.values())

    def grant(self, key: str, amount: Fraction, on: date, last: date) -> None:
        """Open a lot, and count it as granted."""
        self._open(key, amount, on, last)
        self.entries["granted"].append((on, amount))

    def post(self, key: str, amount: Fraction, on: date, last: date) -> None:
        """Post accrued leave, cut to the year's cap and then to the highest balance."""
        accrual = self.kind.accrual
        if accrual and accrual.year_cap is not None:
            amount = min(amount, accrual.year_cap - self._posted[on.year])
        if self.kind.max_balance is not None:
            before = on - ONE_DAY
            held = sum((lot.left(before) for _, lot in self.valid(on)), ZERO) - self._debt(before)
            amount = min(amount, self.kind.max_balance - held)
        amount = max(amount, ZERO)
        self._posted[on.year] += amount
        self.grant(key, amount, on, last)

    def carry(self, key: str, carry: Carry) -> None:
        """End every lot that began earlier; let what was left go on up to the limits."""
        before = carry.on - ONE_DAY
        ended = [lot for _, lot in self.valid(before)]
        held = sum((lot.left(before) for lot in ended), ZERO)
        left = max(ZERO, held - self._debt(before))
        self._uncovered.append((carry.on, left - held))
        carried = min([left, *_limits(carry, self._granted_on(carry.on))])
        for lot in ended:
            lot.end, lot.carried = before, True
        self._open(key, carried, carry.on, carry.last)
        self.entries["carried"].append((carry.on, carried))
        self.entries["expired"].append((carry.on, left - carried))

    def encash(self, encash: Encash) -> None:
        """Pay out what is above `keep`, from the earliest end."""
        above = self.balance(encash.on) - encash.keep
        amount = max(ZERO, above if encash.most is None else min(above, encash.most))
        self.entries["encashed"].append((encash.on, amount))
        self.entries["encash_amount"].append((encash.on, amount * encash.rate))
        for _, lot in self.valid(encash.on):
            part = min(amount, max(ZERO, lot.left(encash.on)))
            lot.paid.append((encash.on, part))
            amount -= part

    def close(self) -> None:
        """Let every lot that no carry ended end by itself, the day after its last."""
        for lot in self.lots.values():
            if not lot.carried and lot.last < date.max:
                self.entries["expired"].append((lot.last + ONE_DAY, lot.left(lot.last)))

    def _open(self, key: str, amount: Fraction, on: date, last: date) -> None:
        drawn = self._drawn[key]
        self.lots[key] = Lot(amount=amount, first=on, last=last, end=last, drawn=drawn)

    def _debt(self, day: date) -> Fraction:
        return upto(self._uncovered, day)

    def _granted_on(self, day: date) -> Fraction:
        return sum((amount for on, amount in self.entries["granted"] if on == day), ZERO)


Play = Callable[[Timeline], None]
Event = tuple[date, int, Play]


def unroll(account: Account, leave_type: str, draws: list[Draw]) -> Timeline:
    """Play all events of one kind of leave in order, with the bookings made so far."""
    line = Timeline(account.types[leave_type], draws)
    for _, _, play in sorted(_events(account, leave_type), key=lambda event: event[:2]):
        play(line)
    line.close()
    return line


def _events(account: Account, leave_type: str) -> Iterator[Event]:
    """Yield every event with its date and its rank within the date."""
    for number, grant in enumerate(account.grants):
        if grant.leave_type == leave_type:
            yield grant.first, 0, _granting(f"grant {number}", grant)
    if accrual := account.types[leave_type].accrual:
        for on, amount in postings(accrual):
            yield on, 1, _posting(on, amount, accrual.last)
    planned: tuple[Carry | Encash, ...] = (*account.carries, *account.encashments)
    for event in planned:
        if event.leave_type == leave_type:
            yield _planned(event)


def _granting(key: str, grant: Grant) -> Play:
    return lambda line: line.grant(key, grant.amount, grant.first, grant.last)


def _posting(on: date, amount: Fraction, last: date) -> Play:
    return lambda line: line.post(f"posting {on}", amount, on, last)


def _planned(event: Carry | Encash) -> Event:
    if isinstance(event, Encash):
        return event.on, 3, lambda line: line.encash(event)
    return event.on, 2, lambda line: line.carry(f"carry {event.on}", event)


def _limits(carry: Carry, granted: Fraction) -> list[Fraction]:
    limits = [] if carry.most is None else [carry.most]
    if carry.most_total is not None:
        limits.append(max(ZERO, carry.most_total - granted))
    return limits


def upto(entries: Entries, day: date) -> Fraction:
    """Add up the amounts dated up to a date, inclusive."""
    return sum((amount for on, amount in entries if on <= day), ZERO)
