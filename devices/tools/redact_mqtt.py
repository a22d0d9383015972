"""An MQTT message without people: fields by their names, at any depth; pictures are a pixel."""

import re
from base64 import b64decode
from typing import Any

from devices.tools.fakes import UnredactableError
from devices.tools.redact_zk import Names

Json = dict[str, Any]
PIXEL = "data:image/jpeg;base64,/9j/2Q=="
_PICTURES = re.compile(r"(?i)(pic|scene|closeup|photo|image|template|feature|video)")
_SECRETS = {
    *("customid", "personid", "userid", "uid", "person_id", "persionname", "personname", "name"),
    *("idcard", "idcardnumber", "telnum", "telnum1", "telnum2", "address", "rfidcard", "cardnum2"),
    *("facesluiceid", "facesluicename", "facesname", "devicecode", "device_sn", "device_no", "sn"),
    *("username", "password", "ip", "mac", "birthday", "native", "notes", "phone", "email"),
    *("person_name", "id_number", "card_no", "cardnum", "cardno", "qrcode", "swipecard"),
}

_TOPIC_WORDS = {
    *("mqtt", "face", "basic", "heartbeat", "Rec", "Snap", "Ack", "Card", "Alarm", "QRCode"),
    *("attend", "v1", "punch", "device", "crane", "lift", "dust", "topic", "capture", "request"),
}
"""Whatever else stands in a topic is a terminal's name, or somebody's own."""


def message(case: Json, names: Names) -> Json:
    """Redact one recorded message; its expectation is to be made anew."""
    if "payload_b64" in case:
        raw = b64decode(case["payload_b64"])
        raise UnredactableError(
            f"{case.get('id')}: {len(raw)} bytes that are no JSON: leave it out"
        )
    parts = case["topic"].split("/")
    topic = "/".join(part if part in _TOPIC_WORDS else names.replace(part) for part in parts)
    kept = {key: value for key, value in case.items() if key != "note"}
    return kept | {"topic": topic, "payload": _any("", case["payload"], names)}


def _any(key: str, value: object, names: Names) -> object:
    if isinstance(value, dict):
        return {name: _any(name, one, names) for name, one in value.items()}
    if isinstance(value, list):
        return [_any(key, one, names) for one in value]
    if _PICTURES.search(key) and isinstance(value, str):
        return PIXEL if value else ""
    return _secret(value, names) if key.lower() in _SECRETS else value


def _secret(value: object, names: Names) -> object:
    if isinstance(value, str):
        return (
            value.replace(value.strip(), names.replace(value.strip())) if value.strip() else value
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return int(names.replace(str(value)))
    return value
