"""Enrolling a device that knocks, and reading from the list whether its word can be trusted."""

from playwright.async_api import Browser, expect

from hr import gateway
from orm.models import Terminal, TerminalOutage
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
    await form.get_by_label("编号").fill("T2")
    await form.get_by_label("名称").fill("后门")
    await form.get_by_label("地点").select_option(label="Quay")
    await form.get_by_role("button", name="登记终端").click()
    secret = await page.locator(".secret").inner_text()
    found = next(one for one in await gateway.enrolled() if one.serial == "NEW0007")
    assert found.secret == secret
    assert found.settings["poll_seconds"] == 10
    await expect(page.locator("tbody tr")).to_have_count(2)
    await expect(knock).to_have_count(0)
    await page.reload()
    await expect(page.locator("tbody tr")).to_have_count(2)
    await expect(page.get_by_text(secret)).to_have_count(0)


async def test_the_sheet_says_in_words_what_the_counts_and_the_clock_mean(
    chromium: Browser, portal: Portal
) -> None:
    await Terminal.filter(id=portal.town.terminals["T1"]).update(
        state="online", last_seen_at=NOW, device_count=12, clock_skew_ms=-600_000, record_cap=10
    )
    await TerminalOutage.create(
        id="01", terminal_id=portal.town.terminals["T1"], began_at=NOW, reason="silent"
    )
    page = await portal.page(chromium, "otto")
    await page.goto("/terminals")
    await expect(page.locator("h1.sentence")).to_have_text("还有 12 条记录没取回；Gate的钟不准。")
    await page.locator("tbody tr").click()
    sheet = page.locator(".sheet:not([hidden])")
    await expect(sheet).to_contain_text("还差 12 条，会自动补取")
    await expect(sheet).to_contain_text("慢了 10 分")
    await expect(sheet).to_contain_text("快满了")
    await expect(sheet).to_contain_text("没有心跳")
    await expect(page.get_by_role("button", name="停用")).to_have_count(0)


async def test_switching_off_can_be_taken_back(chromium: Browser, portal: Portal) -> None:
    page = await portal.page(chromium, "rosa")
    await page.goto(f"/terminals/{portal.town.terminals['T1']}")
    await page.get_by_role("button", name="停用").click()
    await expect(page.locator("tbody .state")).to_have_text("已停用")
    assert not (await Terminal.get(id=portal.town.terminals["T1"])).enabled
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator("tbody .state")).not_to_have_text("已停用")
    assert (await Terminal.get(id=portal.town.terminals["T1"])).enabled
