import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.channel import AttemptId, Push, Sent
from notify.channels.sms_aliyun import AliyunSms
from notify.errors import ErrorClass, SendError
from notify.receipt import Proof, ReceiptKind
from notify.sims import http
from rules.notices.facts import FactKind, fold
from rules.notices.schedule import may_resend
from tests.notify.kit import facts, message, now, port_of, ports, sms_rig, sms_settings, stop


def sent(attempt: str, address: str, vendor_id: str = "") -> Sent:
    return Sent(attempt=AttemptId(attempt), address=address, at=now(), vendor_id=vendor_id)


async def test_an_sms_is_accepted_and_its_delivery_confirmed_by_signed_query(
    tmp_path: Path,
) -> None:
    async with sms_rig(tmp_path) as rig:
        accepted = await rig.sms.send(message("13800138000", "S-1", params={"name": "张三"}))
        assert accepted.vendor_id
        assert b"sim-key-secret" not in accepted.request
        assert b"Signature=" not in accepted.request
        early = await rig.sms.query(sent("S-1", "13800138000", accepted.vendor_id))
        assert [r.kind for r in early.receipts] == [ReceiptKind.ACCEPTED]
        await asyncio.sleep(0.06)
        late = await rig.sms.query(sent("S-1", "13800138000", accepted.vendor_id))
        assert [(r.kind, r.proof) for r in late.receipts] == [
            (ReceiptKind.DELIVERED, Proof.AUTHENTICATED)
        ]


@pytest.mark.parametrize(
    ("number", "error", "code"),
    [
        ("13800130429", ErrorClass.THROTTLE, "isv.BUSINESS_LIMIT_CONTROL"),
        ("13800130498", ErrorClass.UNKNOWN, "sms.no_answer"),
        ("13800130499", ErrorClass.UNKNOWN, "sms.no_answer"),
        ("13800130500", ErrorClass.TRANSIENT, "isp.SYSTEM_ERROR"),
        ("+442079460000", ErrorClass.ADDRESS, "address.foreign"),
    ],
)
async def test_a_failure_says_what_comes_next(
    tmp_path: Path, number: str, error: ErrorClass, code: str
) -> None:
    async with sms_rig(tmp_path) as rig:
        with pytest.raises(SendError) as refused:
            await rig.sms.send(message(number))
        failure = refused.value.failure
        assert (failure.error, failure.code) == (error, code)
        assert bool(failure.retry_after) == (error is ErrorClass.THROTTLE)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sign_name": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"template": "SMS_9"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"key_secret": "another-secret"}, "SignatureDoesNotMatch"),
    ],
)
async def test_wrong_account_settings_stop_the_channel(
    tmp_path: Path, more: dict[str, str], code: str
) -> None:
    async with sms_rig(tmp_path) as rig:
        sms = AliyunSms(sms_settings(rig.port, **more), ports())
        with pytest.raises(SendError) as refused:
            await sms.send(message("13800138000"))
        await sms.aclose()
        assert (refused.value.failure.error, refused.value.failure.code) == (
            ErrorClass.CONFIG,
            code,
        )
        assert rig.ledger.read() == []


async def test_an_unanswered_send_is_asked_about_and_the_provider_sent_exactly_one(
    tmp_path: Path,
) -> None:
    async with sms_rig(tmp_path) as rig:
        with pytest.raises(SendError):
            await rig.sms.send(message("13800130499", "S-1"))
        answer = await rig.sms.query(sent("S-1", "13800130499"))
        assert answer.found is True
        later = now() + timedelta(hours=1)
        assert not may_resend("sms_aliyun", sent=now(), now=later, found=answer.found)
        assert [e["out_id"] for e in rig.ledger.read()] == ["S-1"]


async def test_an_unanswered_send_that_never_arrived_may_go_out_again(tmp_path: Path) -> None:
    async with sms_rig(tmp_path) as rig:
        with pytest.raises(SendError):
            await rig.sms.send(message("13800130498", "S-1"))
        at = now()
        answer = await rig.sms.query(sent("S-1", "13800130498"))
        assert answer.found is False
        soon, later = at + timedelta(seconds=119), at + timedelta(seconds=120)
        assert not may_resend("sms_aliyun", sent=at, now=soon, found=False)
        assert may_resend("sms_aliyun", sent=at, now=later, found=False)
        assert rig.ledger.read() == []


