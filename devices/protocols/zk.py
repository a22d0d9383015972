"""ZK terminals (port 4370): pull is the truth, live events are a hint.

Bulk reads, events and all decoding are ours. Blocking: give each session a thread of its own.
"""

import struct
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import datetime

from devices.clock import skew_seconds
from devices.codecs import zk_event, zk_record, zk_time, zk_user
from devices.codecs.zk_code import EF_ATTLOG, FCT_USER, Code
from devices.codecs.zk_slots import SlotBook
from devices.driver import Batch, Facts, Protocol, User, keep
from devices.errors import Refused, Unsupported, WireError
from devices.zk_link import ROOM, ZkLink, ZkSettings

__all__ = ["PROTOCOL", "SOURCE", "ZkSession", "ZkSettings"]
SOURCE = "zk.pull"
TRIES = 3
_CLOCK_SLACK = 2


class ZkSession(ZkLink):
    """What a gateway does with one terminal.

    `layout` is the record layout proven earlier on this terminal (empty at first) and `slots` who
    had which slot; after `read_log` they hold what is known now: keep both with the terminal.
    """

    def __init__(
        self,
        settings: ZkSettings,
        *,
        layout: str = "",
        slots: SlotBook | None = None,
        slots_at: str = "",
        may_speak: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(settings, may_speak)
        self.layout = layout
        self.slots = slots or SlotBook()
        self.slots_at = slots_at

    def facts(self) -> Facts:
        """Ask serial, name, firmware, clock, counts and capacity."""
        return replace(
            self.pulse(self.option("~SerialNumber")),
            name=self.option("~DeviceName"),
            firmware=self.firmware(),
            address=self.option("IPAddress"),
        )

    def pulse(self, serial: str) -> Facts:
        """Ask only what changes: clock and counts."""
        with self.quick():
            sizes, local = self.sizes(), self.time()
        return Facts(
            serial=serial,
            device_time=local,
            users=sizes.users,
            records=sizes.records,
            record_cap=sizes.record_cap,
            records_free=sizes.records_free,
            online=True,
        )

    def read_log(self) -> zk_record.Log:
        """Read the whole log, proven, while nobody can punch; a count that moved means read again.

        The log stays on the terminal. Raises Unreachable, WireError (again later; ShortLog when
        the terminal counts more than it hands out), or Unsupported with the raw log.
        """
        with self.disabled():
            return self.read_log_disabled()

    def read_log_disabled(self) -> zk_record.Log:
        """The same on a terminal that is disabled already."""
        log = self._proven_log()
        if log.size == 8:
            self._learn_slots()
        self.layout = log.layout
        return log

    def pull(self, rows: int = 1000) -> Iterator[Batch]:
        """Read the whole log as batches of `rows` in log order; see `read_log`.

        Unsupported is raised after one batch that holds the raw log as unreadable.
        """
        try:
            log = self.read_log()
        except Unsupported as unknown:
            yield raw_log(unknown)
            raise
        yield from (batch_of(part, self.slots) for part in log.parts(rows))

    def live(self, silence: float = 5.0) -> Generator[Batch, None, None]:
        """Listen for punches for ever; an empty batch after each `silence` seconds without one.

        The event is acknowledged when the caller asks for the next batch: store it before.
        Close the generator before the next command: then the terminal sends events no more.
        """
        self.register()
        try:
            while True:
                yield self.heard(silence) or Batch(source=zk_event.SOURCE, payload=b"")
        finally:
            if self.socket.alive:
                self.stop_events()

    def register(self) -> None:
        """Have punches told as they happen; a terminal that will not is counted all the same."""
        with self.quick():
            self.request(Code.CANCELCAPTURE)
            self.request(Code.STARTVERIFY)
            self.request(Code.REG_EVENT, struct.pack("<I", EF_ATTLOG))

    def stop_events(self) -> None:
        """Have nothing more told; what is under way waits until somebody listens again."""
        with self.quick():
            self.request(Code.REG_EVENT, struct.pack("<I", 0))

    def heard(self, seconds: float) -> Batch | None:
        """Acknowledge the last event and return the next within some seconds, None without one."""
        with self.speaking():
            self.socket.acknowledge_last()
            event = self.socket.event(seconds)
            return zk_event.batch_of(event) if event else None

    def users(self) -> tuple[User, ...]:
        """Read the people enrolled on the terminal; their templates and passwords stay there."""
        return tuple(row.user for row in self.user_rows())

    def user_rows(self) -> tuple[zk_user.Row, ...]:
        """Read the user list as it is laid out."""
        count = self.sizes().users
        buffer = self.buffer(Code.USERTEMP_RRQ, FCT_USER, ROOM)
        return zk_user.decode_rows(buffer, count) if buffer or count else ()

    def set_time(self, local: str) -> None:
        """Set the terminal's clock and read it back; raises Refused when it does not show it.

        Write it to the audit trail.
        """
        packed = zk_time.encode(datetime.fromisoformat(local).strftime("%Y-%m-%d %H:%M:%S"))
        self.order(Code.SET_TIME, packed.to_bytes(zk_time.SIZE, "little"))
        self.ask(Code.REFRESHDATA)
        shown = self.time()
        skew = skew_seconds(shown or "", local)
        if skew is None or abs(skew) > _CLOCK_SLACK:
            raise Refused(f"the clock was set to {local} and shows {shown}")

    def _proven_log(self) -> zk_record.Log:
        for left in reversed(range(TRIES)):
            try:
                return self._read_log()
            except WireError:
                if not left or not self.socket.alive:
                    raise
        raise AssertionError("unreachable")

    def _read_log(self) -> zk_record.Log:
        before = self.sizes()
        limit = before.record_cap * zk_record.MAX_RECORD + 4 if before.record_cap > 0 else ROOM
        buffer = self._log_buffer(limit, before.records)
        after = self.sizes()
        return zk_record.prove(
            buffer,
            before.records,
            after.records,
            pinned=self.layout,
            now=self.time() or "",
        )

    def _log_buffer(self, limit: int, counted: int) -> bytes:
        """Read the log's bytes; who counts records and will not hand them out is reported."""
        try:
            return self.buffer(Code.ATTLOG_RRQ, 0, limit)
        except WireError as broken:
            if not counted or not self.socket.alive:
                raise
            raise zk_record.ShortLog(f"{counted} records, but: {broken}", counted) from broken

    def _learn_slots(self) -> None:
        now = self.time() or ""
        self.slots.learn(self.users(), self.slots_at, now)
        self.slots_at = now


def batch_of(part: zk_record.Log, slots: SlotBook) -> Batch:
    """Part of a log as a batch."""
    events, unreadable = zk_record.decode_all(part, slots)
    return Batch(
        source=SOURCE, payload=part.body, events=tuple(events), unreadable=tuple(unreadable)
    )


def raw_log(unknown: Unsupported) -> Batch:
    """A log nobody can read, as one unreadable record."""
    bad = keep(unknown.payload, unknown.code, str(unknown), ROOM)
    return Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,))


PROTOCOL = Protocol(
    code="zk",
    label={"zh": "ZKTeco 拉取（TCP 4370）", "en": "ZKTeco pull (TCP 4370)"},
    transport="pull",
    settings=ZkSettings,
)
