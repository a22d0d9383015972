"""device add, list, test: enrol a terminal, see how it is, find out step by step what is wrong."""

import argparse
import asyncio
import json
import sys

from devices.protocols import PROTOCOLS
from hr import terminals
from hr.actor import Machine
from hr.settings import load
from hr.terminals import Enrolment, TerminalView
from liuhen import device_test
from liuhen.boot import opened
from orm.models import Company, Site
from rules.problem import refuse

_MOST_TEXT = 28


def arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.prog.removeprefix("liuhen ")
    if words == "device test":
        parser.add_argument("serial", help="serial of an enrolled terminal")
    elif words == "device add":
        _enrolment(parser)
    else:
        parser.add_argument("--json", action="store_true", help="for programs")


def _enrolment(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--protocol", required=True, help=", ".join(one.code for one in PROTOCOLS))
    add("--serial", required=True, help="as printed on the case")
    add("--address", default="", help="ZK: host or host:port")
    add("--secret", default="", help="communication key or password (default: one is made)")
    add("--zone", default="Asia/Shanghai", help="time zone of its clock")
    add("--code", help="short name on the wall (default: the serial)")
    add("--name", help="name for people (default: the code)")
    add("--site", help="name of its site (default: the only one)")
    add("--company", help="name of its company (default: the only one)")


def main(args: argparse.Namespace) -> int:
    work = {"device add": _add, "device list": _list, "device test": _test}[args.command]

    async def opened_work() -> int:
        async with opened(load()):
            return await work(args)

    return asyncio.run(opened_work())


async def _add(args: argparse.Namespace) -> int:
    company = _only(
        [one for one in await Company.all() if args.company in (None, one.name)], "company"
    )
    sites = await Site.filter(company_id=company.id)
    site = _only([one for one in sites if args.site in (None, one.name)], "site")
    code = args.code or args.serial[:32]
    secret = await terminals.enrol(
        Machine(company.id),
        Enrolment(
            code=code,
            name=args.name or code,
            protocol=args.protocol,
            serial=args.serial,
            site_id=site.id,
            address=args.address,
            zone=args.zone,
            secret=args.secret or ("0" if args.protocol == "zk" else ""),
        ),
    )
    if not args.secret and args.protocol != "zk":
        print(f"已登记；密码只显示这一次 / enrolled; the secret is shown this once: {secret}")
    else:
        print("已登记 / enrolled")
    return 0


async def _list(args: argparse.Namespace) -> int:
    found = [
        view
        for company in await Company.all()
        for view in await terminals.list_terminals(Machine(company.id))
    ]
    if args.json:
        json.dump([_facts(view) for view in found], sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    rows: list[tuple[str, ...]] = [
        ("SERIAL", "PROTOCOL", "STATE", "LAST SEEN", "DEVICE", "STORED", "WAITING", "SKEW")
    ]
    rows += [_line(view) for view in found]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    return 0


async def _test(args: argparse.Namespace) -> int:
    return 0 if await device_test.examine(args.serial, print) else 1


def _facts(view: TerminalView) -> dict[str, object]:
    return {
        "serial": view.serial,
        "code": view.code,
        "protocol": view.protocol,
        "enabled": view.enabled,
        "state": view.state,
        "last_seen_at": view.last_seen_at and view.last_seen_at.isoformat(),
        "last_punch_at": view.last_punch_at and view.last_punch_at.isoformat(),
        "device_count": view.device_count,
        "stored_count": view.stored_count,
        "unassigned": view.unassigned,
        "quarantined": view.quarantined,
        "clock_skew_ms": view.clock_skew_ms,
        "last_error": view.last_error,
    }


def _line(view: TerminalView) -> tuple[str, ...]:
    seen = view.last_seen_at.strftime("%Y-%m-%d %H:%M:%SZ") if view.last_seen_at else "-"
    skew = "-" if view.clock_skew_ms is None else f"{view.clock_skew_ms / 1000:+.0f} s"
    return (
        view.serial[:_MOST_TEXT],
        view.protocol,
        view.state if view.enabled else "off",
        seen,
        "-" if view.device_count is None else str(view.device_count),
        str(view.stored_count),
        str(view.unassigned + view.quarantined),
        skew,
    )


def _only(found: list[Company] | list[Site], what: str) -> Company | Site:
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in found) or "-"
    raise refuse(
        what,
        f"请用 --{what} 指明是哪一个：{names}。",
        f"Say which one with --{what}: {names}.",
        where=what,
    )
