"""migrate, doctor, backup, restore."""

import argparse
import asyncio
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from hr.settings import Settings, load
from liuhen.boot import opened
from orm import config, doctor, migrate
from rules.problem import refuse
from rules.text import Lang


def arguments(parser: argparse.ArgumentParser) -> None:
    if parser.prog.endswith(("backup", "restore")):
        parser.add_argument("file", type=Path, help="the archive (.tar.gz)")


def main(args: argparse.Namespace) -> int:
    work = {"migrate": _migrate, "doctor": _doctor, "backup": _backup, "restore": _restore}
    return work[args.command](load(), args)


def _migrate(settings: Settings, _args: argparse.Namespace) -> int:
    async def work() -> int:
        async with opened(settings):
            done = await migrate.migrate(settings.database)
            print(f"migrations applied: {len(done)}" if done else "up to date")
            return 0

    return asyncio.run(work())


def _doctor(settings: Settings, _args: argparse.Namespace) -> int:
    async def work() -> int:
        async with opened(settings):
            findings = await doctor.examine()
            lang: Lang = "zh"
            for finding in findings:
                print(f"! {finding.text.of(lang)} / {finding.text.en}")
                if finding.hint:
                    print(f"  {finding.hint.of(lang)} / {finding.hint.en}")
            print("没有发现问题 / nothing is wrong" if not findings else f"{len(findings)} !")
            return 1 if findings else 0

    return asyncio.run(work())


def _backup(settings: Settings, args: argparse.Namespace) -> int:
    source = _sqlite_file(settings)
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        copy = Path(folder) / "liuhen.db"
        with sqlite3.connect(source) as live, sqlite3.connect(copy) as target:
            live.backup(target)
        with tarfile.open(args.file, "w:gz") as archive:
            archive.add(copy, "liuhen.db")
            archive.add(settings.secrets, "secrets")
    args.file.chmod(0o600)
    print(args.file)
    return 0


def _restore(settings: Settings, args: argparse.Namespace) -> int:
    target = _sqlite_file(settings)
    if target.exists():
        raise refuse(
            "restore.exists",
            f"数据库 {target} 已经在了；恢复只写进空的数据目录，请先移走它。",
            f"The database {target} exists; a restore fills only an empty data folder. "
            "Move it away first.",
        )
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(args.file) as archive:
            archive.extractall(settings.data, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise refuse(
            "restore.file", f"备份读不了：{error}", f"The backup cannot be read: {error}"
        ) from error
    print(target)
    return 0


def _sqlite_file(settings: Settings) -> Path:
    credentials = config.settings(settings.database)["connections"].get("sqlite")
    if credentials is None:
        raise refuse(
            "backup.postgres",
            "PostgreSQL 请用 pg_dump / pg_restore，再备份 secrets 文件夹。",
            "For PostgreSQL use pg_dump / pg_restore, and copy the secrets folder.",
        )
    return Path(credentials["credentials"]["file_path"])
