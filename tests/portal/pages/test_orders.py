"""One order to many terminals; what removes somebody waits for a second person."""

from playwright.async_api import Browser, expect

from orm.models import TerminalCommand
from tests.hr.matrix import build
from tests.support.portal_process import Portal


async def test_a_person_is_sent_to_the_chosen_terminals(chromium: Browser, portal: Portal) -> None:
    page = await portal.page(chromium, "hana")
    await page.goto("/terminals/orders")
    await expect(page.locator("h1.sentence")).to_have_text("没有在等的指令。")
    await page.get_by_role("button", name="下指令").click()
    sheet = page.locator(".sheet:not([hidden])")
    await sheet.get_by_role("button", name="下发人员").click()
    await expect(sheet.get_by_role("button", name="发给 0 台终端")).to_be_disabled()
    await sheet.get_by_role("searchbox").fill("dora")
    await sheet.locator(".choose", has_text="dora").click()
    await sheet.get_by_role("button", name="全部").click()
    await sheet.get_by_role("button", name="发给 1 台终端").click()
    line = page.locator(".line-row")
    await expect(line).to_contain_text("T1 下发人员 ・ dora ・ 0005")
    assert (await TerminalCommand.get()).state == "queued"


async def test_a_removal_is_approved_by_another_person(chromium: Browser, portal: Portal) -> None:
    hana = await portal.page(chromium, "hana")
    await hana.goto("/terminals/orders?give=delete_user")
    sheet = hana.locator(".sheet:not([hidden])")
    await expect(sheet).to_contain_text("要另一个有权限的人同意")
    await sheet.get_by_role("searchbox").fill("dora")
    await sheet.locator(".choose", has_text="dora").click()
    await sheet.locator(".pick").click()
    await sheet.get_by_role("button", name="发给 1 台终端").click()
    await expect(hana.locator("h1.sentence")).to_have_text("指令：1 条等第二个人同意。")
    await expect(hana.get_by_role("button", name="同意")).to_have_count(0)
    rosa = await portal.page(chromium, "rosa")
    await rosa.goto("/terminals/orders")
    await rosa.get_by_role("button", name="同意").click()
    await expect(rosa.locator("h1.sentence")).to_have_text("指令：1 条在等终端。")
    order = await TerminalCommand.get()
    assert (order.state, order.approved_by) == ("queued", portal.town.accounts["rosa"])


async def test_an_auditor_sees_orders_and_gives_none(chromium: Browser, portal: Portal) -> None:
    await build(portal.town)
    page = await portal.page(chromium, "otto")
    await page.goto("/terminals/orders")
    await expect(page.locator(".line-row")).to_contain_text("清空记录")
    await expect(page.locator("main").get_by_role("button", name="下指令")).to_have_count(0)
    await expect(page.get_by_role("button", name="同意")).to_have_count(0)
