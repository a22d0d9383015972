"""A value counts when two people stand behind it; the law shows its source and what is missing."""

from playwright.async_api import Browser, expect

from orm.models import Account, CompanyParameter, RoleGrant
from tests.support.portal_process import Portal, width_over


async def test_one_enters_another_checks_and_only_then_it_is_in_force(
    chromium: Browser, portal: Portal
) -> None:
    await RoleGrant.filter(account_id=portal.town.accounts["otto"]).update(role="payroll")
    page = await portal.page(chromium, "pavel")
    await page.goto("/parameters")
    law = page.locator(".table-card tbody tr", has_text="月最低工资")
    await expect(law).to_contain_text("不能用")
    await page.get_by_role("button", name="录入参数").click()
    form = page.locator(".sheet .form")
    await form.get_by_label("参数").select_option("minimum_wage.month")
    await form.get_by_label("值").fill("2520")
    await form.get_by_label("从", exact=True).fill("2025-03-01")
    await form.get_by_role("button", name="保存").click()
    await expect(form.locator(".field-error")).to_contain_text("出处要填")
    await form.get_by_label("出处").fill("深圳市人社局公告 <i>2025</i>")
    await form.get_by_role("button", name="保存").click()
    own = page.locator(".own-card")
    await expect(own).to_contain_text("深圳市人社局公告 <i>2025</i>")
    await expect(own).to_contain_text("等另一个人核对")
    await expect(law).to_contain_text("不能用")
    other = await portal.page(chromium, "otto", phone=True)
    await other.goto("/parameters")
    assert await width_over(other) == 0
    await other.locator(".own-card").get_by_role("button", name="核对").click()
    await expect(other.locator(".own-card")).to_contain_text("已核对")
    await page.reload()
    await expect(law).to_contain_text("公司录入")
    assert (await CompanyParameter.get(key="minimum_wage.month")).checked_by == (
        await Account.get(login="otto")
    ).id
