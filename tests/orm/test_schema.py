"""What the models and migrations promise is really in the database, on both."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AlterModelOptions

from orm import config, schema, sql
from orm.models import CodeMapping, Job, Leaf, PayRun, Site, TerminalOutage
from tests.dbfixtures import Database
from tests.orm.rows import AT, fill, models


async def test_models_and_migrations_say_the_same(db: Database) -> None:
    app = config.settings(db.url)["apps"]
    context = await config.open_context(db.url)
    try:
        assert context.apps is not None
        writers = await MigrationAutodetector(context.apps, app).changes()
    finally:
        await context.close_connections()
    drift = [op for writer in writers for op in writer.operations]
    assert [op.describe() for op in drift if not isinstance(op, AlterModelOptions)] == []


@pytest.mark.usefixtures("db")
async def test_every_unique_and_every_index_of_the_models_is_there() -> None:
    live = await indexed()
    for model in models():
        meta = model._meta
        uniques = [tuple(u) for u in meta.unique_together]
        uniques += [(n,) for n, f in meta.fields_map.items() if f.unique and n != "pk"]
        plain = [tuple(i) for i in meta.indexes if isinstance(i, tuple)]
        plain += [(n,) for n, f in meta.fields_map.items() if f.index and not f.unique]
        for columns in uniques:
            assert (meta.db_table, True, columns) in live
        for columns in plain:
            assert (meta.db_table, False, columns) in live or (meta.db_table, True, columns) in live


async def indexed() -> set[tuple[str, bool, tuple[str, ...]]]:
    """(table, unique, columns) of every whole index."""
    if sql.dialect() == "postgres":
        found = await sql.rows(
            "SELECT c.relname AS t, i.indisunique AS u,"
            " array_agg(a.attname::text ORDER BY k.n) AS c"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
            " WHERE i.indpred IS NULL AND c.relnamespace = 'public'::regnamespace"
            " GROUP BY i.indexrelid, c.relname, i.indisunique"
        )
        return {(row["t"], row["u"], tuple(row["c"])) for row in found}
    found = await sql.rows(
        'SELECT m.name AS t, l."unique" AS u, group_concat(x.name) AS c FROM sqlite_master m,'
        " pragma_index_list(m.name) l, pragma_index_info(l.name) x"
        " WHERE m.type = 'table' AND NOT l.partial GROUP BY m.name, l.name"
    )
    return {(row["t"], bool(row["u"]), tuple(row["c"].split(","))) for row in found}


CLASHES: dict[str, Callable[[], Awaitable[object]]] = {
    "two open mappings of one code": lambda: CodeMapping.create(
        id="x",
        company_id="id-1",
        code_group="code_group-1",
        code="code-1",
        person_id="id-1",
        valid_from=AT.replace(year=2027),
    ),
    "two open outages of one terminal": lambda: TerminalOutage.create(
        id="x", terminal_id="id-1", began_at=AT.replace(year=2027)
    ),
    "a site of a company that is not there": lambda: Site.create(
        id="x", company_id="nobody", name="x"
    ),
    "a pay run in a state nobody knows": lambda: PayRun.create(
        id="x", company_id="id-1", month="2026-12", state="paid", made_at=AT, made_by="x"
    ),
    "a job in a state nobody knows": lambda: Job.create(
        id="x", kind="k", state="stuck", run_at=AT, created_at=AT
    ),
    "a running job without a token": lambda: Job.create(
        id="x", kind="k", state="running", run_at=AT, created_at=AT
    ),
    "a leaf before the first": lambda: Leaf.create(
        event_id="x", company_id="id-1", position=-1, hash=b""
    ),
    "a mapping that ends before it begins": lambda: CodeMapping.create(
        id="x",
        company_id="id-1",
        code_group="g",
        code="c",
        person_id="id-1",
        valid_from=AT,
        valid_to=AT.replace(year=2020),
    ),
}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("clash", CLASHES)
async def test_the_database_itself_refuses(clash: str) -> None:
    await fill()
    with pytest.raises(IntegrityError):
        await CLASHES[clash]()


@pytest.mark.usefixtures("db")
async def test_money_is_whole_fen() -> None:
    """SQLite would store 100.5 in an integer column; PostgreSQL never could."""
    await fill()
    with suppress(IntegrityError):
        await sql.run("UPDATE pay_profile SET base_fen = 100.5")
    (row,) = await sql.rows("SELECT base_fen FROM pay_profile")
    assert isinstance(row["base_fen"], int)


@pytest.mark.usefixtures("db")
async def test_two_fresh_databases_are_alike(template: str) -> None:
    async with await config.open_context(template) as context:
        fresh = await schema.read(context.db())
    assert schema.differences(await schema.read(), fresh) == []
    assert len(fresh) > 100
