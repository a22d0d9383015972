"""The bulk path: each punch once, the rest told apart, few statements."""

from datetime import timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from orm import sql
from orm.batch import NEVER, Punches, Received, StoredBatch, Unread
from orm.fields import to_ms
from orm.ingest import store_batch
from orm.models import CodeMapping, Inbox, Punch, Quarantine
from orm.sqlite_backend import in_thread
from tests.orm.rows import AT, fill

Row = dict[str, Any]
pytestmark = pytest.mark.usefixtures("db")


def received(number: int = 1, payload: bytes = b"raw") -> Received:
    return Received(
        id=f"inbox-{number}",
        company_id="id-1",
        terminal_id="t",
        code_group="g",
        zone="Asia/Shanghai",
        source="pull",
        received_at=AT,
        payload=payload,
    )


def punch(number: int, code: str = "7", *, at_day: int = 0, batch: str = "") -> Row:
    at = AT + timedelta(days=at_day, seconds=number)
    local = f"{at:%Y-%m-%d %H:%M:%S}"
    return {
        "ids": f"p{batch}{number}",
        "identities": f"{local}|{code}",
        "codes": code,
        "locals": local,
        "ats": to_ms(at),
        "states": 0,
        "verifies": "finger",
        "numbers": None,
        "flags": "",
    }


def columns(rows: list[Row]) -> Punches:
    return Punches(**{name: [row[name] for row in rows] for name in rows[0]} if rows else {})


async def store(got: Received, rows: list[Row], unread: tuple[Unread, ...] = ()) -> StoredBatch:
    async with in_transaction() as conn:
        return await store_batch(conn, got, columns(rows), unread)


async def test_a_batch_is_stored_and_sent_again_adds_nothing() -> None:
    first = await store(received(), [punch(n) for n in range(100)])
    assert (len(first.punches), first.duplicates) == (100, 0)
    again = await store(received(2, b"other bytes"), [punch(n, batch="x") for n in range(100)])
    assert (len(again.punches), again.duplicates) == (0, 100)
    assert await Punch.all().count() == 100
    assert [one.id for one in await Inbox.all()] == ["inbox-1"]


async def test_of_a_mixed_batch_only_the_new_ones_are_told() -> None:
    await store(received(), [punch(n) for n in range(10)])
    mixed = await store(received(2, b"more"), [punch(n, batch="x") for n in range(5, 15)])
    assert mixed.punches.ids == [f"px{n}" for n in range(10, 15)]
    assert mixed.duplicates == 5
    assert {one.inbox_id for one in await Punch.filter(id__startswith="px")} == {"inbox-2"}


async def test_the_same_punch_twice_in_one_batch_is_one() -> None:
    found = await store(received(), [punch(1), punch(1, batch="x"), punch(2)])
    assert (len(found.punches), found.duplicates) == (2, 1)


async def test_the_same_bytes_with_news_in_them_keep_their_first_inbox_row() -> None:
    await store(received(), [punch(1)])
    await store(received(2), [punch(1, batch="x"), punch(2)])
    assert {one.inbox_id for one in await Punch.all()} == {"inbox-1"}
    assert await Inbox.all().count() == 1


async def test_a_code_is_the_person_it_was_at_that_instant() -> None:
    await fill()
    day = timedelta(days=1)
    for name, since, until in (("m1", AT, AT + day), ("m2", AT + 3 * day, None)):
        await CodeMapping.create(
            id=name,
            company_id="id-1",
            code_group="g",
            code="7",
            person_id="id-1",
            valid_from=since,
            valid_to=until,
        )
    punches = [punch(0, at_day=n, batch=str(n)) for n in (-1, 0, 1, 2, 3, 9)]
    found = await store(received(), [*punches, punch(0, "8")])
    owners = found.owners
    assert owners == [None, "id-1", None, None, "id-1", "id-1", None]
    stored = dict(await Punch.filter(terminal_id="t").values_list("id", "person_id"))
    assert [stored[one] for one in found.punches.ids] == owners


async def test_what_nobody_can_read_is_kept_once_and_counted() -> None:
    bad = Unread(id="q1", payload=b"\x00\xff", reason="length", detail={"at": "3"})
    found = await store(received(), [], (bad,))
    assert found.quarantined == ["q1"]
    again = Unread(id="q2", payload=b"\x00\xff", reason="length", detail={})
    assert (await store(received(2), [], (again,))).quarantined == []
    (row,) = await Quarantine.all()
    assert (row.payload, row.repeats, row.detail) == (b"\x00\xff", 1, {"at": "3"})
    assert await Inbox.all().count() == 0


async def test_a_rollback_leaves_nothing() -> None:
    async def fails() -> None:
        async with in_transaction() as conn:
            await store_batch(conn, received(), columns([punch(1)]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await Punch.all().count() == 0
    assert await Inbox.all().count() == 0


async def test_an_id_that_clashes_is_an_error_and_never_a_lost_punch() -> None:
    await store(received(), [punch(1)])
    clash = punch(2) | {"ids": "p1"}
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store(received(2, b"x"), [clash])


@pytest.mark.parametrize(
    "wrong",
    [
        {"identities": "x" * 161},
        {"codes": "7\0"},
        {"codes": "\ud800"},
        {"numbers": "1" * 33},
        {"states": 1 << 31},
        {"states": -1 << 31},
        {"ats": NEVER},
    ],
)
async def test_what_a_column_cannot_hold_does_not_fit(wrong: Row) -> None:
    assert columns([punch(1, "张三"), punch(2)]).fit()
    assert not columns([punch(1), punch(2) | wrong, punch(3)]).fit()


async def test_a_thousand_punches_take_at_most_five_statements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count = 0
    many = columns([punch(n) for n in range(1000)])
    async with in_transaction() as conn:
        if sql.dialect() == "sqlite":

            def told(_text: str) -> None:
                nonlocal count
                count += 1

            await in_thread(conn, lambda raw: raw.set_trace_callback(told))
            found = await store_batch(conn, received(), many)
            await in_thread(conn, lambda raw: raw.set_trace_callback(None))
        else:
            real = sql.rows

            async def counted(*args: object, **kwargs: object) -> object:
                nonlocal count
                count += 1
                return await real(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came

            monkeypatch.setattr(sql, "rows", counted)
            found = await store_batch(conn, received(), many)
    assert len(found.punches) == 1000
    assert 0 < count <= 5


async def test_a_batch_of_any_size_is_stored_whole_and_in_order() -> None:
    for size in (1, 4, 5, 56, 499, 1111):
        rows = [punch(n, str(size), batch=f"{size}-") for n in range(size)]
        found = await store(received(size, str(size).encode()), rows)
        stored = await Punch.filter(person_code=str(size)).order_by("at").values_list("id")
        assert [one for (one,) in stored] == found.punches.ids == [row["ids"] for row in rows]
