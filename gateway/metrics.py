"""/metrics in the Prometheus text format: refused to everybody who is not named in the settings.

`LIUHEN_METRICS_ALLOW` names addresses and networks, `LIUHEN_METRICS_TOKEN` (or `_FILE`) a bearer
token; either opens the page. No label comes from a terminal, so their number is bounded.
"""

import hmac
import ipaddress
import platform
import tomllib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from gateway.collector import Collector
from gateway.exposition import CONTENT_TYPE, Family, Sample, render
from gateway.health import Watch
from gateway.mqtt import Wire
from hr import clock, figures
from hr.figures import Figures
from hr.gateway import NotStoredError
from hr.settings import read_into
from rules.problem import refuse

PATH = "/metrics"
_FRESH = 10.0
_ORDER_STATES = ("waiting", "queued", "sent", "done", "failed", "cancelled")
Send = Callable[[dict[str, Any]], Awaitable[None]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """Who may read: networks separated by commas, and a bearer token; empty is nobody."""

    allow: str = ""
    token: str = ""


class Metrics:
    """The page and its guard; storage is asked at most every ten seconds."""

    def __init__(
        self, collector: Collector, watch: Watch, settings: MetricsSettings | None = None
    ) -> None:
        self._collector = collector
        self._watch = watch
        self._settings = (
            settings or read_into(MetricsSettings, "LIUHEN_METRICS") or MetricsSettings()
        )
        self._networks = networks(self._settings.allow)
        self._figures: Figures | None = None
        self._read_at = float("-inf")
        self.wire: Wire | None = None

    async def __call__(self, scope: Mapping[str, Any], send: Send) -> None:
        """Answer one request for the page."""
        if not self._may(scope):
            await _answer(send, 403, b"ERROR: not allowed\n")
        elif scope["method"] != "GET":
            await _answer(send, 405, b"ERROR: method not allowed\n")
        else:
            await _answer(send, 200, await self.page())

    async def page(self) -> bytes:
        """Every family as it stands now."""
        await self._refresh()
        return render([*_build(), *self._counted(), *self._state(), *self._asked()])

    def _may(self, scope: Mapping[str, Any]) -> bool:
        token, headers = self._settings.token, dict(scope["headers"])
        given = headers.get(b"authorization", b"").removeprefix(b"Bearer ")
        if token and hmac.compare_digest(given, token.encode()):
            return True
        return _inside((scope.get("client") or ("",))[0], self._networks)

    async def _refresh(self) -> None:
        if clock.monotonic() - self._read_at < _FRESH:
            return
        self._read_at = clock.monotonic()
        try:
            self._figures = await figures.read()
        except NotStoredError:
            self._figures = None

    def _counted(self) -> list[Family]:
        tally = self._collector.tally
        stored = [
            _by_protocol("liuhen_batches", "Batches that are durable.", tally.batches),
            _by_protocol("liuhen_batches_failed", "Attempts storage refused.", tally.failed),
            _by_protocol("liuhen_punches_stored", "New punches.", tally.new),
            _by_protocol("liuhen_punches_duplicate", "Punches sent again.", tally.duplicates),
            _by_protocol("liuhen_records_quarantined", "Unreadable records.", tally.quarantined),
            _by_protocol("liuhen_punches_unassigned", "Stored without person.", tally.unassigned),
        ]
        seconds = Family(
            name="liuhen_store_seconds",
            kind="histogram",
            help="Time from a batch to its commit.",
            samples=[
                sample
                for code, one in tally.seconds.items()
                for sample in one.samples({"protocol": code})
            ],
        )
        return [*stored, seconds]

    def _state(self) -> list[Family]:
        """What this process knows without asking."""
        down = self._collector.down or self._figures is None
        found = [
            _gauge("liuhen_storage_down", "1 while storage fails.", float(down)),
            _gauge(
                "liuhen_oldest_unacknowledged_seconds",
                "Age of the oldest batch that waits for its commit.",
                self._collector.tally.oldest,
            ),
            Family(
                name="liuhen_terminals",
                kind="gauge",
                help="Terminals this gateway watches, by state.",
                samples=[
                    Sample(many, {"protocol": protocol, "state": state})
                    for (protocol, state), many in sorted(self._watch.states().items())
                ],
            ),
        ]
        return found + self._of_the_broker()

    def _of_the_broker(self) -> list[Family]:
        if self.wire is None:
            return []
        return [
            _gauge(
                "liuhen_broker_connected", "1 while the broker is connected.", self.wire.connected
            ),
            _gauge("liuhen_mqtt_waiting", "Messages not looked at yet.", self.wire.waiting),
        ]

    def _asked(self) -> list[Family]:
        """What storage told; nothing while it cannot be asked."""
        found = self._figures
        if found is None:
            return []
        orders = Counter(dict.fromkeys(_ORDER_STATES, 0)) | Counter(found.orders)
        return [
            Family(
                name="liuhen_orders",
                kind="gauge",
                help="Orders to terminals, by state.",
                samples=[Sample(orders[state], {"state": state}) for state in _ORDER_STATES],
            ),
            _gauge("liuhen_pulled_terminals", "Terminals that are pulled.", found.pulled_terminals),
            _gauge("liuhen_never_pulled_terminals", "Never pulled so far.", found.never_pulled),
            _gauge(
                "liuhen_oldest_pull_seconds",
                "Age of the oldest last full pull.",
                found.oldest_pull_seconds,
            ),
            _gauge("liuhen_gaps_open", "Spans whose punches may be missing.", found.gaps_open),
        ]


def networks(allowed: str) -> tuple[Network, ...]:
    """Read addresses and networks separated by commas, or refuse with one clear line."""
    try:
        return tuple(ipaddress.ip_network(one.strip()) for one in allowed.split(",") if one.strip())
    except ValueError as wrong:
        raise refuse(
            "metrics_allow",
            f"LIUHEN_METRICS_ALLOW 的值“{allowed}”不能用：请写地址或网段，用逗号隔开，"
            "例如 127.0.0.1,10.0.0.0/8。",
            f"LIUHEN_METRICS_ALLOW cannot be '{allowed}': write addresses or networks separated by "
            "commas, for example 127.0.0.1,10.0.0.0/8.",
            where="LIUHEN_METRICS_ALLOW",
        ) from wrong


def _inside(address: str, allowed: tuple[Network, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in one for one in allowed)


def _by_protocol(name: str, what: str, counts: Mapping[str, int]) -> Family:
    samples = [Sample(many, {"protocol": code}) for code, many in counts.items()]
    return Family(name=f"{name}_total", kind="counter", help=what, samples=samples)


def _gauge(name: str, what: str, value: float) -> Family:
    return Family(name=name, kind="gauge", help=what, samples=[Sample(float(value))])


def _build() -> list[Family]:
    labels = {"version": _version(), "python": platform.python_version()}
    what = "What runs here."
    return [Family(name="liuhen_build_info", kind="gauge", help=what, samples=[Sample(1, labels)])]


@cache
def _version() -> str:
    """The product's version: from the checkout it runs from, else as it was installed."""
    beside = Path(__file__).parents[1] / "pyproject.toml"
    if beside.exists():
        return str(tomllib.loads(beside.read_text("utf-8"))["project"]["version"])
    return metadata.version("liuhen")


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", CONTENT_TYPE), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
