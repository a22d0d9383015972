"""What is wrong with the database, in words: steps not applied, drift, damage, loose ends."""

import secrets
import tempfile
from pathlib import Path

from orm import config, schema, sql
from orm.faults import DRIVER_ERRORS, explain
from orm.migrate import migrate, pending
from rules.problem import Problem
from rules.text import Text

_WHAT = {
    "missing": Text("缺少", "missing"),
    "extra": Text("多出", "not ours"),
    "changed": Text("被改动", "changed"),
}
_KIND = {
    "table": Text("表", "table"),
    "column": Text("列", "column"),
    "index": Text("索引", "index"),
    "constraint": Text("约束", "constraint"),
    "trigger": Text("触发器", "trigger"),
    "function": Text("函数", "function"),
}
_LOOSE = (
    (
        "punch_without_inbox",
        Text("{n} 条打卡找不到原始报文", "{n} punches without their raw inbox row"),
        (
            "SELECT count(*) AS n FROM punch p WHERE NOT EXISTS"
            " (SELECT 1 FROM inbox i WHERE i.id = p.inbox_id)"
        ),
    ),
    (
        "leaf_without_event",
        Text("{n} 个证据叶子找不到事件", "{n} evidence leaves without their event"),
        (
            "SELECT count(*) AS n FROM leaf l WHERE NOT EXISTS"
            " (SELECT 1 FROM event e WHERE e.id = l.event_id)"
        ),
    ),
    (
        "leaf_gap",
        Text("{n} 家公司的证据序号有缺口", "{n} companies with a gap in their evidence order"),
        (
            "SELECT count(*) AS n FROM (SELECT company_id FROM leaf GROUP BY company_id"
            " HAVING count(*) <> max(position) + 1) g"
        ),
    ),
    (
        "job_dead",
        Text("{n} 个后台任务已放弃", "{n} background jobs have been given up"),
        "SELECT count(*) AS n FROM job WHERE state = 'dead'",
    ),
)


async def examine() -> list[Problem]:
    """Look at the connected database; an empty list means that nothing is wrong."""
    url = config.url()
    todo = await pending(url)
    if todo:
        return [_problem("pending", Text("还有迁移未执行：", "not applied yet: "), ", ".join(todo))]
    return [*await _damage(), *await _drift(url), *await _loose_ends()]


async def counts() -> dict[str, int]:
    """Rows per table."""
    live = await schema.read()
    kinds = {name.split(".")[0] for kind, name in live if kind in ("table", "column")}
    found = {}
    for table in sorted(kinds):
        (row,) = await sql.rows(f'SELECT count(*) AS n FROM "{table}"')  # noqa: S608 - from the catalogue
        found[table] = row["n"]
    return found


async def _drift(url: str) -> list[Problem]:
    try:
        fresh = await _fresh_schema(url)
    except DRIVER_ERRORS as error:
        return [explain(error, url)]
    return [
        _problem(
            f"drift_{what}",
            Text(f"{_KIND[kind].zh}{_WHAT[what].zh}：", f"{kind} {_WHAT[what].en}: "),
            name,
        )
        for what, kind, name in schema.differences(await schema.read(), fresh)
    ]


async def _fresh_schema(url: str) -> schema.Schema:
    """The schema that all migrations give in an empty place."""
    if sql.dialect() == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            return await _migrated(f"sqlite://{Path(folder) / 'fresh.db'}")
    space = f"liuhen_doctor_{secrets.token_hex(4)}"
    await sql.rows(f"CREATE SCHEMA {space}")
    try:
        return await _migrated(f"{url}{'&' if '?' in url else '?'}schema={space}")
    finally:
        await sql.rows(f"DROP SCHEMA {space} CASCADE")


async def _migrated(url: str) -> schema.Schema:
    await migrate(url)
    async with await config.open_context(url) as context:
        return await schema.read(context.db())


async def _damage() -> list[Problem]:
    if sql.dialect() == "postgres":
        broken = await sql.rows(
            "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid"
        )
        title = Text("索引失效：", "index not valid: ")
        return [_problem("index_invalid", title, row["name"]) for row in broken]
    said = [row["integrity_check"] for row in await sql.rows("PRAGMA integrity_check")]
    title = Text("文件损坏：", "file damaged: ")
    found = [_problem("damaged", title, line) for line in said if line != "ok"]
    title = Text("外键指向不存在的行：", "foreign key to a row that is not there: ")
    loose = await sql.rows("PRAGMA foreign_key_check")
    return found + [
        _problem("foreign_key", title, f"{row['table']} -> {row['parent']}") for row in loose
    ]


async def _loose_ends() -> list[Problem]:
    found = []
    for code, text, query in _LOOSE:
        (row,) = await sql.rows(query)
        if row["n"]:
            found.append(_problem(code, text.format(n=row["n"]), ""))
    return found


def _problem(code: str, text: Text, name: str) -> Problem:
    return Problem(
        code=f"doctor.{code}",
        text=Text(text.zh + name, text.en + name),
        where=name,
        hint=_HINTS.get(code, _HINTS[code.split("_", maxsplit=1)[0]]),
    )


_HINTS = {
    "pending": Text("请运行 liuhen migrate", "run liuhen migrate"),
    "drift": Text(
        "有人绕过迁移改了结构：请对照备份恢复原样",
        "somebody changed the schema outside the migrations: put it back as in a backup",
    ),
    "damaged": Text("请从备份恢复", "restore a backup"),
    "foreign": Text("请从备份恢复缺失的行", "restore the missing rows from a backup"),
    "index": Text("请执行 REINDEX", "REINDEX it"),
    "punch": Text("请从备份恢复缺失的报文", "restore the missing rows from a backup"),
    "leaf": Text("请核对证据包并从备份恢复", "verify the evidence and restore a backup"),
    "job": Text("请在后台任务页重试或取消", "retry or cancel them on the page of background work"),
}
