"""A payslip on the phone that opens line by line, down to the punch."""

from datetime import date

from playwright.async_api import Browser, expect

from hr import days, dirty, ids, pay
from orm.models import CompanyParameter, PayRun, PerformanceScore, Person
from rules import calendar
from rules.period import Month
from tests.hr.kit import punch
from tests.support.portal_process import Portal, width_over
from tests.support.town import NOW, Town

OCTOBER = Month(2026, 10)
LATE = date(2026, 10, 13)


async def october(town: Town) -> None:
    """A month of punches, 20 minutes late once, scored 80 % and paid."""
    works = calendar.load().roster_calendar.is_working
    at = [
        f"{day} {hour}"
        for day in filter(works, OCTOBER.days())
        for hour in ("09:20:07" if day == LATE else "08:55:00", "18:02:00")
    ]
    await punch("0002", *at)
    await dirty.mark(town.company, [(town.people["ada"], day) for day in OCTOBER.days()])
    while await days.recompute(town.company):
        pass
    await _score_and_law(town)
    run = await PayRun.create(
        id=ids.new_id(),
        company_id=town.company,
        month=str(OCTOBER),
        state="draft",
        made_at=NOW,
        made_by="test",
        problems={},
    )
    await pay.compute(run, [await Person.get(id=town.people["ada"])])
    await PayRun.filter(id=run.id).update(state="closed")


async def _score_and_law(town: Town) -> None:
    await PerformanceScore.create(
        id=ids.new_id(),
        company_id=town.company,
        person_id=town.people["ada"],
        month=str(OCTOBER),
        score_bp=8000,
        confirmed_at=NOW,
    )
    await CompanyParameter.create(
        id=ids.new_id(),
        company_id=town.company,
        jurisdiction="CN-4403",
        key="minimum_wage.month",
        valid_from=date(2025, 3, 1),
        value={"is": "2520"},
        source="a test",
        entered_by="a",
        checked_by="b",
    )


async def test_a_payslip_opens_to_the_punch_that_made_the_line(
    chromium: Browser, portal: Portal
) -> None:
    await october(portal.town)
    ada = await portal.page(chromium, "ada", phone=True)
    await ada.goto("/me/pay")
    await ada.get_by_role("link", name="2026-10").click()
    await expect(ada.get_by_role("heading", level=1)).to_have_text("8,950.00")
    await ada.locator("[data-line=lateness] summary").click()
    line = ada.locator("[data-line=lateness]")
    await expect(line).to_contain_text("−（迟到次数 × 每次扣款）")
    await expect(line).to_contain_text("10-13 周二")
    await expect(line.locator(".raw")).to_contain_text("09:20:07")
    assert await line.locator(".raw").bounding_box() is not None
    assert await width_over(ada) == 0
