"""Background work: what gave up is seen with its error, and mended by those who may."""

from playwright.async_api import Browser, expect
from tortoise.transactions import in_transaction

from hr.jobs import enqueue
from orm.models import Event, Job
from tests.support.portal_process import Portal, width_over

ERROR = [{"attempt": 5, "error": "ValueError: <b>bad</b>", "where": "x.py:1"}]


async def dead(portal: Portal) -> str:
    """A job of the company that gave up."""
    async with in_transaction():
        job_id = await enqueue("notice.send", {"attempt": "a"}, company_id=portal.town.company)
    await Job.filter(id=job_id).update(state="dead", attempt=5, errors=ERROR)
    return str(job_id)


async def test_a_dead_job_is_retried_and_on_record(chromium: Browser, portal: Portal) -> None:
    job_id = await dead(portal)
    page = await portal.page(chromium, "rosa")
    await page.goto("/jobs")
    await expect(page.locator("h1.sentence")).to_contain_text("1 件做不下去")
    await page.locator("tbody tr", has_text="发通知").click()
    await expect(page.locator(".sheet")).to_contain_text("ValueError: <b>bad</b>")
    await page.get_by_role("button", name="重试").click()
    await expect(page.locator("h1.sentence")).to_contain_text("没有后台进程在运行，1 件在等")
    assert (await Job.get(id=job_id)).state == "ready"
    assert await Event.exists(type="job.retried", subject=job_id)


async def test_all_of_a_kind_at_once_and_who_may_only_look_sees_no_button(
    chromium: Browser, portal: Portal
) -> None:
    first, second = await dead(portal), await dead(portal)
    otto = await portal.page(chromium, "otto", phone=True)
    await otto.goto("/jobs?state=dead&kind=notice.send")
    await expect(otto.locator("tbody tr")).to_have_count(2)
    await expect(otto.get_by_role("button", name="全部重试")).to_have_count(0)
    assert await width_over(otto) == 0
    page = await portal.page(chromium, "rosa")
    await page.goto("/jobs?state=dead&kind=notice.send")
    await page.get_by_role("button", name="发通知全部重试").click()
    await expect(page.locator(".blank")).to_contain_text("这里没有任务")
    assert await Job.filter(id__in=[first, second], state="ready").count() == 2
