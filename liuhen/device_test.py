"""The connection test of a terminal: step by step, each with what was found and what to do."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from devices.protocols import PROTOCOLS
from hr import gateway
from hr.gateway import Enrolled
from liuhen import device_push, device_zk
from liuhen.device_judge import counts
from liuhen.device_steps import Say, StepFailedError, Steps
from orm.models import Terminal
from rules.problem import refuse
from rules.text import Text

__all__ = ["examine"]
_WAYS: dict[str, Callable[[Steps, Enrolled], Awaitable[None]]] = {
    "pull": device_zk.test,
    "http": device_push.adms,
    "mqtt": device_push.over_mqtt,
}


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
    with suppress(StepFailedError):
        to = await _enrolled(steps, row)
        await _way(to.protocol)(steps, to)
        await counts(steps, await Terminal.get(id=row.id))
        _known_trouble(steps, row)
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


def _way(protocol: str) -> Callable[[Steps, Enrolled], Awaitable[None]]:
    (transport,) = (one.transport for one in PROTOCOLS if one.code == protocol)
    return _WAYS[transport]


def _known_trouble(steps: Steps, row: Terminal) -> None:
    """What the gateway last failed with, when the test itself found nothing."""
    said = row.last_error or {}
    if steps.clean and row.state not in {"online", "new"} and said:
        steps.odd(
            Text(
                f"网关上次失败：{said.get('zh', '')}", f"the gateway failed: {said.get('en', '')}"
            ),
            Text(
                "现在测试正常：请确认 liuhen gateway 在运行，几分钟后再看",
                "the test is well now: see that liuhen gateway runs, and look again in minutes",
            ),
        )
