"""Leave as its owner plans it and its approver weighs it."""

from datetime import date
from decimal import Decimal

from hr import ids, leave, requests
from orm.models import LeaveGrant
from rules.text import Text
from tests.support.town import Town

WEEK = {"kind": "annual", "first": "2026-11-23", "last": "2026-11-27"}


async def grant(town: Town, name: str, days: str) -> None:
    await LeaveGrant.create(
        id=ids.new_id(),
        company_id=town.company,
        person_id=town.people[name],
        leave_type="annual",
        days=Decimal(days),
        usable_from=date(2026, 1, 1),
        usable_to=date(2026, 12, 31),
    )


async def left(town: Town) -> Text | None:
    kinds = (await leave.offer(town.of("ada"))).kinds
    return next(one.left for one in kinds if one.kind == "annual")


async def test_a_plan_says_what_it_costs_and_who_decides(town: Town) -> None:
    await grant(town, "ada", "6.5")
    plan = await leave.plan(town.of("ada"), WEEK)
    assert plan.head.zh == "请年假 5 天，还剩 1.5 天"
    assert plan.deciders == Text("mara → 人事", "mara → HR")
    assert not plan.problems


async def test_half_days_count_half(town: Town) -> None:
    await grant(town, "ada", "6.5")
    half = WEEK | {"first_half": "pm", "last_half": "am"}
    assert (await leave.plan(town.of("ada"), half)).head.zh == "请年假 4 天，还剩 2.5 天"
    await requests.file(town.of("ada"), "leave", half)
    assert await left(town) == Text("2.5 天", "2.5 days")


async def test_an_unready_plan_says_what_is_missing(town: Town) -> None:
    await grant(town, "ada", "6.5")
    plan = await leave.plan(town.of("ada"), {"kind": "annual"})
    assert plan.head.zh == "年假还有 6.5 天"
    assert {one.where for one in plan.problems} == {"first", "last"}
    backwards = await leave.plan(town.of("ada"), WEEK | {"last": "2026-11-20"})
    assert backwards.head.zh == "结束早于开始"


async def test_open_requests_are_off_the_balance_until_they_are_withdrawn(town: Town) -> None:
    await grant(town, "ada", "6.5")
    filed = await requests.file(town.of("ada"), "leave", WEEK)
    assert await left(town) == Text("1.5 天", "1.5 days")
    await requests.act(town.of("ada"), filed, "withdraw")
    assert await left(town) == Text("6.5 天", "6.5 days")


async def test_the_approver_sees_the_balance_and_who_else_is_away(town: Town) -> None:
    await grant(town, "ada", "4")
    other = await requests.file(town.of("otto"), "leave", WEEK | {"last": "2026-11-23"})
    await requests.act(town.of("mara"), other, "approve")
    await requests.act(town.of("hana"), other, "approve")
    filed = await requests.file(town.of("ada"), "leave", WEEK)
    around = await leave.around(town.of("mara"), filed)
    assert around is not None
    assert (around.before, around.after) == (Text("4 天", "4 days"), Text("−1 天", "−1 days"))
    assert not around.enough
    assert [day.names for day in around.days] == [(), ("otto",), (), (), (), (), ()]
    assert [day.asked for day in around.days] == [False, *[True] * 5, False]
    assert around.size == 7


async def test_other_forms_have_no_balance(town: Town) -> None:
    overtime = {"date": "2026-11-20", "start": "18:00", "end": "20:00", "reason": "stocktaking"}
    filed = await requests.file(town.of("ada"), "overtime", overtime)
    assert await leave.around(town.of("mara"), filed) is None
