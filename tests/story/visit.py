"""People at their browsers: signing in, speaking a language, pictures, and checks at each stop."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from rules.text import Lang, Text
from tests.story import a11y, picture
from tests.story.house import House
from tests.support.portal_process import DESKTOP, PHONE

PASSWORD = "a pocket full of rivers"
_PATIENCE = 20_000
expect.set_options(timeout=_PATIENCE)
_SETTLED = """async () => {
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
_CALM = """document.querySelectorAll('.toast').forEach((e) => e.remove())"""


@dataclass(slots=True)
class Visit:
    """One walk through a house: in a language, with employees on a desktop or a phone."""

    house: House
    browser: Browser
    lang: Lang
    size: str
    screens: Path | None
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def t(self, zh: str, en: str) -> str:
        """What is said in the language of this walk."""
        return Text(zh, en).of(self.lang)

    async def enter(self, who: str, link: str, *, small: bool = False) -> Page:
        """Come in by a single-use link, choose a password and one's language."""
        phone = small and self.size == "phone"
        context = await self.browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN" if self.lang == "zh" else "en-GB",
            base_url=self.house.url,
            accept_downloads=True,
        )
        page = await context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(f"{who} at {page.url}: {error}"))
        self.pages[who] = page
        await page.goto(link)
        label = self.t("设一个密码（至少 12 个字符）", "Choose a password (at least 12 characters)")
        await page.get_by_label(label).fill(PASSWORD)
        await page.get_by_role("button", name=self.t("进入", "Enter")).click()
        await expect(page.locator("main h1")).to_be_visible()
        if self.lang == "en":
            await page.get_by_role("button", name="English").click()
            await expect(page.locator("html")).to_have_attribute("lang", "en")
        return page

    async def head(self, page: Page, zh: str, en: str) -> None:
        """The page's answer, the one sentence over it."""
        await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(self.t(zh, en)))

    async def picture(self, page: Page, name: str, *, dark: bool = False) -> None:
        """Check the page as it stands and keep its picture if asked; `dark` keeps a second."""
        phone = page.viewport_size == PHONE
        lang = "zh-CN" if self.lang == "zh" else "en"
        for one in await a11y.faults(page, lang=lang, phone=phone):
            self.faults.append(f"{name}: {one}")
        await self._shoot(page, f"{name}-{self.lang}-light", phone=phone)
        if dark:
            await page.emulate_media(color_scheme="dark")
            await self._shoot(page, f"{name}-{self.lang}-dark", phone=phone)
            await page.emulate_media(color_scheme="light")

    async def focus_is_seen(self, page: Page) -> None:
        """Walk by keyboard; where one stands must be seen."""
        self.faults += [f"{page.url}: {one}" for one in await a11y.unseen_focus(page)]

    async def _shoot(self, page: Page, name: str, *, phone: bool) -> None:
        full = f"{name}-{'phone' if phone else 'desktop'}"
        if self.screens is None or full not in picture.KEPT:
            return
        await page.evaluate(_CALM)
        await page.evaluate(_SETTLED)
        png = await page.screenshot(animations="disabled", caret="hide")
        blank = await self.browser.new_page()
        small = await picture.smaller(blank, png)
        await blank.close()
        await asyncio.to_thread((self.screens / f"{full}.png").write_bytes, small)

    async def again(self, page: Page, path: str, seen: Callable[[], Locator]) -> None:
        """Open a page again and again until it shows what the machine still works on."""
        for _ in range(20):
            await page.goto(path)
            await expect(page.locator("main h1")).to_be_visible()
            try:
                await expect(seen()).to_be_visible(timeout=1000)
            except AssertionError:
                continue
            return
        await expect(seen()).to_be_visible()

    async def keep_last_sights(self, folder: Path) -> None:
        """After a failure: what everybody saw last, and what the processes said."""
        await asyncio.to_thread(folder.mkdir, parents=True)
        for who, page in self.pages.items():
            await page.screenshot(path=folder / f"{who}.png", full_page=True)
        (folder / "run.log").write_text(self.house.log, "utf-8")
