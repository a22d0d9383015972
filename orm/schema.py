"""What is really in a database, as comparable text: tables, columns, keys, indexes, triggers."""

from tortoise.backends.base.client import BaseDBAsyncClient

from orm import sql

Schema = dict[tuple[str, str], str]
"""(kind, name) -> definition, without the name of the PostgreSQL schema it stands in."""

_SQLITE = """
    SELECT type AS kind, CASE type WHEN 'table' THEN name ELSE tbl_name || '.' || name END AS name,
        coalesce(sql, '') AS definition
    FROM sqlite_master WHERE name NOT LIKE 'sqlite_sequence'"""
_POSTGRES = """
    SELECT 'column' AS kind, table_name || '.' || column_name AS name,
        data_type || coalesce('(' || character_maximum_length || ')', '') ||
        CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END ||
        coalesce(' DEFAULT ' || column_default, '') AS definition
    FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL SELECT 'index', tablename || '.' || indexname, indexdef
    FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL SELECT 'constraint', conrelid::regclass::text || '.' || conname,
        pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text || '.' || tgname,
        pg_get_triggerdef(t.oid) || ' ' || tgenabled::text
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 'function', proname, prosrc
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"""


async def read(conn: BaseDBAsyncClient | None = None) -> Schema:
    """Read the whole schema of a connection."""
    if sql.dialect(conn) == "sqlite":
        found = await sql.rows(_SQLITE, conn=conn)
        space = ""
    else:
        found = await sql.rows(_POSTGRES, conn=conn)
        space = (await sql.rows("SELECT current_schema() AS name", conn=conn))[0]["name"]
    return {(row["kind"], row["name"]): _bare(row["definition"], space) for row in found}


def differences(live: Schema, fresh: Schema) -> list[tuple[str, str, str]]:
    """Every (what, kind, name) that is `missing` in the live schema, `extra` or `changed`."""
    names = sorted({*live, *fresh})
    return [(_word(live.get(n), fresh.get(n)), *n) for n in names if live.get(n) != fresh.get(n)]


def _word(live: str | None, fresh: str | None) -> str:
    if live is None:
        return "missing"
    return "extra" if fresh is None else "changed"


def _bare(text: str, space: str) -> str:
    text = text.replace(f"{space}.", "") if space else text
    return " ".join(text.split())
