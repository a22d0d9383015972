"""The record: whole until somebody touches it, every entry with a proof a stranger can check."""

from pathlib import Path
from zipfile import ZipFile

from playwright.async_api import Browser, Page, expect

from hr import accounts, installation, sequencer
from orm import sql
from orm.models import Event, Leaf
from rules.evidence import proof
from tests.support.portal_process import Portal, width_over

WITHOUT_GUARD = {
    "sqlite": "DROP TRIGGER event_erase",
    "postgres": "DROP TRIGGER event_erase ON event",
}
"""What an owner of the database can do: the trigger deters, the tree detects."""


async def recorded(portal: Portal) -> Event:
    """One entry about ben's account, sequenced and signed."""
    rosa = portal.town.of("rosa")
    await accounts.create_account(rosa, "ben", portal.town.people["ben"])
    key = installation.current().vault.signing_key()
    while await sequencer.sequence(portal.town.company, key):
        pass
    return await Event.get(type="account.created")


async def downloaded(page: Page, button: str) -> Path:
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name=button).click()
    return Path(await (await waiting.value).path())


async def test_an_entry_opens_with_its_proof_and_the_pack_names_the_key_that_is_shown(
    chromium: Browser, portal: Portal
) -> None:
    event = await recorded(portal)
    page = await portal.page(chromium, "otto")
    await page.goto("/evidence?kind=account.")
    await expect(page.locator("h1.sentence")).to_have_text(
        "记录完整：1 条一条不少，全部排序并签名。"
    )
    await page.get_by_role("button", name="看这一条").click()
    await expect(page.locator(".sheet .facts").first).to_contain_text("account.created")
    told = proof.parse((await downloaded(page, "下载证明")).read_text("utf-8"))
    assert told.index == (await Leaf.get(event_id=event.id)).position
    shown = (await page.locator(".evidence .hash").last.inner_text()).replace(" ", "")
    with ZipFile(await downloaded(page, "导出证据包")) as pack:
        assert event.id.encode() not in pack.read("checkpoint")
        assert b"account.created" in pack.read("events.jsonl")
    assert len(shown) == 64


async def test_a_changed_entry_is_found_where_it_broke(chromium: Browser, portal: Portal) -> None:
    event = await recorded(portal)
    page = await portal.page(chromium, "hana", phone=True)
    await page.goto("/evidence")
    await expect(page.locator(".state")).to_contain_text("完整")
    assert await width_over(page) == 0
    await sql.run(WITHOUT_GUARD[sql.dialect()])
    await Event.filter(id=event.id).update(data='{"person":"somebody else"}')
    await page.get_by_role("button", name="现在核验").click()
    await expect(page.locator("h1.sentence")).to_have_text("第 0 条被改动过，从这里起不能再信。")
    await expect(page.locator(".state.wrong")).to_contain_text("有问题")
