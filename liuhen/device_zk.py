"""The steps of a pulled terminal: route, port, key, protocol, identity, firmware, capacity."""

import asyncio
import socket

from devices.driver import Facts
from devices.errors import AuthRefused, DeviceError, Unreachable
from devices.protocols.zk import ZkSession, ZkSettings
from gateway.zk_worker import zk_settings
from hr.gateway import Enrolled
from liuhen.device_judge import capacity, clock_of
from liuhen.device_steps import Steps, words
from rules.text import Text

_WITHOUT_ANSWER = Text(
    "端口通了，但没有按 ZK 协议应答：端口上可能是别的程序，或设备正被另一个软件占用，"
    "请关掉它，或重启设备再试",
    "the port is open, but nothing answers as a ZK terminal: another program may listen there, or"
    " other software holds the terminal; close it, or restart the terminal and try again",
)
_KEY = Text(
    "请在设备菜单“通讯设置”里核对通信密码（0 表示没有），再用终端页更改",
    "compare the communication key in its menu (0 is none) and change it on the terminal's page",
)


async def test(steps: Steps, to: Enrolled) -> None:
    """Ask everything on a connection of our own."""
    try:
        settings = zk_settings(to)
    except DeviceError as error:
        raise steps.bad(Text("设置有误", "wrong settings"), words(error)) from error
    await asyncio.to_thread(_reach, steps, settings)
    facts = await _session(steps, settings)
    steps.good(Text("密码与协议", "key and protocol"), "ZK UDP" if settings.udp else "ZK TCP")
    if facts.serial and facts.serial != to.serial:
        raise steps.bad(
            Text(
                f"应答的是另一台设备：{facts.serial}", f"another terminal answers: {facts.serial}"
            ),
            Text(
                "请核对地址；若设备换过主板或换了新机，请用新序列号登记，旧机停用",
                "compare the address; after a new mainboard or terminal enrol the new serial"
                " and switch the old one off",
            ),
        )
    steps.good(Text("序列号", "serial"), facts.serial or "?")
    steps.good(Text("固件", "firmware"), facts.firmware or "?")
    clock_of(steps, to, facts.device_time)
    steps.good(Text("设备上的记录数", "records on the terminal"), facts.records)
    steps.good(Text("设备上的人数", "people on the terminal"), facts.users)
    capacity(steps, facts.records, facts.record_cap)


async def _session(steps: Steps, settings: ZkSettings) -> Facts:
    try:
        return await asyncio.to_thread(_ask, settings)
    except AuthRefused as error:
        raise steps.bad(Text("通信密码不对", "wrong communication key"), _KEY) from error
    except Unreachable as error:
        raise steps.bad(Text("没有应答", "no answer"), _WITHOUT_ANSWER) from error
    except DeviceError as error:
        raise steps.bad(Text("会话失败", "the session failed"), words(error)) from error


def _reach(steps: Steps, settings: ZkSettings) -> None:
    try:
        address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][4]
    except OSError as error:
        raise steps.bad(
            Text("地址解析不了", "the address has no route"),
            Text("请核对地址或改用 IP", "check the address or use the IP"),
        ) from error
    steps.good(Text("地址", "route"), address[0])
    if settings.udp:
        return  # a datagram port tells nothing by itself
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
