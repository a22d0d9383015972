"""What a leave account is made of. Amounts are exact fractions of a day, or whole minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rules.calendar import Calendar


class LeaveUnit(StrEnum):
    """What a kind of leave is counted in."""

    DAY = "day"
    MINUTE = "minute"


class PostOn(StrEnum):
    """The day of the month on which accrued leave is posted."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrual:
    """`monthly` is earned each month between `first` and `last`, and usable until `last`.

    `prorate`: the joining month gives its remaining part of all calendar days. `multiple`: round
    to the nearest, halves up. `year_cap` bounds what is posted in a calendar year.
    """

    monthly: Fraction
    on: PostOn
    first: date
    last: date
    joined: date | None = None
    prorate: bool = False
    multiple: Fraction | None = None
    year_cap: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveType:
    """The choices for one kind of leave. `max_days` bounds a request, `max_balance` a posting."""

    unit: LeaveUnit = LeaveUnit.DAY
    count_nonworking: bool = False
    allow_negative: bool = False
    max_days: Fraction | None = None
    max_balance: Fraction | None = None
    accrual: Accrual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """`amount` usable on every date from `first` to `last`, both inclusive."""

    leave_type: str
    amount: Fraction
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """On `on`, what was left the day before goes on until `last`; the rest ends.

    At most `most`, and at most `most_total` less what is granted on that date.
    """

    leave_type: str
    on: date
    last: date
    most: Fraction | None = None
    most_total: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encash:
    """At the end of `on`, all above `keep`, at most `most`, is paid at `rate` per unit."""

    leave_type: str
    on: date
    most: Fraction | None = None
    keep: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)


class RequestStatus(StrEnum):
    """Where a request stands; only an approved one can book."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRequest:
    """Leave from `first` to `last`: `per_day` of the unit on each working date.

    `half_on`: that date counts half a day.
    """

    id: str
    leave_type: str
    first: date
    last: date
    status: RequestStatus = RequestStatus.APPROVED
    per_day: Fraction = Fraction(1)
    half_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything known of one person's leave. `listed`: requests keep their order of arrival."""

    types: Mapping[str, LeaveType]
    calendar: Calendar = field(default_factory=Calendar)
    grants: tuple[Grant, ...] = ()
    carries: tuple[Carry, ...] = ()
    encashments: tuple[Encash, ...] = ()
    requests: tuple[LeaveRequest, ...] = ()
    listed: bool = False
