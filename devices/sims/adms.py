"""Simulated ADMS terminals: `python -m devices.sims.adms --server http://127.0.0.1:8088 --rate 1`.

Each says hello, uploads what nobody acknowledged in batches, sends a batch again until it is
answered 200 OK, polls for commands and reports their results.
"""

import asyncio
from argparse import Namespace
from urllib.parse import quote, urlsplit

from devices.sims import control, http, run
from devices.sims.adms_rows import FAULTS, batch_body, results_of
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
        terminal.on_punch = self._punched

    async def run(self) -> None:
        """Work for ever: hello, then uploads beside polls."""
        await self._introduce()
        async with asyncio.TaskGroup() as work:
            work.create_task(self._upload_for_ever())
            work.create_task(self._poll_for_ever())

    async def upload(self) -> bool:
        """Send the oldest unacknowledged batch; say whether the server took it."""
        records = self._terminal.ledger.unacked(self._options.batch)
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

    async def _introduce(self) -> None:
        while True:
            if await self._hello():
                return
            await asyncio.sleep(self._options.retry_seconds)

    async def _hello(self) -> bool:
        target = (
            f"/iclock/cdata?SN={self._serial()}&options=all&language=83&pushver={_PUSH_VERSION}"
        )
        answer = await http.send(self._server, "GET", target)
        return answer.status == 200 and answer.body.startswith((b"GET OPTION", b"registry"))

    async def _post(self, table: str, records: list[Record]) -> http.Answer:
        body = batch_body(records, self._terminal, self._faults)
        stamp = "" if self._faults.on("no_stamp") else f"&Stamp={records[-1].n}"
        target = f"/iclock/cdata?SN={self._serial()}&table={table}{stamp}"
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
            elif not self._terminal.ledger.unacked(1):
                await self._news.wait()

    async def _poll_for_ever(self) -> None:
        counts = f"{len(self._terminal.people)},0,{len(self._terminal.ledger.records)}"
        first = "&INFO=" + quote(f"Ver 8.0.4,{counts},127.0.0.1,10")
        while True:
            answer = await http.send(
                self._server, "GET", f"/iclock/getrequest?SN={self._serial()}{first}"
            )
            first = ""
            if answer.status == 200 and (results := results_of(answer.body, self._terminal)):
                target = f"/iclock/devicecmd?SN={self._serial()}"
                await http.send(self._server, "POST", target, results)
            await asyncio.sleep(self._options.poll_seconds)

    def _serial(self) -> str:
        return "STRANGER1" if self._faults.take("stranger") is not None else self._terminal.serial


async def main(options: Namespace) -> None:
    """Push from the terminals of a command line until killed."""
    faults = run.orders(options, FAULTS)
    terminals = run.terminals(options, "SIMADMS001")
    where = urlsplit(options.server)
    server = http.Server(
        host=where.hostname or "127.0.0.1", port=where.port or 80, secret=options.secret
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
    options.add_argument("--secret", default="", help="sent as Authorization: Device SECRET")
    options.add_argument("--batch", type=int, default=100, help="rows in one upload")
    options.add_argument("--poll-seconds", type=float, default=10.0)
    options.add_argument("--retry-seconds", type=float, default=5.0)
    return options.parse_args(arguments)


if __name__ == "__main__":
    run.start(main, parse())
