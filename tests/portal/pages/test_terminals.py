"""Enrolling a device that knocks until it is heard; the list says whether each can be trusted."""

from playwright.async_api import Browser, expect

from hr import gateway
from hr.gateway import Report
from orm.models import Terminal
from tests.support.portal_process import Portal
from tests.support.town import NOW


async def test_a_stranger_is_enrolled_and_its_secret_is_shown_once(
    chromium: Browser, portal: Portal
) -> None:
    await gateway.knock("NEW0007", "adms", "unknown terminal", "192.0.2.7", 3)
    page = await portal.page(chromium, "hana")
    await page.goto("/terminals")
    knock = page.locator(".knock")
    await expect(knock).to_contain_text("没有登记，3 次")
    await knock.get_by_role("button").click()
    form = page.locator(".sheet:not([hidden]) .form")
    await expect(form.get_by_label("序列号")).to_have_value("NEW0007")
    await form.get_by_label("编号", exact=True).fill("T2")
    await form.get_by_label("名称").fill("后门")
    await form.get_by_label("地点").select_option(label="Quay")
    await form.get_by_role("button", name="登记终端").click()
    secret = await page.locator(".secret").inner_text()
    found = next(one for one in await gateway.enrolled() if one.serial == "NEW0007")
    assert found.secret == secret
    assert found.settings["poll_seconds"] == 10
    guide = page.locator(".guide")
    await expect(guide).to_contain_text("8081")
    await expect(page.locator(".alive-line")).to_contain_text("正在等它的第一声")
    await gateway.report([Report(terminal_id=found.id, state="online", last_seen_at=NOW)])
    await expect(page.locator(".alive-line.here")).to_contain_text("听到它了")
    await expect(page.locator("tbody tr")).to_have_count(2)
    await expect(knock).to_have_count(0)
    await page.reload()
    await expect(page.locator("tbody tr")).to_have_count(2)
    await expect(page.get_by_text(secret)).to_have_count(0)


async def test_the_list_leads_to_the_page_of_a_terminal(chromium: Browser, portal: Portal) -> None:
    await Terminal.filter(id=portal.town.terminals["T1"]).update(
        state="online", last_seen_at=NOW, device_count=12, clock_skew_ms=-600_000, record_cap=10
    )
    page = await portal.page(chromium, "otto")
    await page.goto("/terminals")
    await expect(page.locator("h1.sentence")).to_have_text("还有 12 条记录没取回；Gate的钟不准。")
    await page.locator("tbody tr").click()
    await expect(page.locator("h1.sentence")).to_have_text("Gate：还有 12 条没取回；钟不准。")
    await page.go_back()
    await expect(page.locator("tbody tr")).to_have_count(1)
