"""Pay: the golden slip down to the punch, a run from draft to closed, and closed for ever."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr import clock, ids, month, parameters, pay, pay_views
from hr.actor import Visitor
from hr.jobs.inline import run_due
from orm import sql
from orm.faults import DRIVER_ERRORS
from orm.models import Day, Event, PayRun, Payslip, Person, RoleGrant
from rules import calendar
from rules.access import Role
from rules.money import to_yuan
from rules.period import Month
from tests.hr.kit import judged, punch, refusal
from tests.support import town as towns
from tests.support.town import Town

OCTOBER, NOVEMBER = "2026-10", "2026-11"
LATE = ("2026-10-15", "2026-10-21")


@pytest.fixture
async def october(town: Town) -> Town:
    """Ada worked all of October, late on two days; the minimum wage of the city is checked."""
    await worked(town)
    await parameters.check(await second(town), await entered(town))
    return town


async def worked(town: Town) -> None:
    """Everybody else left before October."""
    ada = town.people["ada"]
    await Person.filter(company_id=town.company).exclude(id=ada).update(left_on=date(2026, 9, 1))
    await work(OCTOBER, late=LATE)
    await judged(ada, date(2026, 10, 15))
    await pay.set_score(town.of("pavel"), ada, OCTOBER, Decimal(80))
    await pay.confirm_score(town.of("ada"), OCTOBER)


async def entered(town: Town) -> str:
    """What one person says the minimum wage is, with the source."""
    return await parameters.enter(
        town.of("pavel"),
        jurisdiction="CN-4403",
        key="minimum_wage.month",
        valid_from=date(2026, 10, 1),
        value="2600",
        source="notice of 2026-09-20",
    )


async def second(town: Town) -> Visitor:
    """Otto helps out in payroll."""
    await RoleGrant.create(
        id=ids.new_id(),
        account_id=town.accounts["otto"],
        role=Role.PAYROLL.value,
        granted_at=clock.now(),
    )
    return town.of("otto")


async def work(name: str, late: tuple[str, ...] = ()) -> None:
    """Punches of a whole month."""
    works = calendar.load().roster_calendar.is_working
    days = [str(day) for day in Month.parse(name).days() if works(day)]
    starts = ["09:12:00" if day in late else "08:55:00" for day in days]
    await punch("0002", *(f"{day} {at}" for day, at in zip(days, starts, strict=True)))
    await punch("0002", *(f"{day} 18:05:00" for day in days))


async def computed(town: Town, name: str = OCTOBER) -> pay_views.RunView:
    await pay.start(town.of("pavel"), name)
    await run_due()
    return await pay_views.run(town.of("pavel"), name)


async def close_attendance(town: Town, name: str = OCTOBER) -> None:
    await Day.filter(company_id=town.company).update(needs_hr=False)
    await month.close(town.of("hana"), name)


async def closed(town: Town) -> None:
    await computed(town)
    await close_attendance(town)
    await pay.review(town.of("pavel"), OCTOBER)
    await pay.close(town.of("pavel"), OCTOBER)


async def test_the_golden_slip_is_8900_down_to_the_punch(october: Town) -> None:
    """5,000 + 5,000 × 80 % − 2 × 50."""
    await computed(october)
    found = await pay_views.payslip(october.of("pavel"), OCTOBER, october.people["ada"])
    assert to_yuan(found.gross_fen) == Decimal("8900.00")
    lines = {one.code: one for one in found.slip.lines}
    assert {code: str(one.amount) for code, one in lines.items()} == {
        "base_wage": "5000.00",
        "performance": "4000.00",
        "lateness": "-100.00",
    }
    days = [day for fact in lines["lateness"].facts for day in fact.source.days]
    assert [str(day.date) for day in days] == list(LATE)
    assert [one.at[11:16] for day in days for one in day.punches] == ["09:12", "09:12"]
    assert any("深圳" in law.source for law in lines["lateness"].laws)


async def test_computing_again_gives_the_same_digest(october: Town) -> None:
    await computed(october)
    before = await Payslip.get(month=OCTOBER)
    await computed(october)
    after = await Payslip.get(month=OCTOBER)
    assert (after.digest, after.body) == (before.digest, before.body)


async def test_a_run_goes_from_draft_over_review_to_closed(october: Town) -> None:
    pavel = october.of("pavel")
    await computed(october)
    assert await refusal(pay.close(pavel, OCTOBER)) == "pay.state"
    assert await refusal(pay.review(pavel, OCTOBER)) == "attendance_open"
    await close_attendance(october)
    await pay.review(pavel, OCTOBER)
    assert await refusal(pay.start(pavel, OCTOBER)) == "pay.state"
    await pay.reopen(pavel, OCTOBER)
    await pay.review(pavel, OCTOBER)
    await pay.close(pavel, OCTOBER)
    assert await refusal(pay.start(pavel, OCTOBER)) == "pay.state"
    assert await refusal(pay.reopen(pavel, OCTOBER)) == "pay.state"


async def test_the_employee_sees_his_slip_once_it_is_closed(october: Town) -> None:
    await computed(october)
    assert await refusal(pay_views.my_slip(october.of("ada"), OCTOBER)) == "not_found"
    assert await pay_views.my_slips(october.of("ada")) == []
    await closed(october)
    assert to_yuan((await pay_views.my_slip(october.of("ada"), OCTOBER)).net_fen) == Decimal(8900)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pay_run SET total_fen = 1",
        "UPDATE pay_run SET state = 'draft'",
        "DELETE FROM pay_run",
        "UPDATE payslip SET gross_fen = 1",
        "UPDATE payslip SET run_id = 'other'",
        "DELETE FROM payslip",
    ],
)
async def test_closed_is_closed_in_sql_too(october: Town, statement: str) -> None:
    await closed(october)
    with pytest.raises(DRIVER_ERRORS, match="closed"):
        await sql.run(statement)
    assert (await PayRun.get(month=OCTOBER)).state == "closed"
    assert (await Payslip.get(month=OCTOBER)).gross_fen == 890_000


async def test_a_change_after_closing_is_not_a_change_of_the_slip(october: Town) -> None:
    await closed(october)
    digest = (await Payslip.get(month=OCTOBER)).digest
    ada = october.people["ada"]
    assert await refusal(pay.set_score(october.of("pavel"), ada, OCTOBER, Decimal(100)))
    await punch("0002", "2026-10-15 08:50:00")
    await judged(ada, date(2026, 10, 15))
    await run_due()
    assert (await Payslip.get(month=OCTOBER)).digest == digest


async def test_closing_puts_every_digest_on_record(october: Town) -> None:
    await closed(october)
    event = await Event.get(type="pay.closed")
    assert (await Payslip.get(month=OCTOBER)).digest in (event.data or "")


async def test_a_score_nobody_has_set_stops_the_slip_with_a_reason(town: Town) -> None:
    ada = town.people["ada"]
    await Person.filter(company_id=town.company).exclude(id=ada).update(left_on=date(2026, 9, 1))
    await work(OCTOBER)
    await judged(ada, date(2026, 10, 15))
    found = await computed(town)
    assert [one.name for one in found.blocked] == ["ada"]
    assert await refusal(pay.review(town.of("pavel"), OCTOBER)) == "attendance_open"
    await close_attendance(town)
    assert await refusal(pay.review(town.of("pavel"), OCTOBER)) == "pay.blocked"


async def test_an_unchecked_parameter_stops_the_slip_until_a_second_person_checks_it(
    town: Town,
) -> None:
    await worked(town)
    row = await entered(town)
    found = await computed(town)
    assert [one.name for one in found.blocked] == ["ada"]
    assert "minimum_wage.month" in repr(found.blocked)
    await parameters.check(await second(town), row)
    found = await computed(town)
    assert (found.blocked, to_yuan(found.total_fen)) == ((), Decimal(8900))


async def test_the_next_month_says_why_it_differs(october: Town) -> None:
    """November without a late day: 9,000, and the reason is the lateness that is gone."""
    await closed(october)
    with clock.standing_at(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        await towns.sign_in(october)
        await work(NOVEMBER)
        await judged(october.people["ada"], date(2026, 11, 18))
        await pay.set_score(october.of("pavel"), october.people["ada"], NOVEMBER, Decimal(80))
        found = await computed(october, NOVEMBER)
    (row,) = found.rows
    assert (row.before_fen, row.after_fen) == (890_000, 900_000)
    assert [reason.zh for reason in row.reasons] == ["不再有迟到 2 次"]
