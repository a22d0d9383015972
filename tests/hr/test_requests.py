"""Requests: manager then HR, reasons, returns, withdrawals, stale pages, and what they change."""

import asyncio
from datetime import date

import pytest

from hr import dirty, ids, requests, todo
from orm.models import Day, Delegation, Notice, Request
from rules.problem import Refused
from tests.hr.kit import judged, punch, refusal
from tests.support.town import NOW, Town

SICK = {"kind": "sick", "first": "2026-11-19", "last": "2026-11-19"}
DAY = date(2026, 11, 19)


async def filed(town: Town, who: str = "ada") -> str:
    return await requests.file(town.of(who), "leave", SICK)


async def waiting(town: Town, who: str) -> list[str]:
    groups = (await todo.todo(town.of(who))).groups
    return [one.request_id for _, rows in groups for one in rows]


async def state(town: Town, request_id: str) -> str:
    return (await todo.request(town.of("hana"), request_id)).state


async def test_the_manager_decides_and_then_hr(town: Town) -> None:
    asked = await filed(town)
    assert (await waiting(town, "mara"), await waiting(town, "hana")) == ([asked], [])
    await requests.act(town.of("mara"), asked, "approve")
    assert (await waiting(town, "mara"), await waiting(town, "hana")) == ([], [asked])
    await requests.act(town.of("hana"), asked, "approve")
    assert await state(town, asked) == "approved"


async def test_hr_cannot_decide_before_the_manager(town: Town) -> None:
    asked = await filed(town)
    assert await refusal(requests.act(town.of("hana"), asked, "approve")) == "not_assignee"


async def test_a_rejection_needs_a_reason_that_the_applicant_can_read(town: Town) -> None:
    asked = await filed(town)
    mara = town.of("mara")
    assert await refusal(requests.act(mara, asked, "reject", comment=" ")) == "comment_required"
    await requests.act(mara, asked, "reject", comment="we count stock that day")
    seen = await todo.request(town.of("ada"), asked)
    assert seen.state == "rejected"
    assert "we count stock that day" in repr(seen.lines)


async def test_a_returned_request_waits_for_its_applicant(town: Town) -> None:
    asked = await filed(town)
    await requests.act(town.of("mara"), asked, "return", to=("start",), comment="which half?")
    assert await state(town, asked) == "returned"
    assert await waiting(town, "mara") == []


async def test_the_applicant_withdraws_until_somebody_decided(town: Town) -> None:
    first, second = await filed(town), await filed(town)
    await requests.act(town.of("ada"), first, "withdraw")
    assert await state(town, first) == "withdrawn"
    assert await refusal(requests.act(town.of("mara"), first, "approve")) == "closed"
    await requests.act(town.of("mara"), second, "approve")
    assert await refusal(requests.act(town.of("ada"), second, "withdraw")) == "too_late"


async def test_nobody_else_withdraws_it(town: Town) -> None:
    asked = await filed(town)
    assert await refusal(requests.act(town.of("mara"), asked, "withdraw")) == "not_initiator"


async def test_an_act_on_other_content_than_shown_is_refused(town: Town) -> None:
    asked = await filed(town)
    other = requests.act(town.of("mara"), asked, "approve", content="0" * 64)
    assert await refusal(other) == "stale"
    shown = (await todo.request(town.of("mara"), asked)).content
    await requests.act(town.of("mara"), asked, "approve", content=shown)


async def test_the_same_press_twice_is_one_act(town: Town) -> None:
    asked = await filed(town)
    await requests.act(town.of("mara"), asked, "approve", key="press 1")
    lines = len((await todo.request(town.of("mara"), asked)).lines)
    await requests.act(town.of("mara"), asked, "approve", key="press 1")
    assert len((await todo.request(town.of("mara"), asked)).lines) == lines


async def test_of_two_acts_at_once_one_wins(town: Town) -> None:
    asked = await filed(town)
    done = await asyncio.gather(
        requests.act(town.of("mara"), asked, "approve"),
        requests.act(town.of("mara"), asked, "reject", comment="no"),
        return_exceptions=True,
    )
    (lost,) = [one for one in done if isinstance(one, Refused)]
    assert lost.problem.code in {"stale", "closed", "task_closed", "not_assignee"}
    assert (await Request.get(id=asked)).state in {"running", "rejected"}


async def test_leave_changes_the_day_and_the_applicant_is_told(town: Town) -> None:
    assert (await judged_absent(town)).verdict == "absent"
    asked = await filed(town)
    for who in ("mara", "hana"):
        await requests.act(town.of(who), asked, "approve")
    assert (await judged(town.people["ada"], DAY)).verdict == "leave"
    told = await Notice.filter(person_id=town.people["ada"], kind="approval")
    assert len(told) == 1


async def judged_absent(town: Town) -> Day:
    await dirty.mark(town.company, [(town.people["ada"], DAY)])
    return await judged(town.people["ada"], DAY)


async def test_a_correction_supplies_the_missing_punch(town: Town) -> None:
    await punch("0002", "2026-11-19 08:55:00")
    assert (await judged(town.people["ada"], DAY)).missing == ["out"]
    texts = {"date": "2026-11-19", "direction": "out", "time": "18:05", "reason": "door was open"}
    asked = await requests.file(town.of("ada"), "correction", texts)
    for who in ("mara", "hana"):
        await requests.act(town.of(who), asked, "approve")
    found = await judged(town.people["ada"], DAY)
    assert (found.verdict, found.missing) == ("present", [])


async def test_a_delegate_gets_what_his_principal_would_get(town: Town) -> None:
    await Delegation.create(
        id=ids.new_id(), company_id=town.company, from_id=town.people["mara"],
        to_id=town.people["otto"], starts_at=NOW.replace(day=1), ends_at=NOW.replace(day=30),
    )  # fmt: skip
    asked = await filed(town)
    assert (await waiting(town, "otto"), await waiting(town, "mara")) == ([asked], [])


@pytest.mark.parametrize(
    ("form", "texts", "code"),
    [
        ("nosuch", SICK, "not_found"),
        ("leave", SICK | {"last": "2026-11-18"}, "backwards"),
        ("leave", SICK | {"first": "2026-02-30"}, "moment"),
        ("leave", SICK | {"kind": "holiday on mars"}, "not_offered"),
        ("leave", {"kind": "personal", "first": "2026-11-19", "last": "2026-11-19"}, "required"),
        ("correction", {"date": "2026-11-25", "direction": "in", "time": "09:00", "reason": "x"},
         "future"),
    ],
)  # fmt: skip
async def test_bad_input_is_refused_by_field(
    town: Town, form: str, texts: dict[str, str], code: str
) -> None:
    assert await refusal(requests.file(town.of("ada"), form, texts)) == code
    assert await Request.all().count() == 0


async def test_acts_outside_the_buttons_do_not_exist(town: Town) -> None:
    asked = await filed(town)
    for kind in ("submit", "edit", "leave", "__class__", ""):
        assert await refusal(requests.act(town.of("ada"), asked, kind)) == "not_found"
