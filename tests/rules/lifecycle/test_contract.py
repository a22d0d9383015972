from datetime import date

import pytest

from rules.lifecycle.contract import ContractType, double_wage, longest_probation

HIRED = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("signed", "first", "last", "open_ended"),
    [
        (date(2026, 1, 15), None, None, None),
        (date(2026, 2, 15), None, None, None),
        (date(2026, 2, 16), date(2026, 2, 15), date(2026, 2, 15), None),
        (date(2026, 5, 20), date(2026, 2, 15), date(2026, 5, 19), None),
        (date(2027, 1, 14), date(2026, 2, 15), date(2027, 1, 13), None),
        (date(2027, 3, 1), date(2026, 2, 15), date(2027, 1, 14), date(2027, 1, 15)),
        (None, date(2026, 2, 15), date(2027, 1, 14), date(2027, 1, 15)),
    ],
)
def test_double_wage_runs_from_the_second_month_to_signing_or_the_first_year(
    signed: date | None, first: date | None, last: date | None, open_ended: date | None
) -> None:
    found = double_wage(HIRED, signed)
    assert (found.first, found.last, found.open_ended_from) == (first, last, open_ended)


@pytest.mark.parametrize(
    ("contract", "months", "longest"),
    [
        ("fixed", 2, 0),
        ("fixed", 3, 1),
        ("fixed", 11, 1),
        ("fixed", 12, 2),
        ("fixed", 35, 2),
        ("fixed", 36, 6),
        ("open_ended", None, 6),
        ("task", None, 0),
        ("part_time", 24, 0),
    ],
)
def test_probation_depends_on_the_term(
    contract: ContractType, months: int | None, longest: int
) -> None:
    assert longest_probation(contract, months) == longest
