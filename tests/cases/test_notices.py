"""Run the notice cases: signatures, PDUs, callbacks, mail reports, the log's published vectors."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from notify.channel import Push
from notify.channels.sms_aliyun import AliyunSms
from notify.codecs import aliyun as aliyun_codec
from notify.codecs import dingtalk, feishu, mail_report, smpp, tencent, twilio, verp, wecom
from notify.errors import SendError
from notify.mail import bounces
from notify.receipt import Proof, ReceiptKind
from notify.signing import twilio as twilio_sign
from notify.sims import http
from rules.evidence import checkpoint, jcs, tree, verify
from rules.evidence import proof as log_proof
from tests.cases.not_built import not_built
from tests.cases.notice_signatures import BY_SECTION, Adapter
from tests.notify.kit import SECRET, message, port_of, ports, sms_settings, stop

NOW = datetime(2026, 11, 21, tzinfo=UTC)


async def aliyun_send_response(case: Any) -> None:
    async def answer(_: http.Request) -> http.Response:
        return http.Response(200, case)

    server = await http.listen(0, answer)
    sms = AliyunSms(sms_settings(port_of(server)), ports())
    try:
        if case["Code"] == "OK":
            accepted = await sms.send(message("13800138000"))
            assert accepted.vendor_id == case["BizId"]
        else:
            with pytest.raises(SendError) as refused:
                await sms.send(message("13800138000"))
            assert refused.value.failure.code == case["Code"]
            assert refused.value.failure.error is aliyun_codec.classify(case["Code"])
    finally:
        await sms.aclose()
        await stop(server)


async def aliyun_smsreport_push(case: Any) -> None:
    body = json.dumps(case, ensure_ascii=False).encode()
    heard = AliyunSms(sms_settings(), ports()).hear(Push(method="POST", body=body))
    assert heard.status == 200
    told = [(r.attempt, r.vendor_id, r.address, r.kind, r.proof) for r in heard.receipts]
    kinds = {True: ReceiptKind.DELIVERED, False: ReceiptKind.FAILED}
    assert told == [
        (row["out_id"], row["biz_id"], row["phone_number"], kinds[row["success"]], Proof.HINT)
        for row in case
    ]
    assert all(
        r.vendor_time == row["report_time"] for r, row in zip(heard.receipts, case, strict=True)
    )


def aliyun_smsreport_ack(case: Any) -> None:
    assert json.loads(aliyun_codec.ACK) == case


def tencent_send_response(case: Any) -> None:
    found = tencent.outcomes(json.dumps(case).encode())
    rows = case["Response"]["SendStatusSet"]
    assert [(o.address, o.vendor_id, o.code) for o in found] == [
        (row["PhoneNumber"], row["SerialNo"], row["Code"]) for row in rows
    ]
    assert [o.error is None for o in found] == [row["Code"] == "Ok" for row in rows]


def tencent_status_push(case: Any) -> None:
    found = tencent.push(json.dumps(case).encode(), now=NOW)
    assert [(r.vendor_id, r.kind, r.proof) for r in found] == [
        (row["sid"], tencent.BY_WORD[row["report_status"]], Proof.HINT) for row in case
    ]


def tencent_status_ack(case: Any) -> None:
    assert json.loads(tencent.ACK) == case


def twilio_status_form(case: Any) -> None:
    signed = twilio_sign.sign("token", "https://hr.example.cn/hooks", case)
    for given, proof in ((signed, Proof.AUTHENTICATED), (f"{signed[:-2]}A=", Proof.HINT)):
        good = twilio_sign.verify("token", "https://hr.example.cn/hooks", case, given)
        receipt = twilio.status(case, signed=good, now=NOW)
        assert receipt
        assert (receipt.vendor_id, receipt.proof) == (case["MessageSid"], proof)
        assert receipt.kind is twilio.BY_WORD[case["MessageStatus"]]
        assert receipt.raw.decode() == urlencode(case)


def wecom_send_response(case: Any) -> None:
    found = wecom.outcomes(json.dumps(case).encode(), ["somebody-else"])
    refused = {u for name in ("invaliduser", "unlicenseduser") for u in case[name].split("|") if u}
    assert {o.address for o in found if o.error} >= refused
    assert {o.address for o in found if not o.error} == (
        {"somebody-else"} if case["errcode"] == 0 else set()
    )


def dingtalk_getsendresult(case: Any) -> None:
    found = dingtalk.receipts(json.dumps(case).encode(), task="t", now=NOW)
    result = case["send_result"]
    by_kind = {kind: {r.address for r in found if r.kind is kind} for kind in ReceiptKind}
    assert by_kind[ReceiptKind.READ] == set(result["read_user_id_list"])
    assert by_kind[ReceiptKind.DELIVERED] == set(result["unread_user_id_list"])
    assert by_kind[ReceiptKind.FAILED] >= {row["userid"] for row in result["forbidden_list"]}


def feishu_read_users(case: Any) -> None:
    found = feishu.readers(json.dumps(case).encode(), message_id="m", now=NOW)
    assert [(r.address, r.kind, r.at.timestamp() * 1000 // 1000) for r in found] == [
        (row["user_id"], ReceiptKind.READ, int(row["timestamp"]) // 1000)
        for row in case["data"]["items"]
    ]


CALLBACKS: dict[str, Adapter] = {
    f.__name__: f
    for f in (
        aliyun_send_response,
        aliyun_smsreport_push,
        aliyun_smsreport_ack,
        tencent_send_response,
        tencent_status_push,
        tencent_status_ack,
        twilio_status_form,
        wecom_send_response,
        dingtalk_getsendresult,
        feishu_read_users,
    )
}


def smpp_pdu(case: Any) -> None:
    """The key says what is inside: command, sequence, state, id."""
    name, octets = case[0], bytes.fromhex(case[1])
    pdu = smpp.decode(octets)
    assert smpp.encode(pdu) == octets
    command = smpp.Command(pdu.command & ~smpp.ANSWER).name.lower()
    assert name.startswith(command)
    if found := re.search(r"seq(\d+)", name):
        assert pdu.sequence == int(found[1])
    if "ucs2" in name:
        assert pdu.body["data_coding"] == bytes([smpp.UCS2])
        assert smpp.ucs2_parts(pdu.body["message"].decode("utf-16-be"), 0) == [pdu.body["message"]]
    if found := re.search(r"receipt_\w+?_state(\d)_id_([0-9A-Za-z]+)", name):
        assert smpp.receipt(pdu) == (found[2], smpp.BY_STATE[int(found[1])])
    for cut in range(len(octets)):
        with pytest.raises(smpp.SmppError):
            smpp.decode(octets[:cut])


def mail(case: Any) -> None:
    """The file's name says what it is: `dsn_<action>`, `mdn_<disposition>`; else no report."""
    name, raw = case
    kind, _, word = name.partition("_")
    report = mail_report.parse(raw)
    if kind == "dsn":
        _dsn(report, raw, word.partition("_")[0])
    elif kind == "mdn":
        receipts, _ = bounces.read(raw, SECRET, NOW)
        assert [fate.action for fate in report.fates] == [word.partition("_")[0]]
        assert all(r.proof is Proof.HINT for r in receipts)
    else:
        assert bounces.read(raw, SECRET, NOW)[0] == ()


