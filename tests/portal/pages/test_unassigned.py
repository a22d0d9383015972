"""A code finds its owner after what will happen was read; unreadable bytes are only text."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from devices.driver import Batch, PunchEvent, Unreadable, identity_of
from hr import clock, gateway
from orm.models import Person, Punch, Quarantine
from tests.support.portal_process import Portal
from tests.support.town import NOW


async def store(*events: PunchEvent, unreadable: tuple[Unreadable, ...] = ()) -> None:
    terminal = next(one for one in await gateway.enrolled() if one.serial == "TOWN0001")
    with clock.standing_at(NOW + timedelta(minutes=1)):
        await gateway.store(
            terminal, Batch(source="test", payload=b"", events=events, unreadable=unreadable)
        )


def event(code: str, local: str) -> PunchEvent:
    return PunchEvent(person_code=code, local=local, identity=identity_of(code, local), payload=b"")


async def test_a_code_is_assigned_to_whom_pinyin_finds(chromium: Browser, portal: Portal) -> None:
    await Person.filter(id=portal.town.people["dora"]).update(
        name="邓小满", pinyin="dengxiaoman dxm"
    )
    await store(event("0991", "2026-11-20 08:51:00"), event("0991", "2026-11-20 08:52:00"))
    page = await portal.page(chromium, "hana", phone=True)
    await page.goto("/unassigned")
    await expect(page.locator("h1.sentence")).to_contain_text("1 个编号的 2 条打卡")
    await page.get_by_role("button", name="认领").click()
    await page.get_by_role("searchbox").fill("dxm")
    await page.locator(".choose", has_text="邓小满").click()
    await expect(page.locator(".sheet .note")).to_contain_text("2 条打卡会归到邓小满")
    await page.get_by_role("button", name="认领 2 条").click()
    await expect(page.locator("h1.sentence")).to_contain_text("每条打卡都有主人")
    assert await Punch.filter(person_id=portal.town.people["dora"]).count() == 2


async def test_an_administrator_settles_a_hostile_record_that_stays_inert(
    chromium: Browser, portal: Portal
) -> None:
    hostile = b"<img src=x onerror=document.title='owned'>"
    await store(unreadable=(Unreadable(payload=hostile, reason="bad_json", detail="<b>"),))
    page = await portal.page(chromium, "rosa")
    await page.goto("/unassigned")
    await expect(page.locator(".unread code")).to_have_text(hostile.decode())
    await expect(page.locator(".unread")).to_contain_text("格式不对")
    await expect(page.get_by_role("button", name="认领")).to_have_count(0)
    await page.get_by_role("button", name="标记已处理").click()
    await expect(page.locator(".unread")).to_have_count(0)
    await page.get_by_role("button", name="已处理", exact=True).click()
    await expect(page.locator(".unread code")).to_have_text(hostile.decode())
    assert await page.title() != "owned"
    assert await Quarantine.exclude(settled_at=None).count() == 1


async def test_lines_are_tried_again_and_their_bytes_read_both_ways(
    chromium: Browser, portal: Portal
) -> None:
    good, bad = b"0002\t2026-11-20 08:55:00\t0\t1", b"0002\t2026-02-30 08:55:00\t0\t1"
    terminal = next(one for one in await gateway.enrolled() if one.serial == "TOWN0001")
    lines = tuple(Unreadable(payload=one, reason="no_info", detail="") for one in (good, bad))
    await gateway.store(terminal, Batch(source="adms.attlog", payload=b"", unreadable=lines))
    page = await portal.page(chromium, "rosa")
    await page.goto("/unassigned")
    await page.get_by_role("button", name="十六进制").first.click()
    await expect(page.locator(".unread code").first).to_contain_text("30 30 30 32 09")
    await page.get_by_role("button", name="全部再试").click()
    await expect(page.locator(".toast")).to_contain_text("1 条读出来了，1 条打卡入库；1 条还读不出")
    await expect(page.locator(".unread")).to_have_count(1)
    await expect(page.locator(".unread")).to_contain_text("时间读不出")
    assert (await Punch.get()).person_id == portal.town.people["ada"]
    await page.get_by_role("button", name="已处理", exact=True).click()
    await expect(page.locator(".unread")).to_contain_text("后来读出来了")
