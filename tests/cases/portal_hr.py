"""Hostile acts at the portal that can be tried on the use cases themselves, in a fresh town."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from hr import (
    accounts,
    door,
    ids,
    notices,
    pack,
    passwords,
    pay,
    pay_views,
    people,
    records,
    requests,
    search,
    sequencer,
)
from hr.actor import Visitor
from hr.installation import current
from hr.sessions import alive
from orm import sql
from orm.models import Account, RoleGrant
from rules.access import Role
from rules.problem import Refused
from tests.hr.kit import refusal
from tests.hr.test_evidence import EDITS, by_force
from tests.support.town import NOW, PASSWORD, Town

LEAVE = {"kind": "sick", "first": "2026-11-25", "last": "2026-11-25"}
HERE = {"address": "10.0.0.1"}
NEAR = 0.010
"""Seconds by which two answers may differ and still say nothing."""


async def name_in_any_case(town: Town) -> None:
    """One rule: sign-in names are compared in NFKC, case folded, without blanks around."""
    for typed in ("ADA", " ada ", "\uff41da"):
        token = await door.sign_in(typed, PASSWORD, **HERE)
        assert (await Visitor(token).actor()).account_id == town.accounts["ada"]


async def every_byte_counts(town: Town) -> None:
    long = "correct horse battery staple " * 4
    await door.use_link(await door.new_link(town.accounts["ada"]), long, **HERE)
    assert await refusal(door.sign_in("ada", long[:-2] + "X ", **HERE)) == "wrong_login"


async def names_are_not_told_apart(town: Town) -> None:
    """Same words, same work: measured on the comparison itself, since guessing is slowed down."""
    words = [
        (await caught(door.sign_in(name, "wrong wrong wrong", **HERE))).problem
        for name in ("ada", "nobody")
    ]
    assert words[0] == words[1]
    known = (await Account.get(login="ada")).password_hash
    await as_fast(
        lambda: passwords.matches(known, "wrong wrong wrong"),
        lambda: passwords.matches(None, "wrong wrong wrong"),
    )


async def guessing_slows_down(_town: Town) -> None:
    for _ in range(5):
        assert await refusal(door.sign_in("ada", "wrong wrong wrong", **HERE)) == "wrong_login"
    assert await refusal(door.sign_in("ada", "wrong wrong wrong", **HERE)) == "too_many_tries"


async def a_link_works_once(town: Town) -> None:
    token = await door.new_link(town.accounts["ada"])
    await door.use_link(token, "another good password", **HERE)
    assert await refusal(door.use_link(token, "yet another password", **HERE)) == "bad_link"


async def other_sessions_end(town: Town) -> None:
    other = await door.sign_in("ada", PASSWORD, **HERE)
    await accounts.change_password(town.of("ada"), PASSWORD, "a completely new one")
    assert await alive([other, town.of("ada").token]) == set()


async def hidden_acts_are_refused(town: Town) -> None:
    ada, ben = town.of("ada"), town.people["ben"]
    assert await refusal(people.edit_person(ada, ben, {"name": "x"})) == "no_permission"
    assert await refusal(accounts.disable(ada, town.accounts["rosa"])) == "no_permission"


async def values_outside_the_choices_are_refused(town: Town) -> None:
    texts = LEAVE | {"kind": "sabbatical"}
    assert await refusal(requests.file(town.of("ada"), "leave", texts)) == "not_offered"


async def nobody_approves_himself(town: Town) -> None:
    asked = await requests.file(town.of("ada"), "leave", LEAVE)
    assert await refusal(requests.act(town.of("ada"), asked, "approve")) == "not_assignee"


async def pay_stays_hidden_from_managers(town: Town) -> None:
    """By every way: slip, run, export, search, sort, record."""
    mara, ada = town.of("mara"), town.people["ada"]
    for asked in (
        pay_views.payslip(mara, "2026-10", ada),
        pay_views.run(mara, "2026-10"),
        pay_views.runs(mara),
        pack.pack(mara, ada),
        records.timeline(mara, subject=ada),
        pay.start(mara, "2026-10"),
    ):
        assert await refusal(asked) == "no_permission"
    assert await refusal(people.list_people(mara, sort="base_fen")) == "sort"
    assert await search.search(mara, "500000") == []
    assert "500000" not in repr(await people.person(mara, ada))


async def another_branch_is_not_there(town: Town) -> None:
    """HR of unit b: somebody of unit a and a number nobody has get the same answer and time."""
    await RoleGrant.filter(account_id=town.accounts["otto"]).delete()
    await RoleGrant.create(
        id=ids.new_id(), account_id=town.accounts["otto"], role=Role.HR.value,
        unit_id=town.units["b"], granted_at=NOW,
    )  # fmt: skip
    otto = town.of("otto")
    for code in ("0002", "9876", "13800000002"):
        assert (await people.list_people(otto, search=code)).total == 0
    await as_fast(
        lambda: people.list_people(otto, search="0002"),
        lambda: people.list_people(otto, search="9876"),
    )
    assert await search.search(otto, "0002") == []


async def another_id_in_the_event_is_refused(town: Town) -> None:
    ada = town.of("ada")
    assert await refusal(people.edit_person(ada, town.people["ben"], {"name": "x"}))
    draft = notices.Draft(person_id=town.people["ben"], title="t", body="b", channels=("inapp",))
    other = await notices.send(town.of("hana"), draft)
    assert await refusal(notices.take(ada, other, session="s", address="x")) == "not_found"
    nina = people.edit_person(town.of("hana"), town.people["nina"], {"name": "x"})
    assert await refusal(nina) == "not_found"


async def withdrawn_is_over(town: Town) -> None:
    asked = await requests.file(town.of("ada"), "leave", LEAVE)
    await requests.act(town.of("ada"), asked, "withdraw")
    assert await refusal(requests.act(town.of("mara"), asked, "approve")) == "closed"


async def of_two_at_once_one_wins(town: Town) -> None:
    """Two of HR press at the same instant."""
    await RoleGrant.create(
        id=ids.new_id(), account_id=town.accounts["pavel"], role=Role.HR.value, granted_at=NOW
    )
    asked = await requests.file(town.of("ada"), "leave", LEAVE)
    await requests.act(town.of("mara"), asked, "approve")
    done = await asyncio.gather(
        *(requests.act(town.of(who), asked, "approve") for who in ("hana", "pavel")),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, Refused) for one in done) == [False, True]


async def an_edited_record_is_found(town: Town) -> None:
    for number in range(7):
        change = {"position": f"clerk {number}"}
        await people.edit_person(town.of("hana"), town.people["ada"], change)
    while await sequencer.sequence(town.company, current().vault.signing_key()):
        pass
    assert (await records.whole(town.of("otto"))).fault is None
    await by_force(sql.dialect(), EDITS["a changed sentence"])
    assert (await records.whole(town.of("otto"))).fault is not None


async def names_stay_on_their_line(town: Town) -> None:
    hana, rosa = town.of("hana"), town.of("rosa")
    forged = "ada\n2026-11-20 rosa granted a role"
    assert await refusal(people.edit_person(hana, town.people["ada"], {"name": forged}))
    assert await refusal(accounts.create_account(rosa, forged)) == "login"


async def as_fast(*asks: Callable[[], Awaitable[object]], rounds: int = 30) -> None:
    """Fail when one takes longer than the other; the least of many turns is the work itself."""
    spent: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for ask, times in zip(asks, spent, strict=True):
            began = time.perf_counter()
            await ask()
            times.append(time.perf_counter() - began)
    least = [min(times) for times in spent]
    assert max(least) - min(least) < NEAR


async def caught(awaitable: Awaitable[object]) -> Refused:
    with pytest.raises(Refused) as found:
        await awaitable
    return found.value


ADAPTERS: tuple[tuple[str, str, Callable[[Town], Awaitable[None]]], ...] = (
    ("auth", "wrong letter case of user name", name_in_any_case),
    ("auth", r"differing only after byte \d+", every_byte_counts),
    ("auth", "unknown user vs wrong password", names_are_not_told_apart),
    ("auth", r"\d+ wrong passwords", guessing_slows_down),
    ("auth", "link used twice", a_link_works_once),
    ("session", "after password change", other_sessions_end),
    ("ws", "disabled or hidden button", hidden_acts_are_refused),
    ("ws", "not in the select options", values_outside_the_choices_are_refused),
    ("authz", "approves own", nobody_approves_himself),
    ("authz", "reads salary .* without salary right", pay_stays_hidden_from_managers),
    ("authz", "HR of branch A searches", another_branch_is_not_there),
    ("authz", "change employee_id", another_id_in_the_event_is_refused),
    ("authz", "already withdrawn", withdrawn_is_over),
    ("authz", "two approvers", of_two_at_once_one_wins),
    ("audit", "database admin edits", an_edited_record_is_found),
    ("audit", "name with newline", names_stay_on_their_line),
)
