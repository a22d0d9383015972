"""The demo company's paper: pay, scores, leave, requests on their way, a closed month, notices."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hr import actor, clock, ids, month, notices, parameters, pay, requests
from hr.actor import Actor
from hr.jobs.inline import run_due
from liuhen.demo import cast
from liuhen.demo.history import Extra, Plot
from orm.models import (
    Account,
    Company,
    Day,
    LeaveGrant,
    PayProfile,
    PerformanceScore,
    Person,
)
from rules.period import Month

ZONE = ZoneInfo("Asia/Shanghai")
_BASE = {"经理": 9000, "总监": 15000, "工程师": 8500, "班长": 6200, "会计": 7500, "专员": 6200}
_ORDINARY = 5200
_LONG_SERVICE = {"何佳怡", "赵立群", "彭国栋"}
_AGREED = {cast.GOLDEN: (5000, 5000), cast.VANISHED: (8000, 10000)}
"""Base and performance of those whose pay the story is about, in yuan."""


class Acting:
    """A caller that is one person, as if signed in."""

    def __init__(self, account: Account) -> None:
        self.account = account

    async def actor(self) -> Actor:
        return await actor.load(self.account)


async def past(company: Company, people: dict[str, Person], story: Plot) -> None:
    """Leave and overtime of the past, asked for, and decided by manager and HR in time."""
    callers = {a.person_id: Acting(a) for a in await Account.filter(company_id=company.id)}
    hr = next(a for a in callers.values() if a.account.login == "hr")
    asked = [
        (one.name, "leave", _leave(one.kind, one.first, one.last, one.reason), one.first)
        for one in story.leave
    ]
    asked += [(one.name, "overtime", _extra(one), one.day) for one in story.extra]
    for name, form, values, day in asked:
        moment = datetime.combine(day - timedelta(days=2), time(10, 12), ZONE)
        with clock.standing_at(moment):
            filed = await requests.file(callers[people[name].id], form, values)
        manager = people[name].manager_id or people[cast.DIRECTOR].id
        with clock.standing_at(moment + timedelta(hours=2)):
            await requests.act(callers[manager], filed, "approve")
        with clock.standing_at(moment + timedelta(hours=3)):
            await requests.act(hr, filed, "approve")


async def write(company: Company, people: dict[str, Person], today: date) -> None:
    """Everything on paper, filed by the people themselves through the same actions as real work."""
    sign_in = {a.person_id: Acting(a) for a in await Account.filter(company_id=company.id)}
    by_login = {a.account.login: a for a in sign_in.values()}
    last = Month.of(today).previous
    await _pay(company, people, last)
    await _leave_grants(company, people, today)
    await _parameters(by_login, today)
    await _close(company, by_login, last)
    await _requests(sign_in, people, today)
    await _notice(by_login, people)


async def _pay(company: Company, people: dict[str, Person], last: Month) -> None:
    """Agreed pay since 2025, and scores of the two full months behind us."""
    for name, person in people.items():
        ordinary = _base(person.position)
        base, performance = _AGREED.get(name, (ordinary, round(ordinary * 0.25, -2)))
        await PayProfile.create(
            id=ids.new_id(),
            company_id=company.id,
            person_id=person.id,
            valid_from=date(2025, 1, 1),
            base_fen=int(base * 100),
            performance_fen=int(performance * 100),
            items={},
        )
        for at, percent in _scores(name, last):
            await PerformanceScore.create(
                id=ids.new_id(),
                company_id=company.id,
                person_id=person.id,
                month=str(at),
                score_bp=percent * 100,
                confirmed_at=datetime.combine(at.next.first, time(10), ZONE),
            )


def _base(position: str) -> int:
    return next((pay for word, pay in _BASE.items() if word in position), _ORDINARY)


def _scores(name: str, last: Month) -> Iterable[tuple[Month, int]]:
    special = {cast.GOLDEN: (96, 80), cast.VANISHED: (100, 50)}
    before, after = special.get(name, (100, 100))
    return ((last.previous, before), (last, after))


async def _leave_grants(company: Company, people: dict[str, Person], today: date) -> None:
    year = (date(today.year, 1, 1), date(today.year, 12, 31))
    for person in people.values():
        days = 10 if person.name in _LONG_SERVICE else 5
        await LeaveGrant.create(
            id=ids.new_id(),
            company_id=company.id,
            person_id=person.id,
            leave_type="annual",
            days=Decimal(days),
            usable_from=year[0],
            usable_to=year[1],
        )


async def _parameters(by_login: dict[str, Acting], today: date) -> None:
    """Shenzhen's minimum wage: entered by payroll, checked by her manager (demo figures)."""
    entered = await parameters.enter(
        by_login["payroll"],
        jurisdiction="CN-4403",
        key="minimum_wage.month",
        valid_from=date(today.year - 1, 3, 1),
        value="2520",
        source="演示数据：请以深圳市人社局公告为准",
    )
    await parameters.check(by_login["paylead"], entered)


async def _close(company: Company, by_login: dict[str, Acting], last: Month) -> None:
    """Both full months of attendance are closed; the earlier one is paid, the last one waits."""
    for at in (last.previous, last):
        await Day.filter(
            company_id=company.id, date__gte=at.first, date__lte=at.last, needs_hr=True
        ).update(needs_hr=False)
        with clock.standing_at(datetime.combine(at.next.first, time(9, 30), ZONE)):
            await month.close(by_login["hr"], str(at))
    with clock.standing_at(datetime.combine(last.first + timedelta(days=4), time(15), ZONE)):
        await pay.start(by_login["payroll"], str(last.previous))
        await run_due(kinds=["pay.shard"])
        await pay.review(by_login["paylead"], str(last.previous))
        await pay.close(by_login["paylead"], str(last.previous))


async def _requests(
    sign_in: dict[str | None, Acting], people: dict[str, Person], today: date
) -> None:
    """Some requests decided, some on their way."""

    def by(name: str) -> Acting:
        return sign_in[people[name].id]

    ahead = today + timedelta(days=(7 - today.weekday()) % 7 or 7)
    moment = datetime.combine(today - timedelta(days=1), time(12, 18), ZONE)
    friday = ahead + timedelta(days=4)
    with clock.standing_at(moment):
        waiting = await requests.file(
            by("何佳怡"), "leave", _leave("annual", ahead, friday, "回湖南老家，父亲手术")
        )
        await requests.file(by("唐小雅"), "leave", _leave("annual", ahead, ahead, ""))
        extra = Extra("罗嘉敏", today - timedelta(days=1), time(17), time(20))
        await requests.file(by("罗嘉敏"), "overtime", _extra(extra))
    with clock.standing_at(moment + timedelta(hours=4)):
        await requests.act(by("叶岚"), waiting, "approve", comment="交接好就行，家里要紧。")


def _leave(kind: str, first: date, last: date, reason: str) -> dict[str, str]:
    return {
        "kind": kind,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "reason": reason,
    }


def _extra(one: Extra) -> dict[str, str]:
    return {
        "date": one.day.isoformat(),
        "start": f"{one.start:%H:%M}",
        "end": f"{one.end:%H:%M}",
        "reason": "赶一批出货检验",
    }


async def _notice(by_login: dict[str, Acting], people: dict[str, Person]) -> None:
    draft = notices.Draft(
        person_id=people[cast.GOLDEN].id,
        title="关于年度体检的通知",
        body="年度体检定于下月第一周，请在月底前到人事行政部登记时间。\n"
        "体检当天按出勤计算，费用由公司承担。",
    )
    await notices.send(by_login["hr"], draft)
