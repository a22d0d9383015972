"""setup and link: fill an empty database, hand out single-use sign-in links."""

import argparse
import asyncio
import json
import sys
from typing import Any

from hr import door, gateway, sequencer
from hr.installation import Installation
from hr.passwords import canonical_login
from hr.settings import Settings, load
from liuhen import blank, broker_accounts
from liuhen.boot import opened
from liuhen.broker import Broker
from liuhen.demo import cast
from orm import migrate
from orm.models import Account, Company, Terminal
from rules.problem import refuse

_FIRST = {
    "hr": "人事 HR",
    "0014": "市场总监 manager",
    "0003": "员工 employee (phone)",
    "payroll": "薪酬 payroll",
    "admin": "管理员 administrator",
}
"""Whose links a newcomer to the demo gets."""


def arguments(parser: argparse.ArgumentParser) -> None:
    if parser.prog.endswith("link"):
        parser.add_argument("login", help="the sign-in name")
        return
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument("--demo", action="store_true", default=True, help="demo company (default)")
    demo.add_argument("--no-demo", dest="demo", action="store_false", help="leave it empty")
    parser.add_argument("--zk-port", type=int, default=0, help="where the demo's ZK terminal is")
    parser.add_argument("--broker-port", type=int, default=0, help="0: no broker of our own")
    parser.add_argument("--broker-gateway-port", type=int, default=0, help="the gateway's own")


def main(args: argparse.Namespace) -> int:
    settings = load()
    work = _link(settings, args.login) if args.command == "link" else _setup(settings, args)
    return asyncio.run(work)


async def _setup(settings: Settings, args: argparse.Namespace) -> int:
    async with opened(settings) as installation:
        await migrate.migrate(settings.database)
        if not await Company.exists():
            await (_demo(installation) if args.demo else blank.company())
        if args.zk_port:
            await Terminal.filter(protocol="zk", serial__in=_DEMO_SERIALS).update(
                address=f"127.0.0.1:{args.zk_port}"
            )
        ports = args.broker_port, args.broker_gateway_port
        print(json.dumps(await _found(installation, *ports)))
        return 0


_DEMO_SERIALS = [one.serial for one in cast.TERMINALS]


async def _demo(installation: Installation) -> None:
    from liuhen.demo import files, seed

    print("liuhen: 正在建立演示公司 / setting up the demo company …", file=sys.stderr)
    built = await seed.seed()
    files.write(installation.settings.data / "demo", built)
    while await sequencer.sequence(built.company.id, installation.vault.signing_key()):
        pass


async def _found(installation: Installation, broker_port: int, gateway_port: int) -> dict[str, Any]:
    """What `liuhen run` needs to know: terminals, secrets for its own children, first links."""
    enrolled = await gateway.enrolled()
    codes = {one.id: one.code for one in await Terminal.all()}
    password = installation.vault.token("broker.password")
    if broker_port:
        folder = installation.settings.data / "mosquitto"
        broker = Broker(folder, broker_port, gateway_port, installation.settings.host)
        users = broker_accounts.accounts(enrolled, password)
        broker.write(users, broker_accounts.prefixes(enrolled))
    return {
        "demo": await Company.exists(is_demo=True),
        "terminals": [
            {
                "code": codes[one.id],
                "serial": one.serial,
                "protocol": one.protocol,
                "secret": one.secret,
            }
            for one in enrolled
            if one.serial in _DEMO_SERIALS
        ],
        "broker_password": password,
        "bounce_secret": installation.vault.token("bounce.secret"),
        "links": await _links(),
    }


async def _links() -> list[tuple[str, str]]:
    """Links for those who have no password yet: the demo's cast, or the first administrator."""
    demo = await Company.exists(is_demo=True)
    waiting = await Account.filter(password_hash=None, disabled_at=None)
    chosen = {one.login: one for one in waiting if not demo or one.login in _FIRST}
    order = [login for login in _FIRST if login in chosen] if demo else list(chosen)[:1]
    return [(_FIRST.get(login, login), await door.new_link(chosen[login].id)) for login in order]


async def _link(settings: Settings, login: str) -> int:
    async with opened(settings):
        account = await Account.get_or_none(login=canonical_login(login))
        if account is None:
            raise refuse(
                "no_account", f"没有登录名 {login}。", f"There is no sign-in name {login}."
            )
        token = await door.new_link(account.id)
        base = settings.public_url or f"http://{settings.host}:{settings.port}"
        print(f"{base}/enter/{token}")
        return 0
