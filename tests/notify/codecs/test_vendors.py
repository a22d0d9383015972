"""Every vendor's reader: any bytes give a value, and an overall success may hold failures."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.codecs import aliyun, dingtalk, feishu, loose, tencent, twilio, wecom
from notify.errors import ErrorClass
from notify.receipt import Proof, ReceiptKind
from tests.notify.kit import NOW

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("SmsSendDetailDTOs", "SmsSendDetailDTO", "SendStatus", "Response", "data"),
                    *("SendStatusSet", "PullSmsSendStatusSet", "send_result", "items", "timestamp"),
                    *("read_user_id_list", "forbidden_list", "success", "invaliduser", "errcode"),
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
READERS = [
    lambda raw: aliyun.details(raw, now=NOW),
    lambda raw: aliyun.report(raw, now=NOW),
    aliyun.total,
    tencent.outcomes,
    lambda raw: tencent.push(raw, now=NOW),
    lambda raw: tencent.pull(raw, now=NOW),
    lambda raw: wecom.outcomes(raw, ["u"]),
    lambda raw: dingtalk.receipts(raw, task="t", now=NOW),
    lambda raw: feishu.readers(raw, message_id="m", now=NOW),
]


@given(st.sampled_from(READERS), JSON.map(lambda v: json.dumps(v).encode()) | st.binary())
def test_any_bytes_give_a_value(reader: object, raw: bytes) -> None:
    assert callable(reader)
    reader(raw)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("isv.AMOUNT_NOT_ENOUGH", ErrorClass.CONFIG),
        ("Throttling.User", ErrorClass.THROTTLE),
        ("isp.SYSTEM_ERROR", ErrorClass.TRANSIENT),
        ("isv.NEVER_HEARD_OF", ErrorClass.CONFIG),
    ],
)
def test_aliyun_codes_are_classified(code: str, error: ErrorClass) -> None:
    assert aliyun.classify(code) is error


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("LimitExceeded.PhoneNumberDailyLimit", ErrorClass.THROTTLE),
        ("InvalidParameterValue.IncorrectPhoneNumber", ErrorClass.ADDRESS),
        ("InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", ErrorClass.CONTENT),
        ("InternalError.Timeout", ErrorClass.TRANSIENT),
        ("AuthFailure.SignatureExpire", ErrorClass.CONFIG),
    ],
)
def test_tencent_codes_are_classified(code: str, error: ErrorClass) -> None:
    assert tencent.classify(code) is error


def test_one_failed_number_in_a_success_is_seen() -> None:
    rows = [
        {"PhoneNumber": "+861", "Code": "Ok"},
        {"PhoneNumber": "+862", "Code": "LimitExceeded.PhoneNumberDailyLimit"},
    ]
    raw = json.dumps({"Response": {"SendStatusSet": rows}}).encode()
    assert [o.error for o in tencent.outcomes(raw)] == [None, ErrorClass.THROTTLE]


def test_a_tencent_pull_is_a_fact_and_its_push_is_not() -> None:
    row = {"ReportStatus": "SUCCESS", "UserReceiveTime": 1764000000, "SerialNo": "1"}
    raw = json.dumps({"Response": {"PullSmsSendStatusSet": [row]}}).encode()
    (receipt,) = tencent.pull(raw, now=NOW)
    assert receipt.proof is Proof.AUTHENTICATED
    assert receipt.at == datetime.fromtimestamp(1764000000, UTC)


def test_a_wecom_success_names_the_users_it_left_out() -> None:
    raw = b'{"errcode":0,"invaliduser":"b|c","unlicenseduser":"d","msgid":"m"}'
    found = {o.address: o.error for o in wecom.outcomes(raw, ["a", "b"])}
    assert found == {
        "a": None,
        "b": ErrorClass.ADDRESS,
        "c": ErrorClass.ADDRESS,
        "d": ErrorClass.CONFIG,
    }
    assert wecom.outcomes(b'{"errcode":45009}', ["a"])[0].error is ErrorClass.THROTTLE


def test_dingtalk_forbids_behind_a_success() -> None:
    raw = b'{"send_result":{"forbidden_list":[{"code":"143106","userid":"u"}]}}'
    (receipt,) = dingtalk.receipts(raw, task="t", now=NOW)
    assert (receipt.kind, receipt.code) == (ReceiptKind.FAILED, "143106")


def test_twilio_sent_is_not_delivered_and_an_unknown_word_is_nothing() -> None:
    receipt = twilio.status({"MessageStatus": "sent"}, signed=True, now=NOW)
    assert receipt
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert twilio.status({"MessageStatus": "beamed"}, signed=True, now=NOW) is None


@pytest.mark.parametrize(
    "word", ["", "2026-13-01 00:00:00", "2026-01-01", "昨天", "2026-01-01T00:00:00"]
)
def test_a_beijing_time_is_strict(word: str) -> None:
    assert loose.beijing(word) is None


def test_a_beijing_time_becomes_utc() -> None:
    assert loose.beijing("2026-11-21 08:00:00") == datetime(2026, 11, 21, tzinfo=UTC)
    assert loose.unix(10**17) is None
