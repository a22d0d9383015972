"""The connection test of a terminal: step by step, each with what was found and what to do."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from devices.clock import show_local, skew_seconds
from devices.driver import Facts
from devices.errors import DeviceError
from devices.protocols.zk import ZkSession, ZkSettings
from devices.sims import http
from gateway.zk_worker import zk_settings
from hr import clock, gateway, installation
from hr.gateway import Enrolled
from orm.models import Terminal, UnknownTerminal
from rules.problem import refuse
from rules.text import Text

Say = Callable[[str], object]
_SKEW = 60
_FRESH = timedelta(minutes=2)


class _FailedError(Exception):
    """A step failed; what comes after it cannot be asked."""


class Steps:
    """Says each step in both languages, with a mark."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.clean = True

    def good(self, what: Text, found: object = "") -> None:
        self._line("✓", what, found)

    def odd(self, what: Text, hint: Text) -> None:
        """Something is wrong, and the test can go on."""
        self.clean = False
        self._line("!", what)
        self._say(f"    {hint.zh} / {hint.en}")

    def bad(self, what: Text, hint: Text) -> _FailedError:
        """Something is wrong, and nothing after it can be asked: raise what this returns."""
        self.odd(what, hint)
        return _FailedError()

    def _line(self, mark: str, what: Text, found: object = "") -> None:
        tail = f": {found}" if found != "" else ""
        self._say(f"  {mark} {what.zh} / {what.en}{tail}")


async def examine(serial: str, say: Say) -> bool:
    """Test one enrolled terminal; returns whether all is well."""
    row = await Terminal.get_or_none(serial=serial)
    if row is None:
        raise refuse(
            "serial",
            f"没有登记序列号为 {serial} 的终端，请先用 liuhen device add 登记。",
            f"No terminal with the serial {serial} is enrolled: use liuhen device add.",
        )
    steps = Steps(say)
    with suppress(_FailedError):
        to = await _enrolled(steps, row)
        await _WAYS.get(to.protocol, _pushes)(steps, to)
        _counts(steps, await Terminal.get(id=row.id))
    return steps.clean


async def _enrolled(steps: Steps, row: Terminal) -> Enrolled:
    found = [one for one in await gateway.enrolled() if one.id == row.id]
    if not found:
        raise steps.bad(
            Text("终端已停用，或密钥打不开", "switched off, or its secret does not open"),
            Text("请在终端页启用，或重新登记", "switch it on in the portal, or enrol it again"),
        )
    steps.good(Text("已登记", "enrolled"), f"{row.protocol}, {row.zone}")
    return found[0]


async def _zk(steps: Steps, to: Enrolled) -> None:
    """Route, port, key, protocol, firmware, clock: on a connection of our own."""
    try:
        settings = zk_settings(to)
    except DeviceError as error:
        raise steps.bad(Text("设置有误", "wrong settings"), _words(error)) from error
    await asyncio.to_thread(_reach, steps, settings)
    try:
        facts = await asyncio.to_thread(_ask, settings)
    except DeviceError as error:
        raise steps.bad(Text("会话失败", "the session failed"), _words(error)) from error
    steps.good(Text("密码与协议", "key and protocol"), "ZK")
    steps.good(Text("固件", "firmware"), facts.firmware or "?")
    if facts.serial and facts.serial != to.serial:
        steps.odd(
            Text("应答的是另一台设备", "another terminal answers"),
            Text(f"它的序列号是 {facts.serial}", f"its serial is {facts.serial}"),
        )
    _clock(steps, to, facts)
    steps.good(Text("设备上的记录数", "records on the terminal"), facts.records)


