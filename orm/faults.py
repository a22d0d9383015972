"""What a database says when it cannot, in words for people."""

import sqlite3

import asyncpg
from tortoise.exceptions import BaseORMException

from rules.problem import Problem, Refused
from rules.text import Text

DRIVER_ERRORS = (
    BaseORMException,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement on a connection cut a moment ago
    OSError,
)
"""Everything a statement may raise when the database fails; catch these, then `explain`."""

_WORDS: dict[str, tuple[Text, Text]] = {
    "storage.url": (
        Text("数据库地址无法识别：{url}", "this is not a database address: {url}"),
        Text(
            "请写 sqlite:////绝对路径/文件.db 或 postgres://用户:密码@主机:端口/库名",
            "write sqlite:////absolute/path/file.db or postgres://user:password@host:port/name",
        ),
    ),
    "storage.folder": (
        Text("数据库所在的文件夹不存在：{path}", "the database's folder does not exist: {path}"),
        Text("请先建立该文件夹", "create the folder first"),
    ),
    "storage.unreadable": (
        Text("数据库文件打不开：{url}", "the database file cannot be opened: {url}"),
        Text("请检查文件和文件夹的读写权限", "check that the file and its folder can be written"),
    ),
    "storage.not_a_database": (
        Text(
            "该文件不是数据库，或已经损坏：{url}", "the file is not a database or is damaged: {url}"
        ),
        Text("请改用正确的文件，或从备份恢复", "name the right file or restore a backup"),
    ),
    "storage.refused": (
        Text("连不上数据库服务器：{url}", "the database server cannot be reached: {url}"),
        Text("请检查服务是否启动、主机和端口是否正确", "check that it runs, and its host and port"),
    ),
    "storage.login": (
        Text("数据库服务器拒绝登录：{url}", "the database server refuses the login: {url}"),
        Text("请检查用户名、密码和库名", "check user name, password and database name"),
    ),
    "storage.full": (
        Text("磁盘已满，数据没有写入", "the disk is full, nothing was written"),
        Text("请腾出磁盘空间，之后会自动继续", "free some space, work then goes on by itself"),
    ),
    "storage.io": (
        Text("数据库所在的磁盘读写出错：{detail}", "the disk under the database failed: {detail}"),
        Text("请检查磁盘，并准备好备份", "check the disk and have a backup ready"),
    ),
    "storage.busy": (
        Text("数据库正忙，等待超时", "the database is busy and the wait ran out"),
        Text("请稍后重试", "try again shortly"),
    ),
    "storage.failed": (
        Text("数据库出错：{detail}", "the database failed: {detail}"),
        Text("请运行 liuhen doctor", "run liuhen doctor"),
    ),
}
_SIGNS: tuple[tuple[str, str], ...] = (
    ("unable to open database", "storage.unreadable"),
    ("readonly database", "storage.unreadable"),
    ("not a database", "storage.not_a_database"),
    ("malformed", "storage.not_a_database"),
    ("disk is full", "storage.full"),
    ("no space left", "storage.full"),
    ("disk full", "storage.full"),
    ("disk i/o error", "storage.io"),
    ("database is locked", "storage.busy"),
    ("password authentication", "storage.login"),
    ("does not exist", "storage.login"),
    ("can't establish connection", "storage.login"),
    ("refused", "storage.refused"),
    ("connect call failed", "storage.refused"),
    ("no such file", "storage.refused"),
    ("name or service not known", "storage.refused"),
    ("connection was closed", "storage.refused"),
)


class StorageError(Refused):
    """The database cannot do it; `problem` says why and what to do next."""


def fault(code: str, **facts: object) -> StorageError:
    """Build the error of a known fault."""
    text, hint = _WORDS[code]
    return StorageError(Problem(code=code, text=text.format(**facts), hint=hint))


def explain(error: BaseException, url: str = "") -> Problem:
    """Say in words what a driver's exception means; the URL is shown without its password."""
    said = str(error).lower()
    code = next((code for sign, code in _SIGNS if sign in said), "storage.failed")
    return fault(code, url=_without_password(url), detail=str(error)).problem


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.rsplit(':', 1)[0]}@{tail}" if at and head.count(":") > 1 else url
