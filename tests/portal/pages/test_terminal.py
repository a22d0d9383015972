"""One terminal: whether it can be believed, its silences, its gaps, and what changes it."""

from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from hr import gateway, outages, reconcile
from hr.reconcile import DayDigest
from orm.models import Punch, Terminal, TerminalCommand, TerminalGap, ZoneCorrection
from tests.hr.kit import punch
from tests.support.portal_process import Portal, width_over
from tests.support.town import NOW


async def open_t1(portal: Portal, page: Page) -> None:
    await page.goto(f"/terminals/{portal.town.terminals['T1']}")
    await expect(page.locator("h1.sentence")).to_be_visible()


async def enrolled() -> gateway.Enrolled:
    return next(one for one in await gateway.enrolled() if one.serial == "TOWN0001")


async def test_counts_clock_and_capacity_are_said_in_words(
    chromium: Browser, portal: Portal
) -> None:
    await Terminal.filter(id=portal.town.terminals["T1"]).update(
        state="online", last_seen_at=NOW, device_count=96, clock_skew_ms=-600_000, record_cap=100
    )
    page = await portal.page(chromium, "otto")
    await open_t1(portal, page)
    card = page.locator(".wall")
    await expect(card).to_contain_text("还差 96 条，会自动补取")
    await expect(card).to_contain_text("慢了 10 分")
    await expect(card).to_contain_text("快满了")
    await expect(page.locator(".capacity .fill.wrong")).to_have_count(1)
    await expect(page.get_by_role("button", name="停用")).to_have_count(0)
    await expect(page.get_by_role("button", name="校准时间")).to_have_count(0)


async def test_a_silence_is_a_gap_in_the_strip_and_a_sentence_when_pressed(
    chromium: Browser, portal: Portal
) -> None:
    to = await enrolled()
    began = NOW - timedelta(days=3, hours=2)
    await outages.began(to, began, "unreachable")
    await outages.ended(to, began + timedelta(minutes=95))
    page = await portal.page(chromium, "hana")
    await open_t1(portal, page)
    await expect(page.locator(".stroke-day")).to_have_count(30)
    broken = page.locator(".stroke-day.broken")
    await expect(broken).to_have_attribute("title", "2026-11-17 周二 失联：10:00–11:35 连不上")
    await broken.click()
    await expect(page.locator(".strip-said")).to_contain_text("10:00–11:35 连不上")
    await expect(page.locator(".timeline")).to_contain_text("连不上")


async def test_a_terminal_that_is_down_is_said_to_prove_no_absence(
    chromium: Browser, portal: Portal
) -> None:
    await outages.began(await enrolled(), NOW - timedelta(minutes=40), "silent")
    await Terminal.filter(id=portal.town.terminals["T1"]).update(
        state="offline", last_seen_at=NOW - timedelta(minutes=40)
    )
    page = await portal.page(chromium, "hana")
    await open_t1(portal, page)
    await expect(page.locator("h1.sentence")).to_have_text(
        "Gate从 11:20 起失联，这段时间没打卡不算缺勤。"
    )


async def test_days_that_differ_and_gaps_are_marked_and_a_gap_is_settled(
    chromium: Browser, portal: Portal
) -> None:
    await punch("0002", "2026-11-19 08:55:00")
    to, day = await enrolled(), (NOW - timedelta(days=1)).date()
    await reconcile.compare(to, {day: DayDigest(count=3, digest="0" * 64)})
    await reconcile.gap(to, "short", "2026-11-19 09:00:00", "2026-11-19 17:30:00", 2)
    page = await portal.page(chromium, "hana")
    await open_t1(portal, page)
    await expect(page.locator(".counts .differs")).to_have_text(["3", "1"])
    await expect(page.locator(".counts")).to_contain_text("少 2")
    await page.get_by_role("button", name="标记已看过").click()
    form = page.locator(".sheet:not([hidden]) .form")
    await form.get_by_role("button", name="标记已看过").click()
    await expect(form.locator(".field.wrong")).to_have_count(1)
    await form.get_by_label("查到什么").select_option(label="已请员工补卡")
    await form.get_by_label("说明").fill("问过三个人")
    await form.get_by_role("button", name="标记已看过").click()
    await expect(page.get_by_text("没有缺口")).to_be_visible()
    assert (await TerminalGap.get()).note == "问过三个人"
    await page.goto("/terminals/gaps?settled=1")
    await expect(page.locator(".line-row")).to_contain_text("问过三个人")


