"""How long a punch takes from the wire to the open board: `python -m tests.bench.board`.

The clock starts when the simulated terminal is told to take the punch (before its own ledger is
synced) and stops when the row stands in the DOM of a real browser. Half of the punches come from
one ADMS terminal, half from ten MQTT face terminals, which wait for each acknowledgement.
"""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page, expect

from liuhen.bench.row import Row, show
from liuhen.demo import cast
from tests.story.attendance import STRANGER, WIRES
from tests.story.house import WHEN, House, running
from tests.story.visit import PASSWORD
from tests.support.chromium import running_chromium
from tests.support.sims import Sim, simulator

SECONDS, RATE = 20, 25
FACES = [f"FA{number:02d}" for number in range(10)]
SECRET = "bench-secret-of-a-face"
LIMIT = 1000.0
_WATCH = """() => {
  const PARTS = ['.num', '.who', '.terminal-name'];
  window.seen = [];
  new MutationObserver((changes) => {
    const at = Date.now();
    const rows = changes.flatMap((change) => [...change.addedNodes]);
    for (const row of rows.filter((node) => node.className === 'punch'))
      seen.push([at, ...PARTS.map((part) => row.querySelector(part)?.textContent)]);
  }).observe(document.querySelector('[data-list=punches]'), { childList: true });
}"""
Key = tuple[str, str, str]
"""Time of day, name, terminal: a terminal takes one person once a second."""


async def measure(house: House, faces: Sim) -> list[Row]:
    """Punch and watch; the rows of the table."""
    gate = Sim("adms", [], {"control": house.controls[WIRES["BA-01"]]})
    async with running_chromium() as browser:
        page = await browser.new_page(base_url=house.url)
        await _enter(page, house.links["HR"])
        await page.evaluate(_WATCH)
        told = await asyncio.gather(
            _punch(gate, {"BA-01": WIRES["BA-01"]}, _people(house, "BA-01")),
            _punch(faces, {code: code for code in FACES}, _people(house, "NS-01")),
        )
        await asyncio.sleep(5)
        seen = {tuple(key): at for at, *key in await page.evaluate("seen")}
    rows = []
    for name, mine in zip(("ADMS", "MQTT"), told, strict=True):
        rows.append(_row(name, [seen[key] - at for key, at in mine if key in seen], len(mine)))
    every = [seen[key] - at for many in told for key, at in many if key in seen]
    return [*rows, _row("both", every, sum(map(len, told)), target=1.0)]


def _people(house: House, terminal: str) -> list[list[str]]:
    lines = (house.folder / "data" / "demo" / f"{terminal}.people").read_text("utf-8").splitlines()
    return [line.split(",") for line in lines if not line.startswith(STRANGER)]


async def _enter(page: Page, link: str) -> None:
    await page.goto(link)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.locator("button[type=submit]").click()
    await expect(page.locator("[data-list=punches]")).to_be_visible()


async def _punch(
    sim: Sim, terminals: dict[str, str], people: list[list[str]]
) -> list[tuple[Key, float]]:
    """Take punches at a steady rate, turn by turn; which, and when each was ordered, in ms."""
    told: list[tuple[Key, float]] = []
    serials = list(terminals.items())
    due = time.time()
    for turn in range(SECONDS * RATE):
        (shown, serial), (code, name) = serials[turn % len(serials)], people[turn % len(people)]
        at = time.time() * 1000
        taken = await sim.order(do="punch", person=code, serial=serial)
        told.append(((taken["local"][11:], name, shown), at))
        due += 1 / RATE
        await asyncio.sleep(max(0.0, due - time.time()))
    return told


def _row(name: str, took: list[float], told: int, target: float | None = None) -> Row:
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return Row(
        name=name,
        what="punch on the wire to the open board, p99",
        figure=cuts[98],
        limit=LIMIT,
        unit="ms",
        target=target,
        lower_is_better=True,
        note=f"p50 {cuts[49]:,.0f}, p95 {cuts[94]:,.0f}, worst {max(took):,.0f} ms; "
        f"{len(took):,} of {told:,} seen, {told / SECONDS:.0f} a second",
    )


async def _with_faces(house: House) -> list[Row]:
    broker = (house.folder / "data" / "mosquitto" / "mosquitto.conf").read_text("utf-8").split()[1]
    people = house.folder / "data" / "demo" / "NS-01.people"
    options = [f"--serial={code}" for code in FACES]
    options += [f"--port={broker}", f"--password={SECRET}", f"--people={people}"]
    options += [f"--clock-skew={house.offset}"]
    async with simulator("mqtt_face", *options) as faces:
        await asyncio.sleep(3)
        return await measure(house, faces)


def main() -> int:
    """Print the table."""
    offset = (WHEN - datetime.now(UTC)).total_seconds()
    with tempfile.TemporaryDirectory() as name:
        prepared = House(Path(name) / "prepared", offset)
        prepared.command("setup", "--demo")
        for code in FACES:
            prepared.command(
                "device", "add", "--protocol", "mqtt_face", "--serial", code,
                "--secret", SECRET, "--site", cast.SITES[0][0],
            )  # fmt: skip
        with running(Path(name) / "house", prepared.folder / "data", offset) as house:
            rows = asyncio.run(_with_faces(house))
    show(rows, as_json=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
