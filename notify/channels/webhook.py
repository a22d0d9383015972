"""Group robots of DingTalk, Feishu and WeCom: alerts to a group, never proof towards a person."""

import asyncio
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import httpx

from notify import address, outgoing
from notify.channel import Accepted, Message, Plain, Ports, Spec
from notify.codecs import loose
from notify.errors import ErrorClass, Failure, SendError, refused
from notify.outgoing import Resolve, Target
from notify.receipt import ReceiptKind
from notify.settings import about, faults
from notify.signing import robots
from notify.words import Words

TEXT_LIMIT = 2048
GROUP = Words("群机器人没有回执，只能用于提醒", "A group robot has no receipts: for alerts only")
THROTTLED = {"130101", "660026", "11232", "45009"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """The robot's address as the vendor shows it, and its signing secret where it has one."""

    vendor: str = field(metadata=about("服务商", "Vendor", choices=("dingtalk", "feishu", "wecom")))
    url: str = field(repr=False, metadata=about("机器人地址", "Robot URL", secret=True, minimum=1))
    secret: str = field(default="", repr=False, metadata=about("加签密钥", "Secret", secret=True))
    timeout: int = field(
        default=10, metadata=about("超时（秒）", "Timeout (s)", minimum=1, maximum=60)
    )


class Webhook(Plain):
    """Accepted when the vendor says so; nothing further can be known."""

    spec: ClassVar[Spec] = Spec(
        key="webhook",
        label=Words("群机器人", "Group robot"),
        settings=WebhookSettings,
        proves=frozenset({ReceiptKind.ACCEPTED, ReceiptKind.FAILED}),
        never={
            ReceiptKind.DELIVERED: GROUP,
            ReceiptKind.READ: GROUP,
            ReceiptKind.CONFIRMED: GROUP,
        },
    )

    def __init__(
        self,
        settings: WebhookSettings,
        ports: Ports,
        *,
        resolve: Resolve | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        for name, words in faults(settings):
            raise refused(ErrorClass.CONFIG, f"webhook.{name}", words, where=name)
        self._settings, self._ports = settings, ports
        self._resolve = resolve or _resolve
        self._http = httpx.AsyncClient(
            timeout=settings.timeout, trust_env=False, transport=transport
        )

    def check(self, message: Message) -> None:
        """Refuse controls and texts that the vendor would cut silently."""
        address.attempt_id(message.attempt)
        if len(address.body_text(message.text).encode()) > TEXT_LIMIT:
            words = Words("正文超过 2048 字节", "The text is longer than 2048 octets")
            raise refused(ErrorClass.CONTENT, "text.long", words, where="text")

    async def send(self, message: Message) -> Accepted:
        """Post one text to the address that was checked, and to no other."""
        self.check(message)
        where = await asyncio.to_thread(outgoing.target, self._settings.url, self._resolve)
        signs, seal = self._seal()
        body = json.dumps({**_text(self._settings.vendor, message.text), **seal}).encode()
        request = f"POST https://{where.host}/ (address and signature removed)\n".encode() + body
        reply = await self._post(where, signs, body, request)
        _refusal(reply, request)
        return Accepted(vendor_id="", request=request, response=reply.content)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _post(self, where: Target, signs: str, body: bytes, request: bytes) -> httpx.Response:
        host = f"[{where.address}]" if ":" in where.address else where.address
        try:
            return await self._http.post(
                f"https://{host}:{where.port}{where.path}{signs}",
                content=body,
                headers={"host": where.host, "content-type": "application/json"},
                extensions={"sni_hostname": where.host},
            )
        except httpx.HTTPError as wrong:
            what = Words("群机器人：{kind}", "Group robot: {kind}").fill(kind=type(wrong).__name__)
            failure = Failure(
                error=ErrorClass.TRANSIENT, code="webhook.http", what=what, request=request
            )
            raise SendError(failure) from wrong

    def _seal(self) -> tuple[str, Mapping[str, str]]:
        """Return what the signature adds to the query and to the body."""
        secret, now = self._settings.secret, self._ports.now()
        if self._settings.vendor == "dingtalk" and secret:
            stamp = str(int(now.timestamp() * 1000))
            return f"&timestamp={stamp}&sign={robots.dingtalk(secret, stamp)}", {}
        if self._settings.vendor == "feishu" and secret:
            stamp = str(int(now.timestamp()))
            return "", {"timestamp": stamp, "sign": robots.feishu(secret, stamp)}
        return "", {}


def _text(vendor: str, text: str) -> dict[str, object]:
    if vendor == "feishu":
        return {"msg_type": "text", "content": {"text": text}}
    return {"msgtype": "text", "text": {"content": text}}


def _refusal(reply: httpx.Response, request: bytes) -> None:
    said = loose.parse(reply.content)
    code = loose.text(said, "errcode") or loose.text(said, "code")
    if reply.status_code < 300 and code == "0":
        return
    text = loose.text(said, "errmsg") or loose.text(said, "msg") or str(reply.status_code)
    error = ErrorClass.THROTTLE if code in THROTTLED else ErrorClass.CONFIG
    raise SendError(
        Failure(
            error=ErrorClass.TRANSIENT if reply.status_code >= 500 else error,
            code=code or f"http.{reply.status_code}",
            what=Words("群机器人：{text}", "Group robot: {text}").fill(text=text),
            where="webhook",
            request=request,
            response=reply.content,
        )
    )


def _resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
