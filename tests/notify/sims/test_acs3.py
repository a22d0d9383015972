"""The fake provider refuses what the real one refuses; else a pass against it means nothing."""

import hashlib
from datetime import timedelta

import pytest

from notify.signing.aliyun_acs3 import sign
from notify.signing.percent import sorted_query
from notify.sims.acs3 import Checker
from notify.sims.http import Request
from tests.notify.kit import NOW

PARAMS = {"PhoneNumbers": "13800138000", "A": "~*+ %张", "A1": "", "a": "b&c=d"}


def request(**more: str) -> Request:
    headers = {
        "host": "127.0.0.1:1",
        "x-acs-action": "SendSms",
        "x-acs-date": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": "n1",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    } | more
    signed = sign("POST", "/", PARAMS, headers, b"", "secret")
    headers["authorization"] = signed.authorization("key")
    return Request(method="POST", path="/", query=sorted_query(PARAMS), headers=headers, body=b"")


def checker() -> Checker:
    return Checker({"key": "secret"}, lambda: NOW)


def changed(**facts: object) -> Request:
    good = request()
    known = {name: getattr(good, name) for name in ("method", "path", "query", "headers", "body")}
    return Request(**known | facts)


def test_a_right_signature_is_taken_once() -> None:
    provider = checker()
    assert provider.fault(request()) is None
    assert provider.fault(request()) == "SignatureNonceUsed"


def test_the_order_of_the_wire_does_not_matter() -> None:
    query = "&".join(reversed(request().query.split("&")))
    assert checker().fault(changed(query=query)) is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (changed(method="GET"), "SignatureDoesNotMatch"),
        (changed(path="/x"), "SignatureDoesNotMatch"),
        (changed(body=b"x"), "SignatureDoesNotMatch"),
        (changed(query=request().query.replace("%2A", "*")), "SignatureDoesNotMatch"),
        (changed(query=request().query.replace("%20", "+")), "SignatureDoesNotMatch"),
        (changed(headers=request().headers | {"host": "other"}), "SignatureDoesNotMatch"),
        (changed(headers=request().headers | {"x-acs-more": "1"}), "IncompleteSignature"),
        (changed(headers=request().headers | {"content-type": "a/b"}), "IncompleteSignature"),
        (changed(headers={"host": "127.0.0.1:1"}), "MissingAuthorization"),
        (request(**{"x-acs-date": "yesterday"}), "InvalidTimeStamp.Format"),
    ],
)
def test_any_change_is_refused(wrong: Request, code: str) -> None:
    assert checker().fault(wrong) == code


@pytest.mark.parametrize(("minutes", "fault"), [(15, None), (16, "InvalidTimeStamp.Expired")])
def test_fifteen_minutes_are_allowed(minutes: int, fault: str | None) -> None:
    for sign_of in (1, -1):
        shifted = [NOW + timedelta(minutes=sign_of * minutes)]
        assert Checker({"key": "secret"}, shifted.pop).fault(request()) == fault


def test_an_unknown_key_is_refused() -> None:
    assert Checker({}, lambda: NOW).fault(request()) == "InvalidAccessKeyId.NotFound"
