"""The steps of terminals that come to us: our own door, the broker's account, what was refused."""

import asyncio
import threading
from datetime import timedelta
from urllib.parse import unquote

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.sims import http
from gateway import mqtt
from hr import clock, ids, installation
from hr.gateway import Enrolled
from liuhen.device_judge import skewed
from liuhen.device_steps import Steps
from orm.models import UnknownTerminal
from rules.text import Text

_FRESH = timedelta(minutes=2)
_LATELY = timedelta(hours=1)
_PATIENCE = 5.0
_NOT_AUTHORIZED = {134, 135}
_REASONS: dict[str, Text] = {
    "wrong secret": Text(
        "设备里填的密码和登记的不同：请在终端页换一个新密码，并照着填进设备",
        "the secret in its menu is not the enrolled one: make a new one on its page and type it in",
    ),
    "identity_mismatch": Text(
        "别的设备号用了它的主题：请核对设备号，并检查 MQTT 账号是否被共用",
        "another id publishes on its topic: compare the id, and whether the account is shared",
    ),
}
_OTHER = Text("请核对设备里填的密码和序列号", "compare secret and serial in its menu")


async def adms(steps: Steps, to: Enrolled) -> None:
    """Our listener, its refusals, its last word."""
    settings = installation.current().settings
    server = http.Server(host="127.0.0.1", port=settings.gateway_port, timeout=3)
    answer = await http.send(server, "GET", "/healthz")
    where = f"127.0.0.1:{settings.gateway_port}"
    if answer.status == 0:
        raise steps.bad(
            Text(f"我们这边没有在监听（{where}）", f"our own side does not listen ({where})"),
            Text("请启动 liuhen gateway", "start liuhen gateway"),
        )
    if answer.status != 200:
        steps.odd(
            Text("网关存不进数据", "the gateway cannot store"),
            Text("请检查磁盘和数据库：liuhen doctor", "check disk and database: liuhen doctor"),
        )
    steps.good(Text("我们这边在监听", "our side listens"), where)
    await _heard(steps, to)


async def over_mqtt(steps: Steps, to: Enrolled) -> None:
    """The broker, our account, the terminal's account, its refusals, its last word."""
    url = installation.current().settings.mqtt_url
    if not url:
        raise steps.bad(
            Text("没有设置 MQTT 服务", "no broker is set"),
            Text("请设置 LIUHEN_MQTT_URL", "set LIUHEN_MQTT_URL"),
        )
    found = mqtt.address(url)
    where = url.rpartition("@")[2]
    await _account(steps, url, unquote(found.username or ""), unquote(found.password or ""))
    steps.good(Text("我们的 MQTT 账号", "our account at the broker"), where)
    if found.username:
        await _account(steps, url, to.serial, to.secret)
        steps.good(Text("设备的 MQTT 账号", "the terminal's account"), to.serial)
    await _heard(steps, to)


async def _account(steps: Steps, url: str, user: str, password: str) -> None:
    code = await asyncio.to_thread(_connects, url, user, password)
    if code is None:
        raise steps.bad(
            Text("MQTT 服务没有应答", "the broker does not answer"),
            Text(
                "请启动 MQTT 服务，并检查 LIUHEN_MQTT_URL 的地址和端口",
                "start the broker, and check address and port of LIUHEN_MQTT_URL",
            ),
        )
    if code in _NOT_AUTHORIZED:
        raise steps.bad(
            Text(f"MQTT 服务拒绝账号 {user}", f"the broker refuses the account {user}"),
            Text(
                "账号文件可能未更新：请在终端页换新密码，并照着填进设备；"
                "网关账号请检查 LIUHEN_MQTT_URL",
                "its account may be stale: make a new secret on its page and type it into the"
                " terminal; for the gateway's own, check LIUHEN_MQTT_URL",
            ),
        )


def _connects(url: str, user: str, password: str) -> int | None:
    """The broker's answer to a connection with a client id of our own; None without one."""
    found = mqtt.address(url)
    answered, codes = threading.Event(), list[int]()
    client = paho.Client(
        CallbackAPIVersion.VERSION2, client_id=f"liuhen-test-{ids.new_id()}", protocol=paho.MQTTv5
    )
    if user:
        client.username_pw_set(user, password)
    if found.scheme == "mqtts":
        client.tls_set()

    def connected(*told: object) -> None:
        codes.append(int(getattr(told[3], "value", 0)))
        answered.set()

    client.on_connect = connected
    try:
        client.connect(
            found.hostname or "127.0.0.1",
            found.port or (8883 if found.scheme == "mqtts" else 1883),
        )
    except OSError:
        return None
    client.loop_start()
    answered.wait(_PATIENCE)
    client.disconnect()
    client.loop_stop()
    return codes[0] if codes else None


async def _heard(steps: Steps, to: Enrolled) -> None:
    """What was refused lately in its name or from others, and when it was heard last."""
    await _refusals(steps, to)
    seen = to.last_seen_at
    if seen is None or clock.now() - seen > _FRESH:
        steps.odd(
            Text("最近没有收到它的消息", "nothing has come from it lately"),
            Text(
                "请检查设备里填的服务器地址、端口，以及网络和防火墙",
                "check the server address and port in its menu, network and firewall",
            ),
        )
        await _others(steps, to)
    else:
        steps.good(Text("最近联系", "last contact"), seen.isoformat(timespec="seconds"))
    if to.clock_skew_ms is not None:
        skewed(steps, round(to.clock_skew_ms / 1000))


async def _refusals(steps: Steps, to: Enrolled) -> None:
    async for knock in UnknownTerminal.filter(serial=to.serial).order_by("-last_at"):
        if to.last_seen_at and knock.last_at < to.last_seen_at:
            continue  # it has been let in since
        steps.odd(
            Text(f"曾被拒绝 {knock.knocks} 次：{knock.reason}", f"was refused: {knock.reason}"),
            _REASONS.get(knock.reason, _OTHER),
        )


async def _others(steps: Steps, to: Enrolled) -> None:
    """Serials nobody enrolled that knock while this one is silent: it may be one of them."""
    since = clock.now() - _LATELY
    lately = UnknownTerminal.filter(protocol=to.protocol, last_at__gte=since)
    found = await lately.exclude(serial=to.serial).order_by("-last_at").limit(3)
    if found:
        names = ", ".join(f"{one.serial} ({one.address or '?'})" for one in found)
        steps.odd(
            Text(f"有未登记的序列号来访：{names}", f"serials not enrolled knock: {names}"),
            Text(
                "若其中一个就是它，登记时序列号填错了：请用真实序列号重新登记",
                "if one of them is this terminal, its serial was mistyped: enrol the real one",
            ),
        )
