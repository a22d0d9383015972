"""One client id, one running gateway; what is left is found, what is ended is forgotten."""

from datetime import timedelta

import pytest

from hr import broker_sessions, clock
from orm.models import BrokerSession
from tests.dbfixtures import Database


def nobody_is_gone(_: str) -> bool:
    return False


async def test_a_name_is_one_running_gateways(db: Database) -> None:
    assert await broker_sessions.claim("g", "one", nobody_is_gone) == "new"
    assert await broker_sessions.claim("g", "one", nobody_is_gone) == "known"
    assert await broker_sessions.claim("g", "two", nobody_is_gone) == "taken"
    assert await broker_sessions.claim("g", "two", lambda holder: holder == "one") == "known"


async def test_a_name_that_is_not_renewed_or_left_can_be_taken(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broker_sessions.claim("g", "one", nobody_is_gone)
    await broker_sessions.leave("g", "one")
    assert await broker_sessions.claim("g", "two", nobody_is_gone) == "known"
    monkeypatch.setattr(clock, "OFFSET", timedelta(minutes=1))
    assert await broker_sessions.claim("g", "three", nobody_is_gone) == "known"


async def test_who_is_renamed_has_lost_what_the_old_name_held(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broker_sessions.claim("old", "one", nobody_is_gone)
    assert await broker_sessions.claim("beside", "two", nobody_is_gone) == "new"
    monkeypatch.setattr(clock, "OFFSET", timedelta(minutes=1))
    assert await broker_sessions.claim("new", "three", nobody_is_gone) == "known"


async def test_what_is_left_is_found_until_it_is_ended(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broker_sessions.claim("g", "one", nobody_is_gone)
    assert await broker_sessions.left() == []
    monkeypatch.setattr(clock, "OFFSET", timedelta(minutes=1))
    assert await broker_sessions.left() == ["g"]
    await broker_sessions.claim("g", "two", nobody_is_gone)
    await broker_sessions.ended("g", "somebody else")
    assert await BrokerSession.exists(id="g")
    await broker_sessions.ended("g", "two")
    assert not await BrokerSession.exists()
