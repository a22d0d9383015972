"""A correction started from the day that lacks a punch: prefilled, mended in words, kept."""

from datetime import date

from playwright.async_api import Browser, expect

from hr import days, dirty
from orm.models import Request
from tests.hr.kit import punch
from tests.support.portal_process import Portal

MONDAY = date(2026, 11, 16)


async def test_a_missing_punch_leads_to_a_correction_that_survives_a_reload(
    chromium: Browser, portal: Portal
) -> None:
    town = portal.town
    await punch("0002", f"{MONDAY} 08:55:00")
    await dirty.mark(town.company, [(town.people["ada"], MONDAY)])
    while await days.recompute(town.company):
        pass

    ada = await portal.page(chromium, "ada", phone=True)
    await ada.goto("/me/days")
    await ada.locator(f"[data-key='{MONDAY}']").click()
    await ada.get_by_role("link", name="补下班卡").click()
    await expect(ada.get_by_label("日期")).to_have_value(str(MONDAY))
    await expect(ada.get_by_label("补哪个卡")).to_have_value("out")

    await ada.get_by_label("原因").fill("出门时终端没有反应")
    await ada.get_by_role("button", name="提交").click()
    await expect(ada.get_by_text("时间要填")).to_be_visible()
    await ada.reload()
    await expect(ada.get_by_label("原因")).to_have_value("出门时终端没有反应")
    await ada.get_by_label("时间").fill("18:05")
    await ada.get_by_role("button", name="提交").click()
    await ada.wait_for_url("**/todo/*")
    filed = await Request.get(initiator_id=town.people["ada"])
    assert (filed.values["date"], filed.values["direction"], filed.values["time"]) == (
        str(MONDAY),
        "out",
        "18:05",
    )
