"""Three terminals on the real wire, one gateway: what is punched is stored, once, as its person."""

from collections.abc import Callable
from pathlib import Path

from orm.models import Person
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.support.mosquitto import Mosquitto
from tests.support.sims import simulator


async def stored(house: House, serial: str, count: int) -> None:
    async def enough() -> bool:
        return len(await house.punches(serial)) >= count

    await until(enough)


async def test_three_protocols_bring_their_punches(
    db: Database, tmp_path: Path, free_port: Callable[[], int], mosquitto: Mosquitto
) -> None:
    port = free_port()
    house = await build(
        db, tmp_path, gateway_port=port, mqtt_url=f"mqtt://127.0.0.1:{mosquitto.port}"
    )
    async with simulator("zk", "--serial", "ZK1", "--comm-key", 1234, "--prefill", 30) as zk:
        await house.enrol(
            "zk", "ZK1", address=f"127.0.0.1:{zk.facts['ports']['ZK1']}", secret="1234"
        )
        await house.enrol("adms", "AD1")
        await house.enrol("mqtt_face", "FA1")
        async with (
            gateway(),
            simulator(
                "adms", "--serial", "AD1", "--server", f"http://127.0.0.1:{port}",
                "--secret", "s3cret",
            ) as adms,
            simulator("mqtt_face", "--serial", "FA1", "--port", mosquitto.port) as face,
        ):  # fmt: skip
            await stored(house, "ZK1", 30)
            for sim, serial, count in ((zk, "ZK1", 31), (adms, "AD1", 1), (face, "FA1", 1)):
                await sim.punch("1002")
                await stored(house, serial, count)
    person = await Person.get(code="1002")
    assert {(await house.punches(s))[-1].person_id for s in ("ZK1", "AD1", "FA1")} == {person.id}
