"""IT and HR at the terminals: one is enrolled and comes online; gap, line and code are handled."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Page, expect

from tests.story.house import ROOT, House, order
from tests.story.visit import Visit
from tests.support.portal_process import PHONE

SERIAL = "HZADMS260099"


async def terminal_is_enrolled(v: Visit, folder: Path) -> "subprocess.Popen[bytes]":
    """IT types what the form asks, the terminal gets what the guide says, and is heard."""
    it = await v.enter("it", v.house.links["administrator"])
    await it.goto("/terminals")
    await v.picture(it, "terminals")
    await it.get_by_role("button", name=v.t("登记终端", "Enrol terminal")).click()
    sheet = it.locator("aside:not([hidden])")
    await sheet.get_by_role("button", name=v.t("ZKTeco 推送", "ZKTeco push")).click()
    for zh, en, typed in (
        ("编号", "Code", "BA-02"),
        ("名称", "Name", v.t("宝安车间", "Shop floor")),
        ("序列号", "Serial", SERIAL),
    ):
        await sheet.get_by_role("textbox", name=v.t(zh, en), exact=True).fill(typed)
    site = v.t("宝安厂区", "Baoan works")
    await sheet.get_by_label(v.t("地点", "Site")).select_option(label=site)
    await sheet.get_by_role("button", name=v.t("登记终端", "Enrol terminal")).click()
    secret = await sheet.locator(".secret").inner_text()
    await expect(sheet.locator(".alive-line")).to_contain_text(v.t("正在等", "Waiting"))
    await v.picture(it, "terminal-enrol")
    twin = start_twin(v.house, secret, folder)
    await expect(sheet.locator(".alive-line.here")).to_be_visible()
    return twin


async def gap_is_looked_into(v: Visit) -> None:
    """HR sees where punches may be missing, asks the people, and writes it down."""
    hr = v.pages["hr"]
    await hr.goto("/terminals/gaps")
    await v.head(
        hr, "1 台终端有 1 个缺口没看过，知道少了 3 条", "1 gap on 1 terminal not looked at yet"
    )
    await v.picture(hr, "gaps")
    await hr.get_by_role("button", name=v.t("标记已看过", "Mark as looked at")).click()
    form = hr.locator("aside:not([hidden])")
    asked = v.t("已请员工补卡", "the people were asked for corrections")
    await form.get_by_label(v.t("查到什么", "What was found")).select_option(label=asked)
    await form.get_by_role("button", name=v.t("标记已看过", "Mark as looked at")).click()
    await v.head(hr, "没有要看的缺口", "No gap needs your eye")


async def page_tells_its_month(v: Visit) -> None:
    """The page of one terminal: its silences in words, its days, what waits for a second person."""
    hr = await v.enter("hr", v.house.links["HR"])
    await hr.goto("/terminals")
    await hr.get_by_role("row").filter(has_text="NS-02").click()
    await v.head(hr, "1 个缺口没看过", "1 gap not looked at")
    await hr.locator(".stroke-day.broken").first.click()
    why = v.t("连不上", "could not be reached")
    await expect(hr.locator(".strip-said")).to_contain_text(why)
    await v.picture(hr, "terminal", dark=True)
    await v.focus_is_seen(hr)
    await on_a_phone(v, hr, "terminal")


async def order_is_approved(v: Visit) -> None:
    """What IT wants removed waits for HR; the terminal says it is done."""
    hr = v.pages["hr"]
    await hr.goto("/terminals/orders")
    await v.head(hr, "1 条等第二个人同意", "1 waits for a second person")
    await v.picture(hr, "orders")
    await hr.get_by_role("button", name=v.t("同意", "Approve"), exact=True).click()
    await hr.get_by_role("button", name=v.t("做成的", "Done")).click()
    told = hr.locator(".line-row").filter(has_text="马骁")
    await expect(told).to_contain_text(v.t("已完成", "Done"), timeout=60_000)


async def line_is_read_after_all(v: Visit) -> None:
    """Of two unreadable lines one is read by today's decoder, one stays with its reason."""
    hr = v.pages["hr"]
    await hr.goto("/unassigned")
    await v.head(hr, "2 条记录读不出", "2 records could not be read")
    await hr.get_by_role("button", name=v.t("全部再试", "Try all again")).click()
    await v.head(hr, "1 条记录读不出", "1 record could not be read")
    await v.picture(hr, "unreadable")
    await hr.get_by_role("button", name=v.t("标记已处理", "Mark as handled")).click()
    await v.head(hr, "没有读不出的记录", "nothing is unreadable")


