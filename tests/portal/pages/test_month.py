"""The month: what needs HR is named, opens at its own address, is accepted with a reason."""

import json
import re
from datetime import date

from playwright.async_api import Browser, expect

from hr import days, dirty
from orm.models import AttendanceMonth, Day, Event
from rules.period import Month
from tests.hr.kit import punch
from tests.support.portal_process import Portal, width_over
from tests.support.town import Town

OCTOBER = Month(2026, 10)
ABSENT = date(2026, 10, 13)


async def october(town: Town) -> None:
    """Ada's month, accepted save for the day she was not there at all; once she was late."""
    ada = town.people["ada"]
    await punch("0002", "2026-10-12 09:20:07", "2026-10-12 18:02:30")
    await dirty.mark(town.company, [(ada, day) for day in OCTOBER.days()])
    while await days.recompute(town.company):
        pass
    await Day.filter(company_id=town.company).update(needs_hr=False)
    await Day.filter(person_id=ada, date=ABSENT).update(needs_hr=True)


async def test_a_day_opens_beside_the_grid_is_accepted_and_the_month_closes(
    chromium: Browser, portal: Portal
) -> None:
    await october(portal.town)
    ada = portal.town.people["ada"]
    page = await portal.page(chromium, "hana")
    await page.goto("/month?month=2026-10")
    await expect(page.locator("h1.sentence")).to_have_text("还有 1 处要您看过，10 月才能关账。")
    close = page.get_by_role("button", name="关闭 10 月")
    await expect(close).to_have_attribute("aria-disabled", "true")
    cell = page.get_by_label(re.compile(r"^ada 10-12 迟到 20 分"))
    await cell.focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/month/2026-10/{ada}/2026-10-12$"))
    await expect(page.locator(".sheet .daybar")).to_contain_text("09:20:07 上班")
    await expect(page.locator(".sheet .raw-list")).to_contain_text("18:02:30")
    await page.get_by_role("button", name="下一个").click()
    await expect(page).to_have_url(re.compile(rf"/month/2026-10/{ada}/2026-10-13$"))
    await page.go_back()
    await expect(page.locator(".sheet h2")).to_have_text("2026-10-12 周一")
    await page.go_forward()
    accept = page.get_by_role("button", name="按此认定")
    await accept.click()
    await expect(page.locator(".sheet .field-error")).to_contain_text("请写一句原因")
    await page.get_by_label("按此认定的原因").fill("本人在客户现场")
    await accept.click()
    await expect(page.locator("h1.sentence")).to_have_text("10 月都看过了，可以关账。")
    await expect(page.locator(".sheet .timeline")).to_contain_text("人事已按此认定")
    told = json.loads((await Event.get(type="day.accepted", subject=ada)).data or "")
    assert told == {"date": "2026-10-13", "reason": "本人在客户现场"}
    await close.click()
    await expect(page.locator("h1.sentence")).to_have_text("10 月已经关账。")
    assert await AttendanceMonth.exists(company_id=portal.town.company, month="2026-10")


async def test_on_a_phone_the_grid_scrolls_in_its_own_box_and_a_bad_month_is_said(
    chromium: Browser, portal: Portal
) -> None:
    await october(portal.town)
    page = await portal.page(chromium, "mara", phone=True)
    await page.goto("/month?month=2026-10&show=open")
    await expect(page.locator(".month tbody tr")).to_have_count(1)
    await expect(page.get_by_role("button", name="关闭 10 月")).to_have_count(0)
    assert await width_over(page) == 0
    await page.get_by_label(re.compile(r"^ada 10-13")).click()
    await expect(page.locator(".sheet h2")).to_have_text("2026-10-13 周二")
    await expect(page.get_by_role("button", name="按此认定")).to_have_count(0)
    await page.goto("/month?month=soon")
    await expect(page.locator(".blank.wrong")).to_contain_text("2026-11")
