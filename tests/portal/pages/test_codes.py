"""Codes change hands with their history in sight; drafts from terminals become people or go."""

from playwright.async_api import Browser, expect

from devices.driver import User
from hr import gateway
from orm.models import CodeMapping, DismissedUser, Person, Punch
from tests.hr.kit import punch
from tests.support.portal_process import Portal


async def list_users(*users: tuple[str, str]) -> None:
    to = next(one for one in await gateway.enrolled() if one.serial == "TOWN0001")
    await gateway.users_seen(to, [User(code=code, name=name) for code, name in users])


async def test_a_code_is_handed_over_from_an_instant_on(chromium: Browser, portal: Portal) -> None:
    await punch("0002", "2026-11-17 08:55:00", "2026-11-18 08:55:00")
    page = await portal.page(chromium, "hana")
    await page.goto("/codes")
    await expect(page.locator("h1.sentence")).to_have_text("9 个编号都有主人。")
    await page.locator("tbody tr", has_text="0002").click()
    sheet = page.locator(".sheet:not([hidden])")
    await expect(sheet.locator(".timeline")).to_contain_text("ada")
    await sheet.get_by_role("button", name="换人用").click()
    await expect(sheet).to_contain_text("以前的打卡仍归ada")
    await sheet.get_by_label("从").fill("2026-11-18T00:00")
    await sheet.get_by_role("button", name="换人用").click()
    await expect(sheet).to_contain_text("请先选人")
    await sheet.get_by_role("searchbox").fill("ben")
    await sheet.locator(".choose", has_text="ben").click()
    await sheet.get_by_role("button", name="换人用").click()
    await expect(page.locator("tbody tr", has_text="0002")).to_contain_text("ben")
    owners = dict(await Punch.all().values_list("local_text", "person_id"))
    assert list(owners.values()) == [portal.town.people["ada"], portal.town.people["ben"]]
    await page.get_by_role("button", name="连同以前的").click()
    await expect(page.locator("tbody tr", has_text="0002")).to_have_count(2)


async def test_an_overlap_is_refused_in_words_beside_the_form(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "hana")
    await page.goto("/codes")
    await page.get_by_role("button", name="登记编号").click()
    sheet = page.locator(".sheet:not([hidden])")
    await sheet.get_by_label("编号", exact=True).fill("0002")
    await sheet.get_by_role("searchbox").fill("ben")
    await sheet.locator(".choose", has_text="ben").click()
    await sheet.get_by_role("button", name="登记编号").click()
    await expect(sheet.locator(".field.wrong")).to_contain_text("ada 从 2025-01-01 08:00")
    assert await CodeMapping.filter(code="0002").count() == 1


async def test_a_draft_is_completed_and_another_dismissed_and_put_back(
    chromium: Browser, portal: Portal
) -> None:
    await list_users(("8801", "Zed"), ("8802", "Yan"))
    await punch("8801", "2026-11-19 08:55:00")
    page = await portal.page(chromium, "hana")
    await page.goto("/codes?view=listed")
    await expect(page.locator("h1.sentence")).to_contain_text("2 个编号没有主人")
    zed = page.locator(".line-row", has_text="Zed")
    await expect(zed).to_contain_text("1 条打卡在等")
    await zed.get_by_role("button", name="建成员工").click()
    form = page.locator(".sheet:not([hidden]) .form")
    await expect(form.get_by_label("工号")).to_have_value("8801")
    await form.get_by_label("部门").select_option(label="A")
    await form.get_by_label("入职日期").fill("2026-11-18")
    await form.get_by_role("button", name="建成员工").click()
    await expect(zed).to_have_count(0)
    made = await Person.get(name="Zed")
    assert (await Punch.get(person_code="8801")).person_id == made.id
    yan = page.locator(".line-row", has_text="Yan")
    await yan.get_by_role("button", name="不是我们的人").click()
    await expect(yan).to_have_count(0)
    assert await DismissedUser.all().count() == 1
    await page.get_by_role("button", name="撤销").click()
    await expect(yan).to_have_count(1)


async def test_a_match_is_accepted_with_one_press(chromium: Browser, portal: Portal) -> None:
    await CodeMapping.filter(code="0003").delete()
    await list_users(("3", "ben"))
    page = await portal.page(chromium, "hana")
    await page.goto("/codes?view=listed")
    await page.get_by_role("button", name="就是 ben").click()
    await expect(page.get_by_text("终端里的人都认识")).to_be_visible()
    assert (await CodeMapping.get(code="3")).person_id == portal.town.people["ben"]
