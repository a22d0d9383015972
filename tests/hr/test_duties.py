"""Nobody decides about himself, and a role over one unit ends at that unit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hr import (
    accounts,
    ids,
    month,
    notices,
    parameters,
    pay,
    pay_views,
    people,
    punches,
    records,
    requests,
    search,
    terminals,
    todo,
)
from hr.actor import Visitor
from orm.models import Account, RoleGrant
from rules.access import Role
from tests.hr import matrix
from tests.hr.kit import refusal
from tests.hr.matrix import CLOSED, DRAFT, YESTERDAY, World
from tests.support.town import NOW, Town


@pytest.fixture
async def world(town: Town) -> World:
    return await matrix.build(town)


async def branch(town: Town, role: Role, unit: str) -> Visitor:
    """Dora, who holds a role over one unit only."""
    dora = await Account.get(login="dora")
    await RoleGrant.filter(account_id=dora.id).delete()
    await RoleGrant.create(
        id=ids.new_id(),
        account_id=dora.id,
        role=role.value,
        unit_id=town.units[unit],
        granted_at=NOW,
    )
    return town.of("dora")


async def test_nobody_approves_his_own_request(world: World) -> None:
    mara, own = world.town.of("mara"), world.things["mara"]["request_id"]
    assert "approve" not in (await todo.request(mara, own)).acts
    assert await refusal(requests.act(mara, own, "approve")) == "not_assignee"


async def test_hr_does_not_decide_the_hr_step_of_its_own_request(world: World) -> None:
    hana, own = world.town.of("hana"), world.things["hana"]["request_id"]
    await requests.act(world.town.of("mara"), own, "approve")
    found = await todo.request(hana, own)
    assert found.state == "approved"
    assert await todo.done(hana) == []


async def test_an_approver_cannot_pass_a_request_to_the_one_who_filed_it(world: World) -> None:
    to = (world.town.people["ada"],)
    mara, asked = world.town.of("mara"), world.things["ada"]["request_id"]
    assert await refusal(requests.act(mara, asked, "transfer", to=to)) == "self_approval"


async def test_nobody_sets_his_own_score(world: World) -> None:
    own = world.town.people["pavel"]
    asked = pay.set_score(world.town.of("pavel"), own, DRAFT, Decimal(200))
    assert await refusal(asked) == "own_score"


async def test_nobody_looks_at_his_own_pay_or_accepts_his_own_day(world: World) -> None:
    pavel, hana = world.town.people["pavel"], world.town.people["hana"]
    assert await refusal(pay.check_slip(world.town.of("pavel"), DRAFT, pavel)) == "own_slip"
    accepted = month.accept(world.town.of("hana"), hana, YESTERDAY, "I was here")
    assert await refusal(accepted) == "own_day"


async def test_nobody_changes_his_own_account(world: World) -> None:
    rosa, own = world.town.of("rosa"), world.things["rosa"]
    for asked in (
        accounts.disable(rosa, own["account_id"]),
        accounts.issue_link(rosa, own["account_id"]),
        accounts.grant(rosa, own["account_id"], Role.PAYROLL),
        accounts.revoke(rosa, own["grant_id"]),
    ):
        assert await refusal(asked) == "own_account"


async def test_nobody_gets_a_second_account(world: World) -> None:
    asked = accounts.create_account(world.town.of("rosa"), "rosa.two", world.town.people["rosa"])
    assert await refusal(asked) == "has_account"


async def test_nobody_checks_the_parameter_he_entered(world: World) -> None:
    own = world.things["pavel"]["parameter_id"]
    assert await refusal(parameters.check(world.town.of("pavel"), own)) == "parameter.same_person"


async def test_roles_of_another_companys_unit_cannot_be_granted(world: World) -> None:
    ada = world.town.accounts["ada"]
    asked = accounts.grant(world.town.of("rosa"), ada, Role.HR, world.town.units["x"])
    assert await refusal(asked) == "not_found"


async def test_hr_of_one_unit_sees_and_searches_that_unit_alone(world: World) -> None:
    dora = await branch(world.town, Role.HR, "b")
    page = await people.list_people(dora)
    assert ([one.name for one in page.rows], page.total) == (["dora"], 1)
    assert [one.id for one in await search.search(dora, "ada")] == []
    assert (await people.list_people(dora, search="1380000")).total == 0
    assert await refusal(people.person(dora, world.town.people["ada"])) == "not_found"
    assert [one.person for one in await notices.list_notices(dora)] == ["dora"]
    assert [one.name for one in (await month.sheet(dora, DRAFT)).people] == ["dora"]


async def test_hr_of_one_unit_adds_people_to_that_unit_alone(world: World) -> None:
    dora = await branch(world.town, Role.HR, "b")
    new: dict[str, Any] = {"code": "7001", "name": "New", "hired_on": date(2026, 11, 20)}
    asked = people.add_person(dora, unit_id=world.town.units["a"], **new)
    assert await refusal(asked) == "not_found"
    assert await people.add_person(dora, unit_id=world.town.units["b"], **new)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.HR, Role.PAYROLL, Role.AUDITOR])
async def test_a_role_over_one_unit_does_not_reach_what_the_company_owns(
    world: World, role: Role
) -> None:
    dora = await branch(world.town, role, "b")
    for asked in (
        terminals.list_terminals(dora),
        terminals.set_enabled(dora, world.walls["C"]["terminal_id"], enabled=False),
        accounts.list_accounts(dora),
        accounts.grant(dora, world.town.accounts["ada"], Role.ADMINISTRATOR),
        punches.unassigned(dora),
        records.timeline(dora),
        month.close(dora, CLOSED),
        pay_views.run(dora, CLOSED),
        pay.start(dora, DRAFT),
        pay.close(dora, DRAFT),
    ):
        assert await refusal(asked) == "no_permission"


async def test_what_is_closed_is_refused_in_words(world: World) -> None:
    pavel, ada = world.town.of("pavel"), world.town.people["ada"]
    assert await refusal(pay.check_slip(pavel, CLOSED, ada, "late")) == "pay_closed"
    assert await refusal(pay.close(pavel, CLOSED)) == "pay_closed"
    assert await refusal(pay.set_score(pavel, ada, CLOSED, Decimal(90))) == "pay_closed"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "month"),
        ("2026-13", "month"),
        ("november", "month"),
        ("2026-11-01", "month"),
        ("2026-11\0", "control"),
        ("\uff19\uff19\uff19\uff19-11", "month"),
    ],
)
async def test_a_month_that_is_none_is_refused_in_words(town: Town, text: str, key: str) -> None:
    for asked in (
        month.sheet(town.of("hana"), text),
        month.my_days(town.of("ada"), text),
        month.close(town.of("hana"), text),
        pay.start(town.of("pavel"), text),
        pay.set_score(town.of("pavel"), town.people["ada"], text, Decimal(90)),
    ):
        assert await refusal(asked) == key


async def test_a_lost_role_is_lost_at_the_next_call(world: World) -> None:
    hana = world.town.of("hana")
    assert (await people.list_people(hana)).total > 1
    await accounts.revoke(world.town.of("rosa"), world.things["hana"]["grant_id"])
    assert await refusal(people.list_people(hana)) == "no_permission"
