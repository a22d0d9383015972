"""Whatever the product stores is shown as text on every page: nothing runs, nothing is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, ConsoleMessage, Dialog, Page

from hr import accounts
from portal.pages import PAGES
from tests.portal.harbour import ROOT, Harbour, harbour
from tests.portal.planted import Planted, plant
from tests.portal.test_matrix import address

OPENED = (
    ("/evidence?kind=pay.checked", "[data-act=event]"),
    ("/evidence?kind=person.changed", "[data-act=event]"),
    ("/unassigned", "[data-act=assign]"),
    ("/terminals/gaps?settled=1", ""),
    ("/terminals/gaps", "[data-act=gap]"),
    ("/terminals/orders?state=failed", ""),
    ("/codes?view=listed", ""),
    ("/codes?view=groups", ""),
    ("/codes", "[data-act=open]"),
)
"""What is shown only when something is pressed: page and what to press first."""
ALIVE = "() => [...document.querySelectorAll('[onerror],[onload],[onclick]')].map(e => e.outerHTML)"
TYPED = "() => [...document.querySelectorAll('input, textarea')].map(e => e.value)"
ASKED = re.compile(r'query(?:\.get\(|\[)"(\w+)"')
PAYLOAD = '"><img src=x onerror=alert("address")>{{7*7}}'


@pytest.fixture(scope="module", name="town")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    with harbour(tmp_path_factory.mktemp("inert"), plant) as running:
        yield running


@dataclass
class Watch:
    """What a browser did besides showing text, and all the text it showed."""

    ran: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def on(self, browser: Browser, town: Harbour, language: str) -> Page:
        context = await browser.new_context(base_url=town.url, locale=language)
        token = town.town.of("hana").token
        await context.add_cookies([{"name": "liuhen", "value": token, "url": town.url}])
        page = await context.new_page()
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.ran.append(f"{page.url}: {error}"))
        return page

    async def see(self, page: Page, where: str, press: str = "", *, most: int = 200) -> None:
        answer = await page.goto(where)
        assert answer is not None
        assert answer.status <= most, where
        await page.wait_for_function("window.did_handshake === true")
        if press:
            await page.locator(press).first.click()
        await page.wait_for_timeout(250)
        self.ran += [f"{where}: {one}" for one in await page.evaluate(ALIVE)]
        self.shown.append(str(await page.evaluate("document.body.textContent")))
        self.shown += await page.evaluate(TYPED)

    async def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.ran.append(f"{message.location.get('url', '')}: {message.text}")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_stored_text_is_shown_and_never_runs(
    town: Harbour, chromium: Browser, language: str
) -> None:
    async with town.storage():
        await accounts.set_preferences(town.town.of("hana"), language, "light")
    watch, planted = Watch(), planted_in(town)
    page = await watch.on(chromium, town, language)
    for one in PAGES:
        await watch.see(page, address(world_of(town), "hana", one.path, "S"))
    for where, press in OPENED:
        await watch.see(page, where, press)
    assert watch.ran == []
    everything = "\n".join(watch.shown)
    unseen = {place for place, text in planted.texts.items() if text not in everything}
    lost = sorted(one for one in unseen if not in_other_words(one, language, planted.texts))
    assert not lost, ", ".join(lost)


def in_other_words(place: str, language: str, places: dict[str, str]) -> bool:
    """Whether a place is what readers of the other language see."""
    if language == "zh":
        return place.endswith("en")
    return place.endswith("zh") or f"{place}_en" in places


async def test_what_an_address_says_is_shown_and_never_runs(
    town: Harbour, chromium: Browser
) -> None:
    watch = Watch()
    page = await watch.on(chromium, town, "zh")
    query = urlencode(dict.fromkeys(asked_names(), PAYLOAD))
    for one in PAGES:
        await watch.see(page, f"{address(world_of(town), 'hana', one.path, 'S')}?{query}", most=409)
    assert watch.ran == []


def asked_names() -> set[str]:
    """Every name a page reads from its address."""
    sources = (path.read_text("utf-8") for path in (ROOT / "portal").rglob("*.py"))
    return {name for source in sources for name in ASKED.findall(source)}


def planted_in(town: Harbour) -> Planted:
    found: Planted = town.filled
    return found


def world_of(town: Harbour) -> Harbour:
    """The same town as the matrix addresses it."""
    return replace(town, filled=planted_in(town).world)
