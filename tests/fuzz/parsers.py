"""Every parser that takes bytes from outside, how to call it with bytes alone, and its seeds.

Where a parser takes more than bytes (a count, a topic), the first bytes of the input choose it.
"""

import gzip
import zlib
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from devices.codecs import adms_line, adms_oper, strict_json, text
from devices.codecs.adms_reply import Command
from devices.driver import Terminal
from devices.exchange import HttpExchange
from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS, adms, mqtt_face
from tests.fuzz import corpus, zk_parsers
from tests.fuzz.zk_parsers import Parser

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WORDS = (
    b"\t", b"\n", b"\r\n", b"\0", b"=", b"&", b",", b" ", b"%00", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xd5\xc5\xc8\xfd", b"\x80", b"\xed\xa0\x80", b"~", b"-1", b"255", b"1001",
    b"2026-11-20 08:30:00", b"2026-02-30 24:60:60", b"1704096000", b"99999999999",
    b"PIN=", b"pin=", b"time=", b"Time=", b"index=", b"event=", b"verifytype=", b"Name=",
    b"Passwd=", b"TMP=", b"USER ", b"OPLOG ", b"FP ", b"FACE ", b"ID=", b"Return=", b"CMD=",
    b"SN=12300001", b"&table=ATTLOG", b"&table=rtlog", b"&table=OPERLOG", b"&table=options",
    b"&table=tabledata&tablename=user", b"&Stamp=9999", b"&INFO=", b"Content-Length: ",
    b"/iclock/cdata", b"/iclock/getrequest", b"/iclock/devicecmd", b"/iclock/registry",
)  # fmt: skip
_JSON_WORDS = (
    b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"true", b"NaN", b"1e999", b"-0",
    b"\0", b"mqtt/face/", b"/Rec", b"/Ack", b"attend/v1/",
    b"\\u0000", b"\\ud800", b"\\u0041", b"99999999999999999999", b'"info":', b'"operator":',
    b'"RecPush"', b'"VerifyPush"', b'"StrSnapPush"', b'"Online"', b'"HeartBeat"', b'"customId":',
    b'"personId":', b'"RecordID":', b'"SnapID":', b'"VerifyStatus":1', b'"PersonType":"0"',
    b'"facesluiceId":"TEST0001"', b'"time":"2026-11-20 08:30:00"', b'"AddErrInfo":[{}]',
    b'"sn":"TEST0001"', b'"seq":', b'"uid":', b'"ts":"2026-11-20T08:30:00+08:00"', b"[" * 20,
)  # fmt: skip


def request(data: bytes) -> object:
    """One HTTP request: `METHOD target`, headers, an empty line, the body."""
    top, _, body = data.partition(b"\r\n\r\n")
    first, *rest = top.decode("latin-1").split("\r\n")
    method, _, target = first.partition(" ")
    pairs = (line.partition(":") for line in rest)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    headers.setdefault("content-length", str(len(body)))
    admitted = adms.admit(adms.Head(method=method, target=target, headers=headers), _known)
    if isinstance(admitted, HttpExchange):
        return admitted
    greeted = adms.greets(admitted)
    return greeted, adms.exchange(admitted, body if admitted.keep_body else b"", _CONTEXT)


_CONTEXT = adms.Context(
    now_iso="2026-11-20T12:00:00+08:00",
    commands=(Command(number=7, text="CHECK"),),
    stamps={"ATTLOG": "17"},
)


def _known(serial: str) -> Terminal:
    return Terminal(serial=serial, zone=SHANGHAI)


def message(data: bytes) -> object:
    """One MQTT message, `topic NUL payload`, of whichever terminal and family it claims."""
    name, _, payload = data.partition(b"\0")
    topic = name.decode("utf-8", "replace")
    for family in _FAMILIES:
        settings = family.settings()
        if serial := family.serial_of(topic, payload, settings):
            return family.parse(topic, payload, _known(serial), settings)
    face = mqtt_face.MqttFaceSettings()
    return mqtt_face.parse(topic, payload, _known("TEST0001"), face)


_FAMILIES = [one for one in PROTOCOLS if isinstance(one, MqttProtocol)]


def _rows(read: Callable[[bytes, Any], object]) -> Callable[[bytes], object]:
    return lambda data: [read(row, SHANGHAI) for row in adms_line.split(data)]


