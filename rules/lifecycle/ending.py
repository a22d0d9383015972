"""Clocks of an ending: notice periods, and what is due after the last day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules.lifecycle.spans import add_months

Notice = Literal["resign_regular", "resign_probation", "resign_fault", "dismiss_art40"]

_DAYS: dict[Notice, int] = {
    "resign_regular": 30,
    "resign_probation": 3,
    "resign_fault": 0,
    "dismiss_art40": 30,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitDeadlines:
    """What is due when; none of it waits for the hand-over (Labour Contract Law art. 50)."""

    certificate: date
    final_wage: date
    file_and_social_transfer: date
    unemployment_list: date
    housing_fund_change: date
    keep_contract_until: date


def earliest_end(notice: Notice, received: date) -> date:
    """Return the first possible last day (art. 37, 38, 40).

    The day on which the notice arrived is not counted (Civil Code art. 201).
    """
    return received + timedelta(days=_DAYS[notice])


def exit_deadlines(last_day: date) -> ExitDeadlines:
    """Return the deadlines after the last day.

    Labour Contract Law art. 50; Social Insurance Law art. 50; Housing Fund Regulations art. 15;
    Wage Payment Rules art. 9.
    """
    fifteen = last_day + timedelta(days=15)
    return ExitDeadlines(
        certificate=last_day,
        final_wage=last_day,
        file_and_social_transfer=fifteen,
        unemployment_list=fifteen,
        housing_fund_change=last_day + timedelta(days=30),
        keep_contract_until=add_months(last_day, 24),
    )
