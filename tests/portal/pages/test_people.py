"""The list answers in the reader's words and reach; a file opens beside it, at its own address."""

import re

from playwright.async_api import Browser, expect

from orm.models import Person
from tests.support.portal_process import Portal


async def test_search_by_initials_and_the_file_have_addresses_that_back_follows(
    chromium: Browser, portal: Portal
) -> None:
    await Person.filter(id=portal.town.people["ada"]).update(name="陈思远", pinyin="chensiyuan csy")
    page = await portal.page(chromium, "hana")
    await page.goto("/people")
    await expect(page.locator("h1.sentence")).to_contain_text("在职 9 人")
    await page.get_by_role("searchbox").fill("csy")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.locator("tbody tr").focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/people/{portal.town.people['ada']}\?q=csy"))
    await expect(page.locator(".sheet-person")).to_contain_text("陈思远")
    await page.go_back()
    await expect(page.locator(".sheet")).to_be_hidden()
    await page.go_forward()
    await expect(page.locator(".sheet-person")).to_contain_text("陈思远")
    await page.reload()
    await expect(page.locator(".sheet-person")).to_contain_text("陈思远")
    await expect(page.locator("tbody tr")).to_have_count(1)


async def test_an_edit_is_stored_and_can_be_taken_back(chromium: Browser, portal: Portal) -> None:
    before = (await Person.get(id=portal.town.people["ben"])).phone
    page = await portal.page(chromium, "hana")
    await page.goto(f"/people/{portal.town.people['ben']}")
    await page.get_by_role("button", name="改资料").click()
    await page.get_by_label("手机").fill("13900001111")
    await page.get_by_role("button", name="保存").click()
    await expect(page.locator(".sheet .facts").nth(1)).to_contain_text("13900001111")
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator(".sheet .facts").nth(1)).not_to_contain_text("13900001111")
    assert (await Person.get(id=portal.town.people["ben"])).phone == before


async def test_a_new_employee_is_refused_beside_the_field_and_then_opens(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana", phone=True)
    await page.goto("/people")
    await page.get_by_role("button", name="新增员工").first.click()
    form = page.locator(".sheet .form")
    await form.get_by_label("工号").fill("0002")
    await form.get_by_label("姓名").fill("<b>韩</b>")
    await form.get_by_label("部门").select_option(portal.town.units["b"])
    await form.get_by_label("入职").fill("2026-11-16")
    await form.get_by_role("button", name="新增员工").click()
    await expect(form.locator(".field-error")).to_contain_text("这个工号已经有人用了")
    assert await page.evaluate("sessionStorage.getItem('new-person:code')") == "0002"
    await form.get_by_label("工号").fill("0200")
    await form.get_by_role("button", name="新增员工").click()
    await expect(page.locator(".sheet-person strong")).to_have_text("<b>韩</b>")
    kept = "Object.keys(sessionStorage).filter(key => key.startsWith('new-person'))"
    assert await page.evaluate(kept) == []
    assert await Person.filter(code="0200", unit_id=portal.town.units["b"]).exists()


async def test_a_manager_reads_masked_contacts_of_the_own_unit_only(
    chromium: Browser, portal: Portal
) -> None:
    await Person.filter(id=portal.town.people["ben"]).update(phone="13900001111")
    page = await portal.page(chromium, "mara")
    await page.goto(f"/people/{portal.town.people['ben']}")
    await expect(page.locator("h1.sentence")).to_have_text("在职 8 人，分在 2 个部门。")
    await expect(page.locator(".sheet .facts").nth(1)).to_contain_text("139 **** 1111")
    await expect(page.get_by_role("button", name="改资料")).to_have_count(0)
    answer = await page.goto(f"/people/{portal.town.people['dora']}")
    assert answer is not None
    assert answer.status == 404
