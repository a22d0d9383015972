"""From the month to the payslip, and from a line of it back to the punch."""

from playwright.async_api import Page, expect

from tests.story.visit import Visit

GOLDEN = "陈思远"


async def pay_is_computed(v: Visit) -> None:
    """Payroll computes last month."""
    payroll = await v.enter("payroll", v.house.links["payroll"])
    await payroll.goto("/pay")
    await v.head(payroll, "10 月可以算了", "October is ready to compute")
    await payroll.get_by_role("button", name=v.t("计算 2026-10", "Compute 2026-10")).click()
    await v.head(
        payroll, "25 人与 9 月不同，1 人待复核", "25 people differ from September, 1 person to"
    )
    await v.picture(payroll, "pay-run")


async def pay_is_closed_by_another(v: Visit) -> None:
    """Somebody else reviews it and closes it for good."""
    lead = v.pages["paylead"]
    await lead.goto("/pay/2026-10")
    await lead.get_by_role("button").filter(has_text="方志恒").click()
    await lead.get_by_label(v.t("为什么是对的", "Why it is right")).fill("绩效得分已由本人确认。")
    await lead.get_by_role("button", name=v.t("看过了", "Looked at")).click()
    await v.head(lead, "可以复核了", "ready for review")
    await lead.get_by_role("button", name=v.t("复核", "Review"), exact=True).click()
    await v.head(lead, "可以关了", "ready to close")
    await lead.get_by_role("button", name=v.t("关闭批次", "Close the run")).click()
    await v.head(lead, "10 月已关，60 人", "October is closed, 60 people")


async def line_leads_to_the_punch(v: Visit) -> None:
    """The golden slip: 5,000 + 4,000 − 100, and behind the 100 two punches."""
    lead = v.pages["paylead"]
    await lead.get_by_role("button").filter(has_text=GOLDEN).click()
    await _shows_the_golden_slip(v, lead)
    await v.picture(lead, "payslip", dark=True)
    await lead.get_by_role("button", name="09:12:07").click()
    await lead.wait_for_url("**/month/2026-10/*/2026-10-16")
    day = lead.locator("aside")
    await expect(day).to_contain_text(v.t("迟到 12 分", "12 min late"))
    await expect(day.get_by_role("button", name="09:12:07")).to_contain_text("NS-02")
    await v.picture(lead, "day")


async def employee_sees_the_same(v: Visit) -> None:
    """The employee opens the same slip, on the phone where there is one."""
    mine = await v.enter("golden", v.house.links["(phone)"], small=True)
    await mine.goto("/me/pay")
    await v.head(mine, "2026-10 应发 8,900.00", "2026-10: 8,900.00")
    await mine.get_by_role("link").filter(has_text="2026-10").click()
    await v.head(mine, "^8,900.00$", "^8,900.00$")
    await _shows_the_golden_slip(v, mine)
    await v.picture(mine, "my-payslip")


async def _shows_the_golden_slip(v: Visit, page: Page) -> None:
    for amount in ("5,000.00", "4,000.00", "−100.00"):
        line = page.locator("summary").filter(has=page.get_by_text(amount, exact=True))
        await expect(line).to_be_visible()
    await expect(page.get_by_text("8,900.00", exact=True).first).to_be_visible()
    late = page.locator("summary").filter(has_text=v.t("迟到扣款", "Lateness"))
    await late.click()
    for seen in ("−(2 × 50.00) = −100.00", "09:12:07", "09:21:07"):
        await expect(page.locator("details[open]")).to_contain_text(seen)
