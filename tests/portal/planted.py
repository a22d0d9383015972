"""Hostile text in every place where the product keeps text, each tagged with the place's name."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tortoise.transactions import in_transaction

from devices.driver import Batch, PunchEvent, Unreadable, User
from hr import (
    clock,
    gateway,
    ids,
    mapping,
    notices,
    outages,
    parameters,
    pay,
    requests,
    sequencer,
    zones,
)
from hr.installation import current
from orm.models import (
    Account,
    Company,
    Job,
    PayRun,
    PerformanceScore,
    Person,
    RoleGrant,
    Shift,
    Site,
    Terminal,
    TerminalCommand,
    TerminalGap,
    Unit,
)
from rules.access import Role
from tests.hr import matrix
from tests.hr.kit import machine_work
from tests.hr.matrix import DRAFT, LEAVE, World
from tests.support.town import Town

SHAPES = (
    '"><img src=x onerror=alert("{place}")>{{{{7*7}}}}${{7*7}}</script><script>alert(1)</script>',
    '"><svg/onload=alert("{place}")>',
    "<b onclick=alert(1)>{place}",
)
TEXTS = Path(__file__).parents[1] / "cases" / "hostile" / "text.jsonl"


@dataclass(slots=True)
class Planted:
    """The world, and the text of every place."""

    world: World
    texts: dict[str, str] = field(default_factory=dict)

    def evil(self, place: str, limit: int = 128) -> str:
        """The worst text that a place can hold."""
        shapes = (shape.format(place=place) for shape in SHAPES)
        self.texts[place] = next(text for text in shapes if len(text) <= limit)
        return self.texts[place]


async def plant(town: Town) -> Planted:
    """Fill a town; hana carries every role, so that she opens every page."""
    found = Planted(await matrix.build(town))
    await _everything(town)
    await _company(found)
    await _people(found)
    await _wire(found)
    await _requests(found)
    await _notices(found)
    await _pay(found)
    await _records(found)
    while await sequencer.sequence(town.company, current().vault.signing_key()):
        pass
    return found


async def _everything(town: Town) -> None:
    for role in set(Role) - {Role.HR}:
        await RoleGrant.create(
            id=ids.new_id(),
            account_id=town.accounts["hana"],
            role=role.value,
            unit_id=town.units["a"] if role is Role.MANAGER else None,
            granted_at=clock.now(),
        )


async def _company(to: Planted) -> None:
    town = to.world.town
    await Company.filter(id=town.company).update(
        name=to.evil("company.name"), name_en=to.evil("company.name_en")
    )
    await Unit.filter(id=town.units["a"]).update(
        name=to.evil("unit", 64), name_en=to.evil("unit_en", 64)
    )
    await Site.filter(company_id=town.company).update(
        name=to.evil("site", 64), name_en=to.evil("site_en", 64)
    )
    await Shift.filter(company_id=town.company).update(
        name=to.evil("shift", 64), name_en=to.evil("shift_en", 64)
    )
    await Account.filter(id=town.accounts["ben"]).update(login=to.evil("account.login"))


async def _people(to: Planted) -> None:
    town = to.world.town
    await Person.filter(id=town.people["hana"]).update(
        name=to.evil("person.name"),
        position=to.evil("position", 64),
        phone=to.evil("phone", 32),
        email=to.evil("email"),
    )
    await Person.filter(id=town.people["ben"]).update(code=to.evil("person.code", 32))
    like = await Person.get(id=town.people["ada"])
    for number, text in enumerate(names()):
        one = like.clone(pk=ids.new_id())
        one.code, one.name = f"0000-{number:02d}", text
        to.texts[f"name {number}"] = text
        await one.save(force_create=True)


def names() -> list[str]:
    """The names of the hostile cases that people may really have."""
    cases = [json.loads(line) for line in TEXTS.read_text("utf-8").splitlines()]
    kept = [one for one in cases if one["expect"] == "accept_verbatim_render_inert"]
    return [one["input"] for one in kept if "input" in one]


async def _wire(to: Planted) -> None:
    """What terminals send, and what is typed about them."""
    terminal = next(one for one in await gateway.enrolled() if one.serial == "MATRIXC")
    await Terminal.filter(id=terminal.id).update(
        code=to.evil("terminal", 32),
        name=to.evil("terminal.name", 64),
        name_en=to.evil("terminal.name_en", 64),
        firmware=to.evil("firmware", 64),
        address=to.evil("address"),
        last_error={"zh": to.evil("error.zh"), "en": to.evil("error.en")},
        state="offline",
    )
    await gateway.users_seen(terminal, [User(code="9999", name=to.evil("device user"))])
    code, raw = to.evil("wire code", 64), to.evil("quarantined").encode()
    event = PunchEvent(
        person_code=code, local="2026-11-20 09:01:00", identity="x", payload=b"x", verify="face"
    )
    odd = Unreadable(payload=raw, reason="short", detail=to.evil("why unread"))
    await gateway.store(
        terminal, Batch(source="t", payload=raw, events=(event,), unreadable=(odd,))
    )
    await gateway.knock(to.evil("stranger", 64), "adms", "unknown", to.evil("knocker", 64))
    since = clock.now() - timedelta(hours=2)
    await outages.began(terminal, since, to.evil("outage", 64))
    await _decided(to, terminal.id)


async def _decided(to: Planted, terminal_id: str) -> None:
    """What people wrote about terminals, and what a terminal answered to an order."""
    company_id, hana = to.world.town.company, to.world.town.of("hana")
    await Terminal.filter(id=terminal_id).update(code_group=to.evil("code group", 32))
    for low, settled in (("gap 1", None), ("gap 2", clock.now())):
        await TerminalGap.create(
            id=ids.new_id(),
            company_id=company_id,
            terminal_id=terminal_id,
            kind="skipped",
            low=to.evil(low, 32),
            high=to.evil(f"{low} to", 32),
            found_at=clock.now(),
            settled_at=settled,
            settled_as="lost" if settled else "",
            note=to.evil("gap.note", 400) if settled else "",
        )
    await TerminalCommand.create(
        id=ids.new_id(),
        company_id=company_id,
        terminal_id=terminal_id,
        number=2,
        kind="put_user",
        person_id=to.world.town.people["hana"],
        arguments={"code": to.evil("order.code", 64)},
        state="failed",
        created_at=clock.now(),
        created_by="",
        result=to.evil("order.result", 400),
    )
    since, reason = clock.now() - timedelta(days=1), to.evil("zone.reason", 400)
    await zones.correct(hana, terminal_id, since, clock.now(), "Asia/Shanghai", reason=reason)
    code = to.evil("mapping.code", 64)
    await mapping.give(hana, "default", code, to.world.town.people["hana"], since)


async def _requests(to: Planted) -> None:
    town, hana = to.world.town, to.world.town.of("hana")
    texts = LEAVE | {"reason": to.evil("request.reason", 2000)}
    filed = await requests.file(hana, "leave", texts)
    await requests.act(hana, filed, "comment", comment=to.evil("request.comment", 2000))
    to.world.things["hana"]["request_id"] = filed
    asked = await requests.file(town.of("dora"), "leave", texts)
    await requests.act(town.of("rosa"), asked, "transfer", to=(town.people["hana"],))


async def _notices(to: Planted) -> None:
    hana = to.world.town.of("hana")
    draft = notices.Draft(
        person_id=to.world.town.people["hana"],
        title=to.evil("notice.title"),
        body=to.evil("notice.body", 2000),
        channels=("inapp",),
    )
    to.world.things["hana"]["notice_id"] = await notices.send(hana, draft)


async def _pay(to: Planted) -> None:
    town, hana = to.world.town, to.world.town.of("hana")
    await parameters.enter(
        hana,
        jurisdiction="CN-4403",
        key=to.evil("parameter.key", 64),
        valid_from=date(2026, 1, 1),
        value=to.evil("parameter.value"),
        source=to.evil("parameter.source"),
    )
    await PerformanceScore.filter(month=DRAFT, person_id=town.people["hana"]).update(
        note=to.evil("score.note")
    )
    run = await PayRun.get(company_id=town.company, month=DRAFT)
    await pay.compute(run, await Person.filter(id=town.people["hana"]))
    await pay.check_slip(hana, DRAFT, town.people["ada"], to.evil("pay.reason"))


async def _records(to: Planted) -> None:
    town = to.world.town
    work = await machine_work(town.company)
    async with in_transaction():
        await work.emit("person.changed", town.people["hana"], after=to.evil("event.data"))
    await Job.filter(id=to.world.walls["C"]["job_id"]).update(
        state="dead", errors=[{"attempt": 1, "error": to.evil("job.error"), "where": "x"}]
    )
