"""Simulated ADMS terminals: `python -m devices.sims.adms --server http://127.0.0.1:8088 --rate 1`.

Each says hello, uploads what nobody acknowledged in batches, sends a batch again until it is
answered 200 OK, polls for commands and reports their results.
"""

import asyncio
from argparse import Namespace
from urllib.parse import quote, urlsplit

from devices.sims import control, http, run
from devices.sims.adms_obey import Obedience, Obeyed
from devices.sims.adms_rows import FAULTS, batch_body, user_rows
from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal

_PUSH_VERSION = "2.4.1"


class Device:
    """One terminal that pushes."""

    def __init__(
        self, terminal: Terminal, server: http.Server, options: Namespace, faults: Faults
    ) -> None:
        self._terminal = terminal
        self._server = server
        self._options = options
        self._faults = faults
        self._news = asyncio.Event()
        self._obedience = Obedience(terminal, faults, options.encoding)
        terminal.on_punch = self._punched

    async def run(self) -> None:
        """Work for ever: hello, then uploads beside polls."""
        await self._introduce()
        async with asyncio.TaskGroup() as work:
            work.create_task(self._upload_for_ever())
            work.create_task(self._poll_for_ever())

    async def upload(self) -> bool:
        """Send the oldest unacknowledged batch; say whether the server took it."""
        records = self._waiting()
        if not records:
            return True
        self._terminal.ledger.sent([record.n for record in records])
        answer = await self._post("ATTLOG", records)
        taken = answer.status == 200 and answer.body.startswith(b"OK")
        if taken and self._faults.take("resend_acked") is None:
            self._terminal.ledger.ack([record.n for record in records])
        return taken

    def _punched(self, _: Record) -> None:
        self._news.set()

    def _waiting(self) -> list[Record]:
        """The next batch; what was cleared before it went out is gone."""
        ledger, batch = self._terminal.ledger, self._options.batch
        found = ledger.unacked(batch + ledger.cleared)
        return [record for record in found if record.n > ledger.cleared][:batch]

    async def _introduce(self) -> None:
        while True:
            if await self._hello():
                return
            await asyncio.sleep(self._options.retry_seconds)

    async def _hello(self) -> bool:
        query = f"&options=all&language=83&pushver={_PUSH_VERSION}"
        target = self._target("cdata", query)
        answer = await http.send(self._server, "GET", target)
        return answer.status == 200 and answer.body.startswith((b"GET OPTION", b"registry"))

    async def _post(self, table: str, records: list[Record]) -> http.Answer:
        body = batch_body(records, self._terminal, self._faults)
        stamp = "" if self._faults.on("no_stamp") else f"&Stamp={records[-1].n}"
        target = self._target("cdata", f"&table={table}{stamp}")
        return await http.send(
            self._server,
            "POST",
            target,
            body,
            cut=int(self._faults.number("cut_body", 5) or 0),
            deaf=self._faults.take("deaf") is not None,
        )

    async def _upload_for_ever(self) -> None:
        while True:
            self._news.clear()
            if not await self.upload():
                await asyncio.sleep(self._options.retry_seconds)
            elif not self._waiting():
                await self._news.wait()

    async def _poll_for_ever(self) -> None:
        while True:
            info = self._info()
            while not await self._poll(info):
                info = ""
                await asyncio.sleep(self._options.poll_seconds)
            await self._introduce()  # it has restarted

    def _info(self) -> str:
        kept = len(self._terminal.ledger.records) - self._terminal.ledger.cleared
        return "&INFO=" + quote(f"Ver 8.0.4,{len(self._terminal.people)},0,{kept},127.0.0.1,10")

    async def _poll(self, info: str) -> bool:
        """Ask for orders and carry them out; say whether one of them was to restart."""
        deaf = self._faults.take("lose_orders") is not None
        answer = await http.send(self._server, "GET", self._target("getrequest", info), deaf=deaf)
        obeyed = self._obedience.obey(answer.body if answer.status == 200 else b"")
        if obeyed.sends_users:
            rows = user_rows(self._terminal, self._options.encoding)
            await http.send(self._server, "POST", self._target("cdata", "&table=USERINFO"), rows)
        await self._tell(obeyed)
        return obeyed.restarts

    async def _tell(self, obeyed: Obeyed) -> None:
        """Report results; once and for all, if they get lost."""
        if not obeyed.results or self._faults.take("lose_results") is not None:
            return
        for _ in range(1 if self._faults.take("repeat_results") is None else 2):
            await http.send(self._server, "POST", self._target("devicecmd"), obeyed.results)

    def _target(self, name: str, query: str = "") -> str:
        options = self._options
        secret = f"/{options.secret}" if options.proof == "path" else ""
        key = f"&ComKey={quote(options.secret)}" if options.proof == "comkey" else ""
        return f"{secret}/iclock/{name}?SN={self._serial()}{query}{key}"

    def _serial(self) -> str:
        return "STRANGER1" if self._faults.take("stranger") is not None else self._terminal.serial


async def main(options: Namespace) -> None:
    """Push from the terminals of a command line until killed."""
    faults = run.orders(options, FAULTS)
    terminals = run.terminals(options, "SIMADMS001")
    where = urlsplit(options.server)
    server = http.Server(
        host=where.hostname or "127.0.0.1",
        port=where.port or 80,
        secret=options.secret if options.proof == "header" else "",
    )
    orders = await control.serve(terminals, faults, options.control)
    run.say(ready=True, control=control.port_of(orders))
    async with asyncio.TaskGroup() as work:
        for terminal in terminals:
            work.create_task(Device(terminal, server, options, faults).run())
        work.create_task(run.traffic(terminals, options.rate, options.count))


def parse(arguments: list[str] | None = None) -> Namespace:
    """Read the command line."""
    options = run.parser("adms", __doc__ or "", FAULTS)
    options.add_argument("--server", required=True, help="http://host:port of the gateway")
    options.add_argument("--secret", default="", help="the terminal's own, as enrolled")
    add = options.add_argument
    add("--proof", choices=("header", "path", "comkey"), default="header", help="of the secret")
    options.add_argument("--encoding", default="utf-8", help="code page of names")
    options.add_argument("--batch", type=int, default=100, help="rows in one upload")
    options.add_argument("--poll-seconds", type=float, default=10.0)
    options.add_argument("--retry-seconds", type=float, default=5.0)
    return options.parse_args(arguments)


if __name__ == "__main__":
    run.start(main, parse())
