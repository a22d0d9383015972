"""ZK surfaces: frames by their place in the conversation, attendance buffers, live events."""

import tracemalloc
from collections.abc import Callable

from devices import clock
from devices.codecs import zk_event, zk_record, zk_reply
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame, FrameError, Reader
from devices.driver import Batch, PunchEvent, Unreadable
from devices.errors import AuthRefused, DeviceError, Unreachable, Unsupported, WireError
from tests.cases.device_adapters.outcome import Outcome
from tests.cases.device_adapters.sink import Sink

NOW = "2026-11-20 12:00:00"
SESSION, REPLY = 0x4D, 1
SLOTS = {1: "1001", 2: "1002", 3: "1003"}
LOG_LIMIT = 100_000 * 40 + 4
CHUNK_ASKED = 84

_FRAME = Frame(command=Code.REG_EVENT, session=1, reply=0, data=zk_event.encode("1003", NOW, 1, 0))


def run(case: dict[str, object]) -> Outcome:
    """Run one hostile ZK case by its surface."""
    return _SURFACES[str(case["surface"])](case)


def _frame(case: dict[str, object]) -> Outcome:
    data, where = bytes.fromhex(str(case["bytes_hex"])), str(case["where"])
    outcome = Outcome()
    tracemalloc.start()
    try:
        _judge(data, where, outcome)
    except DeviceError as wrong:
        outcome.words |= _verdicts(wrong, where)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    outcome.words |= {"small"} if peak < 1 << 20 else set()
    return outcome


def _judge(data: bytes, where: str, outcome: Outcome) -> None:
    reader = Reader()
    try:
        frames = reader.feed(data)
    except FrameError as foreign:
        outcome.words.add("reject_frame")
        raise WireError(str(foreign)) from foreign
    if not frames:
        raise Unreachable("closed before the reply was whole")
    try:
        frame = zk_reply.check(frames[0], SESSION, REPLY)
    except WireError:
        outcome.words.add("reject_frame")
        raise
    _PLACES.get(where, _any_reply)(frame, outcome)
    outcome.words.add("accept")


def _sizes(frame: Frame, _: Outcome) -> None:
    zk_reply.free_sizes(frame.data)


def _prepare(frame: Frame, outcome: Outcome) -> None:
    if zk_reply.announced(frame, LOG_LIMIT) == 0:
        outcome.words |= {"empty", "alert"}
        try:
            zk_record.prove(bytes(4), 5, 5)
        except WireError:
            outcome.words.add("compare_count")


def _chunk(frame: Frame, _: Outcome) -> None:
    zk_reply.whole(frame.data, CHUNK_ASKED)


def _any_reply(frame: Frame, _: Outcome) -> None:
    if frame.command not in {Code.ACK_OK, Code.ACK_DATA, Code.DATA, Code.PREPARE_DATA}:
        raise WireError(f"answered with {frame.command}")


def _verdicts(wrong: DeviceError, where: str) -> set[str]:
    words = {"alert", "reconnect", "abort"}
    words |= {"retryable"} if wrong.retryable else set()
    if isinstance(wrong, AuthRefused):
        words.add("auth_refused")
    if isinstance(wrong, Unsupported):
        words.add("unsupported")
    if isinstance(wrong, WireError):
        words |= {"reject_value"}
        words |= {"over_limit"} if "can be" in str(wrong) else set()
        words |= {"wrong_chunk"} if where == "chunk reply" else set()
    return words


def _attlog(case: dict[str, object]) -> Outcome:
    buffer, count = bytes.fromhex(str(case["buffer_hex"])), int(str(case["reported_records"]))
    sink, outcome = Sink(), Outcome()
    try:
        log = zk_record.prove(buffer, count, count, now=NOW)
    except DeviceError as wrong:
        outcome.words |= _verdicts(wrong, "")
        outcome.quarantined = int(isinstance(wrong, Unsupported) and wrong.payload == buffer)
        return outcome
    found = [zk_record.decode(row, log.layout, SLOTS) for row in log.payloads()]
    return _stored(_batch(found), sink, outcome)


def _realtime(case: dict[str, object]) -> Outcome:
    outcome, sink, reader = Outcome(), Sink(), Reader()
    try:
        frames = reader.feed(bytes.fromhex(str(case["bytes_hex"])))
    except FrameError:
        outcome.words |= {"reject_frame", "reconnect"}
        return outcome
    if reader.pending:
        outcome.words |= {"waiting"}
        return outcome
    for batch in filter(None, map(zk_event.batch_of, frames)):
        _stored(batch, sink, outcome)
    outcome.words |= {"ack", "ack_after_commit", "accept"}
    if [zk_event.batch_of(frame) for frame in reader.feed(_FRAME.encode())]:
        outcome.words.add("keep_listening")
    return outcome


def _batch(found: list[PunchEvent | Unreadable]) -> Batch:
    return Batch(
        source="case",
        payload=b"",
        events=tuple(item for item in found if isinstance(item, PunchEvent)),
        unreadable=tuple(item for item in found if isinstance(item, Unreadable)),
    )


def _stored(batch: Batch, sink: Sink, outcome: Outcome) -> Outcome:
    outcome.events += clock.judge(batch.events, NOW)
    sink.store("ZK", batch)
    outcome.rows = len(sink.rows)
    sink.store("ZK", batch)
    outcome.rows_after_repeat = len(sink.rows)
    outcome.quarantined += len(batch.unreadable)
    return outcome


_PLACES: dict[str, Callable[[Frame, Outcome], None]] = {
    "free sizes reply": _sizes,
    "prepare data reply": _prepare,
    "chunk reply": _chunk,
}
_SURFACES: dict[str, Callable[[dict[str, object]], Outcome]] = {
    "zk_frame": _frame,
    "zk_attlog": _attlog,
    "zk_realtime": _realtime,
}