def _dsn(report: mail_report.Report, raw: bytes, action: str) -> None:
    assert [fate.action for fate in report.fates] == [action]
    assert bounces.read(raw, SECRET, NOW) == ((), bounces.NOT_OURS)
    ours = verp.encode("bounce@hr.example.cn", report.envelope_id, SECRET)
    tagged = re.sub(rb"(?m)^To: .*$", f"To: {ours}".encode(), raw, count=1)
    receipts, _ = bounces.read(tagged, SECRET, NOW)
    assert [(r.attempt, (r.kind, r.proof)) for r in receipts] == [
        (report.envelope_id, bounces.BY_ACTION[action])
    ]


def rfc6962(case: Any) -> None:
    leaves = [bytes.fromhex(h) for h in case["leaf_hashes"]]
    assert [tree.leaf_hash(bytes.fromhex(leaf)) for leaf in case["leaves_hex"]] == leaves
    roots = [tree.root(leaves[:size]).hex() for size in range(1, len(leaves) + 1)]
    assert roots == case["roots_by_size_1_to_8"]
    assert tree.EMPTY_ROOT.hex() == case["empty_root"]
    for told in case["inclusion"]:
        path = tuple(bytes.fromhex(h) for h in told["proof"])
        size, index = told["size"], told["index"]
        assert tree.inclusion_proof(leaves[:size], index) == path
        root = bytes.fromhex(roots[size - 1])
        leaf = leaves[index]
        assert not verify.inclusion(leaf, index=index, size=size, proof=path, root=root)
        assert verify.inclusion(leaf, index=index, size=size, proof=(*path, leaf), root=root)
    for told in case["consistency"]:
        path = tuple(bytes.fromhex(h) for h in told["proof"])
        assert tree.consistency_proof(leaves[: told["new"]], told["old"]) == path


