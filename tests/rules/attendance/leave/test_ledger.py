"""Leave balances through grants, accrual, carry-over, payout and requests."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.attendance.leave.ledger import Ledger, Outcome, settle
from rules.attendance.leave.values import (
    Account,
    Accrual,
    Carry,
    Encash,
    Grant,
    LeaveRequest,
    LeaveType,
    PostOn,
    RequestStatus,
)

YEAR_END = date(2026, 12, 31)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def grant(amount: int, first: date, last: date) -> Grant:
    return Grant(leave_type="annual", amount=Fraction(amount), first=first, last=last)


def ask(name: str, first: date, last: date, **more: Any) -> LeaveRequest:
    return LeaveRequest(id=name, leave_type="annual", first=first, last=last, **more)


def figures(*amounts: Fraction) -> tuple[float, ...]:
    return tuple(float(amount) for amount in amounts)


def book(kind: LeaveType | None = None, **more: Any) -> Ledger:
    given = {"types": {"annual": kind or LeaveType()}, "grants": (grant(10, on(1, 1), YEAR_END),)}
    return settle(Account(**(given | more)))


def test_a_booking_for_a_later_date_does_not_lower_todays_balance() -> None:
    found = book(requests=(ask("r", on(7, 6), on(7, 10)),))
    assert found.on("annual", on(7, 5)).balance == 10
    assert found.on("annual", on(7, 8)).balance == 7


def test_but_a_new_request_draws_on_what_is_left_after_it() -> None:
    requests = (ask("july", on(7, 6), on(7, 17)), ask("march", on(3, 2), on(3, 2)))
    found = book(requests=requests, listed=True)
    assert found.outcomes == {"july": Outcome.ACCEPTED, "march": Outcome.REFUSED}


def test_without_the_list_order_the_earlier_date_goes_first() -> None:
    requests = (ask("july", on(7, 6), on(7, 17)), ask("march", on(3, 2), on(3, 2)))
    found = book(requests=requests)
    assert found.outcomes == {"march": Outcome.ACCEPTED, "july": Outcome.REFUSED}


def test_the_earliest_end_is_used_first() -> None:
    grants = (grant(10, on(1, 1), YEAR_END), grant(2, on(1, 1), on(3, 31)))
    found = book(grants=grants, requests=(ask("r", on(3, 2), on(3, 4)),))
    assert found.on("annual", on(4, 1)).expired == 0
    assert found.on("annual", on(4, 1)).balance == 9


def test_a_request_over_the_carry_date_draws_on_both_sides() -> None:
    old = Grant(
        leave_type="annual", amount=Fraction(5), first=date(2025, 1, 1), last=date(2026, 3, 31)
    )
    carry = Carry(leave_type="annual", on=on(1, 5), last=on(6, 30), most=Fraction(3))
    found = book(
        grants=(old, grant(10, on(1, 5), YEAR_END)),
        carries=(carry,),
        requests=(ask("r", on(1, 2), on(1, 6)), ask("s", date(2025, 12, 31), date(2025, 12, 31))),
    )
    assert set(found.outcomes.values()) == {Outcome.ACCEPTED}
    state = found.on("annual", on(1, 6))
    assert figures(state.carried, state.expired, state.used, state.balance) == (3, 0, 4, 11)


def test_carrying_stops_at_the_total_less_the_new_grant() -> None:
    old = Grant(
        leave_type="annual", amount=Fraction(8), first=date(2025, 1, 1), last=date(2025, 12, 31)
    )
    carry = Carry(leave_type="annual", on=on(1, 1), last=YEAR_END, most_total=Fraction(15))
    found = book(grants=(old, grant(10, on(1, 1), YEAR_END)), carries=(carry,))
    state = found.on("annual", on(1, 1))
    assert figures(state.carried, state.expired, state.balance, state.granted) == (5, 3, 15, 18)


def test_payout_leaves_what_is_to_be_kept_and_sees_the_leave_of_its_date() -> None:
    encash = Encash(leave_type="annual", on=on(6, 30), keep=Fraction(2), rate=Fraction(300))
    found = book(encashments=(encash,), requests=(ask("r", on(6, 30), on(6, 30)),))
    state = found.on("annual", on(6, 30))
    assert figures(state.encashed, state.encash_amount, state.balance) == (7, 2100, 2)
    assert found.on("annual", date(2027, 1, 1)).expired == 2


def test_leave_taken_without_cover_shows_as_a_negative_balance() -> None:
    kind = LeaveType(allow_negative=True)
    found = book(kind, requests=(ask("r", on(3, 2), on(3, 16)),))
    assert found.outcomes["r"] is Outcome.ACCEPTED
    assert found.on("annual", on(3, 31)).balance == -1


def test_half_days_and_hours_share_a_date() -> None:
    requests = (
        ask("half", on(3, 2), on(3, 2), half_on=on(3, 2)),
        ask("hours", on(3, 2), on(3, 2), per_day=Fraction(3, 8)),
        ask("more", on(3, 2), on(3, 2), per_day=Fraction(2, 8)),
    )
    found = book(requests=requests, listed=True)
    assert found.outcomes["more"] is Outcome.REFUSED
    assert found.on("annual", on(3, 2)).used == Fraction(7, 8)


@pytest.mark.parametrize("status", [RequestStatus.PENDING, RequestStatus.REJECTED])
def test_what_is_not_approved_books_nothing(status: RequestStatus) -> None:
    found = book(requests=(ask("r", on(3, 2), on(3, 3), status=status),))
    assert found.outcomes["r"].value == status.value
    state = found.on("annual", on(3, 31))
    pending = 2 if status is RequestStatus.PENDING else 0
    assert figures(state.used, state.balance, state.pending) == (0, 10, pending)


def test_accrual_prorates_the_joining_month_and_rounds() -> None:
    accrual = Accrual(
        monthly=Fraction(1),
        on=PostOn.FIRST,
        first=on(1, 1),
        last=YEAR_END,
        joined=on(3, 16),
        prorate=True,
        multiple=Fraction(1, 2),
    )
    found = book(LeaveType(accrual=accrual), grants=())
    dates = (on(3, 15), on(3, 16), on(4, 1), YEAR_END)
    assert [found.on("annual", day).granted for day in dates] == [
        0,
        Fraction(1, 2),
        Fraction(3, 2),
        Fraction(19, 2),
    ]


def test_what_the_highest_balance_cuts_does_not_count_for_the_year() -> None:
    accrual = Accrual(
        monthly=Fraction(1),
        on=PostOn.LAST,
        first=on(1, 1),
        last=YEAR_END,
        year_cap=Fraction(4),
    )
    kind = LeaveType(accrual=accrual, max_balance=Fraction(2))
    found = book(kind, grants=(), requests=(ask("r", on(6, 1), on(6, 2)),))
    assert found.on("annual", on(5, 31)).granted == 2
    assert found.on("annual", YEAR_END).granted == 4


DAYS = st.integers(0, 364).map(lambda number: date.fromordinal(on(1, 1).toordinal() + number))


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 6)), max_size=6),
    st.lists(st.tuples(DAYS, DAYS, st.integers(0, 6)), max_size=4),
    st.sampled_from(["listed", "by date"]),
    DAYS,
)
def test_nothing_appears_or_disappears(
    asked: list[tuple[date, int]],
    given: list[tuple[date, date, int]],
    order: str,
    day: date,
) -> None:
    requests = tuple(
        ask(str(number), first, date.fromordinal(first.toordinal() + length))
        for number, (first, length) in enumerate(asked)
    )
    grants = tuple(grant(amount, min(one, other), max(one, other)) for one, other, amount in given)
    carry = Carry(leave_type="annual", on=on(7, 1), last=YEAR_END, most=Fraction(3))
    pay = Encash(leave_type="annual", on=on(9, 30), most=Fraction(2))
    found = book(
        grants=grants,
        requests=requests,
        carries=(carry,),
        encashments=(pay,),
        listed=order == "listed",
    )
    state = found.on("annual", day)
    assert state.balance >= 0
    assert state.granted == state.balance + state.used + state.expired + state.encashed
