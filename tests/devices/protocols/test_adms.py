import gzip
import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_reply
from devices.codecs.adms_reply import Command
from devices.driver import Batch, Order, Terminal
from devices.exchange import HttpExchange, Reply
from devices.protocols import adms

S1 = Terminal(serial="S1", zone=ZoneInfo("Asia/Shanghai"))
ROW = b"1001\t2026-11-20 08:30:00\t0\t1\t0\t0\n"


def _send(
    method: str, target: str, body: bytes = b"", context: adms.Context | None = None
) -> HttpExchange:
    headers = {} if method == "GET" else {"content-length": str(len(body))}
    admitted = adms.admit(adms.Head(method=method, target=target, headers=headers), lambda _: S1)
    if isinstance(admitted, HttpExchange):
        return admitted
    return adms.exchange(admitted, body, context or adms.Context())


def test_first_contact_is_answered_with_settings_and_saved_stamps() -> None:
    settings = adms.AdmsSettings(zone_form="+08:00", poll_seconds=7, retry_seconds=9)
    context = adms.Context(settings=settings, stamps={"ATTLOG": "2026-11-20T08:30:00"})
    answer = _send("GET", "/iclock/cdata?SN=S1&options=all&pushver=2.4.1", context=context)
    lines = answer.reply_ok.body.decode().splitlines()
    assert lines[0] == "GET OPTION FROM: S1"
    assert {"TimeZone=+08:00", "Delay=7", "ErrorDelay=9"} <= set(lines)
    assert "ATTLOGStamp=2026-11-20T08:30:00" in lines


def test_an_upload_waits_for_the_commit_with_both_answers() -> None:
    answer = _send("POST", "/iclock/cdata?SN=S1&table=ATTLOG&Stamp=9999", ROW + b"junk\n" + ROW)
    assert answer.batch is not None
    assert (len(answer.batch.events), len(answer.batch.unreadable)) == (2, 1)
    assert answer.reply_ok == Reply(status=200, body=b"OK: 3")
    assert answer.reply_retry.status == 503
    assert answer.stamp == ("ATTLOG", "9999")
    assert answer.batch.payload == ROW + b"junk\n" + ROW


def test_a_body_shorter_than_announced_is_not_taken() -> None:
    head = adms.Head(
        method="POST",
        target="/iclock/cdata?SN=S1&table=ATTLOG",
        headers={"content-length": "99999"},
    )
    admitted = adms.admit(head, lambda _: S1)
    assert isinstance(admitted, adms.Admission)
    answer = adms.exchange(admitted, ROW, adms.Context())
    assert (answer.reply_ok.status, answer.batch) == (400, None)


def test_commands_go_out_at_the_poll_and_info_is_facts() -> None:
    context = adms.Context(commands=[Command(number=4, text="CHECK")])
    answer = _send("GET", "/iclock/getrequest?SN=S1&INFO=Ver%208,2,0,9", context=context)
    assert answer.reply_ok.body == b"C:4:CHECK\n"
    assert answer.facts is not None
    assert (answer.facts.users, answer.facts.records) == (2, 9)


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("POST", "/iclock/devicecmd?SN=S1", b"ID=4&Return=0&CMD=CHECK\n"),
        ("GET", "/iclock/devicecmd?SN=S1&ID=4&Return=0&CMD=CHECK", b""),
        ("POST", "/iclock/getrequest?SN=S1", b"ID=4&Return=0&CMD=CHECK\n"),
        ("GET", "/iclock/getrequest?SN=S1&ID=4&Return=0&CMD=CHECK", b""),
        ("POST", "/iclock/devicecmd?SN=S1&ID=4&Return=0&CMD=CHECK", b""),
    ],
)
def test_results_are_read_wherever_old_firmware_puts_them(
    method: str, target: str, body: bytes
) -> None:
    (result,) = _send(method, target, body).results
    assert (result.command_id, result.code, result.command) == ("4", 0, "CHECK")


@pytest.mark.parametrize("table", ["BIODATA", "FINGERTMP", "ATTPHOTO", " attphoto"])
def test_templates_and_photos_are_answered_and_not_stored(table: str) -> None:
    answer = _send("POST", f"/iclock/cdata?SN=S1&table={table.replace(' ', '%20')}", b"Tmp=AAAA")
    assert answer.kind == "discarded"
    assert answer.reply_ok.status == 200
    assert answer.batch is None
    assert [signal.code for signal in answer.signals] == ["template_discarded"]


def test_a_table_nobody_knows_is_quarantined_not_lost() -> None:
    answer = _send("POST", "/iclock/cdata?SN=S1&table=NEWTABLE", b"a=1")
    assert answer.batch is not None
    (bad,) = answer.batch.unreadable
    assert (bad.reason, bad.payload) == ("unknown_table", b"a=1")


