"""Simulated ZK terminals, TCP and UDP: `python -m devices.sims.zk --port 4370 --rate 1`."""

import asyncio
from argparse import Namespace
from collections import deque
from collections.abc import Callable

from devices.codecs import zk_event
from devices.codecs.zk_code import EF_ATTLOG, Code
from devices.codecs.zk_frame import Frame, FrameError, Reader
from devices.sims import control, run
from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal
from devices.sims.zk_memory import CAPACITY, Memory
from devices.sims.zk_twin import FAULTS, Twin
from devices.sims.zk_udp import Datagrams
from devices.sims.zk_wire import Wire

_FIRST_SESSION = 0x2710
_BAD_MONTH = 13


class Server:
    """One terminal listening on one port."""

    def __init__(self, memory: Memory, faults: Faults) -> None:
        self.memory = memory
        self._faults = faults
        self._sessions = _FIRST_SESSION
        self._listeners: set[Callable[[Record], None]] = set()
        memory.terminal.on_punch = self._tell

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Listen on TCP and on the same UDP port; port 0 picks a free one."""
        server = await asyncio.start_server(self._serve, host, port)
        await asyncio.get_running_loop().create_datagram_endpoint(
            self._datagrams,
            local_addr=(host, control.port_of(server)),
        )
        return server

    def _datagrams(self) -> Datagrams:
        spoken = Datagrams(self._twin, self._faults)
        self._listeners.add(lambda record: spoken.tell(lambda: event_of(record, self._faults)))
        return spoken

    def _twin(self) -> Twin:
        self._sessions += 1
        return Twin(self.memory, self._sessions)

    def _tell(self, record: Record) -> None:
        self.memory.punched(record)
        for listener in tuple(self._listeners):
            listener(record)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._faults.take("refuse") is not None:
            writer.transport.abort()
            return
        connection = Connection(self._twin(), self.memory.terminal, writer, self._faults)
        self._listeners.add(connection.punched)
        try:
            await connection.run(reader)
        except (ConnectionError, FrameError):
            pass  # the client went, or speaks something else
        finally:
            self._listeners.discard(connection.punched)
            writer.close()


class Connection:
    """One client: answers its requests, tells it of punches, notes what it acknowledges."""

    def __init__(
        self, twin: Twin, terminal: Terminal, writer: asyncio.StreamWriter, faults: Faults
    ) -> None:
        self._twin = twin
        self._terminal = terminal
        self._faults = faults
        self._wire = Wire(writer, faults, terminal.random)
        self._told: deque[int] = deque()
        self._held: list[Frame] = []
        self._telling: set[asyncio.Task[None]] = set()

    async def run(self, reader: asyncio.StreamReader) -> None:
        """Serve until the client leaves."""
        frames, place = Reader(), len(self._terminal.heard)
        self._terminal.heard.append(0)
        while not self._twin.ended and (data := await reader.read(65_536)):
            for frame in frames.feed(data):
                self._terminal.heard[place] += 1
                await self._one(frame)

    def punched(self, record: Record) -> None:
        """Tell a listening client of a punch."""
        if not self._twin.listening:
            return
        if self._faults.take("lose_event") is not None:
            return
        self._held.append(event_of(record, self._faults))
        self._told.append(record.n)
        if self._faults.on("two_events") and len(self._held) < 2:
            return
        ready, self._held = self._held, []
        task = asyncio.ensure_future(self._send_events(ready))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _one(self, frame: Frame) -> None:
        if self._faults.on("silent"):
            return
        if frame.command == Code.ACK_OK and self._told:
            self._terminal.ledger.ack([self._told.popleft()])
        await self._wire.send(self._twin.answer(frame, self._faults))

    async def _send_events(self, frames: list[Frame]) -> None:
        try:
            await self._wire.event(frames)
        except ConnectionError:
            return  # the punch stays in the log for the next pull


def event_of(record: Record, faults: Faults) -> Frame:
    """The live event of a punch, with its faults."""
    size = int(faults.number("event_size", 32) or 32)
    data = zk_event.encode(record.code, record.local, record.verify, record.state, size)
    if faults.take("bad_event") is not None:
        year = data.index(bytes((int(record.local[2:4]), int(record.local[5:7]))))
        data = data[: year + 1] + bytes((_BAD_MONTH,)) + data[year + 2 :]
    return Frame(command=Code.REG_EVENT, session=EF_ATTLOG, reply=0, data=data)


async def main(options: Namespace) -> None:
    """Serve the terminals of a command line until killed."""
    faults = run.orders(options, FAULTS)
    terminals = run.terminals(options, "SIMZK0001")
    servers, ports = [], []
    for place, terminal in enumerate(terminals):
        port = options.port + place if options.port else 0
        server = Server(_memory(terminal, options), faults)
        servers.append(await server.start(options.host, port))
        ports.append(control.port_of(servers[-1]))
    orders = await control.serve(terminals, faults, options.control)
    listening = dict(zip((terminal.serial for terminal in terminals), ports, strict=True))
    run.say(ready=True, ports=listening, control=control.port_of(orders))
    await run.traffic(terminals, options.rate, options.count)
    await asyncio.Event().wait()


def _memory(terminal: Terminal, options: Namespace) -> Memory:
    return Memory(
        terminal=terminal,
        layout=options.layout,
        key=options.comm_key,
        capacity=options.capacity,
        ring=options.ring,
        fingers_each=options.fingers,
    )


def parse(arguments: list[str] | None = None) -> Namespace:
    """Read the command line."""
    options = run.parser("zk", __doc__ or "", FAULTS)
    options.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options.add_argument("--port", type=int, default=0, help="port of the first terminal")
    options.add_argument("--comm-key", type=int, default=0, help="communication key, 0: none")
    options.add_argument(
        "--layout", default="40", choices=("8A", "8B", "16", "40", "49"), help="record layout"
    )
    add = options.add_argument
    add("--capacity", type=int, default=CAPACITY, help="records the log holds")
    add("--ring", action="store_true", help="overwrite the oldest record when the log is full")
    add("--fingers", type=int, default=0, help="templates each person has at the start")
    return options.parse_args(arguments)


if __name__ == "__main__":
    run.start(main, parse())