async def test_its_clock_is_set_by_an_order_that_is_shown_and_taken_back(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "rosa")
    await open_t1(portal, page)
    await page.get_by_role("button", name="校准时间").click()
    line = page.locator(".line-row", has_text="校准时间")
    await expect(line).to_contain_text("等待终端来取")
    assert (await TerminalCommand.get()).kind == "set_time"
    await line.get_by_role("button", name="取消").click()
    await expect(line).to_contain_text("已取消")


async def test_settings_are_changed_and_a_new_secret_is_shown_once(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "rosa")
    await open_t1(portal, page)
    await page.get_by_role("button", name="修改终端").click()
    form = page.locator(".sheet:not([hidden]) .form")
    await form.get_by_label("名称").fill("后门")
    await form.get_by_label("轮询间隔").fill("1")
    await form.get_by_role("button", name="保存").click()
    await expect(form.locator(".field.wrong")).to_have_count(1)
    await form.get_by_label("轮询间隔").fill("5")
    await form.get_by_role("button", name="保存").click()
    await expect(page.locator("h1.sentence")).to_contain_text("后门")
    await page.get_by_role("button", name="换新密码").click()
    await page.locator(".sheet:not([hidden]) .form").get_by_role("button", name="换新密码").click()
    secret = await page.locator(".secret").inner_text()
    (found,) = await gateway.enrolled()
    assert found.secret == secret
    assert found.settings["poll_seconds"] == 5


async def test_a_wrong_zone_is_mended_from_an_instant_and_the_punches_stay(
    chromium: Browser, portal: Portal
) -> None:
    await Terminal.filter(id=portal.town.terminals["T1"]).update(zone="Europe/London")
    await punch("0002", "2026-11-19 08:55:00")
    before = await Punch.all().values()
    page = await portal.page(chromium, "hana")
    await open_t1(portal, page)
    await page.get_by_role("button", name="更正时区").click()
    form = page.locator(".sheet:not([hidden]) .form")
    await form.get_by_label("从").fill("2026-11-18T00:00")
    await form.get_by_label("真正的时区").fill("Asia/Shanghai")
    await form.get_by_label("原因").fill("装机时选错")
    await form.get_by_role("button", name="更正时区").click()
    await expect(page.locator(".wall")).to_contain_text("装机时选错")
    assert await Punch.all().values() == before
    assert (await ZoneCorrection.get()).zone == "Asia/Shanghai"


async def test_switching_off_can_be_taken_back(chromium: Browser, portal: Portal) -> None:
    page = await portal.page(chromium, "rosa")
    await open_t1(portal, page)
    await page.get_by_role("button", name="停用").click()
    await expect(page.locator(".where .state")).to_have_text("已停用")
    assert not (await Terminal.get(id=portal.town.terminals["T1"])).enabled
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator(".where .state")).not_to_have_text("已停用")
    assert (await Terminal.get(id=portal.town.terminals["T1"])).enabled


async def test_on_a_phone_nothing_is_wider_than_the_screen(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana", phone=True)
    await open_t1(portal, page)
    assert await width_over(page) == 0
    for path in ("/terminals/gaps", "/terminals/orders", "/codes", "/codes?view=listed"):
        await page.goto(path)
        await expect(page.locator("h1.sentence")).to_be_visible()
        assert await width_over(page) == 0, path
