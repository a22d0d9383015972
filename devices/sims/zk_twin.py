"""How a ZK terminal answers: one object per connection, frames in, frames out (ZK 1.4)."""

from collections.abc import Callable
from dataclasses import replace
from struct import Struct, error, unpack, unpack_from

from devices.codecs import zk_reply, zk_time
from devices.codecs.zk_code import EF_ATTLOG, Code
from devices.codecs.zk_frame import Frame, comm_key
from devices.sims import zk_log
from devices.sims.faults import Faults
from devices.sims.zk_memory import Memory

FAULTS = {
    "refuse": "close every connection at once",
    "silent": "accept and never answer",
    "late": "answer so many seconds late (2)",
    "close_chunk": "close after so many bytes of a chunk (5)",
    "rst": "reset the connection after so many bytes of a chunk (5)",
    "extra_byte": "one stray byte in every plain acknowledgement",
    "split": "cut what is sent into pieces of up to so many bytes (7)",
    "two_events": "hold an event and send two in one segment",
    "event_size": "bytes of a live event: 10 12 14 32 36 37 52 (32)",
    "bad_event": "a live event in month 13",
    "wrong_count": "report so many records more or less (1)",
    "grow": "one more punch between the count and the read",
    "short": "leave the last so many bytes of the log out (1)",
    "bad_date": "one record of 30 February in the log",
    "odd_size": "records of so many bytes, a size nobody knows (28)",
    "duplicate": "the last record twice in the log",
    "cleared": "the log is empty",
    "wrap": "only the last so many records are left",
    "announce": "report so many records and hand out none (3000)",
    "withhold": "hand out so many records fewer than reported (1)",
    "grow_after": "one more punch after the log is handed out, before the next count",
    "punch_at_clear": "one more punch between the clearing order and the clearing",
    "keep_log": "the order to clear the log is acknowledged and not carried out",
    "close_on_user": "close the connection when a user is written",
    "drop_user": "a written user is acknowledged and forgotten",
    "keep_user": "the deletion of a user is acknowledged and not carried out",
    "stuck_clock": "a set clock is acknowledged and not set",
    "slow_clock": "a set clock holds only after REFRESHDATA",
    "wide_sizes": "the size block has 112 bytes and counts no records",
    "lose_event": "a live event is not sent",
    "swap": "UDP: two DATA datagrams change places",
    "blank_users": "an empty row among the users",
    "gbk_names": "names in GBK",
    "split_data": "a chunk in several DATA frames of 1,016 bytes",
    "bad_checksum": "a wrong checksum",
    "lose": "UDP: a DATA datagram is lost",
    "twice": "UDP: a DATA datagram comes twice",
    "late_reply": "the answer to the previous command comes again before this one",
}
_SMALL = 1024
_READ = Struct("<ii")


