"""One client id, one running gateway; what is left is found, what is ended is forgotten."""

from datetime import datetime, timedelta

import pytest

from hr import broker_sessions, clock
from orm.models import BrokerSession
from tests.dbfixtures import Database


def never(holder: str, _: datetime) -> bool:
    return not holder


async def test_a_name_is_one_running_gateways(db: Database) -> None:
    assert await broker_sessions.claim("g", "one", never) == "new"
    assert await broker_sessions.claim("g", "one", never) == "known"
    assert await broker_sessions.claim("g", "two", never) == "taken"
    asked: list[str] = []

    def free(holder: str, _: datetime) -> bool:
        asked.append(holder)
        return True

    assert await broker_sessions.claim("g", "two", free) == "known"
    assert asked == ["one"]


async def test_a_name_that_was_left_can_be_taken(db: Database) -> None:
    await broker_sessions.claim("g", "one", never)
    await broker_sessions.leave("g", "somebody else")
    assert await broker_sessions.claim("g", "two", never) == "taken"
    await broker_sessions.leave("g", "one")
    assert await broker_sessions.claim("g", "two", never) == "known"


async def test_who_is_renamed_has_lost_what_the_old_name_held(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broker_sessions.claim("old", "one", never)
    assert await broker_sessions.claim("beside", "two", never) == "new"
    monkeypatch.setattr(clock, "OFFSET", timedelta(minutes=1))
    assert await broker_sessions.claim("new", "three", never) == "known"


async def test_what_is_ended_is_forgotten(db: Database) -> None:
    await broker_sessions.claim("g", "one", never)
    ((name, until),) = await broker_sessions.every()
    assert name == "g"
    assert until > clock.now()
    await broker_sessions.ended("g", "somebody else")
    assert await BrokerSession.exists(id="g")
    await broker_sessions.ended("g", "one")
    assert await broker_sessions.every() == []
