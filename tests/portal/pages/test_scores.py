"""Scores are typed in place, saved on leaving the field, refused in words beside it."""

from playwright.async_api import Browser, expect

from orm.models import PerformanceScore
from tests.support.portal_process import Portal, width_over


async def test_a_manager_scores_the_own_reports_and_nonsense_is_refused_beside_the_field(
    chromium: Browser, portal: Portal
) -> None:
    page = await portal.page(chromium, "mara", phone=True)
    await page.goto("/scores?month=2026-10")
    await expect(page.locator("h1.sentence")).to_contain_text("没有得分")
    await expect(page.locator(".scores")).not_to_contain_text("dora")
    assert await width_over(page) == 0
    box = page.get_by_label("ada的得分")
    row = page.locator(".score-row", has_text="ada")
    for wrong, said in (("many", "要填数字"), ("201", "不能大于 200"), ("1.234", "位小数")):
        await box.fill(wrong)
        await box.blur()
        await expect(row.locator(".field-error")).to_contain_text(said)
    await box.fill("87.5")
    await box.blur()
    await expect(row).to_contain_text("等本人确认")
    ada = await PerformanceScore.get(person_id=portal.town.people["ada"], month="2026-10")
    assert ada.score_bp == 8750