async def test_a_forged_push_stays_a_hint_until_the_signed_query_speaks(tmp_path: Path) -> None:
    async with sms_rig(tmp_path, deliver_after=0.3) as rig:
        accepted = await rig.sms.send(message("13800138000", "S-1"))
        row = {"success": True, "biz_id": accepted.vendor_id, "out_id": "S-1"}
        heard = rig.sms.hear(Push(method="POST", body=json.dumps([row]).encode()))
        assert heard.body == '{"code":0,"msg":"接收成功"}'.encode()
        asked = sent("S-1", "13800138000", accepted.vendor_id)
        pending = (await rig.sms.query(asked)).receipts
        standing = fold(facts(heard.receipts + pending, "sms_aliyun"))
        assert standing.kind is FactKind.ACCEPTED
        assert len(standing.hints) == 1
        await asyncio.sleep(0.35)
        told = (await rig.sms.query(asked)).receipts
        all_facts = facts(heard.receipts + pending + told, "sms_aliyun")
        assert fold(all_facts).kind is FactKind.DELIVERED


async def test_the_provider_pushes_a_report_that_is_heard(tmp_path: Path) -> None:
    pushed: list[bytes] = []
    listener = AliyunSms(sms_settings(), ports())

    async def hook(request: http.Request) -> http.Response:
        pushed.append(request.body)
        heard = listener.hear(Push(method=request.method, body=request.body))
        return http.Response(heard.status, json.loads(heard.body))

    server = await http.listen(0, hook)
    callback = f"http://127.0.0.1:{port_of(server)}/hooks/sms_aliyun"
    async with sms_rig(tmp_path, callback=callback) as rig:
        await rig.sms.send(message("13800138000", "S-1"))
        for _ in range(100):
            if pushed:
                break
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.05)
    await stop(server)
    receipts = listener.hear(Push(method="POST", body=pushed[0])).receipts
    assert [(r.attempt, r.kind, r.proof) for r in receipts] == [
        ("S-1", ReceiptKind.DELIVERED, Proof.HINT)
    ]
    assert len(pushed) == 1, "an answered push is not repeated"


def test_the_configuration_check_is_answered() -> None:
    heard = AliyunSms(sms_settings(), ports()).hear(Push(method="GET"))
    assert (heard.status, json.loads(heard.body)) == (200, {"code": 0, "msg": "成功"})


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[1]", b"\xff", b"[" * 100_000])
def test_a_push_that_is_no_report_is_kept_and_refused(body: bytes) -> None:
    heard = AliyunSms(sms_settings(), ports()).hear(Push(method="POST", body=body))
    assert heard.status == 400
    assert heard.ignored[0].raw == body


@pytest.mark.parametrize("skew", [timedelta(minutes=-16), timedelta(minutes=16)])
async def test_a_clock_that_is_wrong_is_refused(tmp_path: Path, skew: timedelta) -> None:
    async with sms_rig(tmp_path, clock=lambda: now() + skew) as rig:
        with pytest.raises(SendError) as refused:
            await rig.sms.send(message("13800138000"))
        assert refused.value.failure.code == "InvalidTimeStamp.Expired"
        assert rig.ledger.read() == []


VALUES = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="【】:."), max_size=20
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(params=st.dictionaries(st.sampled_from(["name", "code", "a b", "名"]), VALUES))
def test_any_value_is_signed_as_the_provider_reads_it(
    tmp_path: Path, params: dict[str, str]
) -> None:
    async def once() -> None:
        async with sms_rig(tmp_path) as rig:
            await rig.sms.send(message("13800138000", params=params))
            content = rig.ledger.read()[-1]["content"]
        assert json.loads(content.removeprefix("【留痕】")) == params

    asyncio.run(once())


async def test_awkward_characters_reach_the_provider_as_they_are(tmp_path: Path) -> None:
    params = {"name": "~*+ %&=?#张三", "code": '{"a":"b"}'}
    async with sms_rig(tmp_path) as rig:
        await rig.sms.send(message("13800138000", params=params))
        assert json.loads(rig.ledger.read()[0]["content"].removeprefix("【留痕】")) == params


async def test_the_query_looks_at_every_page(tmp_path: Path) -> None:
    async with sms_rig(tmp_path) as rig:
        for n in range(55):
            await rig.sms.send(message("13800138000", f"S-{n}"))
        answer = await rig.sms.query(sent("S-0", "13800138000"))
        assert answer.found is True
        assert {r.attempt for r in answer.receipts} == {"S-0"}


@pytest.mark.parametrize("days", [0, 1, 6])
async def test_an_sms_that_left_on_a_later_day_is_found(tmp_path: Path, days: int) -> None:
    async with sms_rig(tmp_path) as rig:
        await rig.sms.send(message("13800138000", "S-1"))
        created = now() - timedelta(days=days)
        asked = Sent(attempt=AttemptId("S-1"), address="13800138000", at=created)
        assert (await rig.sms.query(asked)).found is True
