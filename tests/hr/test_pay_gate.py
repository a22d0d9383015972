"""What a pay run may do now, and why not."""

from tortoise.transactions import in_transaction

from hr import ids, pay_views
from hr.jobs import new_batch
from orm.models import AttendanceMonth, JobBatch, PayRun
from tests.support.town import NOW, Town


async def closed(town: Town, month: str) -> None:
    await AttendanceMonth.create(
        id=ids.new_id(), company_id=town.company, month=month, closed_at=NOW, closed_by="",
        digest="",
    )  # fmt: skip


async def draft(town: Town, month: str) -> PayRun:
    return await PayRun.create(
        id=ids.new_id(), company_id=town.company, month=month, state="draft", made_at=NOW,
        made_by="", problems={},
    )  # fmt: skip


async def test_closed_months_without_a_run_and_the_present_one_can_be_started(town: Town) -> None:
    for month in ("2026-09", "2026-10"):
        await closed(town, month)
    await draft(town, "2026-09")
    found = await pay_views.months(town.of("pavel"))
    assert [(one.month, one.ready) for one in found] == [("2026-10", True), ("2026-11", False)]


async def test_open_attendance_a_running_computation_and_the_state_each_close_an_act(
    town: Town,
) -> None:
    await draft(town, "2026-10")
    run = await pay_views.run(town.of("pavel"), "2026-10")
    assert set(run.closed) == {"review", "reopen", "close"}
    assert "考勤还没有关账" in run.closed["review"].zh
    await closed(town, "2026-10")
    async with in_transaction():
        batch = await new_batch("pay:2026-10", total=2, company_id=town.company)
    run = await pay_views.run(town.of("pavel"), "2026-10")
    assert "还在计算" in run.closed["recompute"].zh
    await JobBatch.filter(id=batch).update(done=1, failed=1)
    run = await pay_views.run(town.of("pavel"), "2026-10")
    assert set(run.closed) == {"reopen", "close"}
