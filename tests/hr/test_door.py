"""Coming in: links work once, guessing slows down, sessions end when they must."""

from datetime import timedelta

import pytest

from hr import accounts, clock, door
from hr.actor import Visitor
from hr.sessions import alive
from orm.models import Account, LoginLink, Session
from rules.problem import Refused
from tests.support.town import NOW, PASSWORD, Town


async def refusal(awaitable: object) -> str:
    with pytest.raises(Refused) as caught:
        await awaitable  # type: ignore[misc] # any awaitable
    return caught.value.problem.code


async def test_name_is_compared_without_case_and_blanks(town: Town) -> None:
    token = await door.sign_in("  ADA ", PASSWORD, address="10.0.0.1")
    assert (await Visitor(token).actor()).account_id == town.accounts["ada"]


async def test_wrong_password_and_unknown_name_get_the_same_answer(town: Town) -> None:
    wrong = await refusal(door.sign_in("ada", "wrong wrong wrong", address="10.0.0.1"))
    nobody = await refusal(door.sign_in("nobody", "wrong wrong wrong", address="10.0.0.1"))
    assert wrong == nobody == "wrong_login"


async def test_five_failures_slow_the_sixth_even_with_the_right_password(town: Town) -> None:
    for _ in range(5):
        await refusal(door.sign_in("ada", "wrong wrong wrong", address="10.0.0.1"))
    assert await refusal(door.sign_in("ada", PASSWORD, address="10.0.0.2")) == "too_many_tries"
    with clock.standing_at(NOW + timedelta(seconds=2)):
        assert await door.sign_in("ada", PASSWORD, address="10.0.0.2")


async def test_a_link_sets_a_password_once(town: Town) -> None:
    token = await door.new_link(town.accounts["ada"])
    session = await door.use_link(token, "another good password", address="10.0.0.1")
    assert (await Visitor(session).actor()).person_id == town.people["ada"]
    assert await refusal(door.use_link(token, "yet another password", address="x")) == "bad_link"


async def test_a_link_ends_older_sessions_and_older_links(town: Town) -> None:
    first = await door.new_link(town.accounts["ada"])
    second = await door.new_link(town.accounts["ada"])
    assert await refusal(door.use_link(first, "another good password", address="x")) == "bad_link"
    old = town.of("ada").token
    await door.use_link(second, "another good password", address="10.0.0.1")
    assert await alive([old]) == set()


async def test_a_link_lives_a_day(town: Town) -> None:
    token = await door.new_link(town.accounts["ada"])
    with clock.standing_at(NOW + timedelta(hours=24, seconds=1)):
        assert await refusal(door.link_account(token)) == "bad_link"


async def test_tokens_and_passwords_are_kept_as_hashes_only(town: Town) -> None:
    token = await door.new_link(town.accounts["ada"])
    assert not await LoginLink.exists(token_hash=token)
    assert not await Session.exists(token_hash=town.of("ada").token)
    account = await Account.get(id=town.accounts["ada"])
    assert account.password_hash is not None
    assert account.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "ada is my name!", "x" * 129]
)
async def test_weak_passwords_are_refused(town: Town, password: str) -> None:
    token = await door.new_link(town.accounts["ada"])
    assert await refusal(door.use_link(token, password, address="x")) == "weak_password"


async def test_disabling_ends_every_session(town: Town) -> None:
    token = town.of("ada").token
    await accounts.disable(town.of("rosa"), town.accounts["ada"])
    assert await alive([token, town.of("rosa").token]) == {town.of("rosa").token}
    assert await refusal(town.of("ada").actor()) == "signed_out"


async def test_an_idle_session_ends(town: Town) -> None:
    with clock.standing_at(NOW + timedelta(minutes=31)):
        assert await refusal(town.of("ada").actor()) == "signed_out"


async def test_changing_the_password_needs_the_old_one_and_ends_sessions(town: Town) -> None:
    ada = town.of("ada")
    new = "a completely new one"
    assert await refusal(accounts.change_password(ada, "not the old one", new)) == "wrong_password"
    await accounts.change_password(ada, PASSWORD, new)
    assert await refusal(ada.actor()) == "signed_out"
    assert await door.sign_in("ada", new, address="10.0.0.1")


async def test_nobody_changes_his_own_account(town: Town) -> None:
    rosa = town.of("rosa")
    assert await refusal(accounts.disable(rosa, town.accounts["rosa"])) == "own_account"


async def test_a_revoked_role_is_gone_at_the_next_call(town: Town) -> None:
    rosa, hana = town.of("rosa"), town.of("hana")
    granted = next(a for a in await accounts.list_accounts(rosa) if a.login == "hana").grants
    await accounts.revoke(rosa, granted[0].id)
    assert (await accounts.me(hana)).roles == ()