class Twin:
    """The terminal's side of one connection."""

    def __init__(self, memory: Memory, session: int) -> None:
        self.listening = False
        self.ended = False
        self._memory = memory
        self._terminal = memory.terminal
        self._key = memory.key
        self._session = session
        self._trusted = memory.key == 0
        self._buffer = b""
        self._answers: dict[int, Callable[[Frame, Faults], list[Frame]]] = {
            **dict.fromkeys(_PLAIN, self._plain),
            **dict.fromkeys((Code.ENABLEDEVICE, Code.DISABLEDEVICE), self._enable),
            Code.CONNECT: self._connect,
            Code.AUTH: self._auth,
            Code.EXIT: self._exit,
            Code.GET_VERSION: self._version,
            Code.OPTIONS_RRQ: self._option,
            Code.GET_PINWIDTH: self._pin_width,
            Code.GET_TIME: self._get_time,
            Code.SET_TIME: self._set_time,
            Code.GET_FREE_SIZES: self._sizes,
            Code.PREPARE_BUFFER: self._prepare,
            Code.READ_BUFFER: self._chunk,
            Code.REG_EVENT: self._listen,
            Code.USER_WRQ: self._write_user,
            Code.DELETE_USER: self._delete_user,
            Code.DELETE_USERTEMP: self._delete_finger,
            Code.CLEAR_ATTLOG: self._clear,
            Code.REFRESHDATA: self._refresh,
            Code.RESTART: self._exit,
        }

    def answer(self, frame: Frame, faults: Faults) -> list[Frame]:
        """Answer one request; an unknown one gets ACK_UNKNOWN, an untrusted one ACK_UNAUTH."""
        if frame.command == Code.ACK_OK:
            return []
        if frame.command not in _OPEN and not self._trusted:
            return [self._reply(frame, Code.ACK_UNAUTH)]
        handler = self._answers.get(frame.command)
        try:
            return handler(frame, faults) if handler else [self._reply(frame, Code.ACK_UNKNOWN)]
        except (error, ValueError):
            return [self._reply(frame, Code.ACK_ERROR)]

    def _reply(self, frame: Frame, code: int = Code.ACK_OK, data: bytes = b"") -> Frame:
        return Frame(command=code, session=self._session, reply=frame.reply, data=data)

    def _plain(self, frame: Frame, faults: Faults) -> list[Frame]:
        stray = b"\0" if faults.take("extra_byte") is not None else b""
        return [self._reply(frame, data=stray)]

    def _enable(self, frame: Frame, faults: Faults) -> list[Frame]:
        self._terminal.disabled = frame.command == Code.DISABLEDEVICE
        return self._plain(frame, faults)

    def _connect(self, frame: Frame, faults: Faults) -> list[Frame]:
        if not self._trusted:
            return [self._reply(frame, Code.ACK_UNAUTH)]
        return self._plain(frame, faults)

    def _auth(self, frame: Frame, faults: Faults) -> list[Frame]:
        self._trusted = frame.data[:4] == comm_key(self._key, self._session)
        if not self._trusted:
            return [self._reply(frame, Code.ACK_UNAUTH)]
        return self._plain(frame, faults)

    def _exit(self, frame: Frame, faults: Faults) -> list[Frame]:
        self.ended = True
        return self._plain(frame, faults)

    def _version(self, frame: Frame, _: Faults) -> list[Frame]:
        return [self._reply(frame, data=b"Ver 6.60 Nov 13 2019\0")]

    def _option(self, frame: Frame, _: Faults) -> list[Frame]:
        name = frame.data.rstrip(b"\0").decode("ascii")
        known = {"~SerialNumber": self._terminal.serial, **_OPTIONS}
        if name not in known:
            return [self._reply(frame, Code.ACK_ERROR)]
        return [self._reply(frame, data=f"{name}={known[name]}\0".encode())]

    def _pin_width(self, frame: Frame, _: Faults) -> list[Frame]:
        return [self._reply(frame, data=b"\x09")]

    def _get_time(self, frame: Frame, _: Faults) -> list[Frame]:
        packed = zk_time.encode(self._terminal.now())
        return [self._reply(frame, data=packed.to_bytes(4, "little"))]

    def _set_time(self, frame: Frame, faults: Faults) -> list[Frame]:
        local = zk_time.decode_packed(frame.data)
        if local is None:
            return [self._reply(frame, Code.ACK_ERROR)]
        if faults.on("slow_clock"):
            self._memory.pending_time = local
        elif faults.take("stuck_clock") is None:
            self._terminal.set_time(local)
        return self._plain(frame, faults)

    def _refresh(self, frame: Frame, faults: Faults) -> list[Frame]:
        if self._memory.pending_time:
            self._terminal.set_time(self._memory.pending_time)
            self._memory.pending_time = ""
        return self._plain(frame, faults)

    def _write_user(self, frame: Frame, faults: Faults) -> list[Frame]:
        if faults.take("close_on_user") is not None:
            self.ended = True
            return []
        if faults.take("drop_user") is None:
            self._memory.write(frame.data)
        return self._plain(frame, faults)

    def _delete_user(self, frame: Frame, faults: Faults) -> list[Frame]:
        (slot,) = unpack("<H", frame.data)
        if faults.take("keep_user") is None:
            self._memory.remove(slot)
        return self._plain(frame, faults)

    def _delete_finger(self, frame: Frame, faults: Faults) -> list[Frame]:
        self._memory.remove_finger(*unpack("<Hb", frame.data))
        return self._plain(frame, faults)

    def _clear(self, frame: Frame, faults: Faults) -> list[Frame]:
        if faults.take("punch_at_clear") is not None:
            self._terminal.punch()
        if faults.take("keep_log") is None:
            self._terminal.ledger.clear()
        return self._plain(frame, faults)

    def _sizes(self, frame: Frame, faults: Faults) -> list[Frame]:
        memory = self._memory
        count = len(memory.visible(faults))
        announced = faults.number("announce", 3000) if faults.on("announce") else None
        reported = max(0, count + int(faults.number("wrong_count", 1) or 0))
        sizes = zk_reply.Sizes(
            users=len(memory.users) + faults.on("blank_users"),
            fingers=sum(len(fingers) for fingers in memory.fingers.values()),
            records=reported if announced is None else int(announced),
            users_cap=10_000,
            record_cap=memory.capacity,
            records_free=max(0, memory.capacity - count),
        )
        data = zk_reply.encode_sizes(sizes)
        if faults.take("wide_sizes") is not None:
            data = zk_reply.encode_sizes(replace(sizes, records=0)).ljust(112, b"\0")
        return [self._reply(frame, data=data)]

    def _prepare(self, frame: Frame, faults: Faults) -> list[Frame]:
        (wanted,) = unpack_from("<h", frame.data, 1)
        self._buffer = self._load(wanted, faults)
        if len(self._buffer) <= _SMALL:
            return [self._reply(frame, Code.DATA, self._buffer)]
        size = len(self._buffer).to_bytes(4, "little")
        return [self._reply(frame, data=b"\0" + size + size + bytes(4))]

    def _load(self, wanted: int, faults: Faults) -> bytes:
        if wanted == Code.USERTEMP_RRQ:
            return zk_log.users(self._memory, faults)
        if faults.take("grow") is not None:
            self._terminal.punch()
        log = zk_log.log(self._memory, faults)
        if faults.take("grow_after") is not None:
            self._terminal.punch()
        missing = int(faults.number("short", 1) or 0)
        self._terminal.ledger.sent([record.n for record in self._terminal.ledger.records])
        return log[: len(log) - missing]

    def _chunk(self, frame: Frame, faults: Faults) -> list[Frame]:
        start, size = _READ.unpack_from(frame.data)
        data = self._buffer[start : start + size]
        step = 1008 if faults.take("split_data") is not None else max(1, size)
        pieces = [data[at : at + step] for at in range(0, len(data), step)]
        prepared = len(data).to_bytes(4, "little") + bytes(4)
        return [
            self._reply(frame, Code.PREPARE_DATA, prepared),
            *(self._reply(frame, Code.DATA, piece) for piece in pieces),
            self._reply(frame),
        ]

    def _listen(self, frame: Frame, faults: Faults) -> list[Frame]:
        self.listening = bool(frame.data[:1] and frame.data[0] & EF_ATTLOG)
        return self._plain(frame, faults)


_OPTIONS = {
    "~DeviceName": "SIM-F19",
    "~Platform": "ZEM760_TFT",
    "~ZKFPVersion": "10",
    "~OS": "1",
    "MAC": "00:17:61:00:00:01",
    "ZKFaceVersion": "7",
    "FaceFunOn": "0",
    "CompatOldFirmware": "0",
    "IPAddress": "127.0.0.1",
    "NetMask": "255.0.0.0",
    "GATEIPAddress": "0.0.0.0",  # noqa: S104 - what a terminal without a gateway says
}
"""What it says of itself; like many models it has no ~ExtendFmt and no ~UserExtFmt."""

_OPEN = {Code.CONNECT, Code.AUTH, Code.EXIT}
_PLAIN = (
    Code.FREE_DATA,
    Code.REFRESHOPTION,
    Code.TESTVOICE,
    Code.STARTVERIFY,
    Code.CANCELCAPTURE,
)
