"""Kept bytes read again: every source has today's decoder, and what it cannot read it says."""

from zoneinfo import ZoneInfo

import pytest

from devices import replay
from devices.codecs import zk_event
from devices.driver import Terminal
from devices.protocols import PROTOCOLS
from devices.replay import Kept

SHANGHAI = Terminal(serial="1026700", zone=ZoneInfo("Asia/Shanghai"))
FACE = (
    b'{"operator":"RecPush","info":{"customId":"0002","RecordID":"7","VerifyStatus":"1",'
    b'"PersonType":"0","time":"2026-11-19 08:55:00","facesluiceId":"1026700"}}'
)
ATTEND = (
    b'{"sn":"1026700","uid":"0002","ts":"2026-11-19T08:55:00+08:00","seq":7,"state":0,"verify":1}'
)
SITE = FACE.replace(b"facesluiceId", b"deviceCode")
HUAAN = (
    b'{"cmd":"face","sequence_no":7,"cap_time":"2026/11/19 08:55:00.000","device_sn":"1026700",'
    b'"is_realtime":0,"match_result":1,"match":{"person_id":"0002"},"person":{"id":"0002"}}'
)
SAMPLES = {
    "adms.attlog": b"0002\t2026-11-19 08:55:00\t0\t1",
    "adms.rtlog": b"time=2026-11-19 08:55:00\tpin=0002\tevent=0\tindex=7\tinoutstatus=0",
    "zk.live": zk_event.encode("0002", "2026-11-19 08:55:00", 1, 0),
    "mqtt.face": FACE,
    "mqtt.attend": ATTEND,
    "mqtt.site": SITE,
    "mqtt.huaan": HUAAN,
}


@pytest.mark.parametrize(("source", "payload"), SAMPLES.items(), ids=SAMPLES)
def test_a_readable_record_becomes_its_punch(source: str, payload: bytes) -> None:
    batch = replay.again(Kept(source=source, payload=payload), SHANGHAI)
    assert batch is not None
    (event,) = batch.events
    assert (event.person_code, event.local) == ("0002", "2026-11-19 08:55:00")


def test_every_protocol_has_a_sample_here() -> None:
    families = {source.partition(".")[0] for source in SAMPLES}
    exact = {source.replace(".", "_", 1) for source in SAMPLES}
    missing = [one.code for one in PROTOCOLS if one.code not in exact | families]
    assert missing == []


@pytest.mark.parametrize("source", SAMPLES)
def test_rubbish_stays_unreadable_and_raises_nothing(source: str) -> None:
    batch = replay.again(Kept(source=source, payload=b"\xff\x00rubbish"), SHANGHAI)
    assert batch is None or (batch.events == () and batch.unreadable)


def test_a_table_that_is_known_by_now_is_read() -> None:
    kept = Kept(source="adms", payload=SAMPLES["adms.attlog"], detail="ATTLOG")
    batch = replay.again(kept, SHANGHAI)
    assert batch is not None
    assert len(batch.events) == 1


@pytest.mark.parametrize(
    "kept",
    [
        Kept(source="nobody.knows", payload=b"x"),
        Kept(source="zk.pull", payload=b"x" * 40),
        Kept(source="zk.pull", payload=b"x" * 8, layout="8A"),
        Kept(source="zk.live", payload=SAMPLES["zk.live"], reason="bad_checksum"),
        Kept(source="mqtt.face", payload=FACE, detail="y; first 9 of 99 bytes, sha256 ab"),
    ],
    ids=["no decoder", "no layout", "a slot", "damaged", "cut off"],
)
def test_what_nobody_can_read_is_left_alone(kept: Kept) -> None:
    assert replay.again(kept, SHANGHAI) is None
