"""Users and roles: links are shown once, rights change at once, nobody changes the own account."""

import re

from playwright.async_api import Browser, expect

from orm.models import Account, RoleGrant
from tests.support.portal_process import Portal, width_over


async def test_a_link_works_once_a_role_reaches_its_unit_and_disabling_closes_open_pages(
    chromium: Browser, portal: Portal
) -> None:
    town = portal.town
    page = await portal.page(chromium, "rosa")
    await page.goto("/accounts")
    await expect(page.locator("h1.sentence")).to_contain_text("只有 1 位管理员")
    await page.locator("tbody tr", has_text="hana").first.click()
    await page.get_by_role("button", name="发登录链接").click()
    link = await page.locator(".once").inner_text()
    stranger = await (await chromium.new_context(locale="zh-CN")).new_page()
    await stranger.goto(link)
    await expect(stranger.locator("h1")).to_have_text("您好，hana")
    await page.get_by_label("角色", exact=True).select_option("manager")
    await page.get_by_label(re.compile("^范围")).select_option(town.units["b"])
    await page.get_by_role("button", name="授予角色").click()
    await expect(page.locator(".grant-list")).to_contain_text("主管（B）")
    hana = await portal.page(chromium, "hana")
    await hana.goto("/month")
    await page.get_by_role("button", name="停用").click()
    await expect(page.get_by_label("账号", exact=True)).to_contain_text("停用")
    await expect(hana).to_have_url(re.compile("/login"))
    assert (await Account.get(login="hana")).disabled_at is not None


async def test_the_own_account_is_not_changeable_and_a_role_can_be_taken_back(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "rosa", phone=True)
    await page.goto(f"/accounts?account={portal.town.accounts['rosa']}")
    await expect(page.get_by_label("账号", exact=True)).to_contain_text("要由另一位管理员来改")
    await expect(page.get_by_role("button", name="停用")).to_have_count(0)
    await page.get_by_role("button", name="关上").click()
    assert await width_over(page) == 0
    await page.locator("tbody tr", has_text="mara").first.click()
    await page.get_by_role("button", name="收回角色").click()
    await expect(page.get_by_label("账号", exact=True)).to_contain_text("没有角色，只看自己的")
    assert not await RoleGrant.exists(account_id=portal.town.accounts["mara"])
