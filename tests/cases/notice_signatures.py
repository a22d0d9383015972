"""How a case of each published signature is run; the section's name chooses the adapter."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from notify.signing import (
    aliyun_acs3,
    aliyun_rpc,
    feishu,
    huawei_wsse,
    msgcrypt,
    robots,
    tencent_tc3,
    twilio,
)
from rules.evidence import jcs, note

Adapter = Callable[[Any], object]


def aliyun_rpc_hmac_sha1(case: Any) -> None:
    assert aliyun_rpc.sign(case["method"], case["params"], case["secret"]) == case["signature"]


def aliyun_acs3_hmac_sha256(case: Any) -> None:
    signed = aliyun_acs3.sign(
        case["method"],
        case["uri"],
        case["query"],
        case["headers"],
        case["body"].encode(),
        case["sk"],
    )
    assert signed.canonical_hash == case["hashed_canonical_request"]
    assert signed.signature == case["signature"]


def tencent_tc3_request(case: Any) -> None:
    values = {
        "content-type": case["content_type"],
        "host": case["host"],
        "x-tc-action": case["action"],
    }
    for key in (k for k in case if k.startswith("signed_headers=")):
        names = key.removeprefix("signed_headers=").split(" ")[0].split(";")
        signed = tencent_tc3.sign(
            case["service"],
            {name: values[name] for name in names},
            case["payload"].encode(),
            case["timestamp"],
            case["secret_key"],
        )
        assert signed.canonical_hash == case[key]["hashed_canonical_request"]
        assert signed.signature == case[key]["signature"]


def twilio_x_signature(case: Any) -> None:
    asked = case["auth_token"], case["url"], case["params"]
    assert twilio.sign(*asked) == case["signature"]
    assert twilio.verify(*asked, case["signature"])
    assert not twilio.verify(*asked, case["signature"].swapcase())


def wecom_bizmsgcrypt(case: Any) -> None:
    _envelope(case, case["encoding_aes_key"], case["receive_id"], case["msg_signature"])


def dingtalk_callback_crypt(case: Any) -> None:
    _envelope(case, case["aes_key"], case["suite_key"], case["signature"])


def _envelope(case: Any, key: str, receiver: str, signature: str) -> None:
    parts = case["token"], case["timestamp"], case["nonce"], case["encrypt"]
    assert msgcrypt.signature(*parts) == signature
    assert msgcrypt.signed(*parts, signature)
    assert not msgcrypt.signed(*parts[:2], f"{parts[2]}0", parts[3], signature)
    plain = msgcrypt.decrypt(case["encrypt"], key, receiver)
    assert plain.decode() == case.get("plain", plain.decode())
    assert case.get("plain_contains", "") in plain.decode()
    if random16 := case.get("random16"):
        again = msgcrypt.encrypt(plain, key, receiver, random16.encode())
        assert again == case["encrypt"]
    with pytest.raises(msgcrypt.EnvelopeError):
        msgcrypt.decrypt(case["encrypt"], key, f"{receiver}x")


def feishu_event_decrypt(case: Any) -> None:
    assert feishu.decrypt(case["encrypt"], case["encrypt_key"]).decode() == case["plain"]


def feishu_bot_sign(case: Any) -> None:
    assert robots.feishu(case["secret"], case["timestamp"]) == case["sign"]


def dingtalk_bot_sign_urlencoded(case: Any) -> None:
    assert robots.dingtalk(case["secret"], case["timestamp"]) == case["sign"]


def feishu_event_signature(case: Any) -> None:
    parts = case["timestamp"], case["nonce"], case["encrypt_key"], case["body"].encode()
    assert feishu.signed(*parts, case["X-Lark-Signature"])
    assert not feishu.signed(*parts[:3], parts[3] + b" ", case["X-Lark-Signature"])


def huawei_wsse_password_digest(case: Any) -> None:
    digest = huawei_wsse.password_digest(case["nonce"], case["created"], case["app_secret"])
    assert digest == case["digest"]


def c2sp_signed_note(case: Any) -> None:
    key = note.Key.parse(case["vkey"])
    signature = f"\u2014 {key.name} {case['signature_line_b64']}\n"
    signed = note.parse(f"{case['text']}\n{signature}")
    assert signed.signed_by(key, _ed25519)
    flipped = note.parse(f"X{case['text']}\n{signature}")
    assert not flipped.signed_by(key, _ed25519)


def _ed25519(public: bytes, text: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def rfc8785(case: Any) -> None:
    assert jcs.canonical(json.loads(case["in"])).decode() == case["out"]


BY_SECTION: dict[str, tuple[str, Adapter]] = {
    "aliyun_rpc_hmac_sha1": ("signatures", aliyun_rpc_hmac_sha1),
    "aliyun_acs3_hmac_sha256": ("signatures", aliyun_acs3_hmac_sha256),
    "tencent_tc3": ("signatures", tencent_tc3_request),
    "twilio_x_signature": ("signatures", twilio_x_signature),
    "wecom_bizmsgcrypt": ("signatures", wecom_bizmsgcrypt),
    "dingtalk_callback_crypt": ("signatures", dingtalk_callback_crypt),
    "feishu_event_decrypt": ("signatures", feishu_event_decrypt),
    "feishu_bot_sign": ("signatures", feishu_bot_sign),
    "dingtalk_bot_sign_urlencoded": ("signatures", dingtalk_bot_sign_urlencoded),
    "feishu_event_signature": ("signatures", feishu_event_signature),
    "huawei_wsse_password_digest": ("signatures", huawei_wsse_password_digest),
    "c2sp_signed_note": ("evidence", c2sp_signed_note),
    "rfc8785": ("evidence", rfc8785),
}