def log(case: Any) -> None:
    """A proof file and the events it speaks of lie side by side."""
    text, events = case
    leaves = [tree.leaf_hash(jcs.canonical(json.loads(line))) for line in events.splitlines()]
    proof = log_proof.parse(text)
    head, _ = checkpoint.parse(proof.checkpoint)
    assert tree.root(leaves[: head.size]) == head.root
    held: dict[str, Any] = {
        "index": proof.index,
        "size": head.size,
        "proof": proof.path,
        "root": head.root,
    }
    assert verify.inclusion(leaves[proof.index], **held) is None
    assert verify.inclusion(leaves[proof.index - 1], **held) is not None


Case = tuple[str, str, Adapter | None, Any]
"""Id, area, adapter (None where there is none yet), data."""
BESIDE = {"sample_events.jsonl", "openssl_tsa_test.cnf"}


def _cases(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.iterdir()):
        read = BY_NAME.get(path.name) or BY_NAME.get(path.suffix)
        if read:
            yield from read(path)
        elif path.name not in BESIDE:
            yield path.name, path.stem, None, None


def _callbacks(path: Path) -> Iterator[Case]:
    for name, data in json.loads(path.read_text("utf-8")).items():
        yield name, "callback_samples", CALLBACKS.get(name), data


def _pdus(path: Path) -> Iterator[Case]:
    for name, octets in json.loads(path.read_text("utf-8")).items():
        if name != "note":
            yield name, "smpp", smpp_pdu, (name, octets)


def _mails(path: Path) -> Iterator[Case]:
    yield path.stem, "dsn", mail, (path.stem, path.read_bytes())


def _trees(path: Path) -> Iterator[Case]:
    yield path.stem, "rfc6962", rfc6962, json.loads(path.read_text("utf-8"))


def _logs(path: Path) -> Iterator[Case]:
    events = path.with_name("sample_events.jsonl").read_text("utf-8")
    yield path.name, "evidence", log, (path.read_text("utf-8"), events)


def _signatures(path: Path) -> Iterator[Case]:
    sections = json.loads(path.read_text("utf-8"))
    derived = sections.pop("derived_here", {})
    for name, entries in [*sections.items(), *((n, [entry]) for n, entry in derived.items())]:
        area, adapter = BY_SECTION.get(name, ("signatures", None))
        for number, entry in enumerate(entries):
            yield f"{name}-{number}", area, adapter, entry


BY_NAME: dict[str, Callable[[Path], Iterator[Case]]] = {
    "sig_vectors.json": _signatures,
    "callback_samples.json": _callbacks,
    "smpp_pdus.json": _pdus,
    "rfc6962_vectors.json": _trees,
    ".eml": _mails,
    ".tlog-proof": _logs,
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder: Path = metafunc.config.getoption("--cases-notices")
    metafunc.parametrize(
        ("area", "adapter", "data"),
        [
            pytest.param(area, adapter, data, id=name, marks=pytest.mark.area("notices", area))
            for name, area, adapter, data in _cases(folder)
        ],
    )


async def test_notice_case(area: str, adapter: Adapter | None, data: Any) -> None:
    if adapter is None:
        not_built(area)
    result = adapter(data)
    if hasattr(result, "__await__"):
        await result
