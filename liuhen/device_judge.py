"""What the values of a terminal mean: a clock, a zone, a log that is nearly full, counts."""

from zoneinfo import ZoneInfo

from devices.clock import show_local, skew_seconds
from hr import clock
from hr.gateway import Enrolled
from liuhen.device_steps import Steps
from orm.models import Punch, Quarantine, Terminal
from rules.text import Text

SKEW = 60
_ZONE_STEP, _ZONE_SLACK = 900, 120
_WARN, _ALARM = 80, 95
_SET_CLOCK = Text(
    "请在终端页下“校时”命令，或在设备上校时",
    "order “set time” on the terminal's page, or set it at the terminal",
)
_SET_ZONE = Text(
    "差的是整刻钟：请核对登记的时区，ADMS 机型再核对“时区写法”（8、480 或 +08:00）",
    "it is off by whole quarter hours: compare the zone it is enrolled with; on ADMS models also"
    " how they write the zone (8, 480 or +08:00)",
)


def clock_of(steps: Steps, to: Enrolled, local: str | None) -> None:
    """Judge the time a terminal shows now."""
    here = show_local(clock.now().astimezone(ZoneInfo(to.zone)))
    skew = skew_seconds(local or "", here)
    if skew is None:
        steps.odd(Text("读不出设备时间", "its time cannot be read"), _SET_CLOCK)
    else:
        skewed(steps, skew)


def skewed(steps: Steps, skew: int) -> None:
    """Judge how far a clock is off; whole quarter hours are a zone, not a clock."""
    if abs(skew) <= SKEW:
        steps.good(Text("时钟偏差", "clock skew"), f"{skew:+d} s")
        return
    quarters = round(skew / _ZONE_STEP)
    zone = quarters != 0 and abs(skew - quarters * _ZONE_STEP) <= _ZONE_SLACK
    steps.odd(
        Text(f"设备时钟不准（{skew:+d} s）", f"its clock is wrong ({skew:+d} s)"),
        _SET_ZONE if zone else _SET_CLOCK,
    )


def capacity(steps: Steps, records: int | None, cap: int | None) -> None:
    """Judge the room left in its log; old terminals overwrite or stop when it is full."""
    if not records or not cap:
        return
    share = 100 * records // cap
    if share < _WARN:
        steps.good(Text("存储占用", "log used"), f"{share} %")
        return
    urgent = share >= _ALARM
    steps.odd(
        Text(f"存储已用 {share} %", f"its log is {share} % full"),
        Text(
            "请今天就在终端页做两遍核对的清除：满了会覆盖旧记录或停止打卡",
            "clear it today by the two-read order on its page: a full log overwrites or stops",
        )
        if urgent
        else Text(
            "请安排一次两遍核对的清除（终端页），清除前记录都已入库并核对",
            "plan a two-read clearing on its page; it clears only what is stored and compared",
        ),
    )


async def counts(steps: Steps, row: Terminal) -> None:
    """Compare counts, and say what waits for people."""
    device = "-" if row.device_count is None else row.device_count
    steps.good(
        Text("记录数：设备 / 数据库", "records: terminal / database"),
        f"{device} / {row.stored_count}",
    )
    if row.protocol == "zk" and (row.device_count or 0) > row.stored_count:
        steps.odd(
            Text("设备上的记录比数据库多", "the terminal has more records than the database"),
            Text(
                "网关下次全量读取会补齐；若一直如此，请看终端页的缺口和隔离区",
                "the next full pull brings them; if it stays so, look at gaps and quarantine",
            ),
        )
    waiting = await Punch.filter(terminal_id=row.id, person_id=None).count()
    if waiting:
        steps.odd(
            Text(f"{waiting} 条打卡没有对应的员工", f"{waiting} punches have no person"),
            Text("请在“未匹配打卡”页指定员工", "say whose they are on the unassigned page"),
        )
    unread = await Quarantine.filter(terminal_id=row.id, settled_at=None).count()
    if unread:
        steps.odd(
            Text(f"{unread} 条数据读不懂，已隔离", f"{unread} records cannot be read"),
            Text(
                "请在隔离区查看；用 liuhen device capture 录一段发给我们",
                "look at the quarantine; send us a session: liuhen device capture",
            ),
        )
