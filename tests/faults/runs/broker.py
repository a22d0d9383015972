"""The broker: killed, forgetful, overfull, repeating itself; and two gateways under one name."""

import asyncio
import time
from collections.abc import AsyncIterator

from orm.models import Punch
from tests.faults.processes import Gateway
from tests.faults.proxy import Rule, Way
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import until
from tests.support.ports import free_port


async def killed(stand: Stand) -> str:
    """SIGKILL with messages on their way, again and again."""
    broker = await stand.start_broker("FA1", "FA2")
    each = stand.many(60, 300)
    await stand.house.enrol("mqtt_face", "FA2")
    await stand.gateway.start()
    await stand.face("FA1", more=["FA2"], rate=50, count=2 * each)
    await until(lambda: stand.rows("FA1"))
    kills = stand.many(3, 10)
    for number in range(kills):
        await asyncio.sleep(stand.random.uniform(0.3, 1.0))
        if number % 2:
            await stand.gateway.kill()
        broker.kill()
        broker.start()
        if number % 2:
            await stand.gateway.start()
    await until(lambda: _all_of(stand, "FA1", each), 60)
    verdict = await stand.rest(quarantined=0, strays=0)
    return f"{kills} kills, {verdict['reported']} of {verdict['ledger']} only reported as a gap"


async def _all_of(stand: Stand, serial: str, count: int) -> bool:
    return (await stand.told(serial))[0] >= count


async def session_gone(stand: Stand) -> str:
    """The broker comes back without its files: asked again, everything is there."""
    broker = await stand.start_broker("FA1", "AT1")
    await stand.gateway.start()
    await stand.face(rate=30, count=stand.many(80, 300), fault="lose_ack@2")
    await until(lambda: stand.rows("FA1"))
    await stand.gateway.kill()
    await asyncio.sleep(0.5)
    broker.kill()
    broker.forget()
    broker.start()
    await stand.gateway.start()
    await until(lambda: _all_of(stand, "FA1", stand.many(80, 300)), 60)
    await stand.rest(quarantined=0)
    said = stand.gateway.said("ask again")
    assert said >= 1, "nothing was said of the lost session"
    assert said <= 2, f"said {said} times"
    return "session lost with the broker's files, terminals asked again, nothing missing"


async def queue_grows(stand: Stand) -> str:
    """The gateway is away while more waits than the default queue holds."""
    await stand.start_broker("AT1", "FA1")
    await stand.face(prefill=20)
    await stand.gateway.start()
    await stand.attend("AT1", 10)
    await stand.settle()
    await stand.gateway.kill()
    count = stand.many(1_600, 5_000)
    await stand.attend("AT1", count)
    await until(lambda: _acked(stand, "AT1", count), 60)
    before = await Punch.all().count()
    assert before < count, "the gateway was not away"
    await stand.gateway.start()
    began = time.monotonic()
    await until(lambda: _rows(count + 20), 60)
    took = time.monotonic() - began
    await stand.rest(quarantined=0, strays=0)
    return (
        f"{count} messages waited in the broker, all acknowledged to the terminal, in {took:.1f} s"
    )


async def _acked(stand: Stand, serial: str, count: int) -> bool:
    return (await stand.told(serial))[1] >= count


async def _rows(count: int) -> bool:
    return await Punch.all().count() >= count


class Repeat(Rule):
    """Hands every third PUBLISH of QoS 1 on twice: the repeat marked DUP, after the next."""

    def __init__(self) -> None:
        super().__init__()
        self._rest, self._held = b"", b""
        self._count = 0

    async def admit(self) -> bool:
        self._rest = self._held = b""
        return True

    async def pieces(self, way: Way, data: bytes) -> AsyncIterator[bytes]:
        if way is Way.UP:
            yield data
            return
        self._rest += data
        while packet := self._packet():
            yield packet
            if packet[0] >> 4 == 3 and packet[0] & 0x06:
                yield self._held
                self._held = b""
                self._count += 1
                if self._count % 3 == 0:
                    self.hits += 1
                    self._held = bytes((packet[0] | 0x08,)) + packet[1:]

    def _packet(self) -> bytes:
        """The next whole packet, or nothing yet."""
        size, shift = 0, 0
        for at in range(1, min(5, len(self._rest))):
            size |= (self._rest[at] & 0x7F) << shift
            shift += 7
            if self._rest[at] < 0x80:
                end = at + 1 + size
                if len(self._rest) < end:
                    return b""
                packet, self._rest = self._rest[:end], self._rest[end:]
                return packet
        return b""


async def redelivered(stand: Stand) -> str:
    """QoS 1 messages again, marked DUP and out of order."""
    broker = await stand.start_broker("AT1")
    rule = Repeat()
    relay = await stand.proxy(broker.gateway_port, rule)
    port = str(broker.gateway_port)
    stand.tell(mqtt_url=broker.url.replace(f":{port}", f":{relay.port}"))
    await stand.gateway.start()
    await stand.attend("AT1", stand.many(300, 2000))
    await until(lambda: _rows(stand.many(300, 2000)), 40)
    await stand.rest(database=stand.many(300, 2000), quarantined=0)
    assert rule.hits > 50, f"only {rule.hits} repeats"
    return f"{rule.hits} repeats out of order, one row each"


async def one_name_twice(stand: Stand) -> str:
    """A second gateway under the same name: it says so and waits; it takes over when alone."""
    await stand.start_broker("FA1")
    await stand.gateway.start()
    await stand.face(rate=20, count=stand.many(120, 400))
    await until(lambda: stand.rows("FA1"))
    settings = stand.gateway.settings
    stand.tell(gateway_port=free_port())
    second = Gateway(stand.gateway.settings, stand.folder / "second.log", stand.gateway.root)
    stand.tell(gateway_port=settings.gateway_port)
    began = time.monotonic()
    await second.start()
    try:
        await until(lambda: _said(second, "MQTT is off here"), 10)
        found = time.monotonic() - began
        await asyncio.sleep(2)
        loops = stand.gateway.said("connection ended") + second.said("connection ended")
        assert loops <= 1, f"they throw each other out: {loops} times"
        await stand.gateway.kill()
        await until(lambda: _all_of(stand, "FA1", stand.many(120, 400)), 60)
        await stand.rest(quarantined=0)
        assert second.said("MQTT is off here") == 1
    finally:
        await second.kill()
    return (
        f"the second said so within {found:.1f} s, no loop; it took over when the first was killed"
    )


async def _said(gateway: Gateway, words: str) -> bool:
    return gateway.said(words) > 0


FAULTS = (
    Fault(id="F23", what="broker SIGKILL", run=killed),
    Fault(id="F24", what="broker restarts without its session", run=session_gone),
    Fault(id="F25", what="broker queue while the gateway is down", run=queue_grows),
    Fault(id="F26", what="redelivery with DUP, out of order", run=redelivered),
    Fault(id="F27", what="two gateways under one name", run=one_name_twice),
)
