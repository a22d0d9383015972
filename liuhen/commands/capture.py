"""device capture, redact: a customer's session becomes a test, without the customer's people."""

import argparse
import asyncio
from pathlib import Path
from random import SystemRandom
from zoneinfo import ZoneInfo

from devices.tools import redact
from devices.tools.fakes import UnredactableError
from hr import gateway
from hr.gateway import Enrolled
from hr.settings import load
from liuhen.boot import opened
from liuhen.capture import capture
from rules.problem import refuse

_MOST_MINUTES = 24 * 60


def arguments(parser: argparse.ArgumentParser) -> None:
    if parser.prog.endswith("redact"):
        parser.add_argument("source", type=Path, help="folder of a capture, or one of its files")
        parser.add_argument("target", type=Path, nargs="?", help="default: SOURCE-redacted")
        parser.add_argument("--zone", default="Asia/Shanghai", help="zone of the terminal's clock")
        return
    parser.add_argument("serial", help="serial of an enrolled terminal")
    parser.add_argument("folder", type=Path, help="folder for the case files")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long (default: 2)")
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        help="record what comes to this address instead (zk, adms) and pass it on",
    )


def main(args: argparse.Namespace) -> int:
    return _redact(args) if args.command == "device redact" else asyncio.run(_capture(args))


async def _capture(args: argparse.Namespace) -> int:
    if not 0 < args.minutes <= _MOST_MINUTES:
        raise refuse(
            "minutes",
            f"--minutes 要在 0 和 {_MOST_MINUTES} 之间。",
            f"--minutes must be above 0 and at most {_MOST_MINUTES}.",
            where="minutes",
        )
    listen = _address(args.listen) if args.listen else None
    async with opened(load()):
        to = await _enrolled(args.serial)
        many = await capture(to, 60 * args.minutes, args.folder, listen, print)
    print(f"录到 {many} 个用例 / {many} cases. 外发前请先脱敏 / redact before you send it:")
    print(f"  liuhen device redact {args.folder}")
    return 0 if many else 1


def _redact(args: argparse.Namespace) -> int:
    source = args.source
    target = args.target or source.parent / f"{source.stem}-redacted"
    try:
        many = redact.folder(source, target, SystemRandom(), ZoneInfo(args.zone))
    except (UnredactableError, OSError, ValueError, KeyError) as wrong:
        raise refuse(
            "source",
            f"不能脱敏，什么也没有写出：{wrong}。",
            f"It cannot be redacted, nothing was written: {wrong}.",
            where="source",
        ) from wrong
    print(
        f"{many} 个用例，原值均已不在其中 / {many} cases, nothing of the original remains: {target}"
    )
    print(f"  pytest tests/cases --cases-devices {target}")
    return 0


async def _enrolled(serial: str) -> Enrolled:
    for one in await gateway.enrolled():
        if one.serial == serial:
            return one
    raise refuse(
        "serial",
        f"没有登记并启用序列号为 {serial} 的终端，请先用 liuhen device add 登记。",
        f"No terminal with the serial {serial} is enrolled and on: use liuhen device add.",
        where="serial",
    )


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise refuse(
            "listen",
            f"--listen 的值“{text}”不对，请写成 地址:端口，例如 0.0.0.0:8090。",
            f"--listen cannot be '{text}': write HOST:PORT, for example 0.0.0.0:8090.",
            where="listen",
        )
    return host, int(port)
