"""A notice that comes back with proof, and a record that a stranger can check."""

import subprocess
import zipfile
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.story.visit import PASSWORD, Visit

TITLE = "十月工资核对通知"
BODY = "十月的工资条已经可以查看。\n\n请在周五前核对，有疑问请找薪酬。"
PROVEN, HOLLOW, NEVER = "#i-proven", "#i-ring", "#i-minus"


async def notice_is_sent(v: Visit) -> None:
    """HR writes to the employee; e-mail and SMS come back with authentic facts by themselves."""
    hr = v.pages["hr"]
    await hr.goto("/notices/new")
    await hr.get_by_label(v.t("搜姓名、拼音、工号", "Search name, pinyin or number")).fill("0003")
    await hr.get_by_role("button", name="陈思远").click()
    await expect(hr.get_by_role("checkbox", checked=True)).to_have_count(3)
    await hr.get_by_label(v.t("标题", "Title")).fill(TITLE)
    await hr.get_by_label(v.t("正文", "Body")).fill(BODY)
    await v.picture(hr, "notice-new")
    await hr.get_by_role("button", name=v.t("发出", "Send"), exact=True).click()
    await hr.wait_for_url("**/notices/0*")
    await _marks(v, hr, v.t("应用内", "in-app"), (PROVEN, PROVEN, HOLLOW, HOLLOW, HOLLOW))
    await _marks(v, hr, v.t("邮件", "e-mail"), (PROVEN, PROVEN, PROVEN, NEVER, NEVER))
    await _marks(v, hr, v.t("短信", "SMS"), (PROVEN, PROVEN, PROVEN, NEVER, NEVER))
    await v.head(hr, "能证明 11-25 10:\\d\\d 已送达", "Proven: delivered on 11-25 10:\\d\\d")
    facts = hr.get_by_role("row").filter(has_text=v.t("已送达", "delivered"))
    for source in (v.t("退信信箱", "bounce mailbox"), v.t("签名查询", "signed query")):
        await expect(facts.filter(has_text=source)).to_contain_text(v.t("能证明", "proven"))


async def notice_is_signed(v: Visit) -> None:
    """The employee reads it to the end and signs with the password."""
    mine = v.pages["golden"]
    await mine.goto("/me/notices")
    await mine.get_by_role("link").filter(has_text=TITLE).click()
    await expect(mine.get_by_role("heading", level=1)).to_have_text(TITLE)
    end = mine.get_by_text(v.t("签收只表示收到", "Signing means received"))
    await end.scroll_into_view_if_needed()
    await expect(mine.get_by_text(v.t("已读到末尾", "Read to the end,"))).to_be_visible()
    sign = mine.get_by_role("button", name=v.t("签收", "Sign for it"), exact=True)
    await sign.click()
    missing = mine.get_by_text(v.t("请输入密码", "Enter your password"))
    await expect(missing).to_be_visible()
    await mine.get_by_label(v.t("您的登录密码", "Your sign-in password")).fill(PASSWORD)
    await expect(missing).to_have_count(0)
    await v.picture(mine, "my-notice")
    await sign.click()
    await expect(mine.get_by_text(v.t("已签收，", "Signed,"))).to_be_visible()


async def receipts_tell_what_is_proven(v: Visit) -> None:
    """HR's open page has followed: in-app is proven, the others claim no more."""
    hr = v.pages["hr"]
    await v.head(hr, "本人签收", "signed by the person")
    await _marks(v, hr, v.t("应用内", "in-app"), (PROVEN,) * 5)
    await _marks(v, hr, v.t("邮件", "e-mail"), (PROVEN, PROVEN, PROVEN, NEVER, NEVER))
    await v.picture(hr, "notice", dark=True)


async def record_is_whole(v: Visit, folder: Path) -> None:
    """The evidence page says so, and a pack checked by a stranger says the same."""
    hr = v.pages["hr"]

    def whole() -> Locator:
        said = v.t("全部排序并签名", "all sequenced and signed")
        return hr.get_by_role("heading", level=1).filter(has_text=said)

    await v.again(hr, "/evidence", whole)
    await v.picture(hr, "evidence")
    export = hr.get_by_role("button", name=v.t("导出证据包", "Export the pack"))
    async with hr.expect_download() as download:
        await export.click()
    pack = folder / "pack.zip"
    await (await download.value).save_as(pack)
    shown = await hr.locator("dd code").last.inner_text()
    said = _verified(pack, folder / "stranger")
    assert said.startswith("OK: "), said
    assert shown.replace(" ", "") in said


def _verified(pack: Path, empty: Path) -> str:
    """What a stranger sees: an empty folder, the system's python3, nothing of ours on the path."""
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(empty)
    done = subprocess.run(
        ["/usr/bin/python3", "-I", "verify.py"],
        cwd=empty,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout + done.stderr


async def _marks(v: Visit, page: Page, channel: str, wanted: tuple[str, ...]) -> None:
    """The five marks of a channel: filled, hollow or a dash, as drawn."""
    row = page.locator("table.receipts tbody tr").filter(has_text=channel)
    for place, mark in enumerate(wanted):
        use = row.locator("td").nth(place).locator("use")
        await expect(use).to_have_attribute("href", mark)
