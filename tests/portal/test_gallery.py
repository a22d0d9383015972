"""The widgets in a real browser: inert, readable by machines, usable by keyboard, live by rows."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.portal.gallery import PHONES, SCREENS
from tests.support.ports import free_port, wait_for_port

ROOT = Path(__file__).parents[2]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SHOWN = [name for name in SCREENS if name != "hostile"]
NAMELESS = """() => [...document.querySelectorAll('button, a[href], input, select, textarea')]
  .filter(e => e.checkVisibility() && !e.closest('.q-uploader'))
  .filter(e => !e.getAttribute('aria-label') && !e.textContent.trim() && !e.labels?.length)
  .map(e => e.outerHTML.slice(0, 120))"""
INKED = """() => {
  const c = document.querySelector(".sign canvas");
  return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v);
}"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Gallery:
    """The gallery as its own process on a free port."""

    def __init__(self) -> None:
        self.port = free_port()
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.portal.gallery", str(self.port)],
            cwd=ROOT, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for_port(self.port, 30)
        except TimeoutError:
            self.stop()
            raise

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture(scope="module")
def gallery() -> Iterator[Gallery]:
    running = Gallery()
    try:
        yield running
    finally:
        running.stop()


@asynccontextmanager
async def opened(
    browser: Browser,
    gallery: Gallery,
    name: str,
    *,
    size: dict[str, int] = DESKTOP,
    lang: str = "zh",
    theme: str = "light",
) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=size, color_scheme=theme)  # type: ignore[arg-type]  # both words are legal
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    await page.goto(f"http://127.0.0.1:{gallery.port}/{name}?lang={lang}")
    await page.wait_for_selector(".main, .phone")
    yield page
    await context.close()
    assert wrong == []


@pytest.mark.parametrize(
    ("lang", "theme", "size"),
    [
        ("zh", "light", DESKTOP),
        ("zh", "dark", DESKTOP),
        ("en", "light", DESKTOP),
        ("zh", "light", PHONE),
        ("en", "dark", PHONE),
    ],
)
async def test_screens_fit_and_every_control_has_a_name(
    chromium: Browser,
    gallery: Gallery,
    screens: Path | None,
    size: dict[str, int],
    theme: str,
    lang: str,
) -> None:
    names = (*SHOWN, *PHONES) if size is PHONE else SHOWN
    async with opened(chromium, gallery, names[0], size=size, lang=lang, theme=theme) as page:
        for name in names:
            await page.goto(f"http://127.0.0.1:{gallery.port}/{name}?lang={lang}")
            await page.wait_for_selector(".main, .phone")
            if screens:
                await page.screenshot(path=screens / f"{name}-{lang}-{theme}-{size['width']}.png")
            assert await page.evaluate(WIDE) <= 0, f"{name} scrolls sideways"
            assert await page.evaluate(NAMELESS) == [], name


async def test_hostile_words_are_words(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "hostile") as page:
        await page.wait_for_selector(".toast")
        await page.wait_for_timeout(300)
        assert await page.evaluate("window.ran") is None
        assert await page.locator("main img, main iframe, main script").count() == 0
        assert "onerror" in await page.inner_text("main")


async def test_the_month_is_walked_by_keyboard(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "month") as page:
        cells = page.locator("td[role=gridcell]")
        assert await cells.count() == 600
        assert await page.locator("td[role=gridcell][tabindex='0']").count() == 1
        here = page.locator("td.chosen")
        assert (
            await here.get_attribute("aria-label") == "李文博 11-12 迟到 14 分，缺下班卡, 等您处理"
        )
        await here.focus()
        for key in ("ArrowUp", "ArrowUp", "ArrowRight", "Enter"):
            await page.keyboard.press(key)
        await expect(page.locator("td.chosen")).to_have_attribute("aria-label", "方志恒 11-13 如常")
        await page.keyboard.press("Escape")
        await expect(page.locator(".sheet")).to_be_hidden()


