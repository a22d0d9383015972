"""Leave in three taps on a phone, decided by the manager and HR, and the day that changes."""

from datetime import date
from decimal import Decimal

from playwright.async_api import Browser, Page, expect

from hr import days, dirty, ids
from orm.models import Day, LeaveGrant
from tests.support.portal_process import Portal, width_over
from tests.support.town import Town

TUESDAY = date(2026, 11, 17)


async def verdict(town: Town) -> str:
    """What ada's Tuesday is, once everything dirty was judged."""
    while await days.recompute(town.company):
        pass
    return (await Day.get(person_id=town.people["ada"], date=TUESDAY)).verdict


async def five_days(town: Town) -> None:
    await LeaveGrant.create(
        id=ids.new_id(),
        company_id=town.company,
        person_id=town.people["ada"],
        leave_type="annual",
        days=Decimal(5),
        usable_from=date(2026, 1, 1),
        usable_to=date(2026, 12, 31),
    )


async def file(ada: Page) -> None:
    """Three taps, with a reload before the last."""
    head = ada.get_by_role("heading", level=1)
    await ada.goto("/me/leave")
    await ada.get_by_role("radio", name="年假").click()
    await expect(head).to_have_text("年假还有 5 天")
    await ada.locator("[data-key='2026-11-17']").click()
    await expect(head).to_have_text("请年假 1 天，还剩 4 天")
    assert await width_over(ada) == 0
    await ada.reload()
    await ada.get_by_role("button", name="提交，请年假 1 天").click()
    await ada.wait_for_url("**/todo/*")
    await expect(ada.locator(".sheet .timeline")).to_contain_text("ada 提交")


async def approve_by_thumb(mara: Page) -> None:
    """A rejection without a reason is asked for it; the approval closes the sheet."""
    await mara.goto("/todo")
    await mara.locator(".todo").click()
    await expect(mara.locator(".sheet .facts")).to_contain_text("5 天 → 4 天")
    await mara.get_by_role("button", name="驳回").click()
    await expect(mara.locator(".field-error")).to_contain_text("请写原因")
    assert await width_over(mara) == 0
    await mara.get_by_role("button", name="同意").click()
    await expect(mara.get_by_role("heading", level=1)).to_have_text("没有事等您。")


async def approve_by_keyboard(hana: Page) -> None:
    await hana.goto("/todo")
    await hana.locator(".todo").focus()
    await hana.keyboard.press("Enter")
    await expect(hana.locator(".sheet .timeline")).to_contain_text("mara 同意")
    await hana.keyboard.press("a")
    await expect(hana.get_by_role("heading", level=1)).to_have_text("没有事等您。")


async def test_leave_filed_on_the_phone_and_approved_twice_changes_the_day(
    chromium: Browser, portal: Portal
) -> None:
    town = portal.town
    await five_days(town)
    await dirty.mark(town.company, [(town.people["ada"], TUESDAY)])
    assert await verdict(town) == "absent"

    ada = await portal.page(chromium, "ada", phone=True)
    await file(ada)
    await approve_by_thumb(await portal.page(chromium, "mara", phone=True))
    assert await verdict(town) == "absent"
    await approve_by_keyboard(await portal.page(chromium, "hana"))
    assert await verdict(town) == "leave"

    await ada.goto(f"/me/days?day={TUESDAY}")
    await expect(ada.locator(f"[data-key='{TUESDAY}'] .day-box")).to_have_text("年")
