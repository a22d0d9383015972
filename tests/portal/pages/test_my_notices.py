"""A notice on the phone: shown is delivered, its end is read, the password signs."""

from playwright.async_api import Browser, expect

from hr import notices
from orm.models import Notice
from tests.support.portal_process import Portal
from tests.support.town import PASSWORD

LONG = "\n".join(f"第 {n} 条：请按时归还借用的设备。" for n in range(1, 60))


async def test_a_notice_is_read_at_its_end_and_signed_with_the_password(
    chromium: Browser, portal: Portal
) -> None:
    draft = notices.Draft(
        person_id=portal.town.people["ada"], title="设备归还", body=LONG, channels=("inapp",)
    )
    notice_id = await notices.send(portal.town.of("hana"), draft)

    ada = await portal.page(chromium, "ada", phone=True)
    await ada.goto("/me")
    await ada.get_by_role("link", name="设备归还").click()
    sign = ada.get_by_role("button", name="签收", exact=True)
    await expect(sign).to_have_attribute("aria-disabled", "true")
    assert (await Notice.get(id=notice_id)).best == "delivered"

    await ada.locator(".doc-end").scroll_into_view_if_needed()
    await expect(ada.get_by_text("已读到末尾")).to_be_visible()
    assert (await Notice.get(id=notice_id)).best == "read"

    await ada.get_by_label("您的登录密码").fill("not my password")
    await sign.click()
    await expect(ada.get_by_text("密码不对")).to_be_visible()
    await ada.get_by_label("您的登录密码").fill(PASSWORD)
    await ada.get_by_role("button", name="收到，但不同意").click()
    await expect(ada.get_by_text("已签收，")).to_be_visible()
    assert (await Notice.get(id=notice_id)).best == "confirmed"


async def test_another_persons_notice_does_not_exist(chromium: Browser, portal: Portal) -> None:
    draft = notices.Draft(
        person_id=portal.town.people["ben"], title="x", body="y", channels=("inapp",)
    )
    notice_id = await notices.send(portal.town.of("hana"), draft)
    ada = await portal.page(chromium, "ada")
    answer = await ada.goto(f"/me/notices/{notice_id}")
    assert answer is not None
    assert answer.status == 404
    await expect(ada.get_by_role("alert")).to_contain_text("找不到这条记录")
