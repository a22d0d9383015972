"""Driving a running simulator: one JSON object per line over a loopback TCP connection.

`{"do": "punch", "person": "1001"}`, `{"do": "status"}`, `{"do": "fault", "name": "late:2"}`,
`{"do": "behave"}`; `"serial"` picks a terminal when there are several.
"""

import asyncio
import json
from collections.abc import Sequence

from devices.sims.faults import Faults
from devices.sims.terminal import Terminal


async def serve(terminals: Sequence[Terminal], faults: Faults, port: int = 0) -> asyncio.Server:
    """Listen on 127.0.0.1; port 0 picks a free one."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            answer = obey(line, terminals, faults)
            writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            await writer.drain()
        writer.close()

    return await asyncio.start_server(talk, "127.0.0.1", port)


def obey(line: bytes, terminals: Sequence[Terminal], faults: Faults) -> dict[str, object]:
    """Carry out one order; what is wrong with it is in the answer."""
    try:
        order = json.loads(line)
        return {"ok": True, **_ORDERS[order["do"]](order, terminals, faults)}
    except (ValueError, KeyError, TypeError, LookupError) as wrong:
        return {"ok": False, "error": f"{type(wrong).__name__}: {wrong}"}


def port_of(server: asyncio.Server) -> int:
    """Return the port a server listens on."""
    port: int = server.sockets[0].getsockname()[1]
    return port


_Order = dict[str, str]


def _punch(order: _Order, terminals: Sequence[Terminal], _: Faults) -> dict[str, object]:
    record = _terminal(order, terminals).punch(
        order.get("person"),
        order.get("local", ""),
        int(order.get("state", 0)),
        int(order.get("verify", 1)),
    )
    return {"n": record.n, "code": record.code, "local": record.local} if record else {"n": 0}


def _status(_: _Order, terminals: Sequence[Terminal], __: Faults) -> dict[str, object]:
    return {
        "terminals": [
            {
                "serial": terminal.serial,
                "now": terminal.now(),
                "stored": len(terminal.ledger.records),
                "acked": len(terminal.ledger.acked),
                "cleared": terminal.ledger.cleared,
                "heard": terminal.heard,
                "disabled": terminal.disabled,
            }
            for terminal in terminals
        ]
    }


def _fault(order: _Order, _: Sequence[Terminal], faults: Faults) -> dict[str, object]:
    faults.add(order["name"])
    return {}


def _behave(_: _Order, __: Sequence[Terminal], faults: Faults) -> dict[str, object]:
    faults.clear()
    return {}


def _terminal(order: _Order, terminals: Sequence[Terminal]) -> Terminal:
    wanted = order.get("serial", terminals[0].serial)
    found = {terminal.serial: terminal for terminal in terminals}.get(wanted)
    if found is None:
        raise LookupError(f"no terminal {wanted!r} here")
    return found


_ORDERS = {"punch": _punch, "status": _status, "fault": _fault, "behave": _behave}
