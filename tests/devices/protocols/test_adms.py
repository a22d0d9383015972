from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.adms_reply import Command
from devices.driver import Terminal
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
    settings = adms.AdmsSettings(time_zone="+08:00", poll_seconds=7, retry_seconds=9)
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


PATHS = st.sampled_from(
    ["cdata", "getrequest", "devicecmd", "fdata", "ping", "registry", "push", "querydata"]
)
TABLES = st.sampled_from(["ATTLOG", "OPERLOG", "rtlog", "tabledata", "options", "USERINFO", "x"])


@given(st.sampled_from(["GET", "POST"]), PATHS, TABLES, st.binary(max_size=200))
def test_any_request_has_an_answer(method: str, path: str, table: str, body: bytes) -> None:
    answer = _send(method, f"/iclock/{path}?SN=S1&table={table}", body if method == "POST" else b"")
    assert 200 <= answer.reply_ok.status < 600
