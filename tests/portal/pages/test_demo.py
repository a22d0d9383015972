"""One click removes the demo company; whoever did it stands in an empty one and can go on."""

import pytest
from playwright.async_api import Browser, expect

from hr import clock, ids
from orm.models import Company, Person
from tests.support import town as towns
from tests.support.portal_process import Portal, width_over


@pytest.fixture(autouse=True)
def _harbour_is_a_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    async def founded(name: str) -> Company:
        return await Company.create(
            id=ids.new_id(), name=name, city="", is_demo=name != "Next Door", created_at=clock.now()
        )

    monkeypatch.setattr(towns, "_company", founded)


async def test_it_says_what_goes_and_who_stays_then_removes_everything(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "rosa", phone=True)
    await page.goto("/demo")
    await expect(page.locator(".main")).to_contain_text("您的账号 rosa 和这次登录留着")
    await expect(page.locator(".facts")).to_contain_text("员工9")
    assert await width_over(page) == 0
    hana = await portal.page(chromium, "hana")
    await hana.goto("/month")
    await page.get_by_role("button", name="移除演示公司").click()
    await expect(page.locator(".company")).to_have_text("我的公司")
    await expect(hana.locator("h1")).to_have_text("登录")
    assert not await Person.exists(company_id=portal.town.company)
    await page.goto("/demo")
    await expect(page.locator("h1.sentence")).to_have_text("演示公司已经不在了。")
    await expect(page.get_by_role("button", name="移除演示公司")).to_have_count(0)
