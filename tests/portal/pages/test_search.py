"""Ctrl K finds what the reader may open, and nothing else."""

from playwright.async_api import Browser, expect

from tests.support.portal_process import Portal


async def test_from_anywhere_to_a_person_without_the_mouse(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana")
    await page.goto("/people")
    await expect(page.locator("tbody tr")).to_have_count(9)
    await page.keyboard.press("Control+k")
    await page.wait_for_url("**/search")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("dora")
    await expect(page.locator("h1.sentence")).to_have_text("搜“dora”，找到 1 条。")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/people/{portal.town.people['dora']}")


async def test_an_employee_finds_no_colleague_and_no_terminal(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "ada")
    await page.goto("/search?q=T1")
    await expect(page.locator("h1.sentence")).to_have_text("没有找到“T1”。")
    await page.get_by_role("searchbox").fill("dora")
    await expect(page.locator("h1.sentence")).to_have_text("没有找到“dora”。")