def test_tabledata_is_answered_with_its_name_and_count() -> None:
    target = "/iclock/cdata?SN=S1&table=tabledata&tablename=user&count=1"
    answer = _send("POST", target, b"user uid=1\tpin=982\tname=Richard\n")
    assert answer.reply_ok.body == b"user=1"


def test_an_access_terminal_registers_once() -> None:
    hello = _send("GET", "/iclock/cdata?SN=S1&options=all&DeviceType=acc")
    code = hello.reply_ok.body.decode().partition("RegistryCode=")[2].splitlines()[0]
    answer = _send("POST", "/iclock/registry?SN=S1", b"DeviceType=acc,~DeviceName=BioFace A1")
    assert answer.reply_ok.body == f"RegistryCode={code}".encode()
    assert answer.facts is not None
    assert answer.facts.name == "BioFace A1"
    assert b"registry" not in _send("GET", "/iclock/push?SN=S1").reply_ok.body


def test_an_access_terminal_is_known_again_and_told_its_session() -> None:
    hello = _send("GET", "/iclock/cdata?SN=S1&options=all&pushver=3.0.1&DeviceType=acc")
    assert hello.notes == {"dialect": "access"}
    known = adms.Context(dialect="access")
    again = _send("GET", "/iclock/cdata?SN=S1&options=all&pushver=3.0.1", context=known)
    assert again.reply_ok == hello.reply_ok
    assert b"registry=ok\n" in hello.reply_ok.body
    push = _send("POST", "/iclock/push?SN=S1").reply_ok.body
    assert push == hello.reply_ok.body.split(b"\n", 2)[2]


def test_a_market_name_is_no_access_terminal() -> None:
    known = adms.Context(dialect="access")
    target = "/iclock/cdata?SN=S1&options=all&pushver=2.4.0&DeviceType=middle%20east"
    answer = _send("GET", target, context=known)
    assert answer.reply_ok.body.startswith(b"GET OPTION FROM: S1\n")
    assert answer.notes == {"dialect": "attendance"}


def test_a_hello_that_names_no_kind_changes_nothing_of_what_is_known() -> None:
    assert _send("GET", "/iclock/cdata?SN=S1&options=all&pushver=2.4.0").notes == {}


def test_an_attendance_terminal_that_registers_keeps_its_words() -> None:
    answer = _send("POST", "/iclock/registry?SN=S1", b"DeviceType=att,~DeviceName=F22")
    assert answer.notes == {"dialect": "attendance"}
    assert answer.reply_ok.body.startswith(b"RegistryCode=")


def test_access_terminals_ask_for_the_time_in_their_own_way() -> None:
    context = adms.Context(now_iso="2018-02-22T14:54:54+08:00")
    answer = _send("GET", "/iclock/rtdata?SN=S1&type=time", context=context)
    assert answer.reply_ok.body == b"DateTime=583052094,ServerTZ=+0800"  # eight hours less
    asked = _send("GET", "/iclock/cdata?SN=S1&type=time", context=context)
    assert asked.reply_ok.body == b"Time=2018-02-22T14:54:54+08:00"


def test_key_exchange_is_refused_so_that_it_can_be_seen() -> None:
    answer = _send("POST", "/iclock/exchange?SN=S1&type=publickey", b"PublicKey=x")
    assert (answer.kind, answer.reply_ok.status) == ("refused", 404)


def test_a_queried_log_arrives_as_punches_and_is_answered_with_its_count() -> None:
    target = "/iclock/querydata?SN=S1&type=tabledata&cmdid=4&tablename=transaction&count=2"
    row = b"transaction pin=1001\tverified=1\teventtype=0\ttime_second=583080894\tindex=%d\n"
    answer = _send("POST", target, row % 21 + row % 22)
    assert answer.reply_ok.body == b"transaction=2"
    assert answer.batch is not None
    assert [event.record_no for event in answer.batch.events] == ["21", "22"]


@pytest.mark.parametrize("kind", ["count", "options"])
def test_what_else_a_query_brings_is_acknowledged(kind: str) -> None:
    target = f"/iclock/querydata?SN=S1&type={kind}&cmdid=4&tablename=user&count=3"
    assert _send("POST", target, b"user=3").reply_ok.body == b"OK"


def test_templates_in_tabledata_are_counted_and_dropped() -> None:
    target = "/iclock/cdata?SN=S1&table=tabledata&tablename=templatev10&count=2"
    answer = _send("POST", target, b"templatev10 pin=4\ttemplate=AAAA\n")
    assert (answer.kind, answer.reply_ok.body) == ("discarded", b"templatev10=2")