async def code_is_changed(v: Visit) -> None:
    """Somebody gets another code; whom a terminal lists under a second one is recognised."""
    hr = v.pages["hr"]
    await hr.goto("/codes?view=listed")
    await v.head(hr, "终端里还有 3 个编号没有主人", "3 codes on terminals without an owner")
    await v.picture(hr, "codes-listed")
    await hr.get_by_role("button", name=v.t("就是 秦朗", "It is 秦朗")).click()
    await v.head(hr, "终端里还有 2 个编号没有主人", "2 codes on terminals without an owner")
    await hr.goto("/codes")
    await hr.get_by_label(v.t("搜编号", "Search code")).fill("0059")
    await hr.get_by_role("row").filter(has_text="邹凯").click()
    sheet = hr.locator("aside:not([hidden])")
    await sheet.get_by_role("button", name=v.t("改编号", "Change the code")).click()
    await sheet.get_by_label(v.t("编号", "Code"), exact=True).fill("2059")
    await sheet.get_by_role("button", name=v.t("改编号", "Change the code")).click()
    await expect(sheet).to_have_count(0)
    await hr.get_by_label(v.t("搜编号", "Search code")).fill("2059")
    await expect(hr.get_by_role("row").filter(has_text="2059")).to_contain_text("邹凯")
    await v.picture(hr, "codes")
    await on_a_phone(v, hr, "codes")


async def new_terminal_is_believed(v: Visit) -> None:
    """A finger on the new terminal is on the board at once, under the new code's person."""
    hr = v.pages["hr"]
    await hr.goto("/")
    at = v.house.punch(SERIAL, "2059")[11:]
    row = hr.get_by_role("button", name=at).filter(has_text="邹凯").filter(has_text="BA-02")
    await expect(row).to_be_visible()


async def on_a_phone(v: Visit, page: Page, name: str) -> None:
    """The same page as a phone shows it."""
    size = page.viewport_size
    await page.set_viewport_size(PHONE)
    await v.picture(page, name)
    if size:
        await page.set_viewport_size(size)


def start_twin(house: House, secret: str, folder: Path) -> "subprocess.Popen[bytes]":
    """A terminal with the serial and secret that were typed, on the real wire."""
    folder.mkdir(parents=True, exist_ok=True)
    people = folder / "people"
    people.write_text("2059,邹凯\n", "utf-8")
    command = [sys.executable, "-m", "devices.sims.adms", "--serial", SERIAL]
    command += ["--server", f"http://127.0.0.1:{house.gateway_port}", "--secret", secret]
    command += ["--people", str(people), "--ledger", str(folder), "--rate", "0"]
    command += ["--clock-skew", f"{house.offset:.0f}"]
    with (folder / "twin.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)


@contextmanager
def ended(twin: "subprocess.Popen[bytes]") -> Iterator[None]:
    """The twin goes with the walk."""
    try:
        yield
    finally:
        twin.kill()
        twin.wait(10)


def find_twin(house: House, folder: Path) -> None:
    """Learn the port the twin takes orders at."""
    first = (folder / "twin.log").read_text("utf-8").splitlines()[0]
    house.controls[SERIAL] = json.loads(first)["control"]
    assert order(house.controls[SERIAL], do="status")["terminals"]