def _reach(steps: Steps, settings: ZkSettings) -> None:
    try:
        address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][4]
    except OSError as error:
        raise steps.bad(
            Text("地址解析不了", "the address has no route"),
            Text("请核对地址或改用 IP", "check the address or use the IP"),
        ) from error
    steps.good(Text("地址", "route"), address[0])
    try:
        socket.create_connection((settings.host, settings.port), settings.timeout_seconds).close()
    except OSError as error:
        raise steps.bad(
            Text(f"端口 {settings.port} 没有应答", f"port {settings.port} does not answer"),
            Text(
                "请检查电源、网线、防火墙和设备的通信端口",
                "check power, cable, firewall and the port in the terminal's menu",
            ),
        ) from error
    steps.good(Text("端口", "port"), settings.port)


def _ask(settings: ZkSettings) -> Facts:
    with ZkSession(settings) as link:
        return link.facts()


def _clock(steps: Steps, to: Enrolled, facts: Facts) -> None:
    here = show_local(clock.now().astimezone(ZoneInfo(to.zone)))
    skew = skew_seconds(facts.device_time or "", here)
    if skew is None or abs(skew) > _SKEW:
        shown = "?" if skew is None else f"{skew:+d} s"
        steps.odd(
            Text(f"设备时钟不准（{shown}）", f"its clock is wrong ({shown})"),
            Text("请在设备上校时，并核对时区", "set its clock and compare the time zone"),
        )
    else:
        steps.good(Text("时钟偏差", "clock skew"), f"{skew:+d} s")


async def _pushes(steps: Steps, to: Enrolled) -> None:
    """A terminal that comes to us: whether our door is open, and whether it has knocked."""
    await _own_door(steps, to)
    async for knock in UnknownTerminal.filter(serial=to.serial).order_by("-last_at"):
        steps.odd(
            Text(f"曾被拒绝 {knock.knocks} 次：{knock.reason}", f"was refused: {knock.reason}"),
            Text("请核对设备里填的密码和序列号", "compare secret and serial in its menu"),
        )
    seen = to.last_seen_at
    if seen is None or clock.now() - seen > _FRESH:
        steps.odd(
            Text("最近没有收到它的消息", "nothing has come from it lately"),
            Text(
                "请检查设备里填的服务器地址、端口，以及网络和防火墙",
                "check the server address and port in its menu, network and firewall",
            ),
        )
    else:
        steps.good(Text("最近联系", "last contact"), seen.isoformat(timespec="seconds"))
    if to.clock_skew_ms is not None:
        steps.good(Text("时钟偏差", "clock skew"), f"{to.clock_skew_ms / 1000:+.0f} s")


async def _own_door(steps: Steps, to: Enrolled) -> None:
    settings = installation.current().settings
    if to.protocol == "adms":
        server = http.Server(host="127.0.0.1", port=settings.gateway_port, timeout=3)
        reachable = (await http.send(server, "GET", "/healthz")).status == 200
        where = f"127.0.0.1:{settings.gateway_port}"
    else:
        found = urlsplit(settings.mqtt_url)
        reachable = bool(settings.mqtt_url) and await asyncio.to_thread(
            _listens, found.hostname or "127.0.0.1", found.port or 1883
        )
        where = settings.mqtt_url.rpartition("@")[2] or "LIUHEN_MQTT_URL?"
    if not reachable:
        raise steps.bad(
            Text(f"我们这边没有在监听（{where}）", f"our own side does not listen ({where})"),
            Text("请启动 liuhen gateway 和 MQTT 服务", "start liuhen gateway and the MQTT broker"),
        )
    steps.good(Text("我们这边在监听", "our side listens"), where)


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 3).close()
    except OSError:
        return False
    return True


def _counts(steps: Steps, row: Terminal) -> None:
    steps.good(
        Text("记录数：设备 / 数据库", "records: terminal / database"),
        f"{'-' if row.device_count is None else row.device_count} / {row.stored_count}",
    )


def _words(error: DeviceError) -> Text:
    said = error.sentence()
    return Text(said["zh"], said["en"])


_WAYS: dict[str, Callable[[Steps, Enrolled], Awaitable[None]]] = {"zk": _zk}