def test_a_foreign_token_is_served_and_told_to_people() -> None:
    own = adms_reply.token("S1", "")
    for token, codes in ((own, []), ("0" * 32, ["token_mismatch"])):
        headers = {"cookie": f"token={token}"}
        head = adms.Head(method="GET", target="/iclock/getrequest?SN=S1", headers=headers)
        admitted = adms.admit(head, lambda _: S1)
        assert isinstance(admitted, adms.Admission)
        answer = adms.exchange(admitted, b"", adms.Context())
        assert answer.reply_ok.status == 200
        assert [one.code for one in answer.signals] == codes


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe" + (ROW * 40).decode().encode("utf-16-le"), "not_text"),
        (b"\xfe\xff\x001", "not_text"),
    ],
)
def test_a_body_that_is_no_text_is_kept_whole_and_the_terminal_goes_on(
    body: bytes, reason: str
) -> None:
    answer = _send("POST", "/iclock/cdata?SN=S1&table=ATTLOG&Stamp=7", body)
    assert answer.batch is not None
    (bad,) = answer.batch.unreadable
    assert (bad.reason, bad.payload) == (reason, body)
    assert (answer.reply_ok.status, answer.stamp) == (200, ("ATTLOG", "7"))


@pytest.mark.parametrize(
    ("packed", "encoding", "status", "events"),
    [
        (gzip.compress(ROW * 3, mtime=0), "gzip", 200, 3),
        (zlib.compress(ROW * 3), "deflate", 200, 3),
        (gzip.compress(ROW * 3, mtime=0)[:-4], "gzip", 200, 0),
        (gzip.compress(b"1" * (17 << 20), mtime=0), "gzip", 413, 0),
    ],
)
def test_packed_uploads_are_read_within_the_limit(
    packed: bytes, encoding: str, status: int, events: int
) -> None:
    headers = {"content-length": str(len(packed)), "content-encoding": encoding}
    target = "/iclock/cdata?SN=S1&table=ATTLOG&Stamp=7"
    head = adms.Head(method="POST", target=target, headers=headers)
    admitted = adms.admit(head, lambda _: S1)
    assert isinstance(admitted, adms.Admission)
    answer = adms.exchange(admitted, packed, adms.Context())
    assert answer.reply_ok.status == status
    batch = answer.batch or Batch(source="", payload=b"")
    assert len(batch.events) == events
    assert [bad.payload for bad in batch.unreadable] == ([] if events or status > 200 else [packed])


@pytest.mark.parametrize("stamp", ["1", "9999", "2026-11-20T08:30:00", "None", "abc"])
def test_a_stamp_is_kept_exactly_as_sent(stamp: str) -> None:
    answer = _send("POST", f"/iclock/cdata?SN=S1&table=ATTLOG&Stamp={stamp}", ROW)
    assert answer.stamp == ("ATTLOG", stamp)


@pytest.mark.parametrize("target", ["table=ATTLOG&Stamp=1%0aX=2", "table=zz&Stamp=1"])
def test_what_is_no_stamp_of_ours_is_not_kept(target: str) -> None:
    assert _send("POST", f"/iclock/cdata?SN=S1&{target}", ROW).stamp is None


@pytest.mark.parametrize(
    ("method", "target", "asks"),
    [
        ("GET", "/iclock/getrequest?SN=S1", True),
        ("GET", "/iclock/getrequest?SN=S1&INFO=x", True),
        ("GET", "/iclock/getrequest?SN=S1&ID=1&Return=0", False),
        ("POST", "/iclock/getrequest?SN=S1", False),
        ("GET", "/iclock/cdata?SN=S1", False),
    ],
)
def test_only_a_plain_poll_may_be_given_orders(method: str, target: str, *, asks: bool) -> None:
    headers = {} if method == "GET" else {"content-length": "0"}
    admitted = adms.admit(adms.Head(method=method, target=target, headers=headers), lambda _: S1)
    assert isinstance(admitted, adms.Admission)
    assert adms.asks_for_orders(admitted) is asks


def test_an_order_is_said_in_the_dialect_of_its_terminal() -> None:
    order = Order(number=2, kind="reboot")
    now = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
    for dialect, said in (("", "REBOOT"), ("access", "CONTROL DEVICE 03000000")):
        (command,) = adms.commands(order, now, adms.Context(dialect=dialect))
        assert command == Command(number=2, text=said)


PATHS = st.sampled_from(
    [
        *("cdata", "getrequest", "devicecmd", "fdata", "ping"),
        *("registry", "push", "rtdata", "exchange", "querydata"),
    ]
)
TABLES = st.sampled_from(["ATTLOG", "OPERLOG", "rtlog", "tabledata", "options", "USERINFO", "x"])


@given(st.sampled_from(["GET", "POST"]), PATHS, TABLES, st.binary(max_size=200))
def test_any_request_has_an_answer(method: str, path: str, table: str, body: bytes) -> None:
    answer = _send(method, f"/iclock/{path}?SN=S1&table={table}", body if method == "POST" else b"")
    assert 200 <= answer.reply_ok.status < 600