def _requests() -> list[bytes]:
    """The recorded ones, packed ones, and those of access terminals."""
    head = "POST /s3cret/iclock/cdata?SN=1&table={}\r\ncontent-encoding: {}\r\n\r\n"
    row = b"1001\t2026-11-20 08:30:00\t0\t1\n" * 3
    access = b"transaction cardno=0\tpin=7\ttime_second=786378615\teventtype=0\tindex=3\n"
    made = [
        head.format("ATTLOG", "gzip").encode() + gzip.compress(row, mtime=0),
        head.format("ATTLOG", "deflate").encode() + zlib.compress(row),
        head.format("tabledata&tablename=transaction", "").encode() + access,
        head.format("tabledata&tablename=user", "").encode() + b"user uid=1\tpin=7\tname=A\n",
    ]
    return [*corpus.adms_requests(), *made]


def _messages() -> list[bytes]:
    told = [(topic, payload) for topic, payload in corpus.mqtt_messages()]
    made = [(topic, text.encode()) for topic, texts in _MADE.items() for text in texts]
    return [topic.encode() + b"\0" + payload for topic, payload in (*told, *made)]


_MADE = {
    "topic/face/capture/request/HA1": (
        (
            '{"cmd":"face","sequence_no":7,"cap_time":"2026/11/20 08:30:00.123","device_sn":"HA1",'
            '"is_realtime":1,"match_result":90,"match":{"person_id":"1001","person_role":0,'
            '"image":"/9j/"},"closeup_pic":{"data":"/9j/"}}'
        ),
        '{"cmd":"face","sequence_no":"8","cap_time":"2026/11/20 08:30:00","match_result":0',
        '{"cmd":"heart","device_no":"HA1"}',
    ),
    "mqtt/device/face/S1/Rec": (
        (
            '{"messageId":"m1","operator":"RecPush","info":{"deviceCode":"S1","RecordID":"9",'
            '"userId":"1001","VerifyStatus":"1","time":"2026-11-20 08:30:00"}}'
        ),
        (
            '{"messageId":"m2","operator":"RecPush","info":{"deviceCode":"S1","RecordID":10,'
            '"idCardNumber":"110101","swipeTimestamp":1795163400}}'
        ),
        '{"messageId":"m3","operator":"RecPush","info":{"RecordID":"11"',
    ),
    "mqtt/device/face/S1/heartbeat": ('{"operator":"Basic","info":{"deviceCode":"S1"}}',),
    "mqtt/device/face/S1/Ack": ('{"messageId":"m4","operator":"X-Ack","info":{"result":"ok"}}',),
    "mqtt/face/TEST0001/Ack": (
        (
            '{"messageId":"7","operator":"SearchPersonList-Ack","info":{"facesluiceId":"TEST0001",'
            '"personInfo":[{"customId":"1001","name":"A","RFIDCard":"7"}],"code":"200"}}'
        ),
        '{"messageId":"8","operator":"QueryPerson-Ack","info":{"customId":"1001","name":"B"}}',
    ),
}
"""Messages of families and calls that the recordings do not have."""


def _payloads() -> Sequence[bytes]:
    return [payload for _, payload in corpus.mqtt_messages()]


def _info() -> list[bytes]:
    return [b"Ver 6.8.0(build640),2,0,0,192.168.1.201,10,-1,-12,101", b",,,,", b"x,9999999999"]


PARSERS: tuple[Parser, ...] = (
    *zk_parsers.PARSERS,
    Parser("adms.request", request, _requests, _WORDS),
    Parser("adms.attlog", _rows(adms_line.attlog), corpus.adms_bodies, _WORDS),
    Parser("adms.rtlog", _rows(adms_line.rtlog), corpus.adms_bodies, _WORDS),
    Parser("adms.operlog", adms_oper.operations, corpus.adms_bodies, _WORDS),
    Parser("adms.options", adms_oper.options, corpus.adms_bodies, _WORDS),
    Parser("adms.results", adms_oper.results, corpus.adms_bodies, _WORDS),
    Parser("adms.info", lambda data: adms_oper.info("A", data.decode("latin-1")), _info, _WORDS),
    Parser("mqtt.message", message, _messages, _JSON_WORDS),
    Parser(
        "json",
        lambda data: strict_json.load(data, 65_536),
        _payloads,
        _JSON_WORDS,
        refuses=(ValueError,),
    ),
    Parser("text", text.decode, corpus.adms_bodies, _WORDS),
)
"""One line per parser. A codec function that none of them reaches fails test_list."""

BY_NAME = {one.name: one for one in PARSERS}
