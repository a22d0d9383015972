import json
import socket
from typing import Any

import httpx
import pytest

from notify.channels.webhook import Webhook, WebhookSettings
from notify.errors import ErrorClass, SendError
from notify.signing import robots
from tests.notify.kit import NOW, message, ports

URL = {
    "dingtalk": "https://oapi.dingtalk.example.com/robot/send?access_token=t",
    "feishu": "https://open.feishu.example.com/hook/t",
    "wecom": "https://qyapi.example.com/cgi-bin/webhook/send?key=k",
}


class Vendor:
    """Answers in the place of the network and keeps what it was asked."""

    def __init__(self, status: int = 200, body: str = '{"errcode":0}') -> None:
        self.status, self.body, self.asked = status, body, list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self.status, content=self.body.encode())


def robot(vendor: str, answer: Vendor, **more: Any) -> Webhook:
    return Webhook(
        WebhookSettings(vendor=vendor, url=URL[vendor], **more),
        ports(lambda: NOW),
        resolve=lambda _: ["93.184.216.34"],
        transport=httpx.MockTransport(answer),
    )


async def test_the_checked_address_is_called_under_the_names_of_the_host() -> None:
    vendor = Vendor()
    accepted = await robot("wecom", vendor).send(message("", text="提醒"))
    asked = vendor.asked[0]
    assert (asked.url.host, asked.headers["host"]) == ("93.184.216.34", "qyapi.example.com")
    assert asked.extensions["sni_hostname"] == "qyapi.example.com"
    assert json.loads(asked.content) == {"msgtype": "text", "text": {"content": "提醒"}}
    assert b"key=k" not in accepted.request


async def test_dingtalk_is_signed_in_the_address_and_feishu_in_the_body() -> None:
    vendor = Vendor()
    await robot("dingtalk", vendor, secret="s").send(message("", text="x"))
    stamp = str(int(NOW.timestamp() * 1000))
    sign = robots.dingtalk("s", stamp)
    assert vendor.asked[0].url.query.decode().endswith(f"&timestamp={stamp}&sign={sign}")
    vendor = Vendor(body='{"code":0}')
    await robot("feishu", vendor, secret="s").send(message("", text="x"))
    assert json.loads(vendor.asked[0].content)["sign"] == robots.feishu(
        "s", str(int(NOW.timestamp()))
    )


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, '{"errcode":45009,"errmsg":"api freq out of limit"}', ErrorClass.THROTTLE),
        (200, '{"errcode":310000,"errmsg":"sign not match"}', ErrorClass.CONFIG),
        (502, "", ErrorClass.TRANSIENT),
        (302, "", ErrorClass.CONFIG),
        (200, "<html>", ErrorClass.CONFIG),
    ],
)
async def test_a_refusal_is_classified(status: int, body: str, error: ErrorClass) -> None:
    with pytest.raises(SendError) as refused:
        await robot("wecom", Vendor(status, body)).send(message("", text="x"))
    assert refused.value.failure.error is error


def test_a_text_that_would_be_cut_silently_is_refused() -> None:
    with pytest.raises(SendError):
        robot("wecom", Vendor()).check(message("", text="长" * 700))


async def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    vendor = Vendor()
    settings = WebhookSettings(vendor="wecom", url=URL["wecom"])
    channel = Webhook(settings, ports(), transport=httpx.MockTransport(vendor))
    with pytest.raises(SendError) as refused:
        await channel.send(message("", text="x"))
    await channel.aclose()
    assert refused.value.failure.code == "url.inside"
    assert vendor.asked == []
