"""Notices: what a channel can never prove is said before sending; facts arrive while one looks."""

import re

from playwright.async_api import Browser, expect

from hr import notices
from hr.jobs.inline import run_due
from orm.models import Notice
from tests.support.portal_process import Portal, width_over

BODY = "请于 2026-12-03 前办理。\n\n金额 *3,000* 元 <b>不变</b>"


async def test_one_is_written_sent_and_its_receipts_come_in_live(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana")
    await page.goto("/notices")
    await expect(page.locator("h1.sentence")).to_have_text("还没有发过通知。")
    await page.get_by_role("button", name="写通知").click()
    await page.get_by_role("button", name="发出").click()
    await expect(page.locator(".field-error")).to_have_count(3)
    await page.get_by_role("searchbox").fill("ada")
    await page.locator(".choose", has_text="ada").click()
    email = page.get_by_role("checkbox", name=re.compile("邮件"))
    await expect(email).to_have_attribute("aria-disabled", "true")
    await expect(email).to_contain_text("不能证明：已读（机器也会打开邮件")
    await page.get_by_label("标题").fill("返岗通知")
    await page.get_by_label("正文").fill(BODY)
    await page.get_by_role("checkbox", name=re.compile("有法律效力")).click()
    await page.get_by_role("button", name="发出").click()
    await expect(page.locator(".doc")).to_contain_text("金额 *3,000* 元 <b>不变</b>")
    sent = await Notice.get(title="返岗通知")
    await expect(page).to_have_url(re.compile(rf"/notices/{sent.id}$"))
    await run_due()
    await expect(page.locator("h1.sentence")).to_contain_text("对方已受理（应用内）")
    await expect(page.locator(".effect")).to_contain_text("还没有")
    ada = portal.town.of("ada")
    await notices.read(ada, sent.id, sent.document_sha256, ada.token, "127.0.0.1")
    await expect(page.locator("h1.sentence")).to_contain_text("本人已读")
    await expect(page.locator(".effect")).to_contain_text("本人登录后看到末尾")
    await expect(page.locator(".facts-table tbody tr")).to_have_count(3)
    await expect(page.locator(".facts-table .digest").last).to_have_attribute(
        "title", re.compile(r"^[0-9a-f]{64}$")
    )


async def test_on_a_phone_the_strip_fits_and_an_auditor_may_look_but_not_write(
    chromium: Browser, portal: Portal
) -> None:
    draft = notices.Draft(person_id=portal.town.people["ada"], title="t", body="b")
    notice_id = await notices.send(portal.town.of("hana"), draft)
    page = await portal.page(chromium, "otto", phone=True)
    await page.goto("/notices")
    await expect(page.get_by_role("button", name="写通知")).to_have_count(0)
    await page.locator("tbody tr").click()
    await expect(page).to_have_url(re.compile(notice_id))
    await expect(page.locator(".receipts .fact.open")).to_have_count(5)
    assert await width_over(page) == 0
    await page.goto("/notices/new")
    await expect(page.locator(".blank")).to_contain_text("有此权限的是：人事")
