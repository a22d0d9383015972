"""An ADMS request without people: its address, its rows by table, its pairs by key."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote

from devices.tools.redact_zk import Names

Json = dict[str, Any]
_PAIR = re.compile(r"(~?[A-Za-z][A-Za-z0-9_ ]*)=([^\t\r\n,&]*)")
_SECRET_KEYS = {
    *("pin", "pin2", "userid", "name", "card", "cardno", "passwd", "password", "sn", "mac", "ip"),
    *("authkey", "comkey", "token", "serialnumber", "ipaddress", "gateipaddress", "netmask"),
    *("idnum", "phone", "mobile", "admin", "user", "dns", "webserverip", "comaddress"),
}
_CONTENT_KEYS = {"tmp", "template", "content", "photo", "pic", "base64"}
_ADMIN_AT = 2


def request(case: Json, names: Names) -> Json:
    """Redact one recorded request; its expectation is to be made anew."""
    path, _, query = case["path"].partition("?")
    table = dict(parse_qsl(query.lower())).get("table", "").strip()
    body = _RULES.get(table, _pairs)(_text(case), names)
    packed = _packed(body, case)
    kept = {key: value for key, value in case.items() if key not in {"body", "body_b64", "note"}}
    return kept | packed | {"path": f"{_bare(path)}?{_query(query, names)}" if query else path}


def _bare(path: str) -> str:
    """The address without the secret some terminals carry in it."""
    return "/iclock" + path.partition("/iclock")[2]


def _query(query: str, names: Names) -> str:
    """Serial, key and the terminal's own words; stamps, tables and versions stay."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(f"{quote(key)}={quote(_of_query(key, value, names))}" for key, value in pairs)


def _of_query(key: str, value: str, names: Names) -> str:
    if key.lower() == "info":
        fields = value.split(",")
        return ",".join(_address(field, names) for field in fields)
    return names.replace(value) if key.lower() in _SECRET_KEYS else value


def _address(field: str, names: Names) -> str:
    return names.replace(field) if field.count(".") == 3 and field[:1].isdigit() else field


def _text(case: Json) -> tuple[str, str]:
    """The body and its code page; GBK bodies are kept as bytes in the recording."""
    if "body_b64" not in case:
        return case["body"], "utf-8"
    raw = b64decode(case["body_b64"])
    for page in ("utf-8", "gb18030"):
        try:
            return raw.decode(page), page
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), "latin-1"


def _packed(body: str, case: Json) -> Json:
    if "body_b64" not in case:
        return {"body": body}
    return {"body_b64": b64encode(body.encode(_text(case)[1], "replace")).decode()}


def _rows(one: Callable[[str, Names], str]) -> Callable[[tuple[str, str], Names], str]:
    def redact(body: tuple[str, str], names: Names) -> str:
        parts = re.split(r"(\r\n|\n|\r)", body[0])
        return "".join(part if at % 2 else one(part, names) for at, part in enumerate(parts))

    return redact


def _punch(row: str, names: Names) -> str:
    """A tabbed row begins with the person; a keyed one names its fields; others lose their text."""
    if re.match(r"\s*~?[A-Za-z]\w*=", row):
        return _keys(row, names)
    code, tab, rest = row.partition("\t")
    if not tab:
        return names.replace(row)
    return names.replace(code) + tab + rest


def _operation(row: str, names: Names) -> str:
    words = re.split(r"([\t ]+)", row)
    if words[0].upper() != "OPLOG":
        return _keys(row, names)
    found = [names.known(word) for word in words]
    if len(words) > 2 * _ADMIN_AT:
        found[2 * _ADMIN_AT] = names.replace(words[2 * _ADMIN_AT])
    return "".join(found)


def _keys(row: str, names: Names) -> str:
    def fake(pair: re.Match[str]) -> str:
        key = pair[1].lstrip("~").split(" ")[-1].lower()
        if key in _CONTENT_KEYS:
            return f"{pair[1]}={'A' * len(pair[2])}"
        return f"{pair[1]}={names.replace(pair[2]) if key in _SECRET_KEYS else pair[2]}"

    return _PAIR.sub(fake, row)


def _pairs(body: tuple[str, str], names: Names) -> str:
    return _rows(_keys)(body, names)


_RULES: dict[str, Callable[[tuple[str, str], Names], str]] = {
    "attlog": _rows(_punch),
    "operlog": _rows(_operation),
}
