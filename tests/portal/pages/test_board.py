"""The board moves by itself, names whoever is missing, and shows each reader what is his."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from devices.driver import Batch, PunchEvent, identity_of
from hr import clock, gateway
from tests.support.portal_process import Portal
from tests.support.town import NOW

HEAD = "h1.sentence"


async def punch(code: str, local: str = "2026-11-20 11:58:30") -> None:
    """One punch through the gateway's door, a second after it was made."""
    terminal = next(one for one in await gateway.enrolled() if one.serial == "TOWN0001")
    event = PunchEvent(
        person_code=code, local=local, identity=identity_of(code, local), payload=b"", verify="face"
    )
    with clock.standing_at(NOW + timedelta(minutes=1)):
        await gateway.store(terminal, Batch(source="test", payload=b"", events=(event,)))


async def test_a_punch_appears_by_itself_and_the_sentence_follows(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana")
    await page.goto("/")
    await expect(page.locator(HEAD)).to_contain_text("应到 9 人")
    await expect(page.locator(".punch")).to_have_count(0)
    await punch("0002")
    await expect(page.locator(".punch .who")).to_have_text("ada", timeout=2000)
    await expect(page.locator(HEAD)).to_contain_text("已到 1 人")
    await expect(page.locator("[data-row=count]")).to_contain_text("今天共 1 条")
    await page.get_by_role("button", name="看表").click()
    await punch("0991", "2026-11-20 11:58:31")
    await expect(page.locator(".punch .who-unassigned")).to_have_text("未认领 0991")
    await expect(page.locator("[data-row=count]")).to_contain_text("待认领 1")


async def test_a_unit_opens_the_names_behind_its_marks_by_keyboard(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana")
    await page.goto("/")
    row = page.locator(".tally-row").first
    await row.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".sheet .name-list")).to_contain_text("ada")
    await page.keyboard.press("Escape")
    await expect(page.locator(".sheet")).to_be_hidden()


async def test_a_manager_sees_the_own_unit_and_no_terminal(
    chromium: Browser, portal: Portal
) -> None:
    await punch("0005")  # dora of unit b
    await punch("0991", "2026-11-20 11:58:31")
    page = await portal.page(chromium, "mara")
    await page.goto("/")
    await expect(page.locator(HEAD)).to_contain_text("应到 8 人")
    await expect(page.locator("[data-row=count]")).to_contain_text("今天共 0 条")
    await expect(page.locator(".punch")).to_have_count(0)
    await expect(page.locator("[data-row=strip]")).to_be_empty()
    await expect(page.get_by_text("dora")).to_have_count(0)


async def test_an_employee_comes_home_and_is_told_who_may_see_the_people(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "ada")
    await page.goto("/")
    await page.wait_for_url("**/me")
    answer = await page.goto("/people")
    assert answer is not None
    assert answer.status == 403
    await expect(page.locator(".blank")).to_contain_text("有此权限的是：管理员、人事")
