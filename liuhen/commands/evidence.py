"""evidence pack and evidence verify: hand out the record, and check a pack as a stranger would."""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from hr import pack, verify_pack
from hr.settings import load
from liuhen.boot import opened
from orm.models import Company
from rules.problem import refuse

_MOST = 512 * 1024 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the pack, a .zip")
    if parser.prog.endswith("pack"):
        parser.add_argument("--subject", default="", help="only what is on record about this id")


def main(args: argparse.Namespace) -> int:
    if args.command == "evidence verify":
        return _verify(args.file)
    args.file.write_bytes(asyncio.run(_pack(args.subject)))
    print(args.file)
    return 0


async def _pack(subject: str) -> bytes:
    async with opened(load()):
        company = await Company.all().order_by("id").first()
        if company is None:
            raise refuse("no_company", "还没有公司。", "There is no company yet.")
        return await pack.build(company.id, subject)


def _verify(source: Path) -> int:
    """Unpack into a fresh folder and run the pack's own check, without any of our modules."""
    if shutil.which("openssl") is None:
        raise refuse("openssl", "需要 openssl，请先安装。", "openssl is needed; install it first.")
    with tempfile.TemporaryDirectory() as folder:
        _unpack(source, Path(folder))
        done = subprocess.run(  # noqa: S603 - this python, our own script
            [sys.executable, "-I", str(Path(verify_pack.__file__)), folder], check=False
        )
    return done.returncode


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST:
                raise refuse("pack.size", "证据包过大。", "The pack is too large.")
            archive.extractall(folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise refuse(
            "pack.file",
            f"{source} 不是证据包：{error}",
            f"{source} is not an evidence pack: {error}",
        ) from error
