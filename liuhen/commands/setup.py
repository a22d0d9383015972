"""setup and link: fill an empty database, hand out single-use sign-in links."""

import argparse
import asyncio
import json
import sys

from hr import door, sequencer
from hr.installation import Installation
from hr.passwords import canonical_login
from hr.settings import Settings, load
from liuhen.boot import opened
from orm import migrate
from orm.faults import StorageError
from orm.models import Account, Company
from rules.problem import Refused, refuse


def arguments(parser: argparse.ArgumentParser) -> None:
    if parser.prog.endswith("link"):
        parser.add_argument("login", help="the sign-in name")
    else:
        demo = parser.add_mutually_exclusive_group()
        demo.add_argument(
            "--demo", action="store_true", default=True, help="a demo company (default)"
        )
        demo.add_argument("--no-demo", dest="demo", action="store_false", help="leave it empty")


def main(args: argparse.Namespace) -> int:
    settings = load()
    work = _link(settings, args.login) if args.command == "link" else _setup(settings, args.demo)
    try:
        return asyncio.run(work)
    except StorageError as error:
        raise Refused(error.problem) from error


async def _setup(settings: Settings, demo: bool) -> int:  # noqa: FBT001 - a command's own switch
    async with opened(settings) as installation:
        await migrate.migrate(settings.database)
        if demo and not await Company.exists():
            await _demo(installation)
        print(json.dumps({"company": await Company.filter().count()}))
        return 0


async def _demo(installation: Installation) -> None:
    from liuhen.demo import files, seed

    print("liuhen: setting up the demo company …", file=sys.stderr)
    built = await seed.seed()
    files.write(installation.settings.data / "demo", built)
    while await sequencer.sequence(built.company.id, installation.vault.signing_key()):
        pass


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
