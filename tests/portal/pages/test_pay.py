"""A pay run: computed by jobs, each difference explained to the punch, closed acts say why."""

import re
from datetime import date

from playwright.async_api import Browser, expect

from hr import pay
from hr.jobs.inline import run_due
from orm.models import AttendanceMonth, PayRun, PerformanceScore, Person
from tests.portal.pages.test_month import october
from tests.portal.pages.test_my_pay import _score_and_law as score_and_law
from tests.support.portal_process import Portal, width_over
from tests.support.town import NOW, Town


async def ready(town: Town, *paid: str) -> None:
    """October judged and closed; only these people were employed then."""
    await october(town)
    await score_and_law(town)
    here = [town.people[name] for name in paid]
    await Person.exclude(id__in=here).update(hired_on=date(2026, 11, 1))
    await AttendanceMonth.create(
        id="m", company_id=town.company, month="2026-10", closed_at=NOW, closed_by="", digest=""
    )


async def test_a_run_is_computed_explained_to_the_punch_reviewed_and_closed(
    chromium: Browser, portal: Portal
) -> None:
    await ready(portal.town, "ada")
    page = await portal.page(chromium, "pavel")
    await page.goto("/pay")
    await expect(page.locator("h1.sentence")).to_have_text("10 月可以算了。")
    await page.get_by_role("button", name="计算 2026-10").click()
    await expect(page.get_by_role("progressbar")).to_be_visible()
    review = page.get_by_role("button", name="复核")
    await expect(review).to_have_attribute("data-why", "10 月还在计算，请稍等。")
    await run_due()
    await expect(page.get_by_role("progressbar")).to_have_count(0)
    await expect(page.locator("h1.sentence")).to_contain_text("没有上月可比，可以复核了")
    await page.locator(".diff", has_text="ada").click()
    await expect(page).to_have_url(re.compile(rf"person={portal.town.people['ada']}"))
    line = page.locator("[data-line=lateness]")
    await line.locator("summary").click()
    await expect(line.locator(".raw")).to_contain_text("09:20:07")
    await review.click()
    await page.get_by_role("button", name="关闭批次").click()
    await expect(page.locator("h1.sentence")).to_contain_text("10 月已关")
    await expect(page.get_by_role("button", name="重算")).to_have_count(0)
    assert (await PayRun.get(company_id=portal.town.company, month="2026-10")).state == "closed"
    await line.locator("summary").click()
    await line.locator(".raw").click()
    await expect(page).to_have_url(re.compile(r"/month/2026-10/\w+/2026-10-12$"))


async def test_a_change_waits_for_a_reason_and_a_blocked_person_leads_to_the_parameters(
    chromium: Browser, portal: Portal
) -> None:
    await ready(portal.town, "ada", "ben")
    ada = portal.town.people["ada"]
    await PerformanceScore.create(
        id="s", company_id=portal.town.company, person_id=ada, month="2026-09", score_bp=20_000
    )
    for month in ("2026-09", "2026-10"):
        run = await PayRun.create(
            id=month,
            company_id=portal.town.company,
            month=month,
            state="draft",
            made_at=NOW,
            made_by="",
            problems={},
        )
        await pay.compute(run, await Person.filter(id__in=[ada, portal.town.people["ben"]]))
    page = await portal.page(chromium, "pavel", phone=True)
    await page.goto("/pay/2026-10?show=to_review")
    await expect(page.locator("h1.sentence")).to_contain_text("1 人算不出来，1 人待复核，还不能关")
    blocked = page.locator(".card", has_text="算不出来的人")
    await expect(blocked).to_contain_text("ben")
    await expect(blocked.get_by_role("link", name="去参数")).to_have_attribute(
        "href", "/parameters"
    )
    assert await width_over(page) == 0
    check = page.get_by_role("button", name="看过了")
    await check.click()
    for typed in (" ", "九月是年中奖励"):
        await expect(page.locator(".field-error")).to_contain_text("请写一句原因")
        await page.get_by_label("为什么是对的").fill(typed)
        await expect(page.locator(".field-error")).to_have_count(0)
        await check.click()
    await expect(page.locator("h1.sentence")).not_to_contain_text("待复核")
    assert (await PayRun.get(id="2026-10")).problems["checked"] == {ada: "九月是年中奖励"}