async def test_the_board_changes_row_by_row(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "board") as page:
        await page.evaluate("document.querySelector('[data-row=unit-mk]').same = true")
        await page.locator("[data-row=unit-rd]").focus()
        await page.evaluate("document.querySelector('[data-act=contact]').click()")
        await expect(page.locator("[data-row=unit-rd]")).to_contain_text("12 / 13")
        await expect(page.locator("[data-row=unit-rd]")).to_be_focused()
        await expect(page.locator(".stream .punch").first).to_contain_text("吴昊")
        assert await page.locator(".stream .punch").count() == 8
        await expect(page.locator("[data-row='absence-吴昊']")).to_have_count(0)
        assert await page.evaluate("document.querySelector('[data-row=unit-mk]').same")


async def test_a_redrawn_card_stays_turned_over(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "board") as page:
        await page.get_by_role("button", name="看表").click()
        await page.get_by_role("button", name="换日期").click()
        await expect(page.get_by_role("cell", name="10:30")).to_be_visible()
        await expect(page.locator(".plot")).to_be_hidden()
        await page.get_by_role("button", name="看图").click()
        await expect(page.locator(".plot")).to_be_visible()


async def test_the_table_of_the_chart_is_one_click_away(
    chromium: Browser, gallery: Gallery
) -> None:
    async with opened(chromium, gallery, "board") as page:
        await page.get_by_role("button", name="看表").click()
        await expect(page.get_by_role("cell", name="08:30")).to_be_visible()
        await expect(page.locator(".plot")).to_be_hidden()


async def test_a_closed_action_says_why(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "month") as page:
        await page.get_by_role("button", name="关闭 11 月").click(force=True)
        await expect(
            page.get_by_role("status").filter(has_text="还有 7 处要您看过")
        ).to_be_visible()


async def test_a_form_says_what_is_wrong_and_keeps_the_draft(
    chromium: Browser, gallery: Gallery
) -> None:
    async with opened(chromium, gallery, "parts") as page:
        await page.get_by_label("小时", exact=True).fill("99")
        await page.get_by_label("姓名", exact=True).focus()
        await expect(page.get_by_role("alert").filter(has_text="36")).to_be_visible()
        await page.get_by_label("事由").fill("父亲手术")
        await page.get_by_label("姓名", exact=True).focus()
        await page.get_by_role("button", name="提交").click()
        await expect(page.get_by_label("姓名", exact=True)).to_be_focused()
        await expect(page.get_by_label("姓名", exact=True)).to_have_attribute(
            "aria-invalid", "true"
        )
        await page.reload()
        await expect(page.get_by_label("事由")).to_have_value("父亲手术")


async def test_a_table_is_sorted_searched_and_walked(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "parts") as page:
        first = page.locator(".table tbody tr").first
        await page.get_by_role("button", name="工号").click()
        await page.get_by_role("button", name="工号").click()
        await expect(first).to_contain_text("0060")
        await page.get_by_role("button", name="下一页").click()
        await expect(first).to_contain_text("0050")
        await page.get_by_role("searchbox").fill("唐小雅")
        await expect(page.locator(".table-card .card-foot")).to_contain_text("共 8 条")
        await first.focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator(".toast").last).to_contain_text("打开 0052")


async def test_the_theme_is_switched_and_remembered(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "todo") as page:
        await page.get_by_role("button", name="切换明暗").click()
        await page.reload()
        await page.wait_for_selector(".main")
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert "body--dark" in (await page.get_attribute("body", "class") or "")


async def test_a_signature_is_drawn_and_cleared(chromium: Browser, gallery: Gallery) -> None:
    async with opened(chromium, gallery, "my-notice", size=PHONE) as page:
        box = await page.locator(".sign canvas").bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 40, box["y"] + 40)
        await page.mouse.down()
        await page.mouse.move(box["x"] + 140, box["y"] + 60, steps=5)
        await page.mouse.up()
        assert await page.evaluate(INKED)
        await page.get_by_role("button", name="重写").click()
        assert not await page.evaluate(INKED)


async def test_a_lost_server_is_said_and_nothing_typed_is_lost(chromium: Browser) -> None:
    own = await asyncio.to_thread(Gallery)
    try:
        context = await chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]  # width and height
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{own.port}/todo")
        await page.get_by_label("意见").fill("交接好就行")
        own.stop()
        await expect(page.locator(".offline")).to_be_visible(timeout=15_000)
        await expect(page.get_by_label("意见")).to_have_value("交接好就行")
    finally:
        own.stop()
